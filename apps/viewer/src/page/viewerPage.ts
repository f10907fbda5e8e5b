import { encodeNiftiGz, type Volume } from '@unetr/volume';
import { type ChosenBundle, fetchBundle } from '../input/bundleFiles.ts';
import { type OpenedScan, openScan } from '../input/openScan.ts';
import type { ShippedBundle } from '../input/shippedBundles.ts';
import { Segmenter } from '../segmentation/segmenter.ts';
import type { EngineWish } from '../segmentation/startEngine.ts';
import { labelVolumesMl } from '../view/labelVolumes.ts';
import type { VolumeView } from '../view/volumeView.ts';
import { ViewerError } from '../viewerError.ts';
import { bundleLine, engineLine, scanLine } from './describe.ts';
import type { Elements } from './elements.ts';
import { errorSentence } from './errorSentence.ts';
import { labelSegments } from './labelSegments.ts';
import { fillLabelTable } from './labelTable.ts';
import { namedMask } from './namedMask.ts';
import { saveFile } from './saveFile.ts';

/** A finished mask, with what it was made of. */
interface FinishedMask {
	readonly scan: OpenedScan;
	readonly bundle: ChosenBundle;
	readonly volume: Volume;
}

/** What the page holds and does; the elements show it. */
export class ViewerPage {
	readonly #elements: Elements;
	readonly #segmenter = new Segmenter();
	/** Absent where the browser has no WebGL 2: segmenting and saving work without. */
	readonly #view: VolumeView | undefined;
	#scan: OpenedScan | undefined;
	#bundle: ChosenBundle | undefined;
	#mask: FinishedMask | undefined;
	#run: AbortController | undefined;

	constructor(elements: Elements, view: VolumeView | undefined) {
		this.#elements = elements;
		this.#view = view;
	}

	openScan(files: readonly File[]): Promise<void> {
		return this.#attempt('Opening the scan', async () => {
			if (this.#run)
				throw new ViewerError('A segmentation is running; cancel it before you open another scan.');
			this.#elements.status.textContent = 'Opening the scan …';
			const scan = await openScan(files);
			await this.#view?.showScan(scan.volume);
			this.#scan = scan;
			this.#mask = undefined;
			this.#elements.noScan.hidden = true;
			this.#elements.scanFacts.textContent = scanLine(scan);
		});
	}

	/** @param open gives the bundle; what it throws is shown */
	openBundle(open: () => Promise<ChosenBundle>): Promise<void> {
		return this.#attempt('Opening the network', async () => {
			const bundle = await open();
			this.#bundle = bundle;
			this.#elements.networkFacts.textContent = bundleLine(bundle);
			this.#elements.card.hidden = !bundle.files.card;
			this.#elements.cardText.textContent = bundle.files.card ?? '';
		});
	}

	openShippedBundle({ id, title }: ShippedBundle): Promise<void> {
		return this.openBundle(() => fetchBundle(id, title));
	}

	/** Segments the scan; a second call while one runs does nothing. */
	async segment(): Promise<void> {
		const [scan, bundle] = [this.#scan, this.#bundle];
		if (!scan || !bundle || this.#run) return;
		const run = new AbortController();
		this.#run = run;
		const started = performance.now();
		await this.#attempt('The segmentation', async () => {
			this.#elements.status.textContent = 'Starting the engine …';
			const label = await this.#segmenter.segment(
				{ scan: scan.volume, bundle: bundle.files, engine: this.#elements.engineWish.value as EngineWish },
				{
					signal: run.signal,
					onEngine: (engine) => {
						this.#elements.engine.textContent = engineLine(engine);
						this.#elements.status.textContent = 'Segmenting …';
					},
					onProgress: ({ done, total }) => {
						Object.assign(this.#elements.progress, { max: total, value: done });
						this.#elements.status.textContent = `Segmenting: part ${done} of ${total} …`;
					},
				},
			);
			await this.#showMask(scan, bundle, label);
			const seconds = ((performance.now() - started) / 1000).toFixed(1);
			this.#elements.status.textContent = `Segmented in ${seconds} s.`;
		});
		this.#run = undefined;
		this.#refresh();
		this.#elements.result.scrollIntoView({ block: 'nearest' });
	}

	/** Ends the run at once. */
	cancel(): void {
		this.#run?.abort();
	}

	/** Saves the last finished mask, also while another run goes on. */
	save(): Promise<void> {
		return this.#attempt('Saving the mask', async () => {
			if (!this.#mask) return;
			const { scan, volume } = this.#mask;
			saveFile(`${scan.name}_seg.nii.gz`, await encodeNiftiGz(volume), 'application/gzip');
		});
	}

	/** Saves the mask as a DICOM segmentation of the series that the scan was read from. */
	saveDicom(): Promise<void> {
		return this.#attempt('Saving the mask', async () => {
			if (!this.#mask) return;
			const { scan, bundle, volume } = this.#mask;
			const { writeSegmentation } = await import('@unetr/dicom');
			const bytes = writeSegmentation(volume, {
				reference: scan.volume,
				segments: labelSegments(bundle.spec.labels),
				algorithmName: `unetr ${bundle.spec.model.name}`,
			});
			saveFile(`${scan.name}_seg.dcm`, bytes, 'application/dicom');
		});
	}

	async #showMask(scan: OpenedScan, bundle: ChosenBundle, label: Volume): Promise<void> {
		const { spec } = bundle;
		this.#mask = { scan, bundle, volume: namedMask(label, spec.labels) };
		fillLabelTable(this.#elements.labelRows, spec.labels, labelVolumesMl(label, spec.labels.length));
		await this.#view?.showLabels(label, spec.labels);
	}

	/** Does something and shows what went wrong in one sentence. */
	async #attempt(action: string, work: () => Promise<void>): Promise<void> {
		const { problem, status } = this.#elements;
		problem.textContent = '';
		this.#refresh();
		try {
			await work();
			if (action === 'Opening the scan') status.textContent = '';
		} catch (error) {
			const cancelled = this.#run?.signal.aborted === true;
			status.textContent = cancelled ? 'Cancelled.' : '';
			if (!cancelled) problem.textContent = errorSentence(error, action);
		}
		this.#refresh();
	}

	#refresh(): void {
		const { segment, cancel, progress, result, save, saveDicom } = this.#elements;
		const running = this.#run !== undefined;
		segment.disabled = running || !this.#scan || !this.#bundle;
		cancel.disabled = !running;
		progress.hidden = !running;
		if (!running) progress.removeAttribute('value');
		result.hidden = !this.#mask;
		save.disabled = !this.#mask;
		saveDicom.hidden = !this.#mask?.scan.volume.header.dicom;
	}
}
