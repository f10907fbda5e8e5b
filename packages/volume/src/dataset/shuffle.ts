/**
 * A seeded permutation of a list (Fisher–Yates on a Weyl sequence mixed as in MurmurHash3's finaliser).
 * @param seed whole number; its lower 32 bits count
 */
export function shuffle<T>(list: readonly T[], seed: number): T[] {
	const shuffled = [...list];
	let state = seed >>> 0;
	for (let last = shuffled.length - 1; last > 0; last--) {
		state = (state + 0x9e3779b9) >>> 0;
		let mixed = state;
		mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
		mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
		const at = Math.floor((((mixed ^ (mixed >>> 16)) >>> 0) / 0x100000000) * (last + 1));
		const held = shuffled[last]!;
		shuffled[last] = shuffled[at]!;
		shuffled[at] = held;
	}
	return shuffled;
}
