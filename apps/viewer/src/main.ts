import { keepOffline } from './offline/keepOffline.ts';
import { connectPage } from './page/connectPage.ts';
import { findElements } from './page/elements.ts';
import { ViewerPage } from './page/viewerPage.ts';
import { VolumeView } from './view/volumeView.ts';

const elements = findElements();
const view = await VolumeView.attach(elements.canvas).catch(() => {
	elements.noScan.textContent =
		'This browser has no WebGL 2, so scans are segmented and saved but not shown.';
	return undefined;
});
if (globalThis.isSecureContext) connectPage(elements, new ViewerPage(elements, view), view);
else {
	elements.problem.textContent =
		'This page works over https or from localhost only, as elsewhere the browser withholds threads and checksums.';
}
document.body.dataset.ready = 'true';
void keepOffline(() => {
	elements.offline.textContent = 'It works without a network too.';
});
