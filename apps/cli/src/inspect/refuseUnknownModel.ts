import { Refusal } from '../refusal.ts';
import { nearestName } from '../usage/nearestName.ts';

/** @throws Refusal where there is no model of that name, with the nearest one. */
export async function refuseUnknownModel(name: string): Promise<void> {
	const { listModels } = await import('@unetr/models');
	const models = listModels();
	if (models.includes(name)) return;
	const nearest = nearestName(name, models);
	throw new Refusal(
		`${name} is neither a file or folder nor a model; ${
			nearest ? `did you mean ${nearest}?` : `the models are ${models.join(', ')}.`
		}`,
	);
}
