// What memory moves: `bandwidth THREADS` prints GB/s of a = b + s * c over arrays far beyond the caches, as JSON.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

constexpr long length = 16'000'000;
constexpr int repeats = 8;

static void triad(float* __restrict a, const float* __restrict b, const float* __restrict c, long first, long last) {
	for (long i = first; i < last; i++) a[i] = b[i] + 0.5f * c[i];
	asm volatile("" ::: "memory");
}

int main(int count, char** words) {
	const int threads = count > 1 ? std::atoi(words[1]) : 1;
	std::vector<float> a(length, 1.0f), b(length, 2.0f), c(length, 3.0f);
	double best = 1e9;
	for (int repeat = 0; repeat < repeats; repeat++) {
		const auto start = std::chrono::steady_clock::now();
		std::vector<std::thread> all;
		for (int t = 0; t < threads; t++)
			all.emplace_back([&, t] { triad(a.data(), b.data(), c.data(), length * t / threads, length * (t + 1) / threads); });
		for (auto& thread : all) thread.join();
		const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
		if (taken.count() < best) best = taken.count();
	}
	std::printf("%.2f\n", 3.0 * 4 * length / best / 1e9);
}
