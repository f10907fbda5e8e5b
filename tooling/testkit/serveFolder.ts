import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

/** How a folder is served. */
export interface ServeOptions {
	/** Whether pages are cross-origin isolated, so that they may share memory with workers. */
	readonly isolated: boolean;
}

/** A running server of one folder. */
export interface FolderServer {
	/** Of the folder, with a slash at its end. */
	readonly url: string;
	close(): Promise<void>;
}

const mimeTypes: Readonly<Record<string, string>> = {
	'.css': 'text/css',
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript',
	'.json': 'application/json',
	'.mjs': 'text/javascript',
	'.png': 'image/png',
	'.svg': 'image/svg+xml',
	'.wasm': 'application/wasm',
	'.webmanifest': 'application/manifest+json',
};

const isolation = {
	'Cross-Origin-Opener-Policy': 'same-origin',
	'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Serves the files of a folder on a free port of 127.0.0.1, with or without the two headers of isolation. */
export async function serveFolder(folder: string, { isolated }: ServeOptions): Promise<FolderServer> {
	const server = createServer((request, response) => void answer(folder, isolated, request, response));
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, '127.0.0.1', resolve);
	});
	const { port } = server.address() as AddressInfo;
	const close = () =>
		new Promise<void>((resolve) => {
			server.close(() => resolve());
			server.closeAllConnections();
		});
	return { url: `http://127.0.0.1:${port}/`, close };
}

async function answer(
	folder: string,
	isolated: boolean,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const headers = { 'Cache-Control': 'no-store', ...(isolated ? isolation : {}) };
	try {
		const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
		const inside = normalize(decodeURIComponent(pathname)); // no '..' climbs out: it starts with a slash
		const file = join(folder, inside.endsWith('/') ? `${inside}index.html` : inside);
		const bytes = await readFile(file);
		const type = mimeTypes[extname(file)] ?? 'application/octet-stream';
		response.writeHead(200, { ...headers, 'Content-Type': type }).end(bytes);
	} catch {
		response.writeHead(404, headers).end();
	}
}
