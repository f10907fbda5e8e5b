// Which of the two files this is, the conditions of a bundler or of Node decide: see "imports" in package.json.
export {
	fileNames,
	fileSource,
	isFile,
	isNode,
	nodeDeflate,
	nodeInflate,
	openPath,
	pathOfUrl,
	pathTools,
	readText,
	realPath,
	writeWholeFile,
} from '#files';
