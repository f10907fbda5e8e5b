import { type OpName, ops } from '@unetr/ops';
import { kernels } from './kernels.ts';
import { conformanceSuite } from './testing/conformanceSuite.ts';
import { ownCases } from './testing/ownCases.ts';

const withKernel = Object.keys(ops).filter((name) => typeof kernels[name as OpName] === 'function');

conformanceSuite(
	withKernel.map((name) => ops[name as OpName]),
	ownCases,
);
