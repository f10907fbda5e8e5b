/** The user stopped the command; the message says what was kept and how to go on. Exit code 130. */
export class Stopped extends Error {
	constructor(message: string) {
		super(message);
		this.name = 'Stopped';
	}
}
