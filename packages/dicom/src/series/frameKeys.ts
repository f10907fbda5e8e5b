import type { DicomDataset } from '../parse/dicomDataset.ts';
import { TAGS } from '../parse/tags.ts';
import type { FrameGroup } from './readFrames.ts';
import type { FrameKeys } from './storedImage.ts';

/** Dimensions that say where a frame lies, not which of several at its place it is. */
const PLACE_DIMENSIONS: ReadonlySet<number> = new Set([
	TAGS.InStackPositionNumber[0],
	TAGS.ImagePositionPatient[0],
	TAGS.StackID[0],
]);

/**
 * What may tell frames of one place apart, in the order in which it is tried: time, echo, phase of a cycle, diffusion,
 * dimension indices, acquisition, kind of image.
 */
export function frameKeys(dataset: DicomDataset, group: FrameGroup): FrameKeys {
	const content = group('FrameContentSequence');
	const keys: Record<string, number | string | undefined> = {
		TemporalPositionIndex: content?.number('TemporalPositionIndex'),
		TemporalPositionIdentifier: dataset.number('TemporalPositionIdentifier'),
		EchoTime: group('MREchoSequence')?.number('EffectiveEchoTime') ?? dataset.number('EchoTime'),
		TriggerTime:
			group('CardiacSynchronizationSequence')?.number('NominalCardiacTriggerDelayTime') ??
			dataset.number('TriggerTime'),
		DiffusionBValue:
			group('MRDiffusionSequence')?.number('DiffusionBValue') ?? dataset.number('DiffusionBValue'),
		DimensionIndexValues: dimensionKey(dataset, content),
		AcquisitionNumber: dataset.number('AcquisitionNumber'),
		AcquisitionDateTime: dataset.text('AcquisitionDateTime'),
		AcquisitionTime: dataset.text('AcquisitionTime'),
		FrameType: group('MRImageFrameTypeSequence')?.texts('FrameType').join('\\') || undefined,
		ImageType: dataset.texts('ImageType').join('\\') || undefined,
	};
	return Object.fromEntries(
		Object.entries(keys).filter((entry): entry is [string, number | string] => entry[1] !== undefined),
	);
}

/** The indices of a frame along dimensions other than its place, as text that sorts as they do. */
function dimensionKey(dataset: DicomDataset, content: DicomDataset | undefined): string | undefined {
	const indices = content?.numbers('DimensionIndexValues') ?? [];
	const pointers = dataset
		.items('DimensionIndexSequence')
		.map((item) => item.number('DimensionIndexPointer'));
	if (indices.length !== pointers.length) return undefined;
	const others = indices.filter((_, n) => !PLACE_DIMENSIONS.has(pointers[n] ?? 0));
	return others.map((index) => String(index).padStart(10, '0')).join('\\') || undefined;
}
