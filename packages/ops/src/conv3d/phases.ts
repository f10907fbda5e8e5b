/** The voxels φ, φ + s, φ + 2s … of one axis and the taps that reach them: a convolution of stride 1 over dy. */
export interface Phase {
	readonly start: number;
	readonly extent: number;
	readonly taps: number;
	/** Filter tap of the first weight; the following ones lie `tapStep` taps lower each. */
	readonly firstTap: number;
	readonly tapStep: number;
	/** Voxels of dy from one of these taps to the next. */
	readonly dilation: number;
	readonly padBefore: number;
}

/** One axis of a convolution: voxels in and out, and what lies between them. */
export interface ConvAxis {
	readonly extent: number;
	readonly outExtent: number;
	readonly kernel: number;
	readonly stride: number;
	readonly pad: number;
	readonly dilation: number;
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

/**
 * Cuts the input voxels of an axis into phases. Voxel i and tap t meet at output (i + pad − t · dilation) / stride
 * where that is whole, so every (stride / gcd)-th tap reaches the voxels of a phase, or none does.
 */
export function phasesOf({ extent, outExtent, kernel, stride, pad, dilation }: ConvAxis): Phase[] {
	const divisor = commonDivisor(stride, dilation);
	const tapStep = stride / divisor;
	return Array.from({ length: Math.min(stride, extent) }, (_, start) => {
		const steps = {
			start,
			extent: Math.ceil((extent - start) / stride),
			tapStep,
			dilation: dilation / divisor,
		};
		let lowest = 0;
		while (lowest < Math.min(tapStep, kernel) && (start + pad - lowest * dilation) % stride !== 0) lowest++;
		if (lowest === Math.min(tapStep, kernel)) {
			// No tap reaches these voxels: one that sees only padding writes their zeros.
			return { ...steps, taps: 1, firstTap: 0, padBefore: steps.extent + outExtent };
		}
		const taps = Math.ceil((kernel - lowest) / tapStep);
		const firstTap = lowest + tapStep * (taps - 1);
		return { ...steps, taps, firstTap, padBefore: (firstTap * dilation - start - pad) / stride };
	});
}
