import { InferenceError } from './inferenceError.ts';

/** Reads fields of parsed JSON, with messages that name the file. */
export class FieldReader {
	readonly #path: string;

	constructor(path: string) {
		this.#path = path;
	}

	invalid(where: string, value: unknown, expected: string): InferenceError {
		const held = JSON.stringify(value) ?? 'missing';
		return new InferenceError(`In ${this.#path} the field ${where} is ${held}; it must be ${expected}.`);
	}

	object(where: string, value: unknown): Record<string, unknown> {
		if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
			return value as Record<string, unknown>;
		}
		throw this.invalid(where, value, 'an object');
	}

	text(where: string, value: unknown): string {
		if (typeof value === 'string' && value !== '') return value;
		throw this.invalid(where, value, 'a text');
	}

	numbers(where: string, value: unknown, what: string, legal: (number: number) => boolean): number[] {
		if (Array.isArray(value) && value.every((x) => typeof x === 'number' && legal(x))) return value;
		throw this.invalid(where, value, what);
	}

	/** Names the file in an error of a lower package. */
	wrap<T>(parse: () => T): T {
		try {
			return parse();
		} catch (error) {
			throw new InferenceError(`In ${this.#path}: ${(error as Error).message}`, { cause: error });
		}
	}
}
