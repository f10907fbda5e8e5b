import { spawnSync } from 'node:child_process';

// An independent reader of NIfTI for tests: nibabel, as Debian's python3-nibabel has it.

/** What nibabel makes of a file. */
export interface NibabelImage {
	readonly shape: number[];
	readonly affine: number[][];
	readonly sform: number[][];
	readonly qform: number[][] | null;
	readonly spacing: number[];
	readonly voxelOffset: number;
	readonly units: string;
	readonly dtype: string;
	readonly orientation: string;
	readonly description: string;
	/** Scaled values, i fastest. */
	readonly values: Float64Array;
}

const PROGRAM = `
import base64, json, sys
import nibabel, numpy
def finite(rows):
    return [[value if numpy.isfinite(value) else None for value in row] for row in rows.tolist()]

def describe(path):
    image = nibabel.load(path)
    header = image.header
    qform, code = header.get_qform(coded=True)
    return json.dumps({
        'shape': list(image.shape),
        'affine': finite(image.affine),
        'sform': finite(header.get_sform()),
        'qform': None if code == 0 else finite(qform),
        'spacing': finite(numpy.array([header.get_zooms()[:3]], dtype='f8'))[0],
        'voxelOffset': int(header['vox_offset']),
        'units': header.get_xyzt_units()[0],
        'dtype': header.get_data_dtype().newbyteorder('=').name,
        'orientation': ''.join(code or '?' for code in nibabel.aff2axcodes(image.affine)),
        'description': bytes(header['descrip'].tobytes()).split(b'\\0')[0].decode('utf8'),
        'values': base64.b64encode(numpy.asarray(image.dataobj, dtype='<f8').tobytes(order='F')).decode(),
    })
tolerant, *paths = sys.argv[1:]
numpy.seterr(all='ignore')
for path in paths:
    try:
        print(describe(path))
    except Exception:
        if tolerant != 'tolerant': raise
        print('null')
`;

const python = process.platform === 'linux' ? '/usr/bin/python3' : 'python3';

/** Whether nibabel can be asked; under CI its absence is an error. */
export function hasNibabel(): boolean {
	const found = spawnSync(python, ['-c', 'import nibabel']).status === 0;
	if (!found && process.env.CI === 'true') throw new Error('CI needs nibabel: install python3-nibabel');
	return found;
}

/** Opens files with nibabel. */
export function openWithNibabel(paths: readonly string[]): NibabelImage[] {
	return runNibabel('strict', paths).map((image) => image!);
}

/** Opens files with nibabel; undefined for those that it refuses. */
export function tryWithNibabel(paths: readonly string[]): (NibabelImage | undefined)[] {
	return runNibabel('tolerant', paths);
}

function runNibabel(mode: 'strict' | 'tolerant', paths: readonly string[]): (NibabelImage | undefined)[] {
	const { stdout, stderr, status } = spawnSync(python, ['-c', PROGRAM, mode, ...paths], {
		encoding: 'utf8',
		maxBuffer: 1 << 30,
	});
	if (status !== 0) throw new Error(`nibabel: ${stderr}`);
	return stdout
		.trim()
		.split('\n')
		.map((line) => {
			const image = JSON.parse(line);
			if (image === null) return undefined;
			const values = new Float64Array(new Uint8Array(Buffer.from(image.values, 'base64')).buffer);
			return { ...image, values };
		});
}
