// The kernels for one instruction set, which the compiler's flags choose and UNETR_SET names (Portable, Avx2, Avx512).
// Everything stands in a namespace: functions of the same name for other sets must stay apart when they are linked.
#include "kernelTable.h"

#define UNETR_JOIN_(a, b) a##b
#define UNETR_JOIN(a, b) UNETR_JOIN_(a, b)

namespace UNETR_JOIN(set, UNETR_SET) {

KernelSet& kernelSet() {
	static KernelSet set = {};
	return set;
}

struct Registered {
	Registered(const char* name, KernelFunction function) {
		KernelSet& set = kernelSet();
		set.names[set.count] = name;
		set.functions[set.count++] = function;
	}
};

#include "../kernels/all.cpp"

}

KernelSet& UNETR_JOIN(kernels, UNETR_SET)() {
	namespace own = UNETR_JOIN(set, UNETR_SET);
	KernelSet& set = own::kernelSet();
	set.lanes = own::lanes<own::Vec>;
	set.tileRows = own::tileRows;
	set.widest = own::maxTileVectors;
	return set;
}
