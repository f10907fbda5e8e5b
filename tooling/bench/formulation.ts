import type * as tf from '@tensorflow/tfjs';
import type { BlockCase, ConvCase, NetworkCase } from './cases.ts';

/** The two things that are timed of an operation; both are run inside `tf.tidy`. */
export interface Passes {
	forward(): tf.Tensor;
	/** Forward, then from a gradient of the output those of the input and of every weight. */
	forwardBackward(): tf.Tensor[];
}

/** A network at work on one fixed batch. */
export interface NetworkRun {
	/** Number of trained parameters: the formulations must agree on it. */
	readonly parameters: number;
	/** Samples of the batch. */
	readonly batch: number;
	/** Does one pass; resolves to the loss before a step, or to one of the logits. */
	run(): Promise<number>;
}

/** How somebody who has only this library would write each case. */
export interface Formulation {
	conv(one: ConvCase): Passes;
	block(one: BlockCase): Passes;
	/** @throws Error if the network is not written for these peers. */
	network(one: NetworkCase): NetworkRun;
}
