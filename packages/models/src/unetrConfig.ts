import type { NormName } from '@unetr/decoders';
import type { PosEmbedType, ProjType } from '@unetr/vit';
import { ModelError } from './modelError.ts';

/** Everything that decides a UNETR, in MONAI's terms; plain JSON. */
export interface UnetrConfig {
	readonly inChannels: number;
	readonly outChannels: number;
	/** Voxels along i, j, k, each a multiple of `patchSize`. */
	readonly imgSize: readonly [number, number, number];
	/** Voxels of a cubic patch along each axis: a power of two, 4 or more. 16 is MONAI's network. */
	readonly patchSize: number;
	/** Channels of the decoder at full resolution. */
	readonly featureSize: number;
	/** Channels of a token, a multiple of `numHeads`. */
	readonly hiddenSize: number;
	readonly mlpDim: number;
	readonly numHeads: number;
	readonly numLayers: number;
	readonly projType: ProjType;
	readonly posEmbedType: PosEmbedType;
	readonly convBlock: boolean;
	readonly resBlock: boolean;
	readonly normName: NormName;
	readonly qkvBias: boolean;
	/** Share of values dropped in the transformer in training, in [0, 1). */
	readonly dropoutRate: number;
	/** Seed of the first weights; `null` leaves them at zero, for weights that are loaded next. */
	readonly seed: number | null;
}

/** What must be given for a UNETR, and what may be. */
export type UnetrOptions = Pick<UnetrConfig, 'inChannels' | 'outChannels' | 'imgSize'> & Partial<UnetrConfig>;

const defaults: Omit<UnetrConfig, 'inChannels' | 'outChannels' | 'imgSize'> = {
	patchSize: 16,
	featureSize: 16,
	hiddenSize: 768,
	mlpDim: 3072,
	numHeads: 12,
	numLayers: 12,
	projType: 'conv',
	posEmbedType: 'learnable',
	convBlock: true,
	resBlock: true,
	normName: 'instance',
	qkvBias: false,
	dropoutRate: 0,
	seed: 0,
};

const required = ['inChannels', 'outChannels', 'imgSize'] as const;

const choices: Readonly<Record<string, readonly unknown[]>> = {
	projType: ['conv', 'perceptron'],
	posEmbedType: ['learnable', 'sincos', 'none'],
	normName: ['instance'],
	convBlock: [true, false],
	resBlock: [true, false],
	qkvBias: [true, false],
};

const counts = ['inChannels', 'outChannels', 'featureSize', 'hiddenSize', 'mlpDim', 'numHeads', 'numLayers'];

function isCount(value: unknown): value is number {
	return Number.isSafeInteger(value) && (value as number) > 0;
}

/** "must be a multiple of …; the nearest legal values are … and …". */
function checkMultiple(name: string, value: number, of: string, multiple: number): void {
	if (value % multiple === 0) return;
	const below = Math.max(multiple, Math.floor(value / multiple) * multiple);
	throw new ModelError(
		`${name} = ${value} must be a multiple of ${of} = ${multiple}; ` +
			`the nearest legal values are ${below} and ${below + multiple}`,
	);
}

function checkPatchSize(patchSize: unknown): void {
	if (isCount(patchSize) && patchSize >= 4 && Number.isInteger(Math.log2(patchSize))) return;
	const below = isCount(patchSize) && patchSize >= 4 ? 2 ** Math.floor(Math.log2(patchSize)) : 4;
	throw new ModelError(
		`patchSize = ${patchSize} must be a power of two, 4 or more; ` +
			`the nearest legal values are ${below} and ${2 * below}`,
	);
}

function checkNames(config: Readonly<Record<string, unknown>>): void {
	const known = [...required, ...Object.keys(defaults)];
	for (const name of Object.keys(config)) {
		if (!known.includes(name)) {
			throw new ModelError(`a UNETR has no option ${JSON.stringify(name)}; it has ${known.join(', ')}`);
		}
	}
	for (const name of required) {
		if (config[name] === undefined) throw new ModelError(`a UNETR needs the option ${JSON.stringify(name)}`);
	}
}

function checkValues(config: UnetrConfig): void {
	const values = config as unknown as Readonly<Record<string, unknown>>;
	for (const name of counts) {
		if (!isCount(values[name])) {
			throw new ModelError(`${name} = ${JSON.stringify(values[name])} must be a positive whole number`);
		}
	}
	for (const [name, legal] of Object.entries(choices)) {
		if (legal.includes(values[name])) continue;
		const options = legal.map((value) => JSON.stringify(value)).join(' or ');
		throw new ModelError(`${name} = ${JSON.stringify(values[name])} must be ${options}`);
	}
	const { dropoutRate, seed } = config;
	if (!(dropoutRate >= 0 && dropoutRate < 1)) {
		throw new ModelError(`dropoutRate = ${dropoutRate} must be in [0, 1)`);
	}
	if (seed !== null && !Number.isSafeInteger(seed)) {
		throw new ModelError(`seed = ${JSON.stringify(seed)} must be a whole number or null`);
	}
}

function checkSizes({ imgSize, patchSize, hiddenSize, numHeads, posEmbedType }: UnetrConfig): void {
	checkPatchSize(patchSize);
	if (!Array.isArray(imgSize) || imgSize.length !== 3 || !imgSize.every(isCount)) {
		throw new ModelError(`imgSize = ${JSON.stringify(imgSize)} must be three positive whole numbers`);
	}
	imgSize.forEach((extent, axis) => {
		checkMultiple(`imgSize[${axis}] (axis ${'ijk'[axis]})`, extent, 'patchSize', patchSize);
	});
	checkMultiple('hiddenSize', hiddenSize, 'numHeads', numHeads);
	if (posEmbedType === 'sincos') checkMultiple('hiddenSize', hiddenSize, 'the six sincos waves', 6);
}

/**
 * Fills in the defaults and checks every value.
 * @throws ModelError naming the option or axis, its value, what it must be and the two nearest legal values.
 */
export function unetrConfig(options: UnetrOptions): UnetrConfig {
	const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
	checkNames(given);
	const config = { ...defaults, ...given } as UnetrConfig;
	checkValues(config);
	checkSizes(config);
	return { ...config, imgSize: [...config.imgSize] as [number, number, number] };
}
