import { readDicom } from '../readDicom.ts';

// Runs in a process of its own: reads a source and prints what came of it and how much memory it took.

const [source] = process.argv.slice(2);
const prototypeKeys = Reflect.ownKeys(Object.prototype).length;
// The decoders and the modules that read folders are loaded before memory is measured.
await readDicom(import.meta.filename).catch(() => undefined);
const before = process.resourceUsage().maxRSS;
const outcome = await readDicom(source!).then(
	({ shape, channels, spacingMm, affine, voxels }) => ({
		shape,
		channels,
		spacingMm,
		affine,
		voxels: Array.from(voxels),
	}),
	(error: Error) => ({ error: error.name, message: error.message }),
);
const grownMB = (process.resourceUsage().maxRSS - before) / 1024;
const polluted = Reflect.ownKeys(Object.prototype).length !== prototypeKeys;
console.log(JSON.stringify({ ...outcome, grownMB, polluted }));
