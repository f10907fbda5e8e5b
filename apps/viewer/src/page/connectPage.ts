import { areBundleFiles, openBundleFiles } from '../input/bundleFiles.ts';
import { droppedFiles } from '../input/droppedFiles.ts';
import { PHANTOM_BUNDLE, SHIPPED_BUNDLES } from '../input/shippedBundles.ts';
import type { Layout, VolumeView } from '../view/volumeView.ts';
import type { Elements } from './elements.ts';
import type { ViewerPage } from './viewerPage.ts';

/** The menu's entry for a bundle that the user chose. */
const OWN = 'own';

/** Lets the elements act on the page. */
export function connectPage(elements: Elements, page: ViewerPage, view: VolumeView | undefined): void {
	connectScan(elements, page);
	connectNetwork(elements, page);
	elements.segment.addEventListener('click', () => void page.segment());
	elements.cancel.addEventListener('click', () => page.cancel());
	elements.save.addEventListener('click', () => void page.save());
	elements.saveDicom.addEventListener('click', () => void page.saveDicom());
	elements.layout.addEventListener('change', () => view?.setLayout(elements.layout.value as Layout));
	elements.opacity.addEventListener('input', () => view?.setLabelOpacity(elements.opacity.valueAsNumber));
}

function connectScan(elements: Elements, page: ViewerPage): void {
	onFiles(elements.scanFile, (files) => openAny(files, elements, page));
	onFiles(elements.scanFolder, (files) => page.openScan(files));
	elements.phantom.addEventListener('click', async () => {
		const response = await fetch('demo/phantom.nii.gz').catch(() => undefined);
		const files = response?.ok ? [new File([await response.blob()], 'phantom.nii.gz')] : [];
		await page.openScan(files);
		elements.network.value = PHANTOM_BUNDLE.id;
		await page.openShippedBundle(PHANTOM_BUNDLE);
		await page.segment();
	});
	const { body } = document;
	body.addEventListener('dragover', (event) => {
		event.preventDefault();
		body.classList.add('dropping');
	});
	body.addEventListener('dragleave', () => body.classList.remove('dropping'));
	body.addEventListener('drop', async (event) => {
		event.preventDefault();
		body.classList.remove('dropping');
		if (event.dataTransfer) await openAny(await droppedFiles(event.dataTransfer), elements, page);
	});
}

function connectNetwork(elements: Elements, page: ViewerPage): void {
	const { network } = elements;
	network.append(...SHIPPED_BUNDLES.map(({ id, title }) => new Option(title, id)));
	network.addEventListener('change', () => {
		const shipped = SHIPPED_BUNDLES.find(({ id }) => id === network.value);
		if (shipped) void page.openShippedBundle(shipped);
	});
	onFiles(elements.bundleFolder, (files) => openOwnBundle(files, elements, page));
	void page.openShippedBundle(SHIPPED_BUNDLES[0]!);
}

/** Opens what was dropped or chosen: a bundle where it looks like one, else a scan. */
function openAny(files: readonly File[], elements: Elements, page: ViewerPage): Promise<void> {
	return areBundleFiles(files) ? openOwnBundle(files, elements, page) : page.openScan(files);
}

function openOwnBundle(files: readonly File[], { network }: Elements, page: ViewerPage): Promise<void> {
	return page.openBundle(async () => {
		const bundle = await openBundleFiles(files);
		network.querySelector(`option[value=${OWN}]`)?.remove();
		network.append(new Option(bundle.title, OWN, true, true));
		return bundle;
	});
}

function onFiles(input: HTMLInputElement, use: (files: readonly File[]) => Promise<void>): void {
	input.addEventListener('change', async () => {
		const files = [...(input.files ?? [])];
		await use(files);
		input.value = ''; // so that the same file can be chosen again
	});
}
