// The vector type that every kernel is a template over, and the few operations that a target must supply.
// A vector is a GNU vector of floats (WebAssembly and NEON 4 lanes, AVX2 8, AVX-512 16); `float` itself is the vector
// of one lane, so that the tail of a loop runs the same code as its body.
#pragma once
#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

typedef __SIZE_TYPE__ usize;
typedef __PTRDIFF_TYPE__ isize;
typedef int i32;
typedef unsigned u32;
typedef long long i64;

#define INLINE static inline __attribute__((always_inline))
#define SPECIALISED inline __attribute__((always_inline))
#define INLINE_MEMBER inline __attribute__((always_inline))
#define NOINLINE __attribute__((noinline))
#if defined(__clang__)
#define NOT_UNROLLED _Pragma("clang loop unroll(disable)")
#define UNROLLED _Pragma("clang loop unroll(full)")
#else
#define NOT_UNROLLED _Pragma("GCC unroll 1")
#define UNROLLED _Pragma("GCC unroll 32")
#endif

template <class V> struct VectorOf;
template <> struct VectorOf<float> {
	typedef i32 Int;
	typedef float Half;
	static constexpr int lanes = 1;
};
template <class V> constexpr int lanes = VectorOf<V>::lanes;
template <class V> using IntOf = typename VectorOf<V>::Int;
// The vector of half as many lanes that a tail is tried with next, down to one float.
template <class V> using HalfOf = typename VectorOf<V>::Half;

template <class V> INLINE V load(const float* p);
template <> SPECIALISED float load<float>(const float* p) { return *p; }
INLINE void store(float* p, float v) { *p = v; }
template <class V> INLINE V splat(float x);
template <> SPECIALISED float splat<float>(float x) { return x; }

// a * b + c. One rounding where the target has a fused multiply-add, two elsewhere; scalar tails round as
// the scalar unit does, so a kernel never mixes the two for one output element between runs.
INLINE float madd(float a, float b, float c) { return a * b + c; }
INLINE float select(i32 mask, float a, float b) { return mask ? a : b; }
INLINE float squareRoot(float x) { return __builtin_sqrtf(x); }
INLINE i32 bitsOf(float x) { return __builtin_bit_cast(i32, x); }
INLINE float floatOf(i32 x) { return __builtin_bit_cast(float, x); }
INLINE float fromInt(i32 x) { return (float)x; }
INLINE float sumLanes(float x) { return x; }
INLINE float maxLanes(float x) { return x; }

#define UNETR_VECTOR(F, I, N, HALF, ...)                                                     \
	typedef float F __attribute__((vector_size(4 * N)));                                       \
	typedef i32 I __attribute__((vector_size(4 * N)));                                         \
	typedef float F##Unaligned __attribute__((vector_size(4 * N), aligned(4), may_alias));     \
	template <> struct VectorOf<F> {                                                           \
		typedef I Int;                                                                           \
		typedef HALF Half;                                                                       \
		static constexpr int lanes = N;                                                          \
	};                                                                                         \
	template <> SPECIALISED F load<F>(const float* p) { return *(const F##Unaligned*)p; }      \
	INLINE void store(float* p, F v) { *(F##Unaligned*)p = v; }                                \
	template <> SPECIALISED F splat<F>(float x) { return F{__VA_ARGS__}; }                     \
	INLINE F select(I mask, F a, F b) { return (F)(((I)a & mask) | ((I)b & ~mask)); }          \
	INLINE I bitsOf(F x) { return (I)x; }                                                      \
	INLINE F floatOf(I x) { return (F)x; }                                                     \
	INLINE F fromInt(I x) { return __builtin_convertvector(x, F); }

UNETR_VECTOR(f32x4, i32x4, 4, float, x, x, x, x)

INLINE f32x4 madd(f32x4 a, f32x4 b, f32x4 c) {
#if defined(__wasm_relaxed_simd__)
	return (f32x4)wasm_f32x4_relaxed_madd((v128_t)a, (v128_t)b, (v128_t)c);
#else
	return a * b + c;
#endif
}
INLINE f32x4 squareRoot(f32x4 x) {
#if defined(__wasm_simd128__)
	return (f32x4)wasm_f32x4_sqrt((v128_t)x);
#else
	return f32x4{squareRoot(x[0]), squareRoot(x[1]), squareRoot(x[2]), squareRoot(x[3])};
#endif
}
INLINE float sumLanes(f32x4 x) { return (x[0] + x[1]) + (x[2] + x[3]); }

// Wider vectors by their halves: compilers turn every one of these into the instructions of the target.
#define UNETR_WIDE(F, N, HALF, LOW, HIGH)                                                                       \
	INLINE F madd(F a, F b, F c) { return a * b + c; }                                                            \
	INLINE F squareRoot(F x) {                                                                                    \
		F y;                                                                                                        \
		for (int lane = 0; lane < N; lane++) y[lane] = __builtin_sqrtf(x[lane]);                                    \
		return y;                                                                                                   \
	}                                                                                                             \
	INLINE HALF lowHalf(F x) { return __builtin_shufflevector(x, x, LOW); }                                       \
	INLINE HALF highHalf(F x) { return __builtin_shufflevector(x, x, HIGH); }                                     \
	INLINE float sumLanes(F x) { return sumLanes(lowHalf(x) + highHalf(x)); }
#define UNETR_LIST(...) __VA_ARGS__

#if defined(__AVX2__)
UNETR_VECTOR(f32x8, i32x8, 8, f32x4, x, x, x, x, x, x, x, x)
UNETR_WIDE(f32x8, 8, f32x4, UNETR_LIST(0, 1, 2, 3), UNETR_LIST(4, 5, 6, 7))
#endif
#if defined(__AVX512F__)
UNETR_VECTOR(f32x16, i32x16, 16, f32x8, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x)
UNETR_WIDE(f32x16, 16, f32x8, UNETR_LIST(0, 1, 2, 3, 4, 5, 6, 7), UNETR_LIST(8, 9, 10, 11, 12, 13, 14, 15))
#endif

// The widest vector of this target.
#if defined(__AVX512F__)
typedef f32x16 Vec;
#elif defined(__AVX2__)
typedef f32x8 Vec;
#else
typedef f32x4 Vec;
#endif

// NaN in either operand may give either operand, as the comparison is false.
template <class V> INLINE V larger(V a, V b) { return select(a > b, a, b); }
template <class V> INLINE V smaller(V a, V b) { return select(a < b, a, b); }

INLINE float maxLanes(f32x4 x) { return larger(larger(x[0], x[1]), larger(x[2], x[3])); }
#if defined(__AVX2__)
INLINE float maxLanes(f32x8 x) { return maxLanes(larger(lowHalf(x), highHalf(x))); }
#endif
#if defined(__AVX512F__)
INLINE float maxLanes(f32x16 x) { return maxLanes(larger(lowHalf(x), highHalf(x))); }
#endif
