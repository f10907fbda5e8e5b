import type { FeatureLevel, Triple } from '@unetr/blocks';
import { DecoderError } from './decoderError.ts';

/**
 * Whole ratios from a level to the next finer one.
 *
 * @param decoder how errors call the decoder, for example `a U-Net decoder`.
 * @throws DecoderError if a ratio is not whole, or the level is not coarser along any axis.
 */
export function stepRatios(decoder: string, levels: readonly FeatureLevel[], level: number): Triple {
	const [coarse, fine] = [levels[level]!.scale, levels[level - 1]!.scale];
	const ratios = coarse.map((scale, axis) => scale / fine[axis]!);
	ratios.forEach((ratio, axis) => {
		if (Number.isInteger(ratio) && ratio >= 1) return;
		const multiple = fine[axis]! * Math.max(1, Math.round(ratio));
		throw new DecoderError(
			`${decoder} goes from coarse to fine by whole steps, but along axis ${'ijk'[axis]} the level of scale ` +
				`${coarse[axis]} follows one of scale ${fine[axis]}; a scale of ${multiple} would fit`,
		);
	});
	if (ratios.every((ratio) => ratio === 1)) {
		throw new DecoderError(
			`${decoder} takes levels that are each coarser than the one before, but two have the scale ` +
				`${coarse.join(' × ')}; take a UNETR or SETR decoder for levels of one scale`,
		);
	}
	return ratios as unknown as Triple;
}
