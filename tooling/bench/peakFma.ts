import { runNative } from './runNative.ts';

/** Most GFLOP/s of multiply-adds in f32 that this machine does, by the width of the vectors in bits. */
export interface Peak {
	readonly byBits: Readonly<Record<number, number>>;
	readonly widest: number;
}

/** Measures the peak with a small program; undefined where there is no C++ compiler. */
export function measurePeak(threads: number): Peak | undefined {
	const byBits = runNative('peakFma.cpp', threads) as Record<number, number> | undefined;
	return byBits && { byBits, widest: Math.max(...Object.values(byBits)) };
}
