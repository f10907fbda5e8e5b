import { CheckpointError } from '../checkpointError.ts';
import { opcodes } from './opcodes.ts';
import { PickleMachine, type PickleRules } from './pickleMachine.ts';
import { PickleReader } from './pickleReader.ts';
import type { PickleValue } from './pickleValue.ts';

/** What a pickle may take in bytes: thousands of times what weights need, and nothing to a machine's memory. */
export const MAX_PICKLE_BYTES: number = 64 << 20;

const MAX_STEPS = 5_000_000;
const STOP = '.'.charCodeAt(0);

/**
 * Reads one pickle and executes nothing: names stand for what the rules say, or are refused.
 *
 * @param bytes the pickle, with anything after it.
 * @param start where it begins.
 * @param rules what its names and persistent ids stand for.
 * @returns its value, and where it ends.
 * @throws CheckpointError if it is malformed or uses what the rules do not allow.
 * Source: Python's `pickle`, protocols 0 to 5.
 */
export function unpickle(
	bytes: Uint8Array,
	start: number,
	rules: PickleRules,
): { readonly value: PickleValue; readonly end: number } {
	const reader = new PickleReader(bytes, start);
	const machine = new PickleMachine(reader, rules);
	for (let step = 0; step < MAX_STEPS; step++) {
		const code = reader.uint(1);
		if (code === STOP) return { value: machine.pop(), end: reader.position };
		const act = opcodes.get(code);
		if (!act) {
			throw new CheckpointError(
				`the pickle is corrupt: it has the byte 0x${code.toString(16)} where an opcode should be`,
			);
		}
		act(machine);
	}
	throw new CheckpointError(`the pickle takes more than ${MAX_STEPS} steps, which no weights need`);
}
