import { describe, expect, it } from 'vitest';
import { formatDuration, formatProgress, Progress } from './progress.ts';

function fakeStream(isTTY: boolean): { stream: NodeJS.WriteStream; text: () => string } {
	let written = '';
	const stream = {
		isTTY,
		columns: 40,
		write: (text: string) => {
			written += text;
			return true;
		},
	};
	return { stream: stream as unknown as NodeJS.WriteStream, text: () => written };
}

describe('formatProgress', () => {
	it('shows bar, count, facts and time left', () => {
		expect(formatProgress({ done: 12, total: 48, facts: ['loss 0.41'] }, 200)).toBe(
			`${'█'.repeat(6)}${'░'.repeat(18)} 12/48  loss 0.41  ETA 3 min 20 s`,
		);
		expect(formatProgress({ done: 3 })).toBe('3');
	});

	it('writes durations in the unit that suits them', () => {
		expect([8, 200, 7500].map(formatDuration)).toEqual(['8 s', '3 min 20 s', '2 h 5 min']);
	});
});

describe('Progress', () => {
	it('redraws one line on a terminal, never wider than it', () => {
		const { stream, text } = fakeStream(true);
		const progress = new Progress('train', stream);
		progress.update({ done: 1, total: 2, facts: ['a fact far too long for the width of this terminal'] });
		progress.end();
		expect(text()).not.toContain('\n');
		expect(text().split('\r')[1]!.replace('\u001B[2K', '').length).toBe(39);
	});

	it('writes plain lines elsewhere, without control characters', () => {
		const { stream, text } = fakeStream(false);
		const progress = new Progress('train', stream);
		progress.update({ done: 2, total: 2 });
		progress.message('done');
		progress.end();
		expect(text()).toMatch(/^train █{24} 2\/2\ndone\n$/);
	});
});
