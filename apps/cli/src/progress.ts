/** Where a long job stands. */
export interface ProgressState {
	readonly done: number;
	/** Left out while it is not known yet. */
	readonly total?: number;
	/** Short facts shown behind the bar, for example `loss 0.412`. */
	readonly facts?: readonly string[];
}

const BAR = 24;
/** Without a terminal a line is written this often at most. */
const QUIET_SECONDS = 15;

/** One line on stderr that redraws itself; without a terminal, a plain line now and then. */
export class Progress {
	readonly #label: string;
	readonly #stream: NodeJS.WriteStream;
	readonly #started: number = performance.now();
	#first: number | undefined;
	#lastLine = 0;
	#shown = false;

	constructor(label: string, stream: NodeJS.WriteStream = process.stderr) {
		this.#label = label;
		this.#stream = stream;
	}

	/** Shows the state; the time left is judged from the speed since the first update. */
	update(state: ProgressState): void {
		const now = performance.now();
		this.#first ??= state.done;
		const line = `${this.#label} ${formatProgress(state, this.#secondsLeft(state, now))}`;
		if (this.#stream.isTTY) {
			const columns = Math.max(20, (this.#stream.columns ?? 80) - 1);
			this.#stream.write(`\r\u001B[2K${line.slice(0, columns)}`);
			this.#shown = true;
		} else if (now - this.#lastLine > 1000 * QUIET_SECONDS || state.done === state.total) {
			this.#stream.write(`${line}\n`);
			this.#lastLine = now;
		}
	}

	/** Writes a lasting line above the bar. */
	message(text: string): void {
		this.end();
		this.#stream.write(`${text}\n`);
	}

	/** Takes the bar away. */
	end(): void {
		if (this.#shown) this.#stream.write('\r\u001B[2K');
		this.#shown = false;
	}

	#secondsLeft({ done, total }: ProgressState, now: number): number | undefined {
		const worked = done - (this.#first ?? done);
		if (total === undefined || worked <= 0 || done >= total) return undefined;
		return ((now - this.#started) / 1000 / worked) * (total - done);
	}
}

/** Writes `████░░░░ 12/48  loss 0.41  ETA 3 min`. */
export function formatProgress({ done, total, facts = [] }: ProgressState, secondsLeft?: number): string {
	const pieces = [...facts];
	if (secondsLeft !== undefined) pieces.push(`ETA ${formatDuration(secondsLeft)}`);
	if (total === undefined) return [`${done}`, ...pieces].join('  ');
	const full = total === 0 ? BAR : Math.min(BAR, Math.round((BAR * done) / total));
	return [`${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${done}/${total}`, ...pieces].join('  ');
}

/** Writes a duration in the unit that suits it: `8 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(seconds: number): string {
	const whole = Math.round(seconds);
	if (whole < 60) return `${whole} s`;
	if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
	return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
