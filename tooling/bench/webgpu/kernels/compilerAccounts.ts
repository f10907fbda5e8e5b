/** What the compiler says of a kernel. */
export interface CompilerAccount {
	/** Vector registers of a thread. */
	readonly registers: number;
	readonly spilledRegisters: number;
	/** Bytes of workgroup memory. */
	readonly localBytes: number;
	readonly instructions: number;
}

/** Reads the accounts that RADV writes (RADV_DEBUG=shaderstats), by the numbers of the lines `kernel n` before them. */
export function compilerAccounts(text: string): CompilerAccount[] {
	const accounts: CompilerAccount[] = [];
	for (const part of text.split(/^kernel (?=\d+$)/m).slice(1)) {
		const figure = (name: string): number => {
			const found = part.match(new RegExp(`^${name}: (\\d+)$`, 'm'));
			if (!found) throw new Error(`the compiler says nothing of '${name}' of kernel ${part.slice(0, 20)}`);
			return Number(found[1]);
		};
		accounts[Number.parseInt(part, 10)] = {
			registers: figure('VGPRs'),
			spilledRegisters: figure('Spilled VGPRs'),
			localBytes: figure('LDS size'),
			instructions: figure('Instructions'),
		};
	}
	return accounts;
}
