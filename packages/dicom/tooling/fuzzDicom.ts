/**
 * Reads mutants of small images and segmentations: `pnpm --filter @unetr/dicom fuzz [count of each] [--reader image]
 * [--first n] [--resume file]`. Every one must be read or refused in our own words; the first that is neither is named.
 */
import { fuzzReaders } from 'unetr-testkit';
import { tryImage } from '../src/testing/fuzzCases.ts';
import { trySegmentation } from '../src/testing/segmentationCases.ts';

await fuzzReaders({ image: tryImage, segmentation: trySegmentation });
