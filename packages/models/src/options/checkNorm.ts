import type { Norm } from '@unetr/blocks';
import { ModelError } from '../modelError.ts';

const names: readonly Norm[] = ['instance', 'batch', 'group', 'layer'];

/** The name of a normalisation that is given by name or with options. */
export const normNameOf = (norm: Norm): unknown => (typeof norm === 'string' ? norm : norm?.name);

/** @throws ModelError unless an option is one of the normalisations, by name or as `{ name, … }`. */
export function checkNorm(option: string, norm: unknown): void {
	if ((names as readonly unknown[]).includes(normNameOf(norm as Norm))) return;
	const legal = names.map((name) => JSON.stringify(name)).join(' or ');
	throw new ModelError(`${option} = ${JSON.stringify(norm)} must be ${legal}, or an object of that name`);
}
