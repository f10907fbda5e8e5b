// Loops over single elements, in tasks of one stretch of memory.
#pragma once
#include "kernel.h"

constexpr int elementsPerTask = 8192;

// Calls f<V>(index) over a stretch: vectors first, then single elements.
template <class F> INLINE void forElements(Args* args, int length, const F& f) {
	FOR_EACH_TASK(task, ceilDiv(length, elementsPerTask)) {
		const int end = least(length, (task + 1) * elementsPerTask);
		int at = task * elementsPerTask;
		for (; at + lanes<Vec> <= end; at += lanes<Vec>) f.template operator()<Vec>(at);
		for (; at < end; at++) f.template operator()<float>(at);
	}
}
