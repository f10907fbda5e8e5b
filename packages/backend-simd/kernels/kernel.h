// How a kernel is called: `void name(Args*, int thread, int threads)` on every thread of the pool at once.
// Work is cut into tasks that do not depend on the number of threads and are taken from a shared counter, so
// a result depends on neither the number of threads nor on which of them took part.
#pragma once
#include "args.h"
#include "vec.h"

#define KERNEL_PARAMETERS \
	([[maybe_unused]] Args * args, [[maybe_unused]] int thread, [[maybe_unused]] int threads)
#if defined(__wasm__)
#define KERNEL(name) extern "C" __attribute__((export_name(#name))) void name KERNEL_PARAMETERS
#else
// Native kernels are compiled once for each instruction set, in a namespace of its own, and listed by name.
#define KERNEL(name)                                              \
	static void name##Kernel KERNEL_PARAMETERS;                     \
	static const Registered name##Registered(#name, name##Kernel);  \
	static void name##Kernel KERNEL_PARAMETERS
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

// A place in an array that may not be there.
template <class T> INLINE T* further(T* p, i64 offset) { return p ? p + offset : p; }

INLINE int least(int a, int b) { return a < b ? a : b; }
INLINE int most(int a, int b) { return a > b ? a : b; }
INLINE int ceilDiv(int a, int b) { return (a + b - 1) / b; }

INLINE void copyFloats(float* to, const float* from, int n) { __builtin_memcpy(to, from, (usize)n * 4); }
INLINE void zeroFloats(float* to, int n) { __builtin_memset(to, 0, (usize)n * 4); }
