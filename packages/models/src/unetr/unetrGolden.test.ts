import { goldenSuite } from '../testing/goldenSuite.ts';
import { buildGoldenUnetr } from '../testing/goldenUnetr.ts';

goldenSuite('models/unetr_', {
	build: buildGoldenUnetr,
	nearKink: ['models/unetr_conv_res'],
	onGpu: ['models/unetr_perceptron_basic'],
});
