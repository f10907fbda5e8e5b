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

/** Most rows of a window that the depthwise kernel lists, as in kernels/depthwise.cpp. */
const depthwiseRows = 128;

/** Which kernels take a convolution: all channels with all, each with itself, or none (then its parts are dense). */
export function convForm(
	filterShape: readonly number[],
	{ groups }: ConvAttributes,
): 'dense' | 'depthwise' | undefined {
	if (groups === 1) return 'dense';
	const [kD, kH, , perGroup, outChannels] = filterShape as [number, number, number, number, number];
	return perGroup === 1 && outChannels === groups && kD * kH <= depthwiseRows ? 'depthwise' : undefined;
}
