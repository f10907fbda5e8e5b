/* Keeps the page and what lies beside it after the first visit. `version` and `files` are written before these lines. */
/* global version, files */
const prefix = `unetr ${new URL(self.registration.scope).pathname} `;
const name = prefix + version;

self.addEventListener('install', (event) => {
	const fetched = files.map((file) => new Request(file, { cache: 'reload' }));
	event.waitUntil(caches.open(name).then((cache) => cache.addAll(fetched)));
	self.skipWaiting();
});

self.addEventListener('activate', (event) => {
	const forget = async () => {
		const old = (await caches.keys()).filter((key) => key.startsWith(prefix) && key !== name);
		await Promise.all(old.map((key) => caches.delete(key)));
		await self.clients.claim();
	};
	event.waitUntil(forget());
});

/* What is kept comes from here, the page's newest files by their names; nothing is asked of another host. */
self.addEventListener('fetch', (event) => {
	const { request } = event;
	if (request.method !== 'GET' || new URL(request.url).origin !== self.location.origin) return;
	const answer = async () => {
		const cache = await caches.open(name);
		const kept = await cache.match(request, { ignoreSearch: true });
		return kept ?? fetch(request);
	};
	event.respondWith(answer());
});
