import { CheckpointError } from '../checkpointError.ts';
import { quote } from '../quote.ts';
import type { PickleMachine } from './pickleMachine.ts';
import { PickleDict, PickleList, PickleTuple, type PickleValue } from './pickleValue.ts';

type Opcode = (machine: PickleMachine) => void;

const refuse =
	(what: string): Opcode =>
	() => {
		throw new CheckpointError(`the pickle uses ${what}, which is refused`);
	};

function dictOf(pairs: readonly PickleValue[], machine: PickleMachine): void {
	machine.push(new PickleDict());
	machine.setItems(pairs);
}

function tuple(length: 1 | 2 | 3): Opcode {
	return (machine) => {
		const items = Array.from({ length }, () => machine.pop());
		machine.push(new PickleTuple(items.reverse()));
	};
}

function extension(byteCount: 1 | 2 | 4): Opcode {
	return ({ reader }) => {
		throw new CheckpointError(
			`the pickle uses the extension code ${reader.uint(byteCount)}, which is refused`,
		);
	};
}

/** `'text'` as Python 2 wrote it at protocol 0. */
function quotedLine(machine: PickleMachine): string {
	const found = /^(['"])([^\\]*)\1$/.exec(machine.reader.line());
	if (!found) throw new CheckpointError('the pickle holds a STRING that is not a plain quoted text');
	return found[2]!;
}

function floatLine(line: string): number {
	if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(line)) return Number(line);
	const special = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY }[line];
	if (special === undefined) throw new CheckpointError(`the pickle holds ${quote(line)} for a float`);
	return special;
}

function slotLine(machine: PickleMachine): number {
	const slot = machine.reader.integerLine();
	if (typeof slot !== 'number' || slot < 0)
		throw new CheckpointError(`the pickle names the memo slot ${slot}`);
	return slot;
}

const unicodeLine = (line: string): string =>
	line.replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

const constants: readonly (readonly [string, () => PickleValue])[] = [
	['N', () => null],
	['\x88', () => true],
	['\x89', () => false],
	['}', () => new PickleDict()],
	[']', () => new PickleList()],
	['\x8f', () => new PickleList()],
	[')', () => new PickleTuple()],
];

const values: readonly (readonly [string, (machine: PickleMachine) => PickleValue])[] = [
	['F', ({ reader }) => floatLine(reader.line())],
	['G', ({ reader }) => reader.float64()],
	['J', ({ reader }) => reader.int32()],
	['K', ({ reader }) => reader.uint(1)],
	['M', ({ reader }) => reader.uint(2)],
	['L', ({ reader }) => reader.integerLine()],
	['\x8a', ({ reader }) => reader.long(1)],
	['\x8b', ({ reader }) => reader.long(4)],
	['S', quotedLine],
	['T', ({ reader }) => reader.latin1(4)],
	['U', ({ reader }) => reader.latin1(1)],
	['V', ({ reader }) => unicodeLine(reader.line())],
	['X', ({ reader }) => reader.utf8(4)],
	['\x8c', ({ reader }) => reader.utf8(1)],
	['\x8d', ({ reader }) => reader.utf8(8)],
	['B', ({ reader }) => reader.bytes(4)],
	['C', ({ reader }) => reader.bytes(1)],
	['\x8e', ({ reader }) => reader.bytes(8)],
	['\x96', ({ reader }) => reader.bytes(8)],
	['I', ({ reader }) => reader.integerLine()],
	['c', ({ reader, rules }) => rules.global(reader.line(), reader.line())],
	['P', ({ reader, rules }) => rules.persistentId(reader.line())],
	['Q', (machine) => machine.rules.persistentId(machine.pop())],
	['2', (machine) => machine.top()],
	['t', (machine) => new PickleTuple(machine.popMark())],
	['l', (machine) => new PickleList(machine.popMark())],
	['\x91', (machine) => new PickleList(machine.popMark())],
];

const actions: readonly (readonly [string, Opcode])[] = [
	['(', (machine) => machine.mark()],
	['0', (machine) => machine.popAny()],
	['1', (machine) => void machine.popMark()],
	['a', (machine) => machine.append([machine.pop()])],
	['e', (machine) => machine.append(machine.popMark())],
	['\x90', (machine) => machine.append(machine.popMark())],
	['d', (machine) => dictOf(machine.popMark(), machine)],
	['s', (machine) => machine.setItems([machine.pop(), machine.pop()].reverse())],
	['u', (machine) => machine.setItems(machine.popMark())],
	['\x85', tuple(1)],
	['\x86', tuple(2)],
	['\x87', tuple(3)],
	['R', (machine) => machine.reduce()],
	['b', (machine) => machine.build()],
	['g', (machine) => machine.fetch(slotLine(machine))],
	['h', (machine) => machine.fetch(machine.reader.uint(1))],
	['j', (machine) => machine.fetch(machine.reader.uint(4))],
	['p', (machine) => machine.store(slotLine(machine))],
	['q', (machine) => machine.store(machine.reader.uint(1))],
	['r', (machine) => machine.store(machine.reader.uint(4))],
	['\x94', (machine) => machine.storeNext()],
	['\x95', ({ reader }) => reader.frame()],
	['\x80', ({ reader }) => checkProtocol(reader.uint(1))],
	['\x93', stackGlobal],
	// An instance's class is looked at first, so that a name that is not allowed is the one refused.
	[
		'i',
		(machine) => machine.refuseInstance(machine.rules.global(machine.reader.line(), machine.reader.line())),
	],
	['o', (machine) => machine.refuseInstance(machine.popMark()[0] ?? null)],
	['\x81', (machine) => refuseNew(machine, 1)],
	['\x92', (machine) => refuseNew(machine, 2)],
	['\x82', extension(1)],
	['\x83', extension(2)],
	['\x84', extension(4)],
	['\x97', refuse('the opcode NEXT_BUFFER (out-of-band data)')],
	['\x98', refuse('the opcode READONLY_BUFFER (out-of-band data)')],
];

/** Looks below the arguments of an instance for its class. */
function refuseNew(machine: PickleMachine, args: number): never {
	for (let i = 0; i < args; i++) machine.pop();
	machine.refuseInstance(machine.pop());
}

function checkProtocol(protocol: number): void {
	if (protocol > 5) throw new CheckpointError(`the pickle is of protocol ${protocol}; 0 to 5 are known`);
}

function stackGlobal(machine: PickleMachine): void {
	const name = machine.pop();
	const module = machine.pop();
	if (typeof name !== 'string' || typeof module !== 'string') {
		throw new CheckpointError('the pickle names a global by something that is not text');
	}
	machine.push(machine.rules.global(module, name));
}

/** What each opcode of protocols 0 to 5 does, by its byte; STOP is the loop's own. Source: Python's `pickletools`. */
export const opcodes: ReadonlyMap<number, Opcode> = new Map<number, Opcode>([
	...[...constants, ...values].map(([code, make]): [number, Opcode] => [
		code.charCodeAt(0),
		(machine) => machine.push(make(machine)),
	]),
	...actions.map(([code, act]): [number, Opcode] => [code.charCodeAt(0), act]),
]);
