import { sizeOf, type TensorInfo } from '../backend/kernel.ts';

/** How a shader reads values: four at a time (`vec4f`), or one. */
type LaneType = 'vec4f' | 'f32';

/** Values in a lane. */
export const widthOf = (lane: LaneType): number => (lane === 'vec4f' ? 4 : 1);

/** The values of a lane that count in a sum, as rowTotal.wgsl reads them. */
export const countedOf = (lane: LaneType): string =>
	lane === 'vec4f' ? 'vec4f(1.0)' : 'vec4f(1.0, 0.0, 0.0, 0.0)';

/** Threads of a workgroup that take a lane each. */
export const groupThreads = 256;

/** The widest lane that divides a number of values. */
export const laneFor = (values: number): LaneType => (values % 4 === 0 ? 'vec4f' : 'f32');

/** [..., C] as rows of lanes. */
export interface LaneRows {
	readonly lane: LaneType;
	readonly rows: number;
	readonly channels: number;
	/** Lanes of a row. */
	readonly columns: number;
	/** Lanes of all rows. */
	readonly lanes: number;
}

/** [..., C] as rows of lanes that do not reach from one row, or one group of its channels, into the next. */
export function laneRows(x: TensorInfo, groupChannels: number = x.shape[x.shape.length - 1]!): LaneRows {
	const channels = x.shape[x.shape.length - 1]!;
	const lane = laneFor(groupChannels);
	const [rows, columns] = [sizeOf(x.shape) / channels, channels / widthOf(lane)];
	return { lane, rows, channels, columns, lanes: rows * columns };
}
