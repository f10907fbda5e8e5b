/** A network that lies beside the page, in `bundles/`. */
export interface ShippedBundle {
	/** Its folder. */
	readonly id: string;
	readonly title: string;
}

/** The network that segments the demonstration phantom. */
export const PHANTOM_BUNDLE: ShippedBundle = { id: 'phantom', title: 'Phantom (demonstration)' };

/** All of them, in the order of the menu. */
export const SHIPPED_BUNDLES: readonly ShippedBundle[] = [
	{ id: 'hippocampus', title: 'Hippocampus, cropped T1 MRI' },
	PHANTOM_BUNDLE,
];
