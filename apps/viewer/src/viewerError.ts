/** What the viewer refuses, in one sentence that the page shows as it is. */
export class ViewerError extends Error {
	override name = 'ViewerError';
}
