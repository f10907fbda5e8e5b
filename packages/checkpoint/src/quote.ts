const MOST_CHARACTERS = 120;

/** A name out of a file as errors show it: control characters escaped, and cut where it is endless. */
export function quote(name: string): string {
	return JSON.stringify(name.length > MOST_CHARACTERS ? `${name.slice(0, MOST_CHARACTERS)}…` : name);
}
