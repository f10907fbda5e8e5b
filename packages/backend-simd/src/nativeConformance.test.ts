import { describe } from 'vitest';
import { nativeInstructionSets } from './engine/nativeAddon.ts';
import { conformanceSuite } from './testing/conformanceSuite.ts';

// Only a machine without a C++ compiler has no native kernels; where everything must be tested there is one.
describe.skipIf(nativeInstructionSets().length === 0 && !process.env.CI)('native kernels', () => {
	conformanceSuite({ engine: 'native' });
});
