// The vector type that every kernel is a template over, and the few operations that a target must supply.
// A vector is a GNU vector of floats (wasm 4 lanes, AVX2 8, AVX-512 16); `float` itself is the vector of one
// lane, so that the tail of a loop runs the same code as its body.
#pragma once
#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

typedef __SIZE_TYPE__ usize;
typedef int i32;
typedef unsigned u32;
typedef long long i64;

#define INLINE static inline __attribute__((always_inline))
#define NOINLINE __attribute__((noinline))

typedef float f32x4 __attribute__((vector_size(16)));
typedef i32 i32x4 __attribute__((vector_size(16)));
typedef float f32x4Unaligned __attribute__((vector_size(16), aligned(4), may_alias));

template <class V> struct VectorOf;
template <> struct VectorOf<float> {
	typedef i32 Int;
	static constexpr int lanes = 1;
};
template <> struct VectorOf<f32x4> {
	typedef i32x4 Int;
	static constexpr int lanes = 4;
};
template <class V> constexpr int lanes = VectorOf<V>::lanes;
template <class V> using IntOf = typename VectorOf<V>::Int;

// The widest vector of this target.
typedef f32x4 Vec;

template <class V> INLINE V load(const float* p);
template <> inline __attribute__((always_inline)) float load<float>(const float* p) { return *p; }
template <> inline __attribute__((always_inline)) f32x4 load<f32x4>(const float* p) {
	return *(const f32x4Unaligned*)p;
}
INLINE void store(float* p, float v) { *p = v; }
INLINE void store(float* p, f32x4 v) { *(f32x4Unaligned*)p = v; }

template <class V> INLINE V splat(float x);
template <> inline __attribute__((always_inline)) float splat<float>(float x) { return x; }
template <> inline __attribute__((always_inline)) f32x4 splat<f32x4>(float x) { return f32x4{x, x, x, x}; }

// a * b + c. One rounding where relaxed SIMD is a fused multiply-add, two elsewhere; scalar tails round as
// the scalar unit does, so a kernel never mixes the two for one output element between runs.
INLINE float madd(float a, float b, float c) { return a * b + c; }
INLINE f32x4 madd(f32x4 a, f32x4 b, f32x4 c) {
#if defined(__wasm_relaxed_simd__)
	return (f32x4)wasm_f32x4_relaxed_madd((v128_t)a, (v128_t)b, (v128_t)c);
#else
	return a * b + c;
#endif
}

INLINE float select(i32 mask, float a, float b) { return mask ? a : b; }
INLINE f32x4 select(i32x4 mask, f32x4 a, f32x4 b) {
	return (f32x4)(((i32x4)a & mask) | ((i32x4)b & ~mask));
}
INLINE float squareRoot(float x) { return __builtin_sqrtf(x); }
INLINE f32x4 squareRoot(f32x4 x) {
#if defined(__wasm_simd128__)
	return (f32x4)wasm_f32x4_sqrt((v128_t)x);
#else
	return f32x4{squareRoot(x[0]), squareRoot(x[1]), squareRoot(x[2]), squareRoot(x[3])};
#endif
}
// NaN in either operand may give either operand, as the comparison is false.
template <class V> INLINE V larger(V a, V b) { return select(a > b, a, b); }
template <class V> INLINE V smaller(V a, V b) { return select(a < b, a, b); }

INLINE i32 bitsOf(float x) { return __builtin_bit_cast(i32, x); }
INLINE i32x4 bitsOf(f32x4 x) { return (i32x4)x; }
INLINE float floatOf(i32 x) { return __builtin_bit_cast(float, x); }
INLINE f32x4 floatOf(i32x4 x) { return (f32x4)x; }
INLINE float fromInt(i32 x) { return (float)x; }
INLINE f32x4 fromInt(i32x4 x) { return __builtin_convertvector(x, f32x4); }

INLINE float sumLanes(float x) { return x; }
INLINE float sumLanes(f32x4 x) { return (x[0] + x[1]) + (x[2] + x[3]); }
INLINE float maxLanes(float x) { return x; }
INLINE float maxLanes(f32x4 x) { return larger(larger(x[0], x[1]), larger(x[2], x[3])); }
