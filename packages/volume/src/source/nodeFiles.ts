// Which of the two files this is, the conditions of a bundler or of Node decide: see "imports" in package.json.
export {
	fileNames,
	isFile,
	isNode,
	nodeDeflate,
	nodeInflate,
	openPath,
	pathOfUrl,
	pathTools,
	readText,
	writeWholeFile,
} from '#files';
