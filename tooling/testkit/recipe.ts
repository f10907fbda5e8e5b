/** FNV-1a hash of a name. */
function fnv1a(name: string): number {
	let hash = 0x811c9dc5;
	for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
	return hash >>> 0;
}

/** n multiples of 2⁻²³ in [−1, 1), a function of the name alone (see the goldens' README). */
export function unit(name: string, n: number): Float32Array<ArrayBuffer> {
	const seed = fnv1a(name);
	const values = new Float32Array(n);
	for (let i = 0; i < n; i++) {
		let x = (seed + Math.imul(i, 0x9e3779b9)) >>> 0;
		x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
		x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
		x ^= x >>> 16;
		values[i] = ((x >>> 8) - 0x800000) / 0x800000;
	}
	return values;
}

/** Weights by recipe: offset + scale · unit(name), each store rounded to float32. */
export function recipe(name: string, n: number, offset: number, scale: number): Float32Array<ArrayBuffer> {
	const values = unit(name, n);
	for (let i = 0; i < n; i++) {
		values[i] = values[i]! * Math.fround(scale);
		if (offset) values[i] = Math.fround(offset) + values[i]!;
	}
	return values;
}
