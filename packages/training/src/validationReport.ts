/** Dice of one class over the validation cases. */
export interface ClassDice {
	readonly value: number;
	readonly name: string;
	/** Mean over the counted cases; null where no case counts. */
	readonly dice: number | null;
	/** Cases in which the reference or the prediction holds the class. */
	readonly counted: number;
}

/** Dice of one validation case. */
export interface CaseDice {
	readonly id: string;
	/** In the order of the report's classes; null where neither mask holds the class. */
	readonly dice: readonly (number | null)[];
}

/** Dice per class and case. */
export interface ValidationReport {
	/** Mean Dice over the foreground classes; null where no class counts. */
	readonly score: number | null;
	readonly classes: readonly ClassDice[];
	readonly cases: readonly CaseDice[];
}
