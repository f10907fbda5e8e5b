import * as tf from '@tensorflow/tfjs';
import { createModel } from './createModel.ts';
import { knownConfig, modelConfig } from './modelConfig.ts';
import { loadWeights } from './weights/loadWeights.ts';
import { stateDict } from './weights/stateDict.ts';

/** One thing that a network must do, and whether it does. */
export interface ConformanceCheck {
	readonly name: string;
	readonly passed: boolean;
	/** What was found, empty where the check passed. */
	readonly detail: string;
}

/** Says what is wrong, or nothing. */
type Check = (build: () => tf.LayersModel) => string | Promise<string>;

const inputOf = (model: tf.LayersModel, batch = 1): tf.Tensor => {
	const shape = [batch, ...(model.inputs[0]!.shape.slice(1) as number[])];
	return tf.randomNormal(shape, 0, 1, 'float32', 7);
};

const listOf = (outputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] => [outputs].flat();

const predict = (model: tf.LayersModel): Float32Array[] =>
	tf.tidy(() =>
		listOf(model.predict(inputOf(model)) as tf.Tensor).map((y) => y.dataSync().slice() as Float32Array),
	);

const sameBits = (a: readonly Float32Array[], b: readonly Float32Array[]): boolean =>
	a.length === b.length && a.every((values, n) => values.every((value, at) => Object.is(value, b[n]![at])));

/** Builds a model, looks at it, and frees it. */
async function withModel<T>(
	build: () => tf.LayersModel,
	look: (model: tf.LayersModel) => T | Promise<T>,
): Promise<T> {
	const model = build();
	try {
		return await look(model);
	} finally {
		model.dispose();
	}
}

/** Cross entropy of all outputs with classes drawn at random. */
function lossOf(model: tf.LayersModel): tf.Scalar {
	const outputs = listOf(model.apply(inputOf(model, 2), { training: true }) as tf.Tensor);
	const terms = outputs.map((logits) => {
		const classes = logits.shape.at(-1)!;
		const voxels = logits.size / classes;
		const labels = tf.cast(tf.randomUniform([voxels], 0, classes, 'float32', 9), 'int32');
		return tf.losses.softmaxCrossEntropy(
			tf.oneHot(labels, classes),
			tf.reshape(logits, [voxels, classes]),
		) as tf.Scalar;
	});
	return tf.addN(terms) as tf.Scalar;
}

const outputShape: Check = (build) =>
	withModel(build, (model) => {
		const [image, logits] = [model.inputs[0]!.shape, model.outputs[0]!.shape];
		if (logits.length !== 5) return `logits have ${logits.length} axes instead of [B, i, j, k, C]`;
		const real = tf.tidy(() => listOf(model.predict(inputOf(model, 2)) as tf.Tensor)[0]!.shape);
		if (`${image.slice(1, 4)}` !== `${logits.slice(1, 4)}`) {
			return `an image of ${image.slice(1, 4).join(' × ')} gives logits of ${logits.slice(1, 4).join(' × ')}`;
		}
		return `${real}` === `${[2, ...logits.slice(1)]}`
			? ''
			: `logits are [${real}], but announced as [${logits}]`;
	});

const gradients: Check = (build) =>
	withModel(build, (model) =>
		tf.tidy(() => {
			const { value, grads } = tf.variableGrads(() => lossOf(model));
			const loss = value.dataSync()[0]!;
			if (!Number.isFinite(loss)) return `the loss is ${loss}`;
			for (const { originalName, name } of model.trainableWeights) {
				const gradient = grads[name];
				if (!gradient) return `the loss does not depend on ${originalName}`;
				if (!gradient.dataSync().every(Number.isFinite))
					return `the gradient of ${originalName} is not finite`;
			}
			return '';
		}),
	);

const eagerEqualsPredict: Check = (build) =>
	withModel(build, (model) => {
		const eager = tf.tidy(() =>
			listOf(model.apply(inputOf(model), { training: false }) as tf.Tensor).map(
				(y) => y.dataSync().slice() as Float32Array,
			),
		);
		return sameBits(eager, predict(model)) ? '' : 'apply and predict give different logits';
	});

const savedAndLoaded: Check = (build) =>
	withModel(build, async (model) => {
		let artifacts: tf.io.ModelArtifacts | undefined;
		await model.save(
			tf.io.withSaveHandler(async (all) => {
				artifacts = JSON.parse(JSON.stringify({ ...all, weightData: undefined }));
				artifacts!.weightData = all.weightData!;
				return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
			}),
		);
		const again = await tf.loadLayersModel(tf.io.fromMemory(artifacts!));
		const same = sameBits(predict(again), predict(model));
		again.dispose();
		return same ? '' : 'a model that was saved and loaded gives other logits';
	});

const weightsMove: Check = (build) =>
	withModel(build, (model) =>
		withModel(build, async (other) => {
			const state = await stateDict(model);
			for (const weight of other.trainableWeights) weight.write(tf.tidy(() => tf.zerosLike(weight.read())));
			await loadWeights(other, state);
			return sameBits(predict(other), predict(model))
				? ''
				: 'weights that were read out and loaded give other logits';
		}),
	);

const configRoundTrip: Check = (build) =>
	withModel(build, (model) => {
		if (!knownConfig(model)) return '';
		const config = JSON.parse(JSON.stringify(modelConfig(model)));
		return withModel(
			() => createModel(config),
			(again) => {
				if (JSON.stringify(modelConfig(again)) !== JSON.stringify(config)) return 'the configuration changes';
				return sameBits(predict(again), predict(model))
					? ''
					: 'a model of the same configuration starts otherwise';
			},
		);
	});

const nothingLeft: Check = async (build) => {
	await withModel(build, (model) => void predict(model)); // what a backend makes once stays
	const before = tf.memory().numTensors;
	await withModel(build, (model) => {
		predict(model);
		tf.tidy(() => void tf.variableGrads(() => lossOf(model)));
	});
	const left = tf.memory().numTensors - before;
	return left === 0 ? '' : `${left} tensors stay behind`;
};

const checks: Readonly<Record<string, Check>> = {
	'gives logits of the announced shape on the grid of the image': outputShape,
	'has a finite loss and a finite gradient for every trained weight': gradients,
	'gives the same logits eagerly and by predict': eagerEqualsPredict,
	'gives the same logits after model.save and tf.loadLayersModel': savedAndLoaded,
	'gives the same logits after its state dict is loaded again': weightsMove,
	'is built again from its configuration as JSON': configRoundTrip,
	'leaves no tensor behind': nothingLeft,
};

/**
 * Holds a network to what the rest of the stack expects of one, on the current backend: for encoders and decoders of
 * your own, in your own tests.
 *
 * @param build makes the network, the same each time; every layer and weight has a name of its own.
 * @returns every check, passed or not.
 */
export async function checkConformance(build: () => tf.LayersModel): Promise<ConformanceCheck[]> {
	const results: ConformanceCheck[] = [];
	for (const [name, check] of Object.entries(checks)) {
		const detail = await Promise.resolve()
			.then(() => check(build))
			.catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
		results.push({ name, passed: detail === '', detail });
	}
	return results;
}
