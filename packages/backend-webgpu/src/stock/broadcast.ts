import type { TensorInfo } from '../backend/kernel.ts';
import type { StockKernel } from './stockKernel.ts';

/** Shapes of two tensors that broadcast against each other, and of the result, with as few axes as that takes. */
interface JoinedShapes {
	readonly a: number[];
	readonly b: number[];
	/** The result with all of its axes. */
	readonly shape: number[];
}

/** Joins neighbouring axes that broadcast alike: [2, 3, 4, 5, 6] and [6] become [120, 6] and [1, 6]. */
export function joinAxes(a: readonly number[], b: readonly number[]): JoinedShapes {
	const rank = Math.max(a.length, b.length);
	const whole = (shape: readonly number[]) => [...Array(rank - shape.length).fill(1), ...shape] as number[];
	const [left, right] = [whole(a), whole(b)];
	const joined = { a: [] as number[], b: [] as number[], shape: [] as number[] };
	let last = '';
	for (const [axis, extent] of left.entries()) {
		const other = right[axis]!;
		joined.shape.push(extent === 1 ? other : extent);
		if (extent === 1 && other === 1) continue;
		const kind = extent === other ? 'both' : extent === 1 ? 'b' : 'a';
		if (kind === last) {
			joined.a.push(joined.a.pop()! * extent);
			joined.b.push(joined.b.pop()! * other);
		} else {
			joined.a.push(extent);
			joined.b.push(other);
		}
		last = kind;
	}
	return joined;
}

const sameShape = (a: TensorInfo, b: TensorInfo): boolean => a.shape.join() === b.shape.join();

/** Kernels of two tensors at ranks of which tfjs' own do not compile where one is broadcast. */
export const broadcast: StockKernel = (_backend, { a, b }, _attributes, stock) => {
	if (Math.max(a!.shape.length, b!.shape.length) < 5 || sameShape(a!, b!)) return undefined;
	const joined = joinAxes(a!.shape, b!.shape);
	if (joined.a.length > 4) return undefined;
	const y = stock({ a: { ...a!, shape: joined.a }, b: { ...b!, shape: joined.b } });
	return { ...y, shape: joined.shape };
};
