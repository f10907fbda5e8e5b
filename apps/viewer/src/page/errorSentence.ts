/** Errors whose message is written for the reader; all others are told by the action alone. */
const SPOKEN = new Set([
	'CheckpointError',
	'DicomError',
	'InferenceError',
	'ModelError',
	'OpError',
	'SimdError',
	'TransformsError',
	'ViewerError',
	'VolumeError',
	'WebGpuError',
]);

/**
 * What the page says of an error: the sentence of our own ones, and of any other which action failed.
 *
 * @param action what was being done, as in "The segmentation"
 */
export function errorSentence(error: unknown, action: string): string {
	const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
	if (name === 'RangeError' || /out of memory|allocation failed/i.test(message)) {
		return `${action} needs more memory than this browser gives; close other tabs or take a smaller scan.`;
	}
	if (!SPOKEN.has(name) || message === '') {
		return `${action} failed unexpectedly (${name || 'unknown fault'}); reload the page and try again.`;
	}
	const end = /[.!?]$/.test(message) ? '' : '.';
	// Not the names of files and fields, which keep their spelling.
	return message.replace(/^[a-z]+(?=[ ,])/, (word) => word[0]!.toUpperCase() + word.slice(1)) + end;
}
