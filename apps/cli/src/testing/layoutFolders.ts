import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createVolume, joinChannels, type Volume, writeVolume } from '@unetr/volume';
import { makePhantom } from '../phantoms/makePhantom.ts';
import { SMALL_GRID } from './smallPhantoms.ts';

/** Writes four phantoms of two channels as a data set of the Medical Segmentation Decathlon: 4-D images. */
export async function writeMsd(folder: string): Promise<void> {
	const training = [];
	for (const { id, channels, label } of phantoms()) {
		const pair = { image: `imagesTr/${id}.nii.gz`, label: `labelsTr/${id}.nii.gz` };
		await write(join(folder, pair.image), joinChannels(channels));
		await write(join(folder, pair.label), label);
		training.push(pair);
	}
	const modality = { 0: 'T1', 1: 'T2' };
	await json(join(folder, 'dataset.json'), { name: 'msd', modality, labels: LABELS, training });
}

/** The same as nnU-Net keeps them: a file a channel. */
export async function writeNnunet(folder: string): Promise<void> {
	for (const { id, channels, label } of phantoms()) {
		for (const [n, channel] of channels.entries())
			await write(join(folder, `imagesTr/${id}_000${n}.nii.gz`), channel);
		await write(join(folder, `labelsTr/${id}.nii.gz`), label);
	}
	const labels = { background: 0, Anterior: 1, Posterior: 2 };
	const file = { channel_names: { 0: 'T1', 1: 'T2' }, labels, numTraining: 4, file_ending: '.nii.gz' };
	await json(join(folder, 'dataset.json'), file);
}

/** Their first channels as in BTCV. */
export async function writeBtcv(folder: string): Promise<void> {
	for (const [n, { channels, label }] of phantoms().entries()) {
		await write(join(folder, `img/img000${n + 1}.nii.gz`), channels[0]!);
		await write(join(folder, `label/label000${n + 1}.nii.gz`), label);
	}
}

/** Their first channels as images and labels of related names, without any list. */
export async function writePairs(folder: string): Promise<void> {
	for (const { id, channels, label } of phantoms()) {
		await write(join(folder, `images/${id}.nrrd`), channels[0]!);
		await write(join(folder, `labels/${id}_seg.mha`), label);
	}
}

const LABELS = { 0: 'background', 1: 'Anterior', 2: 'Posterior' };

function phantoms(): { id: string; channels: [Volume, Volume]; label: Volume }[] {
	return ['a', 'b', 'c', 'd'].map((id, n) => {
		const { image, label } = makePhantom(3, n, SMALL_GRID);
		const { shape, affine } = image;
		const second = createVolume({ voxels: image.voxels.map((value) => 1000 - value), shape, affine });
		return { id, channels: [image, second], label };
	});
}

async function write(path: string, volume: Volume): Promise<void> {
	await mkdir(dirname(path), { recursive: true });
	await writeVolume(path, volume);
}

async function json(path: string, value: object): Promise<void> {
	await writeFile(path, JSON.stringify(value));
}
