// All that runs in a browser too; folders of data sets need Node.
export * from './browser.ts';
export { caseKey } from './dataset/caseKey.ts';
export { channelOf } from './dataset/channelName.ts';
export {
	type Dataset,
	type DatasetCase,
	type DatasetLayout,
	type DatasetProblem,
	type LabelRegion,
	type ProblemKind,
	problemText,
} from './dataset/dataset.ts';
export { isDatasetFolder } from './dataset/findFolders.ts';
export { type JoinChannelsOptions, joinChannels } from './dataset/joinChannels.ts';
export { type MakeFoldsOptions, makeFolds } from './dataset/makeFolds.ts';
export { readCaseImage } from './dataset/readCaseImage.ts';
export { type ReadDatasetOptions, readDataset } from './dataset/readDataset.ts';
export { type ReadSplitsOptions, readSplits } from './dataset/readSplits.ts';
export type { Split } from './dataset/split.ts';
export {
	type DatasetReport,
	type ValidateDatasetOptions,
	validateDataset,
} from './dataset/validateDataset.ts';
export { isVolumeName, volumeStem } from './dataset/volumeName.ts';
