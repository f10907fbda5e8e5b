import type { Random } from '@unetr/transforms';
import { besideTube, type CurvedTube, drawTube, type Point, positionInTube } from './curvedTube.ts';

/** What lies at a point of the phantom. */
interface TissueSample {
	/** 0 background, 1 anterior part, 2 posterior part. */
	readonly label: number;
	/** Signal before bias field and noise, white matter about 1. */
	readonly signal: number;
}

/** The anatomy of one phantom, defined at every point of the world (RAS+ mm). */
export type TissueModel = (point: Point) => TissueSample;

interface Wave {
	readonly direction: Point;
	readonly phase: number;
}

/** Draws an anatomy: a bent structure in two touching parts, fluid beside it, grey islands, white matter around. */
export function drawTissue(random: Random): TissueModel {
	const tube = drawTube(random);
	const side = random.float() < 0.5 ? -1 : 1;
	const fluid = besideTube(tube, [side * random.uniform(5, 6.5), 0, random.uniform(0.5, 2.5)], 0.45);
	const islands = drawIslands(random);
	const waves = Array.from({ length: 10 }, () => drawWave(random));
	const split = random.uniform(0.38, 0.46);
	const grey = random.uniform(0.6, 0.66);
	const contrast = random.uniform(0.03, 0.06);
	return (point) => {
		const structure = positionInTube(tube, point);
		const inFront = structure.along < split;
		const texture = waves.reduce((sum, wave) => sum + waveAt(wave, point), 0);
		let signal = mix(1, grey + 0.06, softStep(texture - 2.2));
		signal = mix(signal, grey, softStep(-positionInTube(islands, point).distanceMm));
		signal = mix(signal, 0.2, softStep(-positionInTube(fluid, point).distanceMm));
		signal = mix(signal, grey + (inFront ? contrast : 0), softStep(-structure.distanceMm));
		return { label: structure.distanceMm > 0 ? 0 : inFront ? 1 : 2, signal: signal + 0.01 * texture };
	};
}

/** Grey balls of the structure's own brightness, away from it: brightness alone must not be enough. */
function drawIslands(random: Random): CurvedTube {
	const count = 5;
	return {
		centres: Array.from({ length: count }, (_, island) => {
			const angle = (2 * Math.PI * (island + random.float())) / count;
			const away = random.uniform(13, 18);
			return [away * Math.cos(angle), random.uniform(-14, 14), away * Math.sin(angle)] as const;
		}),
		radiiMm: Array.from({ length: count }, () => random.uniform(2.5, 4.5)),
	};
}

function drawWave(random: Random): Wave {
	const wavelengthMm = random.uniform(7, 18);
	const direction = [random.normal(), random.normal(), random.normal()];
	const length = Math.hypot(...direction) || 1;
	const scale = (2 * Math.PI) / (wavelengthMm * length);
	return {
		direction: [direction[0]! * scale, direction[1]! * scale, direction[2]! * scale],
		phase: random.uniform(0, 2 * Math.PI),
	};
}

function waveAt({ direction, phase }: Wave, [x, y, z]: Point): number {
	return Math.cos(direction[0] * x + direction[1] * y + direction[2] * z + phase);
}

/** From 0 to 1 over about one mm around 0: the partial volume effect. */
function softStep(x: number): number {
	return 1 / (1 + Math.exp(-4 * x));
}

function mix(from: number, to: number, share: number): number {
	return from + (to - from) * share;
}
