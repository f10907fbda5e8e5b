import type { Kernel } from '../backend/kernel.ts';
import { defineShader } from '../shader/shader.ts';
import leakyReluSource from './leakyRelu.wgsl';
import leakyReluGradSource from './leakyReluGrad.wgsl';
import { mapValues } from './mapValues.ts';

const withSlope = ({ slope }: Parameters<Kernel>[2]) => ({ slope: slope as number });

export const leakyRelu: Kernel = mapValues(defineShader('leakyRelu.wgsl', leakyReluSource), 'y', withSlope);

export const leakyReluGrad: Kernel = mapValues(
	defineShader('leakyReluGrad.wgsl', leakyReluGradSource),
	'dx',
	withSlope,
);
