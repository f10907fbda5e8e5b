/**
 * Writes results/blockMemory.json and docs/blockMemory.svg: what a block of UNETR base takes of a GPU, over its tokens.
 *
 *   node --conditions=unetr-source --import ./tooling/wgsl/registerWgsl.ts tooling/bench/webgpu/writeBlockMemory.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blockFigure } from './blockFigure.ts';
import { type BlockMemory, blockOf, measureBlock } from './blockMemory.ts';
import { startPlain } from './kernels/startPlain.ts';

const backend = await startPlain();
const points: BlockMemory[] = [];
for (const tokens of [256, 512, 1024, 1536, 2048, 2560, 3072, 3584, 4096]) {
	points.push(await measureBlock(backend, blockOf(tokens, 768)));
}
const here = import.meta.dirname;
writeFileSync(join(here, '../results/blockMemory.json'), `${JSON.stringify(points, null, '\t')}\n`);
writeFileSync(join(here, '../../../docs/blockMemory.svg'), blockFigure(points));
process.exit(0);
