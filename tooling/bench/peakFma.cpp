// The most multiply-adds in f32 that this machine does: `peakFma THREADS` prints GFLOP/s by the bits of a vector, as JSON.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

template <int lanes> using Vector __attribute__((vector_size(4 * lanes))) = float;

// Enough independent sums to hide the latency of each.
constexpr int sums = 12;
constexpr long rounds = 10'000'000;

template <int lanes> float run() {
	Vector<lanes> acc[sums], factor, summand;
	for (int i = 0; i < lanes; i++) factor[i] = 0.999999f, summand[i] = 1e-6f;
	for (int s = 0; s < sums; s++)
		for (int i = 0; i < lanes; i++) acc[s][i] = s;
	for (long round = 0; round < rounds; round++) {
#pragma GCC unroll 12
		for (int s = 0; s < sums; s++) acc[s] = acc[s] * factor + summand;
		asm volatile("");
	}
	float total = 0;
	for (int s = 0; s < sums; s++) total += acc[s][0];
	return total;
}

template <int lanes> double gflops(int threads) {
	double best = 1e9;
	for (int repeat = 0; repeat < 3; repeat++) {
		const auto start = std::chrono::steady_clock::now();
		std::vector<std::thread> all;
		std::vector<float> results(threads);
		for (int t = 0; t < threads; t++) all.emplace_back([&results, t] { results[t] = run<lanes>(); });
		for (auto& thread : all) thread.join();
		const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
		if (taken.count() < best) best = taken.count();
		volatile float keep = results[0];
		(void)keep;
	}
	return 2.0 * lanes * sums * rounds * threads / best / 1e9;
}

int main(int count, char** words) {
	const int threads = count > 1 ? std::atoi(words[1]) : 1;
	std::printf("{\"128\": %.1f", gflops<4>(threads));
#ifdef __AVX2__
	std::printf(", \"256\": %.1f", gflops<8>(threads));
#endif
#ifdef __AVX512F__
	std::printf(", \"512\": %.1f", gflops<16>(threads));
#endif
	std::printf("}\n");
}
