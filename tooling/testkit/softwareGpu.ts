import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';

/** Where Debian's and Ubuntu's packages keep SwiftShader, a Vulkan driver on the processor. */
const drivers = [
	'/usr/lib/chromium/vk_swiftshader_icd.json',
	'/usr/lib/chromium-browser/vk_swiftshader_icd.json',
	'/opt/google/chrome/vk_swiftshader_icd.json',
];

/**
 * Makes the software GPU that comes with Chromium the one that this process and its children find, so that numbers are
 * the same on every machine; false where there is none, so that a test can skip and say so. Under CI its absence is an
 * error.
 */
export function chooseSoftwareGpu(): boolean {
	const driver = [process.env.VK_ICD_FILENAMES?.split(delimiter)[0], ...drivers].find(
		(path) => path && existsSync(path),
	);
	if (driver) {
		process.env.VK_ICD_FILENAMES = driver;
		// SwiftShader compiles the zeroing of workgroup memory for seconds; without it, a kernel that needs the zeros fails.
		process.env.UNETR_DAWN_FLAGS = 'enable-dawn-features=disable_workgroup_init';
		return true;
	}
	if (process.env.CI === 'true') {
		throw new Error(
			`CI needs a software GPU, of Debian's packages chromium and libvulkan1: ${drivers.join(', ')}`,
		);
	}
	return false;
}
