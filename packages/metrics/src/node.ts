export { type EvaluateOptions, type EvaluateProgress, evaluate } from './evaluate/evaluate.ts';
