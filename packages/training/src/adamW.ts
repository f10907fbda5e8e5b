import * as tf from '@tensorflow/tfjs';
import { adamwStep } from '@unetr/ops';
import type { Optimizer, OptimizerState, UpdateOptions } from './optimizer.ts';
import { TrainingError } from './trainingError.ts';

/** Options of {@link adamW}; PyTorch's defaults where left out. */
export interface AdamWOptions {
	/** Decay of the first moment; 0.9. */
	readonly beta1?: number;
	/** Decay of the second moment; 0.999. */
	readonly beta2?: number;
	/** Added to the root of the second moment; 1e-8. */
	readonly epsilon?: number;
	/** Decoupled weight decay, times the learning rate; 1e-2. */
	readonly weightDecay?: number;
}

interface Moments {
	readonly first: tf.Tensor;
	readonly second: tf.Tensor;
	readonly step: number;
}

/**
 * AdamW: p <- p (1 - lr wd) - lr m_hat / (sqrt(v_hat) + eps), m and v the decayed means of g and g^2, hats their bias
 * corrections; variables without a gradient are neither moved nor decayed.
 *
 * @param options beta1, beta2, epsilon, weightDecay
 * @throws TrainingError for numbers outside their range
 *
 * Source: Loshchilov and Hutter 2019, algorithm 2, as `torch.optim.AdamW` scales the decay.
 */
export function adamW(options: AdamWOptions = {}): Optimizer {
	const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 1e-2 } = options;
	if (![beta1, beta2].every((beta) => beta >= 0 && beta < 1)) {
		throw new TrainingError(`beta1 is ${beta1} and beta2 ${beta2}; give numbers from 0 to below 1.`);
	}
	if (!(epsilon > 0 && weightDecay >= 0)) {
		throw new TrainingError(
			`epsilon is ${epsilon} and weightDecay ${weightDecay}; give numbers above and from 0.`,
		);
	}
	return new AdamW({ beta1, beta2, epsilon, weightDecay });
}

class AdamW implements Optimizer {
	readonly settings: Readonly<Record<string, string | number>>;
	readonly #hyper: Required<AdamWOptions>;
	readonly #moments = new Map<string, Moments>();

	constructor(hyper: Required<AdamWOptions>) {
		this.#hyper = hyper;
		this.settings = { name: 'adamw', ...hyper };
	}

	update(
		variables: ReadonlyMap<string, tf.Variable>,
		gradients: ReadonlyMap<string, tf.Tensor>,
		{ learningRate, gradScale }: UpdateOptions,
	): void {
		for (const [name, gradient] of gradients) {
			const variable = variables.get(name)!;
			const before = this.#moments.get(name) ?? {
				first: tf.zerosLike(variable),
				second: tf.zerosLike(variable),
				step: 0,
			};
			const step = before.step + 1;
			const [value, first, second] = tf.tidy(() =>
				adamwStep(variable, gradient, before.first, before.second, {
					...this.#hyper,
					learningRate,
					step,
					gradScale,
				}),
			);
			variable.assign(value);
			tf.dispose([value, before.first, before.second]);
			this.#moments.set(name, { first, second, step });
		}
	}

	async saveState(): Promise<OptimizerState> {
		const state = new Map<string, { shape: readonly number[]; values: Float32Array | Int32Array }>();
		for (const [name, { first, second, step }] of this.#moments) {
			state.set(`m/${name}`, { shape: first.shape, values: await first.data<'float32'>() });
			state.set(`v/${name}`, { shape: second.shape, values: await second.data<'float32'>() });
			state.set(`step/${name}`, { shape: [], values: Int32Array.of(step) });
		}
		return state;
	}

	loadState(state: OptimizerState): void {
		this.dispose();
		for (const [key, { values }] of state) {
			if (!key.startsWith('step/')) continue;
			const name = key.slice('step/'.length);
			const [first, second] = [state.get(`m/${name}`), state.get(`v/${name}`)];
			if (!first || !second)
				throw new TrainingError(`The moments of ${name} are missing from the checkpoint.`);
			this.#moments.set(name, {
				first: tf.tensor(Float32Array.from(first.values as Float32Array), [...first.shape]),
				second: tf.tensor(Float32Array.from(second.values as Float32Array), [...second.shape]),
				step: Number(values[0]),
			});
		}
	}

	dispose(): void {
		for (const { first, second } of this.#moments.values()) tf.dispose([first, second]);
		this.#moments.clear();
	}
}
