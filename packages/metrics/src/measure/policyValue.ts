import type { ClassStatus, EmptyPolicy } from '../emptyPolicy.ts';
import { type MetricName, metricRoster } from './metricRoster.ts';

/** What a policy needs to know of a region in a case. */
export interface EmptyCase {
	readonly status: Exclude<ClassStatus, 'both present'>;
	readonly policy: EmptyPolicy;
	/** In mm. */
	readonly missedDistanceMm: number;
	/** Volume of the mask that is not empty, in mm³. */
	readonly volumeMm3: number;
}

/**
 * The value of a metric where at least one mask is empty; null is "left out of means".
 *
 * A missed or false region takes the worst value: 0 where higher is better, `missedDistanceMm` for distances, its volume
 * as volume error. The relative volume error of a missed one is 1; a false one has none, there being no volume to relate to.
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
	if (unit === 'mm³') return empty.volumeMm3;
	return status === 'missed' ? 1 : null;
}
