import { fitTiny } from './fitTiny.ts';

Object.assign(globalThis, { fitTiny });
