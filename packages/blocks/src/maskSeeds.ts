/**
 * Seeds of a layer's random masks: a new one each call, from the layer's seed, the training step and the call's
 * number within it, so that a resumed training draws the same masks as an uninterrupted one.
 */
export class MaskSeeds {
	readonly #seed: number | null;
	#step = 0;
	#calls = 0;

	/** @param seed of the layer */
	constructor(seed: number | null) {
		this.#seed = seed;
	}

	/** Ties the seeds that follow to a training step. */
	beginStep(step: number): void {
		this.#step = step;
		this.#calls = 0;
	}

	/** How many seeds this step has had; set back, they come again. */
	get position(): number {
		return this.#calls;
	}

	set position(calls: number) {
		this.#calls = calls;
	}

	next(): string {
		return `${this.#seed}/${this.#step}/${this.#calls++}`;
	}
}
