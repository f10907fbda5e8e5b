"""How peers in Python are timed."""

import statistics
import time

BUDGET_SECONDS, MAX_RUNS, MIN_RUNS = 6, 15, 3


def measure(run):
    """Two runs to warm up, then as many as fit the budget, as measure.ts."""
    run(), run()
    seconds, end = [], time.perf_counter() + BUDGET_SECONDS
    while len(seconds) < MIN_RUNS or (len(seconds) < MAX_RUNS and time.perf_counter() < end):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return {"best": min(seconds), "median": statistics.median(seconds), "n": len(seconds)}
