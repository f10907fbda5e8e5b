/** nnU-Net ends the name of each channel's file in its number. */
const CHANNEL = /_(\d{4})$/;

/** The channel that a name without ending stands for ('a_0001' is 1 of 'a'), or undefined where it says none. */
export function channelOf(stem: string): { readonly base: string; readonly channel: number } | undefined {
	const found = CHANNEL.exec(stem);
	return found === null ? undefined : { base: stem.slice(0, found.index), channel: Number(found[1]) };
}
