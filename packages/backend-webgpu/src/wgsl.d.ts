/** WGSL files are imported as their text. */
declare module '*.wgsl' {
	const source: string;
	export default source;
}
