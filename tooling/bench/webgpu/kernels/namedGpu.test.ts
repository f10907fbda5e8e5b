import { expect, it } from 'vitest';
import { compilerAccounts } from './compilerAccounts.ts';
import { occupancyOf } from './namedGpu.ts';

it('fills a compute unit as far as wave slots, registers and workgroup memory allow', () => {
	expect(occupancyOf({ threads: 64, registers: 8, localBytes: 0 })).toEqual({ groups: 16, share: 1 });
	// 168 registers are given as 176: five waves a SIMD, ten of a compute unit, workgroups of four
	expect(occupancyOf({ threads: 128, registers: 168, localBytes: 0 })).toEqual({ groups: 2, share: 0.25 });
	expect(occupancyOf({ threads: 32, registers: 8, localBytes: 16_384 })).toEqual({ groups: 4, share: 0.125 });
});

it('reads what the compiler says of each kernel', () => {
	const stats = 'VGPRs: 24\nSpilled VGPRs: 0\nLDS size: 512\nPre-Sched VGPRs: 9\nInstructions: 70';
	const text = `noise\nkernel 0\n*** SHADER STATS ***\n${stats}\nkernel 1\n${stats.replace('24', '40')}\n`;
	expect(compilerAccounts(text)).toEqual(
		[24, 40].map((registers) => ({ registers, spilledRegisters: 0, localBytes: 512, instructions: 70 })),
	);
	expect(() => compilerAccounts('kernel 0\nnothing')).toThrow("says nothing of 'VGPRs' of kernel 0");
});
