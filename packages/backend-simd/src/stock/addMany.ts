import { parallelFrom, sizeOf } from '../backend/kernel.ts';
import { isFloat, type StockKernel } from './stockKernel.ts';

/** Most operands whose addresses fit into the argument block. */
const mostOperands = 48;

export const addMany: StockKernel = (backend, inputs) => {
	const operands = Object.values(inputs);
	if (operands.length > mostOperands || !operands.every(isFloat)) return undefined;
	const out = backend.output(operands[0]!.shape);
	const length = sizeOf(out.shape);
	const addresses = operands.map((tensor) => backend.pointer(tensor));
	const args = [backend.pointer(out), length, operands.length, ...addresses];
	backend.engine.run('addMany', args, length > parallelFrom);
	return out;
};
