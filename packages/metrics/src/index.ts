export {
	type Calibration,
	type CalibrationOptions,
	calibration,
	type ReliabilityBin,
} from './calibration/calibration.ts';
export { centreDistance } from './centreDistance.ts';
export { type ConfusionOptions, confusion } from './confusion.ts';
export { type ClassDice, type DiceOptions, dice } from './dice.ts';
export { type ClassStatus, type EmptyPolicy, emptyPolicies } from './emptyPolicy.ts';
export type { GridOptions } from './labelGrid.ts';
export type { LabelMap } from './labelMap.ts';
export type { InstancePair } from './lesions/instancePairs.ts';
export {
	type LesionOptions,
	type LesionScores,
	lesionScores,
	type MatchOptions,
} from './lesions/lesionScores.ts';
export type { MeasureOptions } from './measure/measureOptions.ts';
export { measureRegions, type RegionMeasures } from './measure/measureRegions.ts';
export { type MetricInfo, type MetricName, metricNames, metricRoster } from './measure/metricRoster.ts';
export {
	type EmptyCounts,
	type MeasuresSummary,
	type MetricSummaries,
	type MetricSummary,
	type RegionSummary,
	summariseMeasures,
} from './measure/summariseMeasures.ts';
export { MetricsError } from './metricsError.ts';
export { type OverlapCounts, type OverlapScores, overlapScores } from './overlap.ts';
export type { Region } from './region.ts';
export type { EvaluatedCase, Evaluation, MissingPredictions } from './report/evaluation.ts';
export { policyText } from './report/policyText.ts';
export { summaryCsv } from './report/summaryCsv.ts';
export { type NamedValues, type SummaryJson, summaryJson } from './report/summaryJson.ts';
export { summaryMarkdown } from './report/summaryMarkdown.ts';
export { type BootstrapOptions, bootstrapMean, type Interval } from './statistics/bootstrapMean.ts';
export { type Wilcoxon, type WilcoxonOptions, wilcoxon } from './statistics/wilcoxon.ts';
export { type ClassDiceSummary, type DiceSummary, summariseDice } from './summariseDice.ts';
export { type Summary, summarise } from './summary.ts';
export { type BoundaryOptions, boundaryIou } from './surface/boundaryIou.ts';
export {
	type SurfaceConvention,
	type SurfaceDistances,
	type SurfaceOptions,
	surfaceDistances,
} from './surface/surfaceDistances.ts';
export { averageSurfaceDistance, hausdorffDistance, normalizedSurfaceDice } from './surface/surfaceScores.ts';
