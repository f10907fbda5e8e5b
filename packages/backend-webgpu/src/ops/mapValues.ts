import { type Kernel, sizeOf } from '../backend/kernel.ts';
import { spread } from '../backend/workgroups.ts';
import type { Params } from '../shader/paramLayout.ts';
import type { Shader } from '../shader/shader.ts';
import { groupThreads, laneFor, widthOf } from './lanes.ts';

/**
 * A kernel of which every value of the output depends on the values at its place alone.
 *
 * @param shader with buffers named as the op's inputs, the output, the alias `Lane` and the parameter `lanes`
 * @param output name of the output's buffer
 * @param paramsOf further parameters of the shader, from the op's attributes
 */
export function mapValues(
	shader: Shader,
	output: string,
	paramsOf: (attributes: Parameters<Kernel>[2]) => Params = () => ({}),
): Kernel {
	return (backend, inputs, attributes) => {
		const { shape } = Object.values(inputs)[0]!;
		const y = backend.output(shape);
		const lane = laneFor(sizeOf(shape));
		const lanes = sizeOf(shape) / widthOf(lane);
		backend.run(shader, {
			constants: { Lane: lane },
			params: { lanes, ...paramsOf(attributes) },
			tensors: { ...inputs, [output]: y },
			workgroups: spread(lanes, groupThreads),
		});
		return [y];
	};
}
