import type * as tf from '@tensorflow/tfjs';
import { isRecomputing, recomputed } from '@unetr/ops';
import { cutGraph } from './cutGraph.ts';
import { type GraphStep, graphOrder } from './graphOrder.ts';

/** A layer that draws random masks, of which it can draw the last ones again. */
interface MaskedLayer {
	maskPosition: number;
}

/** Consecutive steps of a network, what they take from outside and what is taken from them. */
interface Part {
	readonly steps: readonly GraphStep[];
	readonly inputs: readonly tf.SymbolicTensor[];
	readonly outputs: readonly tf.SymbolicTensor[];
}

type Values = Map<number, tf.Tensor>;

const partsOfModels = new WeakMap<tf.LayersModel, readonly Part[]>();

/** Values of a tensor of one sample. */
const sizeOf = ({ shape }: tf.SymbolicTensor): number =>
	shape.slice(1).reduce<number>((product, extent) => product * (extent ?? 1), 1);

function partsOf(model: tf.LayersModel): readonly Part[] {
	const known = partsOfModels.get(model);
	if (known) return known;
	const steps = graphOrder(model);
	const lastUse = new Map<number, number>();
	for (const [at, { inputs }] of steps.entries()) for (const { id } of inputs) lastUse.set(id, at);
	for (const { id } of model.outputs) lastUse.set(id, steps.length);
	const usedAt = ({ id }: tf.SymbolicTensor): number => lastUse.get(id) ?? -1;
	const cuts = cutGraph(
		steps.map(({ outputs }) => ({
			values: outputs.reduce((sum, output) => sum + sizeOf(output), 0),
			lastUse: Math.max(...outputs.map(usedAt)),
		})),
	);
	const parts = cuts.slice(1).map((end, index): Part => {
		const own = steps.slice(cuts[index], end);
		const made = own.flatMap(({ outputs }) => outputs);
		const inputs = new Set(own.flatMap((step) => step.inputs).filter((input) => !made.includes(input)));
		return { steps: own, inputs: [...inputs], outputs: made.filter((output) => usedAt(output) >= end) };
	});
	partsOfModels.set(model, parts);
	return parts;
}

/** Runs the steps of a part in training, and adds what they make to `values`. */
function runSteps({ steps }: Part, values: Values): void {
	for (const { layer, inputs, outputs } of steps) {
		const given = inputs.map(({ id }) => values.get(id)!);
		const made = layer.apply(given.length === 1 ? given[0]! : given, { training: true });
		for (const [index, tensor] of ([made].flat() as tf.Tensor[]).entries())
			values.set(outputs[index]!.id, tensor);
	}
}

/** Runs a part of which only the inputs are kept. */
function runRecomputed(part: Part, values: Values, image: tf.SymbolicTensor): tf.Tensor[] {
	const layers = [...new Set(part.steps.map(({ layer }) => layer))];
	const masked = layers.filter((layer) => 'maskPosition' in layer) as unknown as MaskedLayer[];
	const positions = masked.map(({ maskPosition }) => maskPosition);
	const run = (inputs: readonly tf.Tensor[]): tf.Tensor[] => {
		if (isRecomputing())
			for (const [index, layer] of masked.entries()) layer.maskPosition = positions[index]!;
		const own: Values = new Map(part.inputs.map(({ id }, index) => [id, inputs[index]!]));
		runSteps(part, own);
		return part.outputs.map(({ id }) => own.get(id)!);
	};
	const weights = layers.flatMap((layer) => layer.trainableWeights);
	const variables = [...new Set(weights.map((weight) => weight.read() as tf.Variable))];
	const constants = part.inputs.flatMap((input, index) => (input === image ? [index] : []));
	const inputs = part.inputs.map(({ id }) => values.get(id)!);
	return recomputed({ run, variables, constants }, inputs);
}

/**
 * A network of one input in training, as `model.apply`, that keeps for the backward pass only what passes between parts of
 * it; the parts are cut where that takes least memory, and all but the last are computed again on the way back.
 *
 * @param images [B, i, j, k, C], without a gradient of their own
 * @returns the outputs, finest first
 */
export function applyRecomputed(model: tf.LayersModel, images: tf.Tensor): tf.Tensor[] {
	const image = model.inputs[0]!;
	const values: Values = new Map([[image.id, images]]);
	const parts = partsOf(model);
	for (const [index, part] of parts.entries()) {
		// What the last part makes is wanted at once.
		if (index === parts.length - 1) runSteps(part, values);
		else {
			const outputs = runRecomputed(part, values, image);
			for (const [at, { id }] of part.outputs.entries()) values.set(id, outputs[at]!);
		}
	}
	return model.outputs.map(({ id }) => values.get(id)!);
}
