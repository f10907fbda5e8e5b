import { writeWholeFile } from '@unetr/checkpoint';
import { fileFault } from './fileFault.ts';
import { TrainingError } from './trainingError.ts';
import type { ValidationReport } from './validationReport.ts';

/** One line of the log for a step. */
export interface StepEntry {
	readonly kind: 'step';
	readonly seed: number;
	/** From 1. */
	readonly step: number;
	/** Missing while a run given in minutes is being timed. */
	readonly totalSteps?: number;
	readonly loss: number;
	readonly lr: number;
	/** L2 norm over all gradients before clipping. */
	readonly gradNorm: number;
	readonly seconds: number;
	/** Ids of the cases in the batch. */
	readonly cases: readonly string[];
}

/** One line of the log for a validation after a step. */
export interface ValidationEntry extends ValidationReport {
	readonly kind: 'validation';
	readonly seed: number;
	readonly step: number;
	readonly seconds: number;
}

export type LogEntry = StepEntry | ValidationEntry;

/**
 * Reads a log of JSON lines; a last line that was cut off by a crash is left out.
 *
 * @param path of a log.jsonl
 * @throws TrainingError where the file cannot be read or another line is not a log entry
 */
export async function readLog(path: string): Promise<LogEntry[]> {
	const lines = (await readText(path)).split('\n');
	const entries: LogEntry[] = [];
	for (const [number, line] of lines.entries()) {
		if (line === '') continue;
		const entry = parseEntry(line);
		if (entry) entries.push(entry);
		else if (number < lines.length - 1) {
			throw new TrainingError(
				`Line ${number + 1} of ${path} is not a log entry; remove the line or the file.`,
			);
		}
	}
	return entries;
}

function parseEntry(line: string): LogEntry | undefined {
	try {
		const entry = JSON.parse(line) as LogEntry;
		return entry.kind === 'step' || entry.kind === 'validation' ? entry : undefined;
	} catch {
		return undefined;
	}
}

/** Appends entries to a log of JSON lines, after taking away what a resumed run will write again. */
export class TrainingLog {
	readonly #path: string;

	private constructor(path: string) {
		this.#path = path;
	}

	/**
	 * Opens a log so that it ends at a step.
	 *
	 * @param path of the log.jsonl
	 * @param step entries of later steps are taken away; 0 begins a new log
	 * @param validated the last step whose validation is part of the checkpoint
	 */
	static async open(path: string, step: number, validated: number): Promise<TrainingLog> {
		const kept = step > 0 && (await exists(path)) ? await readLog(path) : [];
		const current = kept.filter((entry) => entry.step <= (entry.kind === 'validation' ? validated : step));
		try {
			await writeWholeFile(path, current.map(toLine).join(''));
		} catch (error) {
			throw fileFault(`The log ${path} cannot be written`, error);
		}
		return new TrainingLog(path);
	}

	async append(entry: LogEntry): Promise<void> {
		const { appendFile } = await import('node:fs/promises');
		try {
			await appendFile(this.#path, toLine(entry));
		} catch (error) {
			throw fileFault(`The log ${this.#path} cannot be written`, error);
		}
	}
}

function toLine(entry: LogEntry): string {
	return `${JSON.stringify(entry)}\n`;
}

async function readText(path: string): Promise<string> {
	const { readFile } = await import('node:fs/promises');
	try {
		return await readFile(path, 'utf8');
	} catch (error) {
		throw fileFault(`The log ${path} cannot be read`, error);
	}
}

/** Whether there is a file or folder of that path. */
export async function exists(path: string): Promise<boolean> {
	const { access } = await import('node:fs/promises');
	return access(path).then(
		() => true,
		() => false,
	);
}
