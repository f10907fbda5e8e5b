import { sizeOf, type TensorInfo } from '../backend/kernel.ts';
import type { WebGpuBackend } from '../backend/webGpuBackend.ts';
import { spread } from '../backend/workgroups.ts';
import { defineShader } from '../shader/shader.ts';
import { halvesPart } from './storage.ts';
import source from './widen.wgsl';

const shader = defineShader('widen.wgsl', source, [halvesPart]);

/** Puts values of 32 bits in the place of halves, whose buffer goes back once the commands that read it are submitted. */
export function widen(backend: WebGpuBackend, dataId: TensorInfo['dataId']): void {
	const data = backend.tensorMap.get(dataId);
	const halves = backend.makeTensorInfo(data.shape, 'float32');
	Object.assign(backend.tensorMap.get(halves.dataId), { resource: data.resource });
	Object.assign(data, { resource: undefined });
	const lanes = sizeOf(data.shape) / 4;
	backend.run(shader, {
		params: { lanes },
		tensors: { x: halves, y: { dataId, shape: data.shape, dtype: 'float32' } },
		workgroups: spread(lanes, 256),
	});
	backend.disposeData(halves.dataId);
}
