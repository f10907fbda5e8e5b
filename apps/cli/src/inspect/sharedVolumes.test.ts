import { globSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { sharedData } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { describeError } from '../describeError.ts';
import { inspectSubject } from './inspectSubject.ts';

const root = sharedData();
const VOLUME = /\.(nii|nii\.gz|hdr|hdr\.gz|nrrd|nhdr|mha|mhd|dcm)$/;
const files =
	root === null
		? []
		: globSync('**/*', { cwd: root })
				.filter((name) => VOLUME.test(name) && !/^hippocampus\/.*_[^0]\d\d\./.test(name))
				.sort();

/** Why a file of the shared data cannot be a volume. */
const REFUSED: readonly [files: RegExp, why: RegExp][] = [
	[/not-nifti|fuzz_artifacts/, /not a NIfTI file|truncated|too short/],
	[/avg152T1_LR_nifti\.hdr\.gz$/, /its voxels are in an \.img file, but there is none/],
	[/complex\//, /complex(64|128)/],
	[/rgba?\//, /colours/],
	[/byteskip_minus_five/, /"byte skip" is -5/],
	[/seg_image_cr_binary/, /no position in the patient/],
	[/sr_document/, /of the kind 'SR'/],
];

describe.skipIf(root === null)(
	'unetr inspect of real volumes (skipped where ../shared/data is missing)',
	() => {
		it('finds them', () => {
			expect(files.length).toBeGreaterThan(200);
		});

		it.each([...new Set(files.map((name) => dirname(name)))])(
			'opens all of %s, or says why it does not',
			async (folder) => {
				for (const name of files.filter((file) => dirname(file) === folder)) {
					const outcome = await inspectSubject(`${root}/${name}`, undefined).catch(describeError);
					const why = REFUSED.find(([refused]) => refused.test(name))?.[1];
					if (typeof outcome !== 'string') {
						expect([name, why]).toEqual([name, undefined]);
						expect(outcome.json).toMatchObject({
							shape: [expect.any(Number), expect.any(Number), expect.any(Number)],
						});
						continue;
					}
					expect(outcome).toMatch(why ?? 'nothing is refused here');
					expect(outcome).toContain(basename(name));
				}
			},
		);
	},
);
