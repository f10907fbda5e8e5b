import type * as tf from '@tensorflow/tfjs';
import type { BlockCase, ConvCase, StepCase } from './cases.ts';

/** The two things that are timed of an operation; both are run inside `tf.tidy`. */
export interface Passes {
	forward(): tf.Tensor;
	/** Forward, then from a gradient of the output those of the input and of every weight. */
	forwardBackward(): tf.Tensor[];
}

/** A network that is being trained on one fixed batch. */
export interface TrainingStep {
	/** Number of trained parameters: the formulations must agree on it. */
	readonly parameters: number;
	/** Samples of the batch. */
	readonly batch: number;
	/** Does one step; resolves to the loss before it. */
	run(): Promise<number>;
}

/** How somebody who has only this library would write each case. */
export interface Formulation {
	conv(one: ConvCase): Passes;
	block(one: BlockCase): Passes;
	step(one: StepCase): TrainingStep;
}
