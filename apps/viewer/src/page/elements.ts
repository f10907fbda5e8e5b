/**
 * An element of the page by its id.
 *
 * @throws Error where the page has none of this kind, which is a fault of the page
 */
function elementOf<T extends HTMLElement>(id: string, kind: new () => T): T {
	const element = document.getElementById(id);
	if (element instanceof kind) return element;
	throw new Error(`index.html lacks the ${kind.name} #${id}`);
}

/** The elements that the page's code reads and writes. */
export interface Elements {
	readonly dropZone: HTMLElement;
	readonly scanFile: HTMLInputElement;
	readonly scanFolder: HTMLInputElement;
	readonly scanFacts: HTMLElement;
	readonly phantom: HTMLButtonElement;
	readonly network: HTMLSelectElement;
	readonly bundleFolder: HTMLInputElement;
	readonly networkFacts: HTMLElement;
	readonly card: HTMLDetailsElement;
	readonly cardText: HTMLElement;
	readonly engineWish: HTMLSelectElement;
	readonly segment: HTMLButtonElement;
	readonly cancel: HTMLButtonElement;
	readonly progress: HTMLProgressElement;
	readonly status: HTMLElement;
	readonly engine: HTMLElement;
	readonly problem: HTMLElement;
	readonly result: HTMLElement;
	readonly labelRows: HTMLTableSectionElement;
	readonly save: HTMLButtonElement;
	/** For scans that came as DICOM. */
	readonly saveDicom: HTMLButtonElement;
	/** Says when the page needs no network any more. */
	readonly offline: HTMLElement;
	readonly canvas: HTMLCanvasElement;
	readonly noScan: HTMLElement;
	readonly layout: HTMLSelectElement;
	readonly opacity: HTMLInputElement;
}

/** Finds the elements of index.html. */
export function findElements(): Elements {
	return {
		dropZone: elementOf('drop-zone', HTMLElement),
		scanFile: elementOf('scan-file', HTMLInputElement),
		scanFolder: elementOf('scan-folder', HTMLInputElement),
		scanFacts: elementOf('scan-facts', HTMLElement),
		phantom: elementOf('phantom', HTMLButtonElement),
		network: elementOf('network', HTMLSelectElement),
		bundleFolder: elementOf('bundle-folder', HTMLInputElement),
		networkFacts: elementOf('network-facts', HTMLElement),
		card: elementOf('card', HTMLDetailsElement),
		cardText: elementOf('card-text', HTMLElement),
		engineWish: elementOf('engine-wish', HTMLSelectElement),
		segment: elementOf('segment', HTMLButtonElement),
		cancel: elementOf('cancel', HTMLButtonElement),
		progress: elementOf('progress', HTMLProgressElement),
		status: elementOf('status', HTMLElement),
		engine: elementOf('engine', HTMLElement),
		problem: elementOf('problem', HTMLElement),
		result: elementOf('result', HTMLElement),
		labelRows: elementOf('label-rows', HTMLTableSectionElement),
		save: elementOf('save', HTMLButtonElement),
		saveDicom: elementOf('save-dicom', HTMLButtonElement),
		offline: elementOf('offline', HTMLElement),
		canvas: elementOf('view', HTMLCanvasElement),
		noScan: elementOf('no-scan', HTMLElement),
		layout: elementOf('layout', HTMLSelectElement),
		opacity: elementOf('opacity', HTMLInputElement),
	};
}
