import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CheckpointError } from '../checkpointError.ts';
import { engineText } from '../testing/engineText.ts';
import { global, pickle, storage, tensor, text, tuple, whole } from '../testing/pickleText.ts';
import { bytesOf, floats, type TestEntry, torchZip, zipOf } from '../testing/zipOf.ts';
import { readTorchCheckpoint } from './readTorchCheckpoint.ts';

async function refusal(source: Uint8Array): Promise<string> {
	const outcome = await readTorchCheckpoint(source).catch((error: unknown) => error);
	expect(outcome).toBeInstanceOf(CheckpointError);
	const { message } = outcome as CheckpointError;
	expect(message).toMatch(/^PyTorch bytes: /);
	expect(message).not.toMatch(engineText);
	expect(message.length).toBeLessThan(500);
	return message;
}

const square = tensor([2, 2], [2, 1]);
const command = 'touch hostile-canary-executed';
const int64 = (value: bigint): string =>
	String.fromCharCode(...new Uint8Array(BigUint64Array.of(value).buffer));

it('reads what the refused ones are made of', async () => {
	const checkpoint = await readTorchCheckpoint(torchZip(pickle(square)));
	expect([...checkpoint]).toEqual([
		['w', { dtype: 'F32', shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) }],
	]);
});

describe('names that are not on the list are refused by name', () => {
	const cases: Record<string, [string, RegExp]> = {
		'posix.system': [pickle(`${global('posix', 'system')}${tuple(text(command))}R`), /posix\.system/],
		'a name alone, never called': [pickle(global('nt', 'system')), /nt\.system/],
		'builtins.getattr': [pickle(global('builtins', 'getattr')), /builtins\.getattr/],
		'Python 2 names': [pickle(global('__builtin__', 'eval')), /__builtin__\.eval/],
		'a way along attributes of an allowed module': [
			pickle(`${text('torch')}${text('Size.__class__')}\x93`),
			/torch\.Size\.__class__/,
		],
		'an allowed name split elsewhere': [
			pickle(`${text('torch')}${text('serialization._get_layout')}\x93`),
			/torch\.serialization\._get_layout/,
		],
		'torch.load through a storage': [pickle(global('torch.storage', '_load_from_bytes')), /_load_from_bytes/],
		'copyreg._reconstructor': [
			pickle(`${global('copyreg', '_reconstructor')}${tuple(global('os', 'popen'), 'N', 'N')}R`),
			/copyreg\._reconstructor/,
		],
		'a name as argument of an allowed call': [
			pickle(`${global('collections', 'OrderedDict')}${tuple(global('os', 'system'))}R`),
			/os\.system/,
		],
		'collections.defaultdict with a factory': [
			pickle(`${global('collections', 'defaultdict')}${tuple(global('os', 'getcwd'))}R`),
			/collections\.defaultdict/,
		],
		'protocol 0 INST': [`(d${"S'w'"}\n(S'${command}'\nios\nsystem\ns.`, /os\.system/],
		'protocol 0 GLOBAL': [`(dS'w'\ncos\nsystem\n(S'${command}'\ntRs.`, /os\.system/],
		OBJ: [pickle(`(${global('os', 'system')}${text(command)}o`), /os\.system/],
		'NEWOBJ of an allowed name': [pickle(`${global('collections', 'OrderedDict')})\x81`), /OrderedDict/],
		NEWOBJ_EX: [pickle(`${global('torch', 'Size')})}\x92`), /torch\.Size/],
		'OBJ of an allowed name': [pickle(`(${global('torch', 'Size')}o`), /torch\.Size/],
		'INST of an allowed name': [pickle('(itorch\nSize\n'), /torch\.Size/],
		EXT1: [pickle('\x82\x07'), /extension code 7/],
		EXT4: [pickle('\x84\x01\x01\x00\x00'), /extension code 257/],
		'a module': [pickle(global('torch.nn.modules.linear', 'Linear')), /Linear.*save model\.state_dict\(\)/],
		'a control character in a name': [
			pickle(`${text('os')}${text('\n\x1b[31m')}\x93`),
			/os\.\\n\\u001b\[31m/,
		],
		'an endless name': [pickle(`${text('os')}${text('x'.repeat(100_000))}\x93`), /os\.x{100,120}…/],
	};
	it.each(Object.entries(cases))('%s', async (_, [text_, pattern]) => {
		expect(await refusal(torchZip(text_))).toMatch(pattern);
		expect(existsSync('hostile-canary-executed')).toBe(false);
	});
});

describe('pickles that make no sense', () => {
	const cases: Record<string, [string, RegExp]> = {
		'REDUCE of a text': [pickle(`${text('os.system')}${tuple()}R`), /calls a string/],
		'REDUCE of a dict': [pickle(`}${tuple()}R`), /calls a dict/],
		'REDUCE of a dtype': [pickle(`${global('torch', 'float32')}${tuple()}R`), /calls torch\.float32/],
		'arguments that are no tuple': [pickle(`${global('torch', 'Size')}]R`), /with a list for arguments/],
		'BUILD on a tensor': [pickle(`${square}}b`), /state of a tensor/],
		'BUILD on a list': [pickle(']}b'), /state of a list/],
		'BUILD on a name': [pickle(`${global('torch', 'Size')}}b`), /state of torch\.Size/],
		'an empty stack': ['\x80\x02.', /empty stack/],
		'POP below a mark': ['\x80\x02K\x01(a.', /empty stack/],
		'a mark that was never set': ['\x80\x02t.', /mark/],
		'an odd number of items': [`\x80\x02}(${text('w')}u.`, /without a value/],
		'SETITEMS on a list': [`\x80\x02](${text('w')}Nu.`, /item of a list/],
		'APPEND to a dict': ['\x80\x02}Na.', /appends to a dict/],
		'an unhashable key': [pickle(square, ']'), /unhashable/],
		'a memo slot beyond all': [pickle('j\xff\xff\xff\xff'), /memo slot 4294967295/],
		'a negative memo slot': [pickle('g-1\n'), /memo slot -1/],
		'protocol 9': ['\x80\x09}.', /protocol 9/],
		'an unknown opcode': ['\x80\x02\xff.', /0xff/],
		'out-of-band buffers': ['\x80\x05\x97.', /NEXT_BUFFER/],
		'LONG4 of 2 GiB': ['\x80\x02\x8b\xff\xff\xff\x7f.', /truncated/],
		'LONG4 of a negative length': ['\x80\x02\x8b\xff\xff\xff\xff.', /truncated/],
		'a LONG of 1,000 bytes': [`\x80\x02\x8b\xe8\x03\x00\x00${'\x01'.repeat(1000)}.`, /integer of 1000 bytes/],
		'a LONG of 5,000 digits': [`L${'9'.repeat(5000)}L\n.`, /integer/],
		'an INT that is not one': ['I0x10\n.', /integer/],
		'a FLOAT that is not one': ['F1e\n.', /for a float/],
		'a STRING without quotes': ['Sabc\n.', /STRING/],
		'BINUNICODE8 of 2^60': [`\x80\x04\x8d${int64(2n ** 60n)}.`, /truncated/],
		'BINBYTES8 of 2^64 - 1': [`\x80\x04\x8e${int64(2n ** 64n - 1n)}.`, /truncated/],
		'BYTEARRAY8 of 2^53': [`\x80\x05\x96${int64(2n ** 53n)}.`, /truncated/],
		'a FRAME of 2^63': [`\x80\x04\x95${int64(2n ** 63n)}.`, /truncated/],
		'a text that is not UTF-8': ['\x80\x02X\x01\x00\x00\x00\xff.', /UTF-8/],
		'no end': ['\x80\x02}', /truncated/],
		nothing: ['', /truncated/],
		'a number for a checkpoint': ['\x80\x02K\x01.', /holds a number/],
		'a list for a checkpoint': ['\x80\x02].', /holds a list/],
		'a tensor nobody can name': [pickle(square, 'K\x01'), /no dict of tensors/],
	};
	it.each(Object.entries(cases))('%s', async (_, [text_, pattern]) => {
		expect(await refusal(torchZip(text_))).toMatch(pattern);
	});
});

describe('tensors and storages that are not there', () => {
	const rebuild = (args: string): string => pickle(`${global('torch._utils', '_rebuild_tensor_v2')}${args}R`);
	const counted = (shape: number[], strides: number[], offset = 0): string =>
		pickle(tensor(shape, strides, offset));
	const cases: Record<string, [string, RegExp]> = {
		'an expanded tensor of 10^12 elements': [counted([1e6, 1e6], [0, 0]), /out of all proportion/],
		'an expanded tensor of 2^100 elements': [counted([2 ** 50, 2 ** 50], [0, 0]), /out of all proportion/],
		'a stride of 2^53 - 1': [counted([2, 2], [2 ** 53 - 1, 1]), /outside its storage/],
		'a negative size': [counted([-1], [1]), /shape that is not/],
		'a negative stride': [counted([2], [-1], 1), /stride that is not/],
		'a negative offset': [counted([1], [1], -1), /offset/],
		'an offset beyond the storage': [counted([1], [1], 4), /reaches element 4, outside its storage of 4/],
		'a size beyond 2^53': [
			rebuild(tuple(storage(), whole(0), tuple(`\x8a\x08${int64(2n ** 62n)}`), tuple(whole(0)))),
			/shape that is not/,
		],
		'a size that is half': [
			rebuild(tuple(storage(), whole(0), tuple('G?\xe0\0\0\0\0\0\0'), tuple(whole(0)))),
			/shape that is not/,
		],
		'more strides than sizes': [counted([1], [1, 1]), /1 sizes and 2 strides/],
		'a thousand axes': [counted(new Array(1000).fill(1), new Array(1000).fill(1)), /up to 64/],
		'no arguments': [rebuild(tuple()), /without a storage/],
		'a text for a storage': [rebuild(tuple(text('0'), whole(0), tuple(), tuple())), /without a storage/],
		'a parameter of a text': [
			pickle(`${global('torch._utils', '_rebuild_parameter')}${tuple(text('w'))}R`),
			/parameter/,
		],
		'a storage key that is a path': [
			pickle(tensor([1], [1], 0, storage(4, text('../../../etc/passwd')))),
			/etc\/passwd" is not in the archive/,
		],
		'a storage key that is a number': [pickle(tensor([1], [1], 0, storage(4, whole(0)))), /persistent id/],
		'a storage of a negative size': [pickle(tensor([0], [1], 0, storage(-1))), /not a count/],
		'a storage of 2^53 - 1 elements': [
			pickle(tensor([1], [1], 0, storage(2 ** 53 - 1))),
			/declares 36028797018963964 bytes/,
		],
		'a storage of an element type': [
			pickle(tensor([1], [1], 0, storage(4, text('0'), global('torch', 'float32')))),
			/persistent id/,
		],
		'one storage in two types': [
			`\x80\x02}(${text('a')}${square}${text('b')}${tensor([1], [1], 0, storage(2, text('0'), global('torch', 'DoubleStorage')))}u.`,
			/declared twice/,
		],
		'a persistent id of protocol 0': [`(dS'w'\nPstorage\ns.`, /persistent id/],
		'a persistent id that is a list': [pickle(']Q'), /persistent id/],
		'a persistent id without a storage': [pickle(`${tuple(text('storage'))}Q`), /persistent id/],
		'a saved module': [pickle(`${tuple(text('module'), 'N', 'N', 'N')}Q`), /state_dict\(\)/],
		'complex numbers': [pickle(global('torch', 'ComplexFloatStorage')), /ComplexFloatStorage/],
		'quantised weights': [pickle(global('torch', 'QInt8Storage')), /QInt8Storage/],
	};
	it.each(Object.entries(cases))('%s', async (_, [text_, pattern]) => {
		expect(await refusal(torchZip(text_))).toMatch(pattern);
	});

	it('tied tensors that would take far more than their file', async () => {
		const names = Array.from({ length: 5000 }, (_, i) => `${text(`w${i}`)}h\x07`).join('');
		const big = torchZip(`\x80\x02}${text('w')}${tensor([5000], [1], 0, storage(5000))}q\x07s(${names}u.`, {
			0: new Uint8Array(20000),
		});
		expect(await refusal(big)).toMatch(/100020000 bytes, out of all proportion/);
	});
});

describe('archives that lie', () => {
	const record: TestEntry = { name: 'a/data/0', data: floats(1, 2, 3, 4) };
	const head: TestEntry = { name: 'a/data.pkl', data: bytesOf(pickle(square)) };
	const deflated = { ...record, data: bytesOf('no deflate stream'), method: 8, byteLength: 16 };
	const cases: Record<string, [Uint8Array, RegExp]> = {
		'no data.pkl': [zipOf([record]), /0 entries named data\.pkl/],
		'two of them': [zipOf([head, record, { ...head, name: 'b/data.pkl' }]), /2 entries named data\.pkl/],
		'a name twice': [zipOf([head, record, record]), /"a\/data\/0" twice/],
		'records that overlap': [zipOf([head, { ...record, headerOffset: 3 }]), /overlaps/],
		'a record in the directory': [
			zipOf([head, { ...record, compressedBytes: 500, byteLength: 500 }]),
			/overlaps/,
		],
		'a record of 4 GiB': [zipOf([head, { ...record, compressedBytes: 0xfffffffe }]), /overlaps/],
		'a zip64 size without its field': [zipOf([head, { ...record, byteLength: 0xffffffff }]), /zip64 field/],
		'an absolute name': [zipOf([head, record, { name: '/etc/x', data: record.data }]), /path "\/etc\/x"/],
		'a name of Windows': [zipOf([head, record, { name: 'C:x', data: record.data }]), /path "C:x"/],
		'another name in the record': [zipOf([head, { ...record, localName: 'a/data/1' }]), /another name/],
		'an encrypted record': [zipOf([head, { ...record, flags: 1 }]), /encrypted/],
		'a method of its own': [zipOf([head, { ...record, method: 12 }]), /method 12/],
		'a damaged record': [zipOf([head, { ...record, crc: 1 }]), /damaged/],
		'too many entries announced': [zipOf([head, record], 3), /announces 3 entries and holds 2/],
		'a stored record in another size': [
			zipOf([head, { ...record, compressedBytes: 12 }]),
			/another size|overlap/,
		],
		'what is no deflate stream': [zipOf([head, deflated]), /corrupt/],
		'a pickle of 1 GiB, deflated': [
			zipOf([{ ...head, method: 8, byteLength: 2 ** 30 }, record]),
			/pickle has a size/,
		],
		TorchScript: [zipOf([head, record, { name: 'a/constants.pkl', data: record.data }]), /TorchScript/],
		'nothing at all': [new Uint8Array(0), /truncated/],
		'a start alone': [bytesOf('PK\x03\x04aaaaaaaaaaaaaaaaaa'), /directory is missing/],
		'a picture': [bytesOf('\x89PNG\r\n\x1a\n0000000000'), /no PyTorch file/],
		safetensors: [bytesOf('\x10\0\0\0\0\0\0\0{"a":0}         '), /read it with readSafetensors/],
	};
	it.each(Object.entries(cases))('%s', async (_, [bytes, pattern]) => {
		expect(await refusal(bytes)).toMatch(pattern);
	});

	it('a record that inflates beyond its size, however far', async () => {
		const stream = new Blob([new Uint8Array(64 << 20)])
			.stream()
			.pipeThrough(new CompressionStream('deflate-raw'));
		const data = new Uint8Array(await new Response(stream).arrayBuffer());
		const bomb = zipOf([head, { ...record, data, method: 8, byteLength: 16 }]);
		expect(await refusal(bomb)).toMatch(/inflates to more than its size of 16 bytes/);
		const short = zipOf([head, { ...record, data, method: 8, byteLength: 2 ** 27 }]);
		expect(await refusal(short)).toMatch(/declares 16 bytes, but its record has a size of 134217728/);
	});

	it('reads a deflated record that is true', async () => {
		const stream = new Blob([record.data.slice()]).stream().pipeThrough(new CompressionStream('deflate-raw'));
		const data = new Uint8Array(await new Response(stream).arrayBuffer());
		const checkpoint = await readTorchCheckpoint(
			zipOf([head, { ...record, data, method: 8, byteLength: 16 }]),
		);
		expect(checkpoint.get('w')!.values).toEqual(Float32Array.of(1, 2, 3, 4));
	});
});
