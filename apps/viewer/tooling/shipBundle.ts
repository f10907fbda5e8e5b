import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeSafetensors, readSafetensors } from '@unetr/checkpoint';

// pnpm --filter @unetr/viewer ship-bundle <run> <folder>
// Copies the bundle of a run into a folder that the page ships, with its weights halved to F16. The card is written by
// hand, after `unetr evaluate` has measured the masks of the halved weights.

const [run, folder] = process.argv.slice(2);
if (!run || !folder) throw new Error('usage: pnpm --filter @unetr/viewer ship-bundle <run> <folder>');

const weights = await readSafetensors(join(run, 'model.safetensors'));
const halved = encodeSafetensors(
	[...weights].map(([name, { shape, values }]) => [name, { shape, values, dtype: 'F16' }] as const),
	{ metadata: { format: 'pt' } },
);
const digest = await crypto.subtle.digest('SHA-256', halved as Uint8Array<ArrayBuffer>);
const spec = JSON.parse(await readFile(join(run, 'bundle.json'), 'utf8'));
spec.weights.sha256 = Buffer.from(digest).toString('hex');
await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'model.safetensors'), halved);
await writeFile(join(folder, 'bundle.json'), `${JSON.stringify(spec, null, '\t')}\n`);
console.log(`${folder}: ${(halved.length / 1000).toFixed(0)} kB`);
