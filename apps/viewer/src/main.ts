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
connectPage(elements, new ViewerPage(elements, view), view);
document.body.dataset.ready = 'true';
