/** Finds the name that was probably meant, at most two edits (a third of its length) away. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
	let nearest: string | undefined;
	let least = Math.max(2, Math.floor(name.length / 3)) + 1;
	for (const candidate of names) {
		const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
		if (distance < least) {
			least = distance;
			nearest = candidate;
		}
	}
	return nearest;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, column) => column);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
			next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1));
		}
		row = next;
	}
	return row[b.length]!;
}
