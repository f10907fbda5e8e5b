import type { CheckpointTensor } from '@unetr/checkpoint';

/** Whether two tensors agree in shape and in every bit of every value. */
export function sameTensor(one: CheckpointTensor, other: CheckpointTensor): boolean {
	if (one === other) return true;
	if (`${one.shape}` !== `${other.shape}`) return false;
	const { values } = other;
	return one.values.every((value: number | bigint, at: number) => Object.is(value, values[at]));
}
