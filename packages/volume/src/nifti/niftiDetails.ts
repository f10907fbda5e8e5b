import {
	fitsField,
	type HeaderField,
	readHeaderNumbers,
	readHeaderText,
	writeHeaderNumbers,
	writeHeaderText,
} from './headerFields.ts';

/** What a NIfTI header says that no other format has. */
export interface NiftiDetails {
	/** What the values mean: the standard's code (1002 a label, 1005 a symmetric matrix …), its parameters, a name. */
	readonly intent: {
		readonly code: number;
		readonly parameters: readonly number[];
		readonly name: string;
	};
	/** Sizes of the axes after the third; their product is the number of channels. */
	readonly furtherAxes: readonly number[];
	/** Steps of those axes: of the first, time in `timeUnits`. */
	readonly furtherSteps: readonly number[];
	/** 0 unknown, 8 seconds, 16 ms, 24 µs, 32 Hz, 40 ppm, 48 rad/s. */
	readonly timeUnits: number;
	readonly timeOffset: number;
	/** Values to show as black and white; both 0 where there are none. */
	readonly displayRange: readonly [number, number];
	/** dim_info: which axes are of frequency, phase and slice. */
	readonly dimInfo: number;
	/** Order in which slices were taken, the first and the last of them, and how long one takes. */
	readonly slices: {
		readonly code: number;
		readonly start: number;
		readonly end: number;
		readonly duration: number;
	};
	readonly auxFile: string;
}

const TIME_UNITS = 56;

/** Reads the details of a header. */
export function readNiftiDetails(view: DataView, version: 1 | 2, littleEndian: boolean): NiftiDetails {
	const numbers = (name: HeaderField): number[] => readHeaderNumbers(view, name, version, littleEndian);
	const number = (name: HeaderField): number => numbers(name)[0];
	const [rank, ...sizes] = numbers('dim');
	return {
		intent: {
			code: number('intentCode'),
			parameters: numbers('intentParameters'),
			name: readHeaderText(view, 'intentName', version),
		},
		furtherAxes: sizes.slice(3, Math.max(3, rank)),
		furtherSteps: numbers('pixdim').slice(4, Math.max(4, rank + 1)),
		timeUnits: number('xyztUnits') & TIME_UNITS,
		timeOffset: number('timeOffset'),
		displayRange: [number('calMin'), number('calMax')],
		dimInfo: number('dimInfo'),
		slices: {
			code: number('sliceCode'),
			start: number('sliceStart'),
			end: number('sliceEnd'),
			duration: number('sliceDuration'),
		},
		auxFile: readHeaderText(view, 'auxFile', version),
	};
}

/** Writes details into a header; what does not fit its field is left out. */
export function writeNiftiDetails(view: DataView, version: 1 | 2, details: NiftiDetails): void {
	const write = (name: HeaderField, ...numbers: readonly number[]): void => {
		if (fitsField(name, version, numbers)) writeHeaderNumbers(view, name, version, numbers);
	};
	write('intentCode', details.intent.code);
	write('intentParameters', ...details.intent.parameters.slice(0, 3));
	writeHeaderText(view, 'intentName', version, details.intent.name);
	write('timeOffset', details.timeOffset);
	write('calMin', details.displayRange[0]);
	write('calMax', details.displayRange[1]);
	write('dimInfo', details.dimInfo);
	write('sliceCode', details.slices.code);
	write('sliceStart', details.slices.start);
	write('sliceEnd', details.slices.end);
	write('sliceDuration', details.slices.duration);
	writeHeaderText(view, 'auxFile', version, details.auxFile);
}
