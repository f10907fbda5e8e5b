import { callAlone, hostileCases, hostileFolder } from 'unetr-testkit';
import { expect, it } from 'vitest';

const reader = new URL('./readTorchCheckpoint.ts', import.meta.url);
const small = hostileCases('torch').filter(({ maxMemoryMB }) => maxMemoryMB < 256);
it('has cases', () => expect(small.length).toBeGreaterThan(0));

it.each(small)('$file takes less than $maxMemoryMB MB: $fault', async (hostile) => {
	const path = `${hostileFolder}/${hostile.file}`;
	const { error, grownKb } = await callAlone(reader, 'readTorchCheckpoint', path, hostile);
	expect(error?.name).toBe('CheckpointError');
	expect(grownKb).toBeLessThan(hostile.maxMemoryMB * 1000);
});
