/** What a worker of this page finds. */
function inWorker(): Promise<unknown> {
	const worker = new Worker(new URL('./chromiumWorker.ts', import.meta.url), { type: 'module' });
	return new Promise((resolve) => {
		worker.onmessage = ({ data }) => resolve(data);
	});
}

/** The name of the WebGPU adapter; empty where there is none. */
async function adapterOf(): Promise<string> {
	const adapter = await navigator.gpu?.requestAdapter();
	return adapter ? `${adapter.info.vendor} ${adapter.info.architecture} ${adapter.info.description}` : '';
}

Object.assign(globalThis, { inWorker, adapterOf });
