import type { ClassStatus, EmptyPolicy } from '../emptyPolicy.ts';
import { type MetricName, metricRoster } from './metricRoster.ts';

/** What a policy needs to know of a region in a case. */
export interface EmptyCase {
	readonly status: Exclude<ClassStatus, 'both present'>;
	readonly policy: EmptyPolicy;
	/** In mm. */
	readonly missedDistanceMm: number;
	/** Volume of the reference, in mm³. */
	readonly referenceMm3: number;
	/** Volume of all voxels that count, in mm³. */
	readonly gridMm3: number;
}

/**
 * The value of a metric where at least one mask is empty; null is "left out of means".
 *
 * A missed or false region takes the worst value: 0 where higher is better, `missedDistanceMm` for distances, and the
 * volume of the grid as volume error: its own volume would be less than the error of many a region that was found. A false one has no relative volume error, there being no volume to relate to.
 */
export function policyValue(metric: MetricName, empty: EmptyCase): number | null {
	const { better, unit } = metricRoster[metric];
	const { status, policy } = empty;
	if (status === 'both empty') {
		if (policy !== 'one') return null;
		return better === 'higher' ? 1 : 0;
	}
	if (status === 'false positive' && policy === 'excludeEmptyReference') return null;
	if (better === 'higher') return 0;
	if (unit === 'mm') return empty.missedDistanceMm;
	const { referenceMm3, gridMm3 } = empty;
	if (unit === 'mm³') return gridMm3;
	return referenceMm3 > 0 ? gridMm3 / referenceMm3 : null;
}
