import { describe, expect, it } from 'vitest';
import { listenForStop } from './interrupt.ts';

describe('listenForStop', () => {
	it('aborts at the first signal, takes a repeat at once for the same, and quits at a later one', () => {
		let [time, announced] = [0, 0];
		const codes: number[] = [];
		const interrupt = listenForStop(
			() => {
				announced++;
			},
			{ now: () => time, quit: (code) => codes.push(code) },
		);
		try {
			expect(interrupt.signal.aborted).toBe(false);
			process.emit('SIGINT');
			expect([interrupt.signal.aborted, announced]).toEqual([true, 1]);
			time = 100; // a package manager forwards what the terminal has sent already
			process.emit('SIGINT');
			expect(codes).toEqual([]);
			time = 2000;
			process.emit('SIGTERM');
			expect([codes, announced]).toEqual([[130], 1]);
		} finally {
			interrupt.dispose();
		}
		expect(process.listenerCount('SIGHUP')).toBe(0);
	});
});
