/**
 * Keeps the page in the browser, so that from the second visit on it needs no network.
 *
 * @param onReady called when everything is kept
 */
export async function keepOffline(onReady: () => void): Promise<void> {
	// A private window may have no service worker: the page works without, it is only not kept.
	const workers = (navigator as Partial<Navigator>).serviceWorker;
	if (!workers) return;
	try {
		await workers.register('./offline.js');
		await workers.ready;
		onReady();
	} catch {
		// A server of sources has no such file, and a browser may refuse to keep any: the page works all the same.
	}
}
