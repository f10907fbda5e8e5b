// Values lie in memory as they are computed with.
alias Stored = Lane;

fn laneOf(stored: Stored) -> Lane {
	return stored;
}

fn storedOf(lane: Lane) -> Stored {
	return lane;
}
