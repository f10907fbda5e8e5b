import type { Result } from './result.ts';

/** How often the time with all threads fits into that with one, by peer, operation and pass. */
export function scalingOf(alone: readonly Result[], together: readonly Result[]): Record<string, number> {
	return Object.fromEntries(
		alone.flatMap(({ peer, name, pass, timing }) => {
			const other = together.find((one) => one.peer === peer && one.name === name && one.pass === pass);
			if (timing === undefined || other?.timing === undefined) return [];
			return [[`${peer}: ${name} ${pass}`, timing.median / other.timing.median]];
		}),
	);
}
