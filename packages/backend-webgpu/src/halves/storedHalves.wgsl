// Values lie in memory as halves; lanes are of four.
alias Stored = vec2u;

fn laneOf(stored: Stored) -> Lane {
	return unpackFour(stored);
}

fn storedOf(lane: Lane) -> Stored {
	return packFour(lane);
}
