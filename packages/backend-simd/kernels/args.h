// What a kernel is called with.
#pragma once

struct Args {
	int next;       // the next task that no thread has taken
	int reserved;
	double values[62]; // pointers, sizes and scalars in the order in which the kernel reads them
};
