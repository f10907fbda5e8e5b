/** Says how a stopped run is gone on with: the command line of this process with `--resume`. */
export function howToGoOn(args: readonly string[] = process.argv.slice(2)): string {
	const quoted = args.map((argument) =>
		/^[\w@%+=:,./-]+$/.test(argument) ? argument : JSON.stringify(argument),
	);
	const command = ['unetr', ...quoted.filter((argument) => argument !== '--resume'), '--resume'].join(' ');
	return `a checkpoint is kept, go on with: ${command}`;
}
