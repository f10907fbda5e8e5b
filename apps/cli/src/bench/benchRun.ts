import * as tf from '@tensorflow/tfjs';
import { startEngine } from '../engine/startEngine.ts';
import type { CommandResult } from '../usage/command.ts';
import type { EngineChoice } from '../usage/engineFlags.ts';
import { describeProfile } from './describeProfile.ts';
import { openNetwork } from './openNetwork.ts';
import { type NetworkProfile, profileNetwork } from './profileNetwork.ts';

/** What `unetr bench` is asked for. */
export interface BenchOptions {
	readonly subjects: readonly string[];
	readonly profile: boolean;
	/** Runs that are timed, after one that warms up. */
	readonly runs: number;
	readonly engine: EngineChoice;
}

/** How long a network takes for one volume. */
interface NetworkTime {
	readonly name: string;
	/** [1, i, j, k, channels] */
	readonly inputShape: readonly number[];
	/** The middle one of the runs. */
	readonly milliseconds: number;
	readonly profile?: NetworkProfile;
}

/** Times the forward pass of each network on one volume of noise. */
export async function benchRun(options: BenchOptions): Promise<CommandResult> {
	const { backend, threads } = options.engine;
	await startEngine(options.engine);
	const networks: NetworkTime[] = [];
	for (const subject of options.subjects) networks.push(await timeNetwork(subject, options));
	return {
		json: { backend, ...(backend === 'simd' && { threads }), networks },
		lines: networks.flatMap(({ name, inputShape, milliseconds, profile }) => [
			`${name} on ${inputShape.slice(1, -1).join(' × ')} voxels: ${milliseconds.toFixed(1)} ms on ${backend}`,
			...(profile ? describeProfile(profile) : []),
		]),
	};
}

async function timeNetwork(subject: string, { profile, runs }: BenchOptions): Promise<NetworkTime> {
	const model = await openNetwork(subject);
	const inputShape = [1, ...(model.inputs[0]!.shape.slice(1) as number[])];
	const image = tf.randomNormal(inputShape, 0, 1, 'float32', 1);
	const predict = () => tf.tidy(() => firstOf(model.predict(image)));
	try {
		const milliseconds = await medianTime(predict, runs);
		const result = { name: subject, inputShape, milliseconds };
		return profile ? { ...result, profile: await profileNetwork(predict) } : result;
	} finally {
		image.dispose();
		model.dispose();
	}
}

/** A network with deep supervision has several outputs, the finest first. */
const firstOf = (outputs: tf.Tensor | tf.Tensor[]): tf.Tensor =>
	Array.isArray(outputs) ? outputs[0]! : outputs;

async function medianTime(predict: () => tf.Tensor, runs: number): Promise<number> {
	const times: number[] = [];
	for (let run = 0; run <= runs; run++) {
		const start = performance.now();
		const y = predict();
		await y.data();
		y.dispose();
		if (run > 0) times.push(performance.now() - start);
	}
	return times.toSorted((a, b) => a - b)[(runs - 1) >> 1]!;
}
