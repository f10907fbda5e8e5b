import { CheckpointError } from './checkpointError.ts';

/** What a header may hold. Objects are Maps, so that a name like `__proto__` is a name and nothing else. */
export type HeaderValue =
	| string
	| number
	| boolean
	| null
	| readonly HeaderValue[]
	| ReadonlyMap<string, HeaderValue>;

/** A header is an object of objects of arrays; anything deeper is an attack on the parser's stack. */
const MAX_DEPTH = 8;

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// Control characters are illegal inside a JSON string.
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON names them
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/** A JSON reader that refuses what `JSON.parse` lets pass: a name given twice, and endless nesting. */
class HeaderReader {
	#at = 0;
	readonly #text: string;

	constructor(text: string) {
		this.#text = text;
	}

	read(): HeaderValue {
		const value = this.#value(0);
		if (this.#at < this.#text.length) throw this.#fault('has text after its end');
		return value;
	}

	#value(depth: number): HeaderValue {
		if (depth > MAX_DEPTH) throw this.#fault(`is nested more than ${MAX_DEPTH} deep`);
		this.#match(SPACE);
		const first = this.#text[this.#at];
		let value: HeaderValue;
		if (first === '{') value = this.#object(depth);
		else if (first === '[') value = this.#array(depth);
		else if (first === '"') value = this.#string();
		else value = this.#literal();
		this.#match(SPACE);
		return value;
	}

	#object(depth: number): ReadonlyMap<string, HeaderValue> {
		const entries = new Map<string, HeaderValue>();
		this.#at++;
		this.#match(SPACE);
		if (this.#skip('}')) return entries;
		do {
			this.#match(SPACE);
			const name = this.#string();
			if (entries.has(name)) throw this.#fault(`holds the duplicate name ${JSON.stringify(name)}`);
			this.#match(SPACE);
			this.#expect(':');
			entries.set(name, this.#value(depth + 1));
		} while (this.#skip(','));
		this.#expect('}');
		return entries;
	}

	#array(depth: number): readonly HeaderValue[] {
		const values: HeaderValue[] = [];
		this.#at++;
		this.#match(SPACE);
		if (this.#skip(']')) return values;
		do values.push(this.#value(depth + 1));
		while (this.#skip(','));
		this.#expect(']');
		return values;
	}

	#string(): string {
		const token = this.#match(STRING);
		if (!token) throw this.#fault('is not valid JSON: a name or string was expected');
		return token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
	}

	#literal(): HeaderValue {
		if (this.#skip('true')) return true;
		if (this.#skip('false')) return false;
		if (this.#skip('null')) return null;
		const token = this.#match(NUMBER);
		if (!token) throw this.#fault('is not valid JSON: a value was expected');
		return Number(token);
	}

	#match(pattern: RegExp): string {
		pattern.lastIndex = this.#at;
		const token = pattern.exec(this.#text)?.[0] ?? '';
		this.#at += token.length;
		return token;
	}

	#skip(word: string): boolean {
		if (!this.#text.startsWith(word, this.#at)) return false;
		this.#at += word.length;
		return true;
	}

	#expect(word: string): void {
		if (!this.#skip(word)) throw this.#fault(`is not valid JSON: "${word}" was expected`);
	}

	#fault(what: string): CheckpointError {
		return new CheckpointError(`the JSON header ${what} at character ${this.#at}`);
	}
}

/**
 * Reads a safetensors header, with objects as Maps.
 * @throws CheckpointError if the text is not JSON, repeats a name within an object or is nested too deep.
 */
export function parseHeaderJson(text: string): HeaderValue {
	return new HeaderReader(text).read();
}
