import { type Kernel, sizeOf, type TensorInfo } from '../backend/kernel.ts';
import { spread } from '../backend/workgroups.ts';
import { defineShader, type Shader } from '../shader/shader.ts';
import { columnShader, columnSums } from './columnSums.ts';
import { groupThreads, laneRows } from './lanes.ts';
import preluSource from './prelu.wgsl';
import preluAlphaGradSource from './preluAlphaGrad.wgsl';
import preluGradSource from './preluGrad.wgsl';

const forward = defineShader('prelu.wgsl', preluSource);
const backward = defineShader('preluGrad.wgsl', preluGradSource);
const alphaGrad = columnShader('preluAlphaGrad.wgsl', preluAlphaGradSource);

/** One slope for all channels, or one for each. */
function slopesOf(alpha: TensorInfo, x: TensorInfo) {
	const { lane, lanes, columns } = laneRows(x);
	const shared = sizeOf(alpha.shape) === 1;
	return {
		constants: { Lane: lane, Slope: shared ? 'f32' : lane },
		params: { lanes, slopes: shared ? 1 : columns },
		workgroups: spread(lanes, groupThreads),
	};
}

const withSlopes =
	(shader: Shader, output: string): Kernel =>
	(backend, inputs) => {
		const y = backend.output(inputs.x!.shape);
		const slopes = slopesOf(inputs.alpha!, inputs.x!);
		backend.run(shader, { ...slopes, tensors: { ...inputs, [output]: y } });
		return [y];
	};

export const prelu: Kernel = withSlopes(forward, 'y');

export const preluGrad: Kernel = withSlopes(backward, 'dx');

export const preluAlphaGrad: Kernel = (backend, { dy, x }) => [
	columnSums(backend, alphaGrad, { dy, x }, laneRows(x!)),
];
