import type { Timing } from './measure.ts';

/** Which part of a case was timed. */
export type Pass = 'forward' | 'forward+backward' | 'backward' | 'step' | 'whole';

/** One line of a peer. */
export interface Result {
	readonly peer: string;
	readonly name: string;
	readonly pass: Pass;
	readonly timing?: Timing;
	/** Billions of floating-point operations of the pass, where it is counted. */
	readonly gflop?: number;
	/** Gigabytes that the pass moves at least, where it is counted. */
	readonly gigabytes?: number;
	/** Samples in the batch that was timed. */
	readonly batch?: number;
	/** Trained parameters of the network. */
	readonly parameters?: number;
	/** Largest resident memory of the process that ran it alone, in MiB. */
	readonly peakMemoryMb?: number | undefined;
	/** Order of a volume's axes that PyTorch was fastest with. */
	readonly layout?: string;
	/** Bytes of arrays held while it ran, for each voxel. */
	readonly bytesPerVoxel?: number;
	/** What came out, where peers must agree on it. */
	readonly value?: number;
	/** What a reader must know about the figure. */
	readonly note?: string;
	/** Why there is no timing. */
	readonly error?: string;
}
