import { expect, it } from 'vitest';
import type { Result } from '../result.ts';
import { labelRatios, labelTable } from './labelTable.ts';

const timing = { best: 0.09, median: 0.1, n: 9 };
const ours: Result = { peer: 'unetr', name: 'a', pass: 'whole', timing, bytesPerVoxel: 8.04, value: 2 };
const scipy: Result = { ...ours, peer: 'scipy', timing: { best: 0.3, median: 0.4, n: 3 } };

it('divides medians, and says where results differ or a peer cannot run', () => {
	expect(labelRatios([ours, scipy])).toEqual({ a: 4 });
	expect(labelTable([ours, scipy])[1]).toMatch(/^a +90\.0\/100\.0 +300\.0\/400\.0 +4\.0 × +8\.0$/);
	expect(labelTable([ours, { ...scipy, value: 3 }])[1]).toContain('the results differ: 2 and 3');
	const failed: Result = { peer: 'scipy', name: 'a', pass: 'whole', error: 'no module named scipy' };
	expect(labelRatios([ours, failed])).toEqual({});
	expect(labelTable([ours, failed])[1]).toMatch(/cannot +8\.0 {2}no module named scipy$/);
});
