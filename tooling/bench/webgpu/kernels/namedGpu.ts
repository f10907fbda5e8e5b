/**
 * The GPU for which occupancy is told: AMD Radeon RX 6800 XT (Navi 21, RDNA 2).
 *
 * Compute units, clock and bandwidth are AMD's product specifications; registers, wave slots and local memory those of
 * AMD's "RDNA 2 Instruction Set Architecture" reference guide and RDNA white paper: a compute unit has two SIMDs of 32
 * lanes, each with 1,024 vector registers for waves of 32 (given out by 16) and 16 wave slots, and 64 KiB of local memory
 * for the workgroups of one compute unit.
 */
export const namedGpu = {
	name: 'AMD Radeon RX 6800 XT',
	/** What Mesa calls it. */
	family: 'navi21',
	computeUnits: 72,
	simds: 2,
	waveLanes: 32,
	waveSlots: 16,
	vectorRegisters: 1024,
	registerGranule: 16,
	localBytes: 65_536,
	/** f32, with fused multiply-adds as two operations, at the boost clock of 2,250 MHz. */
	teraFlops: 20.7,
	gigabytesPerSecond: 512,
} as const;

/** What of a compute unit a kernel takes. */
export interface KernelNeeds {
	/** Threads of a workgroup. */
	readonly threads: number;
	/** Vector registers of a thread. */
	readonly registers: number;
	/** Bytes of workgroup memory. */
	readonly localBytes: number;
}

/** Workgroups of a kernel that one compute unit holds at once, and the share of its wave slots that they fill. */
export function occupancyOf({ threads, registers, localBytes }: KernelNeeds): {
	groups: number;
	share: number;
} {
	const { simds, waveLanes, waveSlots, vectorRegisters, registerGranule } = namedGpu;
	const waves = Math.ceil(threads / waveLanes);
	const given = registerGranule * Math.ceil(Math.max(registers, 1) / registerGranule);
	const wavesHeld = simds * Math.min(waveSlots, Math.floor(vectorRegisters / given));
	const byLocal = localBytes === 0 ? Infinity : Math.floor(namedGpu.localBytes / localBytes);
	const groups = Math.min(Math.floor(wavesHeld / waves), byLocal);
	return { groups, share: (groups * waves) / (simds * waveSlots) };
}
