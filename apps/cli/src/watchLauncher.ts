import { readFileSync } from 'node:fs';

/** How often the launcher is looked at, in milliseconds. */
const EVERY_MS = 400;
const MANAGERS = /\b(npm|npx|pnpm|yarn|bun|corepack)\b/;

/**
 * Calls back when the package manager that started this process has gone.
 *
 * `npx unetr train` runs us under a shell which does not hand a signal on: when the manager is ended we would work
 * on unseen. Nothing is watched when no package manager is involved.
 *
 * @returns A function that ends the watch.
 */
export function watchLauncher(onGone: () => void): () => void {
	if (process.env.npm_execpath === undefined && process.env.npm_lifecycle_event === undefined)
		return () => {};
	const launchers = findLaunchers();
	const parent = process.ppid;
	const timer = setInterval(() => {
		if (process.ppid === parent && launchers.every(isAlive)) return;
		clearInterval(timer);
		onGone();
	}, EVERY_MS);
	timer.unref();
	return () => clearInterval(timer);
}

/** Ancestors up to the outermost package manager (Linux); elsewhere only the parent is watched. */
function findLaunchers(): number[] {
	const ancestors: number[] = [];
	let managers = 0;
	let pid = process.ppid;
	while (pid > 1) {
		const ancestor = readProcess(pid);
		if (ancestor === undefined) break;
		ancestors.push(pid);
		if (MANAGERS.test(ancestor.command)) managers = ancestors.length;
		pid = ancestor.parent;
	}
	return ancestors.slice(0, managers);
}

function readProcess(pid: number): { parent: number; command: string; ended: boolean } | undefined {
	try {
		const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
		const status = readFileSync(`/proc/${pid}/status`, 'utf8');
		const parent = /^PPid:\s+(\d+)/m.exec(status)?.[1];
		// Z: it has ended, and whoever started it has not looked yet
		const ended = /^State:\s+[ZX]/m.test(status);
		return parent === undefined ? undefined : { parent: Number(parent), command, ended };
	} catch {
		return undefined;
	}
}

function isAlive(pid: number): boolean {
	const found = readProcess(pid);
	return found !== undefined && !found.ended;
}
