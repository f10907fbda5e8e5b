import type { Dispatch, WebGpuBackend } from '../backend/webGpuBackend.ts';
import type { Shader } from '../shader/shader.ts';
import { timeVariants } from './timeVariants.ts';
import { type TuningStore, tuningStore } from './tuningStore.ts';

/** Dispatches of one shader that differ in time alone, by name. */
export interface Variants {
	/** The one that is taken unless another was measured to be faster. */
	readonly usual: string;
	/** Those worth a measurement. */
	readonly likely: () => readonly string[];
	/** Sizes and options that their times depend on. */
	readonly traits: object;
	/** The dispatch of a variant; the usual one for a name that is not known. */
	readonly dispatch: (name: string) => Dispatch;
}

interface Wish {
	readonly shader: Shader;
	readonly variants: Variants;
}

/** The fastest variants on one adapter: kept in a store, and measured where asked for. */
export class Tuner {
	readonly #adapter: string;
	readonly #store: TuningStore | undefined;
	readonly #choices: Map<string, string>;
	readonly #wishes = new Map<string, Wish>();

	private constructor(adapter: string, store: TuningStore | undefined, choices: Map<string, string>) {
		this.#adapter = adapter;
		this.#store = store;
		this.#choices = choices;
	}

	/** With what was measured on this adapter before; what cannot be read is measured again. */
	static async forAdapter(adapter: string): Promise<Tuner> {
		const store = tuningStore();
		let choices = new Map<string, string>();
		try {
			const text = await store?.read(adapter);
			if (text !== undefined) choices = parseChoices(text);
		} catch {
			console.warn(`tiles measured for ${adapter} before cannot be read, and are measured again`);
		}
		return new Tuner(adapter, store, choices);
	}

	/** Number of dispatches that were measured, now or before. */
	get size(): number {
		return this.#choices.size;
	}

	/** Number of dispatches that are to be measured. */
	get wished(): number {
		return this.#wishes.size;
	}

	/** The variant that was measured to be the fastest, if any was. */
	choice(shader: Shader, { traits }: Variants): string | undefined {
		return this.#choices.get(keyOf(shader, traits));
	}

	/** Has variants measured by the next `measure`. */
	wish(shader: Shader, variants: Variants): void {
		this.#wishes.set(keyOf(shader, variants.traits), { shader, variants });
	}

	/** Measures what was wished for, and keeps it. */
	async measure(backend: WebGpuBackend, onProgress: (done: number) => void): Promise<void> {
		const wishes = [...this.#wishes];
		this.#wishes.clear();
		for (const [index, [key, { shader, variants }]] of wishes.entries()) {
			const times = await timeVariants(backend, shader, variants);
			this.#choices.set(key, fastest(times, variants.usual));
			onProgress(index + 1);
		}
		if (wishes.length > 0) await this.#keep();
	}

	/** A place that takes nothing does not keep the choices from being used now. */
	async #keep(): Promise<void> {
		const text = JSON.stringify({ tiles: Object.fromEntries([...this.#choices].sort()) }, null, '\t');
		try {
			await this.#store?.write(this.#adapter, text);
		} catch (cause) {
			const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
			console.warn(`tiles measured for ${this.#adapter} cannot be kept for the next time: ${why}`);
		}
	}
}

/** Another variant must be faster by this share, so that noise does not change what is computed. */
const leastGain = 0.03;

function fastest(times: ReadonlyMap<string, number>, usual: string): string {
	const [name, time] = [...times].reduce((best, next) => (next[1] < best[1] ? next : best));
	return time < (1 - leastGain) * (times.get(usual) ?? Number.POSITIVE_INFINITY) ? name : usual;
}

function parseChoices(text: string): Map<string, string> {
	const { tiles } = JSON.parse(text) as { readonly tiles: Readonly<Record<string, unknown>> };
	const entries = Object.entries(tiles);
	if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
		throw new TypeError('a tile is not a name');
	}
	return new Map(entries);
}

/** By the shader's text too: a kernel that was changed is measured again. */
function keyOf({ file, parts }: Shader, traits: object): string {
	const text = parts.map(({ source }) => source).join('\n');
	return `${file} ${hashOf(text)} ${JSON.stringify(traits)}`;
}

const hashes = new Map<string, string>();

/** FNV-1a of 32 bits (Fowler, Noll, Vo), in hexadecimal digits. */
function hashOf(text: string): string {
	const known = hashes.get(text);
	if (known) return known;
	let hash = 0x811c9dc5;
	for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
	const digits = (hash >>> 0).toString(16).padStart(8, '0');
	hashes.set(text, digits);
	return digits;
}
