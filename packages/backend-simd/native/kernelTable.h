// What the kernels of one instruction set give to the addon: a list of functions by name, and the shape of their tiles.
#pragma once
#include "../kernels/args.h"

typedef void (*KernelFunction)(Args* args, int thread, int threads);

struct KernelSet {
	static constexpr int capacity = 128;
	const char* names[capacity];
	KernelFunction functions[capacity];
	int count;
	int lanes, tileRows, widest;
};

KernelSet& kernelsPortable();
KernelSet& kernelsAvx2();
KernelSet& kernelsAvx512();
