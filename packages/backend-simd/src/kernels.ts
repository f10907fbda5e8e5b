import type { OpName } from '@unetr/ops';
import type { Fallback, Kernel } from './backend/kernel.ts';
import { conv3d } from './ops/conv3d.ts';
import { conv3dFilterGrad } from './ops/conv3dFilterGrad.ts';
import { conv3dInputGrad } from './ops/conv3dInputGrad.ts';

export const kernels: Partial<Record<OpName, Kernel | Fallback>> = {
	conv3d,
	conv3dFilterGrad,
	conv3dInputGrad,
};
