import type { OpCase } from '@unetr/ops';
import { attentionCases } from './attentionCases.ts';
import { normActCases } from './normActCases.ts';
import { normCases } from './normCases.ts';
import { productCases } from './productCases.ts';
import { rowCases } from './rowCases.ts';
import { volumeCases } from './volumeCases.ts';

/** Cases beyond those of the ops: where kernels cut their work into tiles and workgroups. */
export const ownCases: Readonly<Record<string, readonly OpCase[]>> = {
	...attentionCases,
	...normActCases,
	...normCases,
	...productCases,
	...rowCases,
	...volumeCases,
	leakyRelu: [
		{ name: 'own_above65535groups', inputs: { x: { shape: [65537, 257] } }, attributes: { slope: 0.1 } },
	],
};
