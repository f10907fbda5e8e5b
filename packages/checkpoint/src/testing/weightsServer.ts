import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a test server does differently from a good one. */
export interface Misbehaviour {
	/** Answers whole files only, as servers without ranges do. */
	readonly noRanges?: boolean;
	/** Does not say how long the file is. */
	readonly noLength?: boolean;
	/** Hides the range of a part, as a browser does across origins. */
	readonly hideRange?: boolean;
	readonly status?: number;
	/** Breaks the connection after so many bytes of a body. */
	readonly breakAfter?: number;
	/** From the second request on: another ETag, another range, another status. */
	readonly laterTag?: string;
	readonly laterRange?: string;
	readonly laterStatus?: number;
	/** Never goes beyond the first bytes of the body. */
	readonly stall?: boolean;
}

/** A local web server with one file. */
export interface WeightsServer {
	readonly url: URL;
	/** The range header of each request so far. */
	readonly ranges: (string | undefined)[];
	serve(file: Uint8Array, misbehaviour?: Misbehaviour): void;
	close(): void;
}

function answer(
	request: IncomingMessage,
	response: ServerResponse,
	file: Uint8Array,
	how: Misbehaviour,
	later: boolean,
): void {
	const status = (later ? how.laterStatus : undefined) ?? how.status;
	if (status !== undefined) {
		response.writeHead(status, { 'content-length': 2 }).end('no');
		return;
	}
	const asked = /^bytes=(\d+)-(\d*)$/.exec(how.noRanges ? '' : (request.headers.range ?? ''));
	const begin = Number(asked?.[1] ?? 0);
	const end = asked?.[2] ? Math.min(Number(asked[2]) + 1, file.length) : file.length;
	const body = file.subarray(begin, end);
	response.statusCode = asked ? 206 : 200;
	response.setHeader('etag', (later ? how.laterTag : undefined) ?? '"1"');
	if (!how.noLength) response.setHeader('content-length', body.length);
	const range = (later ? how.laterRange : undefined) ?? `bytes ${begin}-${end - 1}/${file.length}`;
	if (asked && !how.hideRange) response.setHeader('content-range', range);
	const cut = how.breakAfter ?? (how.stall ? 1 : undefined);
	// Written before it ends, so that Node does not add the length by itself.
	if (cut === undefined) response.write(body, () => response.end());
	else response.write(body.subarray(0, cut), () => how.stall || response.destroy());
}

/** Starts the server on a free port of this machine. */
export async function startWeightsServer(): Promise<WeightsServer> {
	let served: { file: Uint8Array; how: Misbehaviour } = { file: new Uint8Array(0), how: {} };
	const ranges: (string | undefined)[] = [];
	const server = createServer((request, response) => {
		ranges.push(request.headers.range);
		// On a busy machine a connection kept for the next request may time out just as it is used again.
		response.setHeader('connection', 'close');
		answer(request, response, served.file, served.how, ranges.length > 1);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: new URL(`http://127.0.0.1:${port}/weights.file?token=secret`),
		ranges,
		serve(file, how = {}) {
			served = { file, how };
			ranges.length = 0;
		},
		close() {
			server.closeAllConnections();
			server.close();
		},
	};
}
