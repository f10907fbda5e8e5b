import { conformanceSuite } from './testing/conformanceSuite.ts';

conformanceSuite({ engine: 'native' });
