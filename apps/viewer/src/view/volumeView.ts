import type { Niivue } from '@niivue/niivue';
import type { BundleLabel } from '@unetr/inference';
import { encodeNifti, type Volume } from '@unetr/volume';
import { labelColor, rgbOf } from './labelColor.ts';

/** Which planes are shown. */
export type Layout = 'planes' | 'axial' | 'coronal' | 'sagittal' | 'render';

/** Steps of the crosshair in voxels along i, j, k of the scan turned to RAS, by key. */
const STEPS: Readonly<Record<string, readonly [number, number, number]>> = {
	ArrowLeft: [-1, 0, 0],
	ArrowRight: [1, 0, 0],
	ArrowUp: [0, 1, 0],
	ArrowDown: [0, -1, 0],
	PageUp: [0, 0, 1],
	PageDown: [0, 0, -1],
};

/** A scan and its label map in NiiVue. */
export class VolumeView {
	readonly #niivue: Niivue;
	readonly #sliceTypes: Readonly<Record<Layout, number>>;
	#opacity = 0.5;

	private constructor(niivue: Niivue, sliceTypes: Readonly<Record<Layout, number>>) {
		this.#niivue = niivue;
		this.#sliceTypes = sliceTypes;
	}

	/**
	 * Attaches a view to a canvas.
	 *
	 * @throws Error where the browser has no WebGL 2
	 */
	static async attach(canvas: HTMLCanvasElement): Promise<VolumeView> {
		const { Niivue, SLICE_TYPE } = await import('@niivue/niivue');
		const niivue = new Niivue({
			backColor: [0.05, 0.06, 0.07, 1],
			crosshairColor: [0.95, 0.8, 0.2, 0.8],
			crosshairWidth: 0.4,
			crosshairWidthUnit: 'percent',
			dragAndDropEnabled: false,
			loadingText: '',
			multiplanarForceRender: true,
			show3Dcrosshair: true,
			logLevel: 'silent',
		});
		await niivue.attachToCanvas(canvas);
		canvas.addEventListener('keydown', (event) => {
			const step = STEPS[event.key];
			if (!step || niivue.volumes.length === 0) return;
			event.preventDefault();
			niivue.moveCrosshairInVox(...step);
		});
		return new VolumeView(niivue, {
			planes: SLICE_TYPE.MULTIPLANAR,
			axial: SLICE_TYPE.AXIAL,
			coronal: SLICE_TYPE.CORONAL,
			sagittal: SLICE_TYPE.SAGITTAL,
			render: SLICE_TYPE.RENDER,
		});
	}

	/** Shows a scan without labels. */
	async showScan(scan: Volume): Promise<void> {
		for (const volume of [...this.#niivue.volumes]) this.#niivue.removeVolume(volume);
		await this.#add(scan, 'scan.nii');
	}

	/** Lays a label map over the scan, in place of an earlier one. */
	async showLabels(label: Volume, labels: readonly BundleLabel[]): Promise<void> {
		for (const volume of this.#niivue.volumes.slice(1)) this.#niivue.removeVolume(volume);
		await this.#add(label, 'labels.nii');
		const colors = labels.map((one) => (one.value === 0 ? [0, 0, 0] : rgbOf(labelColor(one))));
		this.#niivue.volumes[1]?.setColormapLabel({
			R: colors.map(([red]) => red!),
			G: colors.map(([, green]) => green!),
			B: colors.map(([, , blue]) => blue!),
			A: labels.map(({ value }) => (value === 0 ? 0 : 255)),
			I: labels.map(({ value }) => value),
			labels: labels.map(({ name }) => name),
		});
		this.setLabelOpacity(this.#opacity);
	}

	/** @param opacity of the labels, 0 to 1 */
	setLabelOpacity(opacity: number): void {
		this.#opacity = opacity;
		if (this.#niivue.volumes.length > 1) this.#niivue.setOpacity(1, opacity);
	}

	setLayout(layout: Layout): void {
		this.#niivue.setSliceType(this.#sliceTypes[layout]);
	}

	/** NiiVue gets every format as NIfTI, so that it places voxels where the rest of the page does. */
	async #add(volume: Volume, name: string): Promise<void> {
		await this.#niivue.loadFromArrayBuffer(encodeNifti(volume).buffer as ArrayBuffer, name);
	}
}
