/**
 * Visits the pixels whose centres are inside a polygon, by the even-odd rule: between crossings of each row.
 * @param polygon x and y in turn
 * @param first coordinates of the first pixel's centre
 */
export function fillPolygon(
	polygon: readonly number[],
	columns: number,
	rows: number,
	first: number,
	visit: (pixel: number) => void,
): void {
	for (let row = 0; row < rows; row++) {
		const y = row + first;
		const crossings: number[] = [];
		for (let n = 0; n < polygon.length; n += 2) {
			const [x0, y0] = [polygon[n]!, polygon[n + 1]!];
			const [x1, y1] = [polygon[(n + 2) % polygon.length]!, polygon[(n + 3) % polygon.length]!];
			if (y0 > y !== y1 > y) crossings.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
		}
		crossings.sort((a, b) => a - b);
		for (let column = 0, n = 0; column < columns; column++) {
			while (n < crossings.length && crossings[n]! <= column + first) n++;
			if (n % 2 === 1) visit(column + columns * row);
		}
	}
}
