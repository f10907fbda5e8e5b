/**
 * Source of a function for a child process: the largest size it has had, in kB. `resourceUsage().maxRSS` begins with that of
 * the process that started it, which hides what the child itself needs; Linux keeps the child's own.
 */
export const PEAK_KB: string = `
const { readFileSync } = await import('node:fs');
function peakKb() {
	if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
	return Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
}
`;
