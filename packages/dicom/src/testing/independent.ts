import { spawnSync } from 'node:child_process';

// Independent programs for tests: pydicom, dciodvfy and ADMesh, as Debian's python3-pydicom, dicom3tools and admesh have them.

/** A segmentation as pydicom sees it. */
export interface PydicomSegmentation {
	/** Columns, rows, frames. */
	readonly shape: readonly [number, number, number];
	/** Segment number of each frame; null where the pixels hold the numbers. */
	readonly segments: readonly (number | null)[];
	/** Centre of each frame's first pixel, LPS mm. */
	readonly positions: readonly (readonly number[])[];
	readonly orientation: readonly number[];
	/** Between rows, between columns. */
	readonly spacing: readonly number[];
	readonly patient: string;
	readonly labels: readonly string[];
	/** Row after row, frame after frame. */
	readonly pixels: Uint16Array;
}

const PROGRAM = `
import base64, json, sys
import pydicom
for path in sys.argv[1:]:
    data = pydicom.dcmread(path)
    shared = data.SharedFunctionalGroupsSequence[0]
    frames = data.PerFrameFunctionalGroupsSequence
    print(json.dumps({
        'shape': [data.Columns, data.Rows, int(data.NumberOfFrames)],
        'segments': [f.SegmentIdentificationSequence[0].ReferencedSegmentNumber if 'SegmentIdentificationSequence' in f else None for f in frames],
        'positions': [[float(x) for x in f.PlanePositionSequence[0].ImagePositionPatient] for f in frames],
        'orientation': [float(x) for x in shared.PlaneOrientationSequence[0].ImageOrientationPatient],
        'spacing': [float(x) for x in shared.PixelMeasuresSequence[0].PixelSpacing],
        'patient': str(data.PatientName),
        'labels': [s.SegmentLabel for s in data.SegmentSequence],
        'pixels': base64.b64encode(data.pixel_array.astype('<u2').tobytes()).decode(),
    }))
`;

const python = process.platform === 'linux' ? '/usr/bin/python3' : 'python3';

/** Whether pydicom can be asked; under CI its absence is an error. */
export function hasPydicom(): boolean {
	return isThere(spawnSync(python, ['-c', 'import pydicom, numpy']).status === 0, 'python3-pydicom');
}

/** Whether dciodvfy can be asked; under CI its absence is an error. */
export function hasDciodvfy(): boolean {
	return isThere(spawnSync('dciodvfy').error === undefined, 'dicom3tools');
}

/** Whether ADMesh can be asked; under CI its absence is an error. */
export function hasAdmesh(): boolean {
	return isThere(spawnSync('admesh', ['--version']).error === undefined, 'admesh');
}

function isThere(found: boolean, what: string): boolean {
	if (!found && process.env.CI === 'true') throw new Error(`CI needs ${what}`);
	return found;
}

/** Opens segmentations with pydicom. */
export function openWithPydicom(paths: readonly string[]): PydicomSegmentation[] {
	return runPython(PROGRAM, paths).map((line) => {
		const read = JSON.parse(line) as PydicomSegmentation & { readonly pixels: string };
		const pixels = new Uint8Array(Buffer.from(read.pixels, 'base64'));
		return { ...read, pixels: new Uint16Array(pixels.buffer) };
	});
}

/** Lines that a Python program prints. */
export function runPython(program: string, args: readonly string[]): string[] {
	const { status, stdout, stderr } = spawnSync(python, ['-c', program, ...args], {
		encoding: 'utf8',
		maxBuffer: 1 << 28,
	});
	if (status !== 0) throw new Error(`Python failed: ${stderr}`);
	return stdout.trim().split('\n');
}

/** What dciodvfy finds wrong with a file. */
export function conformanceErrors(path: string): string[] {
	const { stdout, stderr } = spawnSync('dciodvfy', [path], { encoding: 'utf8' });
	const lines = `${stdout}${stderr}`.split('\n');
	// Warnings there are: a patient's name of one word, say. The name of the object proves that it was looked at.
	if (!lines.some((line) => /^(Segmentation|RTStructureSet)$/.test(line))) return lines;
	return lines.filter((line) => line.startsWith('Error'));
}
