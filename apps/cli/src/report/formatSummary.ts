import type { Summary } from '@unetr/metrics';

/** Writes `0.873 ± 0.021 (n = 12)`. */
export function formatSummary({ mean, sd, n }: Summary): string {
	if (mean === null) return 'not defined (n = 0)';
	return `${mean.toFixed(3)}${sd === null ? '' : ` ± ${sd.toFixed(3)}`} (n = ${n})`;
}
