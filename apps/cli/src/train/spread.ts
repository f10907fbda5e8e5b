/** Takes at most `count` entries, evenly spaced over the list. */
export function spread<T>(list: readonly T[], count: number): T[] {
	if (list.length <= count) return [...list];
	return Array.from({ length: count }, (_, index) => list[Math.floor((index * list.length) / count)]!);
}
