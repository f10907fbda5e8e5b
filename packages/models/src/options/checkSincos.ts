import type { CommonConfig } from './commonConfig.ts';
import { checkMultiple } from './resolveOptions.ts';

/** What decides whether channels fit sines and cosines of positions. */
interface SincosConfig extends Pick<CommonConfig, 'spatialDims'> {
	readonly hiddenSize: number;
	readonly posEmbedType: string;
}

/** @throws ModelError unless sincos positions share the channels out evenly: two waves for each axis. */
export function checkSincos({ spatialDims, hiddenSize, posEmbedType }: SincosConfig): void {
	if (posEmbedType !== 'sincos') return;
	const of = spatialDims === 2 ? 'the four sincos waves' : 'the six sincos waves';
	checkMultiple('hiddenSize', hiddenSize, of, 2 * spatialDims);
}
