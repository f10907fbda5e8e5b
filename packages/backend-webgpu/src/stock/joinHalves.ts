import { sizeOf } from '../backend/kernel.ts';
import { spread } from '../backend/workgroups.ts';
import { halvesPart, storedFloats, storedHalves } from '../halves/storage.ts';
import { defineShader } from '../shader/shader.ts';
import source from './joinHalves.wgsl';
import type { StockKernel } from './stockKernel.ts';

const shaders = {
	floats: defineShader('joinHalves.wgsl', source, [storedFloats, halvesPart]),
	halves: defineShader('joinHalves.wgsl', source, [storedHalves, halvesPart]),
};

/** `Concat` of channels, some of which are halves: theirs stay so, and the others become halves. */
export const joinHalves: StockKernel = (backend, inputs, { axis }) => {
	const tensors = Object.values(inputs).filter(({ shape }) => sizeOf(shape) > 0);
	const channelsOf = (shape: readonly number[]) => shape[shape.length - 1]!;
	const rank = tensors[0]?.shape.length ?? 0;
	const isLast = axis === rank - 1 || axis === -1;
	const areLanes = tensors.every(({ shape, dtype }) => dtype === 'float32' && channelsOf(shape) % 4 === 0);
	if (!isLast || !areLanes || !tensors.some((info) => backend.isHalf(info))) return undefined;
	const channels = tensors.reduce((sum, { shape }) => sum + channelsOf(shape), 0);
	const y = backend.outputHalves([...tensors[0]!.shape.slice(0, -1), channels]);
	let first = 0;
	for (const x of tensors) {
		const [lanes, columns] = [sizeOf(x.shape) / 4, channelsOf(x.shape) / 4];
		backend.run(backend.isHalf(x) ? shaders.halves : shaders.floats, {
			params: { lanes, columns, yColumns: channels / 4, first },
			tensors: { x, y },
			halves: backend.isHalf(x) ? ['x', 'y'] : ['y'],
			workgroups: spread(lanes, 256),
		});
		first += columns;
	}
	return y;
};
