/**
 * The seed of each layer from a model's seed and the layer's name (FNV-1a), so that adding a layer leaves the
 * others' first weights as they were.
 *
 * @param seed of the model; `null` gives every layer `null`, which leaves weights at zero.
 */
export function layerSeeds(seed: number | null): (layerName: string) => number | null {
	if (seed === null) return () => null;
	return (layerName) => {
		let hash = 0x811c9dc5;
		for (const byte of new TextEncoder().encode(`${seed}/${layerName}`)) {
			hash = Math.imul(hash ^ byte, 0x01000193);
		}
		return hash >>> 0;
	};
}
