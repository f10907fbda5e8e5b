/** Lets a kernel write one float too far: under the sanitizers of sanitize.ts this process must not reach its end. */
import './sanitizedAddon.ts';
import { NativeEngine } from '../src/engine/nativeEngine.ts';

const engine = NativeEngine.create({ threads: 1 });
const floats = 16;
engine.run('fill', [engine.allocate(floats * 4), floats + 1, 1], false);
console.log('the write was not seen');
