export { type AdamWOptions, adamW } from './adamW.ts';
export { loadBestWeights } from './bestWeights.ts';
export { clipFactor } from './clipFactor.ts';
export { epochOrder } from './epochOrder.ts';
export type { Optimizer, OptimizerState, UpdateOptions } from './optimizer.ts';
export type { PreparedCase } from './preparedCase.ts';
export type { TrainingLength } from './stepBudget.ts';
export {
	type BatchSource,
	Trainer,
	type TrainerOptions,
	type ValidationOptions,
	type Validator,
} from './trainer.ts';
export { TrainingError } from './trainingError.ts';
export { type LogEntry, readLog, type StepEntry, type ValidationEntry } from './trainingLog.ts';
export type { FitOptions, FitResult } from './trainingRun.ts';
export { TrainingSet, type TrainingSetOptions } from './trainingSet.ts';
export type { BestScore } from './trainingState.ts';
export type { TrainingBatch } from './trainStep.ts';
export type { CaseDice, ClassDice, ValidationReport } from './validationReport.ts';
export { ValidationSet, type ValidationSetOptions } from './validationSet.ts';
export { constantRate, type Schedule, type WarmupCosineOptions, warmupCosine } from './warmupCosine.ts';
