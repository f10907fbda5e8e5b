import { expect, it } from 'vitest';
import { createModel } from '../createModel.ts';
import { ModelError } from '../modelError.ts';

const size = { imgSize: [64, 64, 64], inChannels: 1, outChannels: 2 };
const variants = ['unet', 'basicUnet', 'dynUnet', 'torchioUnet'] as const;

it.each([
	['unetr', 'normName', {}],
	['setr', 'normName', {}],
	['swinUnetr', 'normName', {}],
	['unetrPlusPlus', 'normName', {}],
	...variants.map((variant) => ['unet3d', variant === 'dynUnet' ? 'normName' : 'norm', { variant }] as const),
] as const)('%s refuses a normalisation for %s that is none (%o)', (family, option, variant) => {
	for (const value of ['weight', { name: 'instanc' }, null, 3]) {
		const config = { ...size, ...variant, [option]: value };
		const create = () => createModel({ name: family, config });
		expect(create).toThrow(ModelError);
		expect(create).toThrow(
			`${option} = ${JSON.stringify(value)} must be "instance" or "batch" or "group" or "layer"`,
		);
	}
});
