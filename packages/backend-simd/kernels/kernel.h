// How a kernel is called: `void name(Args*, int thread, int threads)` on every thread of the pool at once.
// Work is cut into tasks that do not depend on the number of threads and are taken from a shared counter, so
// a result depends on neither the number of threads nor on which of them took part.
#pragma once
#include "vec.h"

struct Args {
	i32 next;       // the next task that no thread has taken
	i32 reserved;
	double values[62]; // pointers, sizes and scalars in the order in which the kernel reads them
};

#if defined(__wasm__)
#define KERNEL(name) extern "C" __attribute__((export_name(#name))) void name([[maybe_unused]] Args* args, [[maybe_unused]] int thread, [[maybe_unused]] int threads)
#else
#define KERNEL(name) extern "C" void name([[maybe_unused]] Args* args, [[maybe_unused]] int thread, [[maybe_unused]] int threads)
#endif

INLINE int takeTask(Args* args) { return __atomic_fetch_add(&args->next, 1, __ATOMIC_RELAXED); }

#define FOR_EACH_TASK(task, count) for (int task = takeTask(args); task < (count); task = takeTask(args))

// Reads the arguments one after the other.
struct Reader {
	const double* at;
	explicit Reader(const Args* args) : at(args->values) {}
	float* floats() { return (float*)(usize)*at++; }
	i32* ints() { return (i32*)(usize)*at++; }
	double* doubles() { return (double*)(usize)*at++; }
	int integer() { return (int)*at++; }
	i64 integer64() { return (i64)*at++; }
	float number() { return (float)*at++; }
	double number64() { return *at++; }
};

INLINE int least(int a, int b) { return a < b ? a : b; }
INLINE int most(int a, int b) { return a > b ? a : b; }
INLINE int ceilDiv(int a, int b) { return (a + b - 1) / b; }

INLINE void copyFloats(float* to, const float* from, int n) { __builtin_memcpy(to, from, (usize)n * 4); }
INLINE void zeroFloats(float* to, int n) { __builtin_memset(to, 0, (usize)n * 4); }
