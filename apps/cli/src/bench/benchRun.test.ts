import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseSoftwareGpu } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { runUnetr } from '../testing/runUnetr.ts';
import { describeProfile } from './describeProfile.ts';
import { flopsOfOp } from './flopsOfOp.ts';
import type { KernelShare } from './profileNetwork.ts';

interface BenchJson {
	readonly networks: readonly {
		readonly inputShape: readonly number[];
		readonly milliseconds: number;
		readonly profile: {
			readonly device: string;
			readonly kernels: readonly KernelShare[];
			readonly peak: { readonly gigaflops: number; readonly gigabytesPerSecond?: number };
		};
	}[];
}

async function bench(...args: readonly string[]): Promise<BenchJson['networks'][number]> {
	const { code, stdout, stderr } = await runUnetr([
		'bench',
		'unetr_test',
		'--profile',
		'--runs',
		'1',
		'--json',
		...args,
	]);
	expect(code, stderr).toBe(0);
	const [network] = (JSON.parse(stdout) as BenchJson).networks;
	expect(network!.inputShape).toEqual([1, 16, 24, 16, 1]);
	expect(network!.milliseconds).toBeGreaterThan(0);
	return network!;
}

/** Multiplications and additions of the convolutions and products of unetr_test, by `unetr inspect`. */
async function expectedFlops(): Promise<number> {
	const { stdout } = await runUnetr(['inspect', 'unetr_test', '--json']);
	return 2 * (JSON.parse(stdout) as { macs: number }).macs;
}

const sumOf = (kernels: readonly KernelShare[], of: 'flops' | 'milliseconds') =>
	kernels.reduce((sum, kernel) => sum + kernel[of], 0);

describe('unetr bench --profile', () => {
	it.skipIf(!chooseSoftwareGpu())('tells every kernel on the GPU', async () => {
		const { profile } = await bench('--backend', 'webgpu');
		const files = profile.kernels.map(({ kernel }) => kernel);
		expect(files).toEqual(expect.arrayContaining(['conv3d.wgsl', 'matMul.wgsl', 'attention.wgsl']));
		expect(profile.device).toMatch(/swiftshader/i);
		expect(sumOf(profile.kernels, 'milliseconds')).toBeGreaterThan(0);
		expect(profile.peak.gigabytesPerSecond).toBeGreaterThan(0);
		const flops = await expectedFlops();
		expect(sumOf(profile.kernels, 'flops') / flops).toBeGreaterThan(0.98);
		expect(sumOf(profile.kernels, 'flops') / flops).toBeLessThan(1.02);
	});

	it('tells every op on the processor', async () => {
		const { profile } = await bench('--threads', '1');
		expect(profile.kernels.map(({ kernel }) => kernel)).toEqual(
			expect.arrayContaining(['Unetr.conv3d', 'Unetr.linear', 'Unetr.attention']),
		);
		expect(profile.peak.gigaflops).toBeGreaterThan(0);
		const flops = await expectedFlops();
		expect(sumOf(profile.kernels, 'flops') / flops).toBeGreaterThan(0.98);
		expect(sumOf(profile.kernels, 'flops') / flops).toBeLessThan(1.02);
	});

	it('refuses what is neither a bundle nor a model', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'unetr-bench-'));
		const { code, stderr } = await runUnetr(['bench', join(folder, 'nothing')]);
		await rm(folder, { recursive: true });
		expect(code).toBe(1);
		expect(stderr).toMatch(/nothing is neither a file or folder nor a model; /);
	});
});

it('counts the operations of products alone', () => {
	expect(
		flopsOfOp(
			'Unetr.conv3d',
			[
				[1, 4, 4, 4, 2],
				[3, 3, 3, 2, 8],
			],
			[[1, 4, 4, 4, 8]],
		),
	).toBe(2 * 64 * 8 * 27 * 2);
	expect(
		flopsOfOp(
			'Unetr.linear',
			[
				[5, 6],
				[6, 7],
			],
			[[5, 7]],
		),
	).toBe(2 * 5 * 6 * 7);
	expect(flopsOfOp('Add', [[5], [5]], [[5]])).toBe(0);
});

it('shows shares of time, of the peak and of the bandwidth', () => {
	const kernels = [
		{ kernel: 'conv3d.wgsl', calls: 2, milliseconds: 3, flops: 6e9, bytes: 3e6 },
		{ kernel: 'tfjs:Add', calls: 1, milliseconds: 1, flops: 0, bytes: 2e6 },
	];
	expect(
		describeProfile({ device: 'a GPU', kernels, peak: { gigaflops: 4000, gigabytesPerSecond: 4 } }),
	).toEqual([
		'a GPU, measured peak 4000.0 GFLOP/s and 4.0 GB/s',
		'  kernel    calls    ms  of time    MB    MFLOP  of peak  of GB/s',
		'  conv3d        2  3.00   75.0 %  3.00  6000.00   50.0 %   25.0 %',
		'  tfjs:Add      1  1.00   25.0 %  2.00        –        –   50.0 %',
	]);
});
