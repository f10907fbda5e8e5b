import type { RandomIntensitySpec } from './augmentationSpec.ts';
import type { Grid } from './grid.ts';
import type { Random } from './random.ts';

/** `x · gain + shift + sigma · N(0, 1)` with gain, shift and sigma drawn once for the whole image. */
export function randomIntensity(
	image: Grid<Float32Array>,
	spec: RandomIntensitySpec,
	random: Random,
): Grid<Float32Array> {
	const [gain, shift] = [random.uniform(...spec.gain), random.uniform(...spec.shift)];
	const sigma = random.uniform(...spec.noise);
	const values = new Float32Array(image.values.length);
	for (let v = 0; v < values.length; v++) values[v] = image.values[v] * gain + shift;
	if (sigma > 0) random.addNormal(values, sigma);
	return { values, shape: image.shape, channels: image.channels };
}
