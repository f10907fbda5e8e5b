/*
 * Pickles by hand, as text of one character a byte. Python's names: `pickletools` lists the opcodes.
 */

const little = (value: number, bytes: number): string =>
	Array.from({ length: bytes }, (_, i) => String.fromCharCode(Math.floor(value / 256 ** i) % 256)).join('');

/** BINUNICODE of ASCII. */
export const text = (value: string): string => `X${little(value.length, 4)}${value}`;

/** A whole number: BININT up to 31 bits, LONG1 beyond. */
export const whole = (value: number): string =>
	value < 2 ** 31 && value >= 0 ? `J${little(value, 4)}` : `\x8a\x08${longBytes(value)}`;

function longBytes(value: number): string {
	const bytes = new Uint8Array(BigInt64Array.of(BigInt(value)).buffer);
	return String.fromCharCode(...bytes);
}

export const tuple = (...items: readonly string[]): string => `(${items.join('')}t`;

export const global = (module: string, name: string): string => `c${module}\n${name}\n`;

/** A storage by its persistent id. */
export const storage = (
	numel = 4,
	key: string = text('0'),
	type: string = global('torch', 'FloatStorage'),
): string => `${tuple(text('storage'), type, key, text('cpu'), whole(numel))}Q`;

/** A tensor of a storage. */
export const tensor = (
	shape: readonly number[],
	strides: readonly number[],
	offset = 0,
	of: string = storage(),
): string => {
	const [sizes, steps] = [shape, strides].map((counts) => tuple(...counts.map(whole)));
	const hooks = `${global('collections', 'OrderedDict')})R`;
	return `${global('torch._utils', '_rebuild_tensor_v2')}${tuple(of, whole(offset), sizes!, steps!, '\x89', hooks)}R`;
};

/** A dict of one entry as a whole pickle. */
export const pickle = (value: string, key: string = text('w')): string => `\x80\x02}${key}${value}s.`;
