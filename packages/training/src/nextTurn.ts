/** A turn for signals, timers and the page: at once where there is `setImmediate`, as in Node, else behind a timer. */
export function nextTurn(): Promise<void> {
	return new Promise((resolve) => {
		if (typeof setImmediate === 'function') setImmediate(resolve);
		else setTimeout(resolve);
	});
}
