export { l2Relative, maxAbsOverMax } from './errors.ts';
export { type Golden, type GoldenCase, type GoldenTensor, goldenCases, readGolden } from './goldens.ts';
export { type HostileCase, hostileCases, hostileFolder } from './hostile.ts';
export { channelsLast, permute } from './permute.ts';
export { recipe, unit } from './recipe.ts';
export { sharedData } from './sharedData.ts';
