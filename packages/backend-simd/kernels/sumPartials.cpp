// out[n] = sum over slots of partials[slot, n], in the order of the slots.
#include "kernel.h"

template <class V> static void addSlots(const float* partials, int slots, int length, int at, float* out) {
	V sum = load<V>(partials + at);
	for (int slot = 1; slot < slots; slot++) sum += load<V>(partials + (i64)slot * length + at);
	store(out + at, sum);
}

template <class V> static void sumPartials(Args* args) {
	Reader read(args);
	const float* partials = read.floats();
	const int slots = read.integer(), length = read.integer();
	float* out = read.floats();
	constexpr int perTask = 4096;
	FOR_EACH_TASK(task, ceilDiv(length, perTask)) {
		const int end = least(length, (task + 1) * perTask);
		int at = task * perTask;
		for (; at + lanes<V> <= end; at += lanes<V>) addSlots<V>(partials, slots, length, at, out);
		for (; at < end; at++) addSlots<float>(partials, slots, length, at, out);
	}
}

KERNEL(sumPartials) { sumPartials<Vec>(args); }
