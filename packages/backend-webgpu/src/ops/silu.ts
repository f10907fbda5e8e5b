import type { Kernel } from '../backend/kernel.ts';
import { defineShader } from '../shader/shader.ts';
import { mapValues } from './mapValues.ts';
import siluSource from './silu.wgsl';
import siluGradSource from './siluGrad.wgsl';

export const silu: Kernel = mapValues(defineShader('silu.wgsl', siluSource), 'y');

export const siluGrad: Kernel = mapValues(defineShader('siluGrad.wgsl', siluGradSource), 'dx');
