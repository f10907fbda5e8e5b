import { spawnSync } from 'node:child_process';

// An independent reader of NIfTI for tests: nibabel, as Debian's python3-nibabel has it.

/** What nibabel makes of a file. */
export interface NibabelImage {
	readonly shape: number[];
	readonly affine: number[][];
	readonly sform: number[][];
	readonly qform: number[][] | null;
	readonly spacing: number[];
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
for path in sys.argv[1:]:
    image = nibabel.load(path)
    header = image.header
    qform, code = header.get_qform(coded=True)
    print(json.dumps({
        'shape': list(image.shape),
        'affine': image.affine.tolist(),
        'sform': header.get_sform().tolist(),
        'qform': None if code == 0 else qform.tolist(),
        'spacing': [float(size) for size in header.get_zooms()[:3]],
        'units': header.get_xyzt_units()[0],
        'dtype': header.get_data_dtype().newbyteorder('=').name,
        'orientation': ''.join(nibabel.aff2axcodes(image.affine)),
        'description': bytes(header['descrip'].tobytes()).split(b'\\0')[0].decode('utf8'),
        'values': base64.b64encode(numpy.asarray(image.dataobj, dtype='<f8').tobytes(order='F')).decode(),
    }))
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
	const { stdout, stderr, status } = spawnSync(python, ['-c', PROGRAM, ...paths], {
		encoding: 'utf8',
		maxBuffer: 1 << 30,
	});
	if (status !== 0) throw new Error(`nibabel: ${stderr}`);
	return stdout
		.trim()
		.split('\n')
		.map((line) => {
			const image = JSON.parse(line);
			return {
				...image,
				values: new Float64Array(new Uint8Array(Buffer.from(image.values, 'base64')).buffer),
			};
		});
}
