// Threads that run one kernel at a time together with the calling thread.
//
// The caller opens the gate for one kernel; a thread that finds it open steps in, takes tasks until none is left and
// steps out; the caller closes the gate when it runs out of tasks and waits for those inside. A thread that wakes late
// finds the gate closed and nobody waited for it. (src/engine/pooledWork.ts holds the same protocol for workers.)
#pragma once
#include "kernelTable.h"

#include <atomic>
#include <thread>
#include <vector>

class ThreadPool {
public:
	ThreadPool() = default;
	~ThreadPool() { stop(); }
	ThreadPool(const ThreadPool&) = delete;
	ThreadPool& operator=(const ThreadPool&) = delete;

	int threads() const { return threads_; }

	// Lets `threads` take part, the caller included. Throws std::system_error where the system gives no more.
	void setThreads(int threads) {
		while ((int)workers_.size() < threads - 1) {
			const int index = (int)workers_.size() + 1;
			const int seen = generation_.load();
			workers_.emplace_back([this, index, seen] { serve(index, seen); });
		}
		threads_ = threads;
	}

	void run(KernelFunction kernel, Args& args, bool parallel) {
		args.next = 0;
		if (!parallel || threads_ == 1) {
			kernel(&args, 0, threads_);
			return;
		}
		kernel_ = kernel;
		args_ = &args;
		taking_ = threads_;
		gate_.store(gateOpen, std::memory_order_release);
		generation_.fetch_add(1, std::memory_order_release);
		generation_.notify_all();
		kernel(&args, 0, threads_);
		close();
	}

private:
	// Added to the gate while it is open; the rest of the word counts the threads inside.
	static constexpr int gateOpen = 1 << 16;
	static constexpr int spins = 4000;

	static void rest() {
#if defined(__x86_64__) || defined(__i386__)
		__builtin_ia32_pause();
#elif defined(__aarch64__)
		asm volatile("yield");
#endif
	}

	void close() {
		gate_.fetch_sub(gateOpen, std::memory_order_acq_rel);
		for (int spin = 0; gate_.load(std::memory_order_acquire) != 0; spin++) {
			if (spin < spins) rest();
			else std::this_thread::yield();
		}
	}

	// Waits for a generation after `seen`: awake for as long as kernels come in quick succession, asleep after.
	int nextGeneration(int seen) {
		for (int spin = 0; spin < spins; spin++) {
			const int generation = generation_.load(std::memory_order_acquire);
			if (generation != seen) return generation;
			rest();
		}
		generation_.wait(seen, std::memory_order_acquire);
		return generation_.load(std::memory_order_acquire);
	}

	bool stepIn() {
		int gate = gate_.load(std::memory_order_acquire);
		while (gate >= gateOpen)
			if (gate_.compare_exchange_weak(gate, gate + 1, std::memory_order_acq_rel)) return true;
		return false;
	}

	void serve(int index, int seen) {
		for (;;) {
			seen = nextGeneration(seen);
			if (stopping_.load(std::memory_order_acquire)) return;
			if (!stepIn()) continue;
			if (index < taking_) kernel_(args_, index, taking_);
			gate_.fetch_sub(1, std::memory_order_acq_rel);
		}
	}

	void stop() {
		stopping_.store(true, std::memory_order_release);
		generation_.fetch_add(1, std::memory_order_release);
		generation_.notify_all();
		for (std::thread& worker : workers_) worker.join();
		workers_.clear();
	}

	std::atomic<int> generation_{0}, gate_{0};
	std::atomic<bool> stopping_{false};
	KernelFunction kernel_ = nullptr;
	Args* args_ = nullptr;
	int taking_ = 1;
	int threads_ = 1;
	std::vector<std::thread> workers_;
};
