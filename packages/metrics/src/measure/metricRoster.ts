/** What a metric is, for tables and for policies. */
export interface MetricInfo {
	readonly title: string;
	/** Unit of its values; empty for ratios. */
	readonly unit: '' | 'mm' | 'mm³';
	/** Which values are better. */
	readonly better: 'higher' | 'lower';
	readonly definition: string;
}

/** Every metric that regions are measured by, in the order of reports. */
export const metricRoster = {
	dice: { title: 'Dice', unit: '', better: 'higher', definition: '2TP / (2TP + FP + FN)' },
	iou: { title: 'IoU', unit: '', better: 'higher', definition: 'TP / (TP + FP + FN)' },
	sensitivity: { title: 'Sensitivity', unit: '', better: 'higher', definition: 'TP / (TP + FN)' },
	precision: { title: 'Precision', unit: '', better: 'higher', definition: 'TP / (TP + FP)' },
	specificity: { title: 'Specificity', unit: '', better: 'higher', definition: 'TN / (TN + FP)' },
	volumeError: { title: 'Volume error', unit: 'mm³', better: 'lower', definition: '|V(P) − V(R)|' },
	relativeVolumeError: {
		title: 'Relative volume error',
		unit: '',
		better: 'lower',
		definition: '|V(P) − V(R)| / V(R)',
	},
	hd: { title: 'HD', unit: 'mm', better: 'lower', definition: 'max(max d(p, R), max d(r, P))' },
	hd95: { title: 'HD95', unit: 'mm', better: 'lower', definition: 'max(P₉₅ d(p, R), P₉₅ d(r, P))' },
	assd: { title: 'ASSD', unit: 'mm', better: 'lower', definition: '(Σ d(p, R) + Σ d(r, P)) / (|P| + |R|)' },
	nsd: {
		title: 'NSD',
		unit: '',
		better: 'higher',
		definition: '(|{p: d(p, R) ≤ τ}| + |{r: d(r, P) ≤ τ}|) / (|P| + |R|)',
	},
	centreDistance: { title: 'Centre distance', unit: 'mm', better: 'lower', definition: '‖c(P) − c(R)‖' },
	boundaryIou: {
		title: 'Boundary IoU',
		unit: '',
		better: 'higher',
		definition: '|P_d ∩ R_d| / |P_d ∪ R_d|',
	},
	lesionF1: {
		title: 'Lesion F1',
		unit: '',
		better: 'higher',
		definition: '2TP / (2TP + FP + FN) of lesions',
	},
	panopticQuality: {
		title: 'Panoptic quality',
		unit: '',
		better: 'higher',
		definition: 'Σ IoU / (TP + FP/2 + FN/2) of lesions',
	},
} as const;

/** Name of a metric. */
export type MetricName = keyof typeof metricRoster;

/** All names in the order of reports. */
export const metricNames: readonly MetricName[] = Object.keys(metricRoster) as MetricName[];
