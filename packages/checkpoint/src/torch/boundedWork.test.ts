import { describe, expect, it } from 'vitest';
import { readWeights } from '../readWeights.ts';
import { global, pickle, storage, tensor, text, tuple, whole } from '../testing/pickleText.ts';
import { bytesOf, floats, torchZip } from '../testing/zipOf.ts';
import { readTorchCheckpoint } from './readTorchCheckpoint.ts';

describe('pickles that are small and ask for endless work', () => {
	const members = '('.concat('N'.repeat(60_000), 'l');
	const pairs = `(${tuple('N', 'N').repeat(10_000)}l`;
	// The argument is made once and lies in the memo; each call goes through all of it again.
	const again = (callee: string, argument: string): string =>
		`\x80\x02${argument}q\x010${callee}q\x020${'h\x02h\x01\x85R0'.repeat(20_000)}}.`;

	it.each([
		['a dict of the same pairs', again(global('collections', 'OrderedDict'), pairs)],
		['a set of the same members', again(global('builtins', 'set'), members)],
		['a size of the same members', again(global('torch', 'Size'), members)],
	])('%s, made again and again', async (_, asked) => {
		await expect(readTorchCheckpoint(torchZip(asked))).rejects.toThrow(/makes more than 1000000 objects/);
	});

	it('axes beyond any memory beside one of size 0 are an empty tensor', async () => {
		const shape = [...new Array<number>(25).fill(2 ** 52), 0, 3];
		const strides = shape.map(() => 1);
		const file = torchZip(pickle(tensor(shape, strides)));
		expect((await readTorchCheckpoint(file)).get('w')).toEqual({
			dtype: 'F32',
			shape,
			values: new Float32Array(0),
		});
	});
});

describe('the legacy format by its magic number', () => {
	const frame = (body: string): string => `\x95${String.fromCharCode(body.length)}${'\0'.repeat(7)}${body}`;
	const magic = 'l\xfc\x9cF\xf9 j\xa8P\x19';
	const data = `${pickle(tensor([4], [1], 0, storage(4)))}\x80\x02]${text('0')}a.\x04${'\0'.repeat(7)}`;
	const rest = bytesOf(`\x80\x02${whole(1001)}.\x80\x02}.${data}`);

	it.each([
		['1', 'L119547037146038801333356L\n.'],
		['2', `\x80\x02\x8a\n${magic}.`],
		['4', `\x80\x04${frame(`\x8a\n${magic}.`)}`],
	])('at pickle protocol %s', async (_, start) => {
		const file = new Uint8Array([...bytesOf(start), ...rest, ...floats(1, 2, 3, 4)]);
		expect((await readWeights(file)).get('w')!.values).toEqual(Float32Array.of(1, 2, 3, 4));
	});
});
