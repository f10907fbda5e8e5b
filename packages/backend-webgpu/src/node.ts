export { type NodeGpuOptions, startNodeGpu } from './device/startNodeGpu.ts';
