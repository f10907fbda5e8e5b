/** Files of a drop, those in dropped folders and their subfolders too. */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
	// The list is emptied when the event is over, so every entry is taken before the first wait.
	const entries = [...transfer.items]
		.filter((item) => item.kind === 'file')
		.map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
	const files = await Promise.all(entries.map((entry) => (entry instanceof File ? [entry] : filesOf(entry))));
	return files.flat();
}

async function filesOf(entry: FileSystemEntry | null): Promise<File[]> {
	if (entry?.isFile) {
		const file = entry as FileSystemFileEntry;
		return [await new Promise<File>((resolve, reject) => file.file(resolve, reject))];
	}
	if (!entry?.isDirectory) return [];
	const reader = (entry as FileSystemDirectoryEntry).createReader();
	const children: FileSystemEntry[] = [];
	// A reader gives a folder in portions, the last of which is empty.
	for (;;) {
		const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
			reader.readEntries(resolve, reject),
		);
		if (some.length === 0) break;
		children.push(...some);
	}
	return (await Promise.all(children.map(filesOf))).flat();
}
