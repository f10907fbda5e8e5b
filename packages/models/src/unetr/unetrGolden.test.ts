import { goldenSuite } from '../testing/goldenSuite.ts';
import { buildGoldenUnetr } from '../testing/goldenUnetr.ts';

goldenSuite('models/unetr_', {
	build: buildGoldenUnetr,
	onGpu: ['models/unetr_perceptron_basic'],
});
