import { readFile } from 'node:fs/promises';
import { readSegmentation } from '@unetr/dicom';
import { encodeNifti, readVolume, sameGrid, type Volume } from '@unetr/volume';
import type { Browser } from 'playwright-core';
import { chromiumPath, launchChromium } from 'unetr-testkit';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { barriersOf } from './testing/accessibility.ts';
import { type BuiltViewer, buildViewer } from './testing/buildViewer.ts';
import {
	agreement,
	phantomBundleFile,
	phantomBytes,
	phantomCorner,
	phantomReference,
} from './testing/phantomReference.ts';
import { dropFiles, type OpenViewer, openViewer, textOf, type ViewOptions } from './testing/viewerPage.ts';

describe.skipIf(!chromiumPath())('the page (needs chromium)', () => {
	let built: BuiltViewer;
	let browser: Browser;
	let reference: { readonly scan: Volume; readonly label: Volume };

	beforeAll(async () => {
		[built, browser, reference] = await Promise.all([buildViewer(), launchChromium(), phantomReference()]);
	}, 120_000);
	afterAll(async () => {
		await browser?.close();
		await built?.close();
	});

	async function open(options: ViewOptions = {}, folder: string = built.folder): Promise<OpenViewer> {
		const viewer = await openViewer(browser, folder, options);
		onTestFinished(() => viewer.close());
		return viewer;
	}

	async function savedMask({ page }: OpenViewer): Promise<{ readonly name: string; readonly mask: Volume }> {
		const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save')]);
		const mask = await readVolume(await download.path());
		return { name: download.suggestedFilename(), mask };
	}

	/** Drops the phantom's bundle, or one with other contents. */
	async function dropBundle({ page }: OpenViewer, other: { spec?: Buffer; weights?: Buffer } = {}) {
		const spec = other.spec ?? (await phantomBundleFile('bundle.json'));
		const weights = other.weights ?? (await phantomBundleFile('model.safetensors'));
		await dropFiles(page, [
			{ name: 'bundle.json', bytes: spec },
			{ name: 'model.safetensors', bytes: weights },
		]);
	}

	it('segments a dropped scan with a dropped bundle, and saves the mask on the scan’s grid, asking its own host alone', async () => {
		const viewer = await open();
		const { page } = viewer;
		await dropFiles(page, [{ name: 'case 7.nii.gz', bytes: await phantomBytes() }]);
		expect(await textOf(page, 'scan-facts', /./)).toBe('case 7: 32 × 35 × 33 voxels of 1.12 × 1 × 1.07 mm');
		await dropBundle(viewer);
		await textOf(page, 'network-facts', /the bundle: network unet3d, finds Anterior, Posterior/);
		await page.click('#segment');
		await textOf(page, 'status', /Segmented in/);
		const { name, mask } = await savedMask(viewer);
		expect(name).toBe('case 7_seg.nii.gz');
		expect(mask.shape).toEqual(reference.scan.shape);
		expect(sameGrid(mask, reference.scan, 1e-5)).toBe(true);
		expect(agreement(mask, reference.label)).toBeGreaterThanOrEqual(0.999);
		expect(mask.header.labels?.map((label) => label.name)).toEqual(['background', 'Anterior', 'Posterior']);
		expect(await page.locator('#label-rows tr').allTextContents()).toEqual([
			expect.stringMatching(/^Anterior0\.\d{3}$/),
			expect.stringMatching(/^Posterior0\.\d{3}$/),
		]);
		await expect.poll(() => page.workers(), { timeout: 30_000 }).toEqual([]);
		const elsewhere = viewer.requests.filter(
			(url) => !/^(data|blob):/.test(url) && !url.startsWith(viewer.url),
		);
		expect(elsewhere).toEqual([]);
		expect(viewer.requests.some((url) => url.includes('segmentationWorker'))).toBe(true);
		expect(await page.locator('#save-dicom').isHidden()).toBe(true);
		expect(await barriersOf(page)).toEqual([]);
		expect(viewer.faults).toEqual([]);
	});

	it('has a policy that lets it ask no other host', async () => {
		const viewer = await open();
		expect(await barriersOf(viewer.page)).toEqual([]);
		const refused = await viewer.page.evaluate(async () => {
			const violated = new Promise<string>((resolve) =>
				document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective)),
			);
			await fetch('https://example.org/').catch(() => undefined);
			return violated;
		});
		expect(refused).toBe('connect-src');
	});

	const noGpu = "Object.defineProperty(navigator, 'gpu', { value: undefined })";
	const noAdapter =
		"Object.defineProperty(navigator, 'gpu', { value: { requestAdapter: async () => null } })";
	const alone = ', on one thread, as the page is served without the headers of cross-origin isolation.';
	it.each([
		['isolation headers', false, '', /Backend simd, 1 thread\. .* only emulates it on the processor/, alone],
		['WebGPU', true, noGpu, /Backend simd, (?!1 )\d+ threads\. .* does not offer it here\./, ''],
		[
			'an adapter',
			true,
			noAdapter,
			/Backend simd, (?!1 )\d+ threads\. .* found no graphics card for it\./,
			'',
		],
		['either', false, noGpu, /Backend simd, 1 thread\. .* does not offer it here/, alone],
	])(
		'segments the phantom without %s, and says what computes and why (BW-05)',
		async (_, isolated, code, says, end) => {
			const folder = code ? await built.withWorkerCode(code) : built.folder;
			const viewer = await open({ isolated }, folder);
			await viewer.page.click('#phantom');
			await textOf(viewer.page, 'status', /Segmented in/);
			const engine = await textOf(viewer.page, 'engine', says);
			expect(engine.endsWith(end)).toBe(true);
			const { mask } = await savedMask(viewer);
			expect(agreement(mask, reference.label)).toBeGreaterThanOrEqual(0.999);
			expect(viewer.faults).toEqual([]);
		},
	);

	it('computes on WebGPU where it is asked for', async () => {
		const { scan, label, spec } = await phantomCorner(16);
		const viewer = await open();
		const { page } = viewer;
		await dropBundle(viewer, { spec });
		await textOf(page, 'network-facts', /^the bundle/);
		await page.selectOption('#engine-wish', 'webgpu');
		await dropFiles(page, [{ name: 'corner.nii', bytes: encodeNifti(scan) }]);
		await textOf(page, 'scan-facts', /^corner: 16 × 16 × 16/);
		await page.click('#segment');
		await textOf(page, 'status', /Segmented in/);
		expect(await textOf(page, 'engine', /./)).toMatch(
			/^Backend webgpu, 1 thread\. WebGPU computes on .*swiftshader/,
		);
		const { mask } = await savedMask(viewer);
		expect(agreement(mask, label)).toBeGreaterThanOrEqual(0.999);
		expect(viewer.faults).toEqual([]);
	}, 300_000); // a software GPU compiles the shaders, on the same two cores

	it('goes on with WebAssembly where the graphics card is lost in the middle of a run', async () => {
		const { scan, label, spec } = await phantomCorner(16, 2);
		const folder = await built.withWorkerCode(`{
			const devices = [];
			const request = GPUAdapter.prototype.requestDevice;
			GPUAdapter.prototype.requestDevice = async function (...given) {
				devices.push(await request.apply(this, given));
				return devices.at(-1);
			};
			const post = globalThis.postMessage.bind(globalThis);
			globalThis.postMessage = (report, ...rest) => {
				post(report, ...rest);
				if (report.kind === 'progress' && report.done < report.total) devices.pop()?.destroy();
			};
		}`);
		const viewer = await open({}, folder);
		const { page } = viewer;
		await dropBundle(viewer, { spec });
		await textOf(page, 'network-facts', /^the bundle/);
		await page.selectOption('#engine-wish', 'webgpu');
		await dropFiles(page, [{ name: 'corner.nii', bytes: encodeNifti(scan) }]);
		await textOf(page, 'scan-facts', /^corner: 16 × 16 × 32/);
		await page.click('#segment');
		await textOf(page, 'engine', /^Backend webgpu/);
		await textOf(page, 'status', /Segmented in/);
		expect(await textOf(page, 'engine', /./)).toMatch(
			/^Backend simd, \d+ threads\. .* as the graphics card gave up on this scan\.$/,
		);
		const { mask } = await savedMask(viewer);
		expect(agreement(mask, label)).toBeGreaterThanOrEqual(0.999);
		expect(viewer.faults).toEqual([]);
	}, 300_000);

	it('works without a network from the second visit on', async () => {
		const viewer = await open();
		const { page } = viewer;
		await textOf(page, 'offline', /works without a network/);
		await viewer.stopServer();
		await page.reload();
		await page.locator('body[data-ready]').waitFor();
		await page.click('#phantom');
		await textOf(page, 'status', /Segmented in/);
		const { mask } = await savedMask(viewer);
		expect(agreement(mask, reference.label)).toBeGreaterThanOrEqual(0.999);
		expect(await textOf(page, 'engine', /./)).toMatch(/^Backend simd, (?!1 )\d+ threads/);
		expect(viewer.faults).toEqual([]);
	});

	it('saves labels of a DICOM scan as a DICOM segmentation of it', async () => {
		const viewer = await open();
		const { page } = viewer;
		const file = '../../../tooling/fixtures/dicom/syntaxes/frames-explicit.dcm';
		await dropFiles(page, [{ name: 'frames.dcm', bytes: await readFile(new URL(file, import.meta.url)) }]);
		await textOf(page, 'scan-facts', /^frames: /);
		await dropBundle(viewer);
		await textOf(page, 'network-facts', /^the bundle/);
		await page.click('#segment');
		await textOf(page, 'status', /Segmented in/);
		const { mask } = await savedMask(viewer);
		const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save-dicom')]);
		expect(download.suggestedFilename()).toBe('frames_seg.dcm');
		const saved = await readSegmentation(await download.path());
		expect(saved.segments.map(({ name }) => name)).toEqual(['Anterior', 'Posterior']);
		expect(agreement(saved.maps[0]!, mask)).toBe(1);
		expect(viewer.faults).toEqual([]);
	});

	it('opens DICOM whose images are compressed, within its policy', async () => {
		const viewer = await open();
		for (const name of [
			'j2k-int16',
			'jpegls-uint16',
			'jpeg-baseline-uint8',
			'jpeg-lossless-int16',
			'frames-j2k',
		]) {
			const folder = '../../../tooling/fixtures/dicom/syntaxes';
			const bytes = await readFile(new URL(`${folder}/${name}.dcm`, import.meta.url));
			await dropFiles(viewer.page, [{ name: `${name}.dcm`, bytes }]);
			await textOf(viewer.page, 'scan-facts', new RegExp(`^${name}: \\d+ × \\d+ × \\d+ voxels`));
		}
		expect(viewer.faults).toEqual([]);
	});

	it('takes one click for a run, cancels it at once and runs again', async () => {
		const viewer = await open();
		const { page } = viewer;
		await dropFiles(page, [{ name: 'scan.nii.gz', bytes: await phantomBytes() }]);
		await textOf(page, 'scan-facts', /scan/);
		await Promise.all([page.waitForEvent('worker'), page.click('#segment')]);
		expect(await page.locator('#segment').isDisabled()).toBe(true);
		await page.click('#cancel');
		await textOf(page, 'status', /^Cancelled\.$/);
		await expect.poll(() => page.workers(), { timeout: 30_000 }).toEqual([]);
		expect(await page.locator('#result').isHidden()).toBe(true);
		await page.click('#segment');
		await textOf(page, 'status', /Segmented in/);
	});

	it('says in one sentence what is wrong with a scan or a bundle, and keeps what was there', async () => {
		const viewer = await open();
		const { page } = viewer;
		await dropFiles(page, [{ name: 'case.nii.gz', bytes: (await phantomBytes()).subarray(0, 5000) }]);
		expect(await textOf(page, 'problem', /./)).toMatch(/^case\.nii\.gz: [^.]+\.$/);
		expect(await page.locator('#segment').isDisabled()).toBe(true);
		await dropBundle(viewer, { weights: (await phantomBundleFile('model.safetensors')).subarray(0, 1000) });
		expect(await textOf(page, 'problem', /bundle/)).toMatch(
			/^The bundle\/model\.safetensors is not the file that bundle\.json was written with \(.*\); copy the whole bundle again\.$/,
		);
		await dropFiles(page, [{ name: 'model.safetensors', bytes: new Uint8Array(8) }]);
		expect(await textOf(page, 'problem', /There is no/)).toBe(
			'There is no bundle.json among the chosen files; choose the whole folder that `unetr train` wrote.',
		);
		expect(await page.locator('#network-facts').textContent()).toMatch(/^Hippocampus/);
		expect(viewer.faults).toEqual([]);
	});
});
