/** Linear sRGB to CIE XYZ under D65 (IEC 61966-2-1), as rows, and the white of D65. */
const RGB_TO_XYZ = [
	[0.4124564, 0.3575761, 0.1804375],
	[0.2126729, 0.7151522, 0.072175],
	[0.0193339, 0.119192, 0.9503041],
] as const;
const XYZ_TO_RGB = [
	[3.2404542, -1.5371385, -0.4985314],
	[-0.969266, 1.8760108, 0.041556],
	[0.0556434, -0.2040259, 1.0572252],
] as const;
const WHITE = [0.950456, 1, 1.088754] as const;

type Triple = readonly [number, number, number];

/**
 * A colour '#rrggbb' (sRGB) as DICOM's 16-bit CIELab (PS3.3 section C.10.7.1.1): L* 0 … 100, a* and b* −128 … 127.
 * The white point is D65, as in dcmqi and dcmjs.
 */
export function hexToLab(color: string): [number, number, number] {
	const rgb = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);
	const linear = rgb.map((v) =>
		v > 0.04045 ? ((v + 0.055) / 1.055) ** 2.4 : v / 12.92,
	) as unknown as Triple;
	const [x, y, z] = times(RGB_TO_XYZ, linear).map((v, n) => {
		const share = v / WHITE[n]!;
		return share > 216 / 24389 ? Math.cbrt(share) : (841 / 108) * share + 4 / 29;
	}) as unknown as Triple;
	return [
		Math.round(((116 * y - 16) / 100) * 65535),
		Math.round(((500 * (x - y) + 128) / 255) * 65535),
		Math.round(((200 * (y - z) + 128) / 255) * 65535),
	];
}

/** The nearest '#rrggbb' of a 16-bit CIELab colour; colours beyond sRGB are clipped. */
export function labToHex([lightness, a, b]: Triple): string {
	const y = ((lightness / 65535) * 100 + 16) / 116;
	const x = y + ((a / 65535) * 255 - 128) / 500;
	const z = y - ((b / 65535) * 255 - 128) / 200;
	const xyz = [x, y, z].map((v, n) => WHITE[n]! * (v > 6 / 29 ? v ** 3 : (108 / 841) * (v - 4 / 29)));
	const bytes = times(XYZ_TO_RGB, xyz as unknown as Triple).map((v) => {
		const level = v > 0.0031308 ? 1.055 * v ** (1 / 2.4) - 0.055 : 12.92 * v;
		return Math.round(255 * Math.min(1, Math.max(0, level)));
	});
	return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function times(matrix: readonly Triple[], [x, y, z]: Triple): number[] {
	return matrix.map(([a, b, c]) => a * x + b * y + c * z);
}
