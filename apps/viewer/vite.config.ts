import { defineConfig, type UserConfig } from 'vite';
import { offlineFiles } from './tooling/offlineFiles.ts';

/** Nothing but what lies beside the page may be asked for. `wasm-unsafe-eval` is what WebAssembly needs. */
const policy = [
	"default-src 'self'",
	"script-src 'self' 'wasm-unsafe-eval'",
	"style-src 'self' 'unsafe-inline'",
	"img-src 'self' data: blob:",
	"font-src 'self' data:",
	"connect-src 'self' data: blob:",
	"worker-src 'self'",
	"object-src 'none'",
	"base-uri 'none'",
	"form-action 'none'",
].join('; ');

/** Isolated pages may share memory with workers, so that WebAssembly gets all threads. */
const isolation = {
	'Cross-Origin-Opener-Policy': 'same-origin',
	'Cross-Origin-Embedder-Policy': 'require-corp',
};

const config: UserConfig = defineConfig({
	base: './',
	build: { target: 'es2023', chunkSizeWarningLimit: 2500 },
	worker: { format: 'es' },
	server: { headers: isolation },
	// The page's own meta element does not bind its workers, a header does.
	preview: { headers: { ...isolation, 'Content-Security-Policy': policy } },
	plugins: [
		offlineFiles(),
		{
			name: 'content-security-policy',
			transformIndexHtml: () => [
				{
					tag: 'meta',
					attrs: { 'http-equiv': 'Content-Security-Policy', content: policy },
					injectTo: 'head-prepend',
				},
			],
		},
	],
});

export default config;
