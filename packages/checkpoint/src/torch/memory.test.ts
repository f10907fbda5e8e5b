import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { hostileCases, hostileFolder } from 'unetr-testkit';
import { expect, it } from 'vitest';

const reader = fileURLToPath(new URL('./readTorchCheckpoint.ts', import.meta.url));

// In a process of its own, which tells by how much its largest size grew.
const program = `
const [reader, path] = process.argv.slice(-2);
const { readTorchCheckpoint } = await import(reader);
const before = process.resourceUsage().maxRSS;
const outcome = await readTorchCheckpoint(path).catch((error) => error);
console.log(JSON.stringify([outcome.name ?? 'read', process.resourceUsage().maxRSS - before]));
`;

const small = hostileCases('torch').filter(({ maxMemoryMB }) => maxMemoryMB < 256);
it('has cases', () => expect(small.length).toBeGreaterThan(0));

it.each(small)('$file takes less than $maxMemoryMB MB: $fault', ({ file, maxMemoryMB }) => {
	const args = ['--input-type=module', '-e', program, reader, `${hostileFolder}/${file}`];
	const [name, grownKb] = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
	expect(name).toBe('CheckpointError');
	expect(grownKb).toBeLessThan(maxMemoryMB * 1000);
});
