import type { OpCase } from '@unetr/ops';

/** Cases beyond those of the ops: where kernels cut their work into tiles and workgroups. */
export const ownCases: Readonly<Record<string, readonly OpCase[]>> = {
	leakyRelu: [
		{ name: 'own_above65535groups', inputs: { x: { shape: [65536, 257] } }, attributes: { slope: 0.1 } },
	],
};
