import { readFileSync } from 'node:fs';

/**
 * The largest size this process has had, in kB. `resourceUsage().maxRSS` begins with that of the process that started this
 * one, which hides what a child itself needs; Linux keeps the child's own.
 */
export function peakKb(): number {
	if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
	return Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1]);
}
