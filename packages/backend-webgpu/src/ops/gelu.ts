import type { Kernel } from '../backend/kernel.ts';
import { defineShader } from '../shader/shader.ts';
import geluSource from './gelu.wgsl';
import geluGradSource from './geluGrad.wgsl';
import { mapValues } from './mapValues.ts';
import normalCdfSource from './normalCdf.wgsl';

const parts = [{ file: 'normalCdf.wgsl', source: normalCdfSource }];

export const gelu: Kernel = mapValues(defineShader('gelu.wgsl', geluSource, parts), 'y');

export const geluGrad: Kernel = mapValues(defineShader('geluGrad.wgsl', geluGradSource, parts), 'dx');
