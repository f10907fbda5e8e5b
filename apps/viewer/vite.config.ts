import { defineConfig, type UserConfig } from 'vite';

/** Isolated pages may share memory with workers, so that WebAssembly gets all threads. */
const headers = {
	'Cross-Origin-Opener-Policy': 'same-origin',
	'Cross-Origin-Embedder-Policy': 'require-corp',
};

const config: UserConfig = defineConfig({
	base: './',
	build: { target: 'es2023', chunkSizeWarningLimit: 2500 },
	worker: { format: 'es' },
	server: { headers },
	preview: { headers },
});

export default config;
