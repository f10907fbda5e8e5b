/**
 * Test setup: loads the addon that `UNETR_SANITIZED_ADDON` names in place of the package's, and fences every block of the
 * native engine's memory, which the address sanitizer by itself takes for one piece.
 */
import { NativeEngine } from '../src/engine/nativeEngine.ts';

/** What `native/addon.cpp` gives beside, when it is compiled with the address sanitizer. */
interface Fences {
	forbid(address: number, bytes: number): void;
	allow(address: number, bytes: number): void;
}

const fenceBytes = 64;
const file = process.env.UNETR_SANITIZED_ADDON;
if (!file) throw new Error('UNETR_SANITIZED_ADDON names no addon: start this by tooling/sanitize.ts');

const fences: { addon?: Fences } = {};
const open = process.dlopen;
process.dlopen = (module, name, ...flags) => {
	if (!name.endsWith(`native/${process.platform}-${process.arch}.node`)) return open(module, name, ...flags);
	open(module, file, ...flags);
	fences.addon = (module as { exports: Fences }).exports;
};

const sizes = new Map<number, number>();
const { allocate, free } = NativeEngine.prototype;

NativeEngine.prototype.allocate = function (bytes) {
	if (bytes > 2 ** 40) return allocate.call(this, bytes); // a test of the refusal, which names the number
	const pointer = allocate.call(this, bytes + fenceBytes);
	fences.addon!.forbid(pointer, bytes + fenceBytes);
	fences.addon!.allow(pointer, bytes);
	sizes.set(pointer, bytes + fenceBytes);
	return pointer;
};

NativeEngine.prototype.free = function (pointer) {
	free.call(this, pointer);
	fences.addon!.forbid(pointer, sizes.get(pointer)!);
};
