import { type OpName, ops, useBackend } from '@unetr/ops';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { startNodeGpu } from './device/startNodeGpu.ts';
import { attentionTile } from './ops/attentionTile.ts';
import { attentionCases } from './testing/attentionCases.ts';
import { conformanceSuite } from './testing/conformanceSuite.ts';
import { rowCases } from './testing/rowCases.ts';
import { hasGpu, useSoftwareGpu } from './testing/softwareGpu.ts';

/** What WebGPU grants everywhere. */
const limits = { maxComputeWorkgroupStorageSize: 16384 };

const named = (name: OpName, pattern: RegExp) => ({
	...ops[name],
	cases: [...ops[name].cases, ...(attentionCases[name] ?? rowCases[name] ?? [])].filter((one) =>
		pattern.test(one.name),
	),
});

describe('on a device with the least workgroup memory and without subgroups', () => {
	beforeEach(async () => {
		if (!hasGpu) return;
		await startNodeGpu();
		await useBackend('webgpu', { limits });
		const { device } = await useSoftwareGpu();
		expect(device.limits.maxComputeWorkgroupStorageSize).toBe(limits.maxComputeWorkgroupStorageSize);
		vi.spyOn(device.features, 'has').mockImplementation((name) => name !== 'subgroups');
	});

	conformanceSuite([
		named('attention', /d64|d32/),
		named('attentionGrad', /d64/),
		named('biasedAttentionBiasGrad', /d16/),
		named('l2Normalize', /x17$|x64$/),
		named('layerNorm', /x12$|x16$|x192/),
		named('layerNormGrad', /x17$|x64$/),
	]);
});

describe('attentionTile', () => {
	const memory = { rowTiles: 2, columnTiles: 2, weightPiles: 2, agreed: 0 };

	it.each([16384, 32768])('fits heads of 4 to 64 into %d bytes', (limit) => {
		for (let size = 4; size <= 64; size++) {
			expect(attentionTile(size, memory, limit, 100, 4), `${size}`).toBeDefined();
		}
	});

	it('is nothing where no tile fits: the reference runs', () => {
		expect(attentionTile(512, memory, 16384, 100, 4)).toBeUndefined();
	});
});
