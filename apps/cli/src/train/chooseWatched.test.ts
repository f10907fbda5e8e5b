import { describe, expect, it } from 'vitest';
import { chooseWatched } from './chooseWatched.ts';

const ids = Array.from({ length: 52 }, (_, index) => `case_${index}`);

describe('chooseWatched', () => {
	it('takes eight cases where a window covers each, spread over the list', () => {
		const watched = chooseWatched(ids, [35, 51, 35], [48, 64, 48]);
		expect(watched).toHaveLength(8);
		expect(watched.slice(0, 3)).toEqual(['case_0', 'case_6', 'case_13']);
	});

	it('takes fewer the more windows a case needs, but two, and no more than there are', () => {
		expect(chooseWatched(ids, [40, 40, 32], [32, 32, 32])).toHaveLength(4);
		expect(chooseWatched(ids, [200, 200, 200], [32, 32, 32])).toHaveLength(2);
		expect(chooseWatched(ids.slice(0, 1), [200, 200, 200], [32, 32, 32])).toEqual(['case_0']);
	});
});
