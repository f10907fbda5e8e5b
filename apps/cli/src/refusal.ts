/** Input that cannot be worked on: one clear sentence for the user, exit code 1. */
export class Refusal extends Error {
	constructor(message: string) {
		super(message);
		this.name = 'Refusal';
	}
}
