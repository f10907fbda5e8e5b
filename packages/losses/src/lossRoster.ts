import { type BoundaryOptions, boundary } from './boundary.ts';
import { type ClDiceOptions, clDice } from './clDice.ts';
import { type CrossEntropyOptions, crossEntropy } from './crossEntropy.ts';
import { type DiceOptions, dice } from './dice.ts';
import { type DiceCrossEntropyOptions, diceCrossEntropy } from './diceCrossEntropy.ts';
import { type DiceFocalOptions, diceFocal } from './diceFocal.ts';
import { type FocalOptions, focal } from './focal.ts';
import { type FocalTverskyOptions, focalTversky } from './focalTversky.ts';
import { type GeneralizedDiceOptions, generalizedDice } from './generalizedDice.ts';
import { type GeneralizedDiceFocalOptions, generalizedDiceFocal } from './generalizedDiceFocal.ts';
import { type HausdorffDtOptions, hausdorffDt } from './hausdorffDt.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';
import { type TopKCrossEntropyOptions, topKCrossEntropy } from './topKCrossEntropy.ts';
import { type TverskyOptions, tversky } from './tversky.ts';
import { type UnifiedFocalOptions, unifiedFocal } from './unifiedFocal.ts';
import { type WassersteinDiceOptions, wassersteinDice } from './wassersteinDice.ts';

/** Options of each loss by its name. */
export interface LossOptions {
	readonly boundary: BoundaryOptions;
	readonly clDice: ClDiceOptions;
	readonly crossEntropy: CrossEntropyOptions;
	readonly dice: DiceOptions;
	readonly diceCrossEntropy: DiceCrossEntropyOptions;
	readonly diceFocal: DiceFocalOptions;
	readonly focal: FocalOptions;
	readonly focalTversky: FocalTverskyOptions;
	readonly generalizedDice: GeneralizedDiceOptions;
	readonly generalizedDiceFocal: GeneralizedDiceFocalOptions;
	readonly hausdorffDt: HausdorffDtOptions;
	readonly topKCrossEntropy: TopKCrossEntropyOptions;
	readonly tversky: TverskyOptions;
	readonly unifiedFocal: UnifiedFocalOptions;
	readonly wassersteinDice: WassersteinDiceOptions;
}

/** Name of a loss. */
export type LossName = keyof LossOptions;

/** The losses by name; tests run over them, so that a new one is tested by being here. */
export const lossRoster: { readonly [Name in LossName]: (options: LossOptions[Name]) => SegmentationLoss } = {
	boundary,
	clDice,
	crossEntropy,
	dice,
	diceCrossEntropy,
	diceFocal,
	focal,
	focalTversky,
	generalizedDice,
	generalizedDiceFocal,
	hausdorffDt,
	topKCrossEntropy,
	tversky,
	unifiedFocal,
	wassersteinDice,
};
