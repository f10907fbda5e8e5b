import { registerSimd } from './register.ts';

registerSimd();
