import { checkLayers } from './checkLayers.ts';
import { floors } from './floors.ts';
import { workspaceRoot } from './workspace.ts';

const breaches = checkLayers(workspaceRoot, floors);
for (const breach of breaches) console.error(breach);
if (breaches.length > 0) process.exitCode = 1;
else console.log(`layers: ${Object.keys(floors).length} packages import only downwards`);
