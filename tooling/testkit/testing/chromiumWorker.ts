globalThis.postMessage({
	crossOriginIsolated: globalThis.crossOriginIsolated,
	sharedMemory: typeof SharedArrayBuffer !== 'undefined',
});
