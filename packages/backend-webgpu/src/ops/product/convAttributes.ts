/** Extents or steps along D, H and W. */
export type Triple = readonly [number, number, number];

/** Attributes that a convolution and its gradients share. */
export interface ConvAttributes {
	readonly strides: Triple;
	/** Zero voxels before and behind each axis: [d0, d1, h0, h1, w0, w1]. */
	readonly pads: readonly number[];
	readonly dilations: Triple;
	readonly groups: number;
}

/** D, H, W of [B, D, H, W, C] or of a filter's first three axes. */
export const spaceOf = (shape: readonly number[], from = 1): Triple =>
	shape.slice(from, from + 3) as unknown as Triple;

/** Padding before each axis. */
export const padsBefore = ({ pads }: ConvAttributes): Triple => [pads[0]!, pads[2]!, pads[4]!];

/** Whether a convolution is one of every channel with itself alone. */
export const isDepthwise = (filterShape: readonly number[], { groups }: ConvAttributes): boolean =>
	groups > 1 && filterShape[3] === 1 && filterShape[4] === groups;
