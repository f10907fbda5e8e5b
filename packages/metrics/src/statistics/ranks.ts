/** Ranks of values from 1, equal values sharing the mean of theirs. */
export function averageRanks(values: readonly number[]): Float64Array {
	const order = values.map((_, index) => index).sort((a, b) => values[a] - values[b]);
	const ranks = new Float64Array(values.length);
	for (let first = 0; first < order.length; ) {
		let end = first + 1;
		while (end < order.length && values[order[end]] === values[order[first]]) end++;
		for (let place = first; place < end; place++) ranks[order[place]] = (first + 1 + end) / 2;
		first = end;
	}
	return ranks;
}
