export { type ConfusionOptions, confusion } from './confusion.ts';
export { type ClassDice, type DiceOptions, dice } from './dice.ts';
export { type ClassStatus, type EmptyPolicy, emptyPolicies } from './emptyPolicy.ts';
export type { LabelMap } from './labelMap.ts';
export { MetricsError } from './metricsError.ts';
export { type ClassDiceSummary, type DiceSummary, summariseDice } from './summariseDice.ts';
export { type Summary, summarise } from './summary.ts';
