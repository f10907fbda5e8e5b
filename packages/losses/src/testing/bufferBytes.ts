import * as tf from '@tensorflow/tfjs';

/**
 * Bytes of the buffers that tensors lie in, each buffer once, where `tf.memory` counts those of clones again.
 *
 * Counts what is made from now on, and not the tensors that it is told of; `stop` ends it.
 */
export class BufferBytes {
	private readonly buffers = new Map<object, number>();
	private readonly undo: () => void;
	now = 0;
	peak = 0;

	constructor(known: readonly tf.Tensor[]) {
		for (const { dataId } of known) this.buffers.set(dataId, 0);
		const engine = tf.engine();
		const { trackTensor, removeDataId } = engine;
		engine.trackTensor = (tensor, backend) => {
			trackTensor.call(engine, tensor, backend);
			if (!this.buffers.has(tensor.dataId)) this.add(tensor.dataId, tensor.size * 4);
		};
		engine.removeDataId = (dataId, backend) => {
			removeDataId.call(engine, dataId, backend);
			this.now -= this.buffers.get(dataId) ?? 0;
			this.buffers.delete(dataId);
		};
		this.undo = () => Object.assign(engine, { trackTensor, removeDataId });
	}

	private add(dataId: object, bytes: number): void {
		this.buffers.set(dataId, bytes);
		this.now += bytes;
		this.peak = Math.max(this.peak, this.now);
	}

	stop(): void {
		this.undo();
	}
}
