/** What an error of the engine's own says, none of which may reach a user. */
export const engineText: RegExp =
	/Invalid (typed )?(array|string) length|outside the bounds|call stack|Cannot (read|convert|mix)|undefined|allocation failed|is not (a function|iterable)|DataView|BigInt|out of range/;
