import { expect, it } from 'vitest';
import { traceWgsl } from './traceWgsl.ts';
import { workgroupThreads } from './workgroupThreads.ts';

const head = `
alias Lane = vec4f;
@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
`;

it('notes each read and write, also of an index that is read itself, and returns outside its share', () => {
	const traced = traceWgsl(`${head}
@compute @workgroup_size(64) fn main(@builtin(local_invocation_index) thread: u32) {
	y[u32(x[thread].x) + 1] = x[thread + 1][0]; // x[9]
	if (y[3] == 0) { y[4] += 1; }
}`);
	expect(traced).toContain(
		'y[touch1_y(u32(u32(x[touch0_x(u32(thread))].x) + 1))] = x[touch0_x(u32(thread + 1))][0];',
	);
	expect(traced).toContain('if (y[touch0_y(u32(3))] == 0)');
	expect(traced).not.toContain('x[9]');
	expect(traced).toContain('@builtin(workgroup_id) traceGroup: vec3u');
	expect(traced).toContain('let line = at / 8u;'); // 128 bytes hold 8 vectors
	expect(traced).toContain('let line = at / 32u;');
});

it('refuses a local name that hides a buffer', () => {
	expect(() => traceWgsl(`${head}@compute @workgroup_size(1) fn main() { let x = 1; }`)).toThrow(
		"a local 'x' hides the buffer of that name",
	);
});

it('reads a workgroup’s threads, written as a number or with constants', () => {
	expect(workgroupThreads('@compute @workgroup_size(8, 4u) fn main() {}')).toBe(32);
	const constants = 'const rows: u32 = 16u;\nconst threads = rows * columns / 2;\nconst columns: u32 = 8u;\n';
	expect(workgroupThreads(`${constants}@compute @workgroup_size(threads) fn main() {}`)).toBe(64);
	expect(() => workgroupThreads('@workgroup_size(n) fn main() {}')).toThrow("the shader's n is no constant");
});
