import type { VolumeError } from '../volumeError.ts';
import type { DatasetProblem } from './dataset.ts';

/** The problem of a file that cannot be read. */
export function unreadable(file: string, id: string, cause: VolumeError): DatasetProblem {
	const problem = cause.message.replace(`${file}: `, '');
	return {
		kind: 'unreadable',
		file,
		id,
		problem,
		cure: 'repair the file or take the case out of the data set',
	};
}
