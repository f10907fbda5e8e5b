import { expect, it } from 'vitest';
import { startNodeGpu } from './startNodeGpu.ts';

it.each(['disable_workgroup_init', 'adapter=', '=SwiftShader'])('refuses the flag %s', async (flag) => {
	await expect(startNodeGpu({ flags: ['backend=vulkan', flag] })).rejects.toThrow(
		`Dawn's flag '${flag}' (option flags, or UNETR_DAWN_FLAGS) is not of the form name=value`,
	);
});
