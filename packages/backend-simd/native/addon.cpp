// Node-API addon: memory that kernels and JavaScript share, and kernels run on threads.
//
//   instructionSets(): string[]                      sets that this processor runs, the widest vectors first
//   kernelSet(set): { kernels, lanes, tileRows, widest }
//   reserve(bytes): [ArrayBuffer, address]           address space whose pages cost memory when they are first written
//   createPool(set): pool
//   setThreads(pool, threads)
//   run(pool, kernel, args: Float64Array, count, parallel)
//   destroyPool(pool)
//   forbid(address, bytes), allow(address, bytes)    only with the address sanitizer: which bytes kernels may touch
//
// JavaScript is the only caller and checks what it passes on; here only what would crash is checked.
#include <node_api.h>
#include <sys/mman.h>

#include <cstring>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "kernelTable.h"
#include "threadPool.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

namespace {

struct NamedSet {
	const char* name;
	KernelSet& (*kernels)();
	bool (*runs)();
};

const std::vector<NamedSet>& allSets() {
	static const std::vector<NamedSet> sets = {
#if defined(__x86_64__)
	    {"AVX-512", kernelsAvx512,
	     [] {
		     return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
		            __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
	     }},
	    {"AVX2", kernelsAvx2, [] { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }},
	    {"SSE2", kernelsPortable, [] { return true; }},
#elif defined(__aarch64__)
	    {"NEON", kernelsPortable, [] { return true; }},
#else
	    {"portable", kernelsPortable, [] { return true; }},
#endif
	};
	return sets;
}

struct Pool {
	const KernelSet& set;
	ThreadPool threads;
};

napi_value fail(napi_env env, const char* message) {
	napi_throw_error(env, nullptr, message);
	return nullptr;
}

struct Call {
	napi_env env;
	napi_value args[5];
	size_t count = 5;
	Call(napi_env env, napi_callback_info info) : env(env) { napi_get_cb_info(env, info, &count, args, nullptr, nullptr); }
	int integer(size_t index) const {
		int value = 0;
		napi_get_value_int32(env, args[index], &value);
		return value;
	}
	Pool* pool() const {
		std::unique_ptr<Pool>* holder = nullptr;
		napi_get_value_external(env, args[0], (void**)&holder);
		return holder ? holder->get() : nullptr;
	}
	const NamedSet* set() const {
		char name[32] = "";
		napi_get_value_string_utf8(env, args[0], name, sizeof name, nullptr);
		for (const NamedSet& set : allSets())
			if (!std::strcmp(set.name, name) && set.runs()) return &set;
		return nullptr;
	}
};

napi_value strings(napi_env env, const std::vector<const char*>& texts) {
	napi_value list, text;
	napi_create_array_with_length(env, texts.size(), &list);
	for (size_t index = 0; index < texts.size(); index++) {
		napi_create_string_utf8(env, texts[index], NAPI_AUTO_LENGTH, &text);
		napi_set_element(env, list, (uint32_t)index, text);
	}
	return list;
}

void setNumber(napi_env env, napi_value object, const char* name, double value) {
	napi_value number;
	napi_create_double(env, value, &number);
	napi_set_named_property(env, object, name, number);
}

napi_value instructionSets(napi_env env, napi_callback_info) {
	std::vector<const char*> names;
	for (const NamedSet& set : allSets())
		if (set.runs()) names.push_back(set.name);
	return strings(env, names);
}

napi_value kernelSet(napi_env env, napi_callback_info info) {
	const NamedSet* named = Call(env, info).set();
	if (!named) return fail(env, "this processor does not run such an instruction set");
	const KernelSet& set = named->kernels();
	napi_value result;
	napi_create_object(env, &result);
	napi_set_named_property(env, result, "kernels", strings(env, {set.names, set.names + set.count}));
	setNumber(env, result, "lanes", set.lanes);
	setNumber(env, result, "tileRows", set.tileRows);
	setNumber(env, result, "widest", set.widest);
	return result;
}

void unmap(napi_env, void* data, void* hint) { munmap(data, (size_t)hint); }

napi_value reserve(napi_env env, napi_callback_info info) {
	const Call call(env, info);
	double bytes = 0;
	napi_get_value_double(env, call.args[0], &bytes);
	void* data = mmap(nullptr, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (data == MAP_FAILED) return fail(env, "the system does not give so much address space");
#if defined(MADV_HUGEPAGE)
	madvise(data, (size_t)bytes, MADV_HUGEPAGE);
#endif
	napi_value buffer, address, result;
	if (napi_create_external_arraybuffer(env, data, (size_t)bytes, unmap, (void*)(size_t)bytes, &buffer) != napi_ok) {
		munmap(data, (size_t)bytes);
		return fail(env, "this runtime lets no addon share memory");
	}
	napi_create_double(env, (double)(size_t)data, &address);
	napi_create_array_with_length(env, 2, &result);
	napi_set_element(env, result, 0, buffer);
	napi_set_element(env, result, 1, address);
	return result;
}

void deletePool(napi_env, void* data, void*) { delete (std::unique_ptr<Pool>*)data; }

napi_value createPool(napi_env env, napi_callback_info info) {
	const NamedSet* named = Call(env, info).set();
	if (!named) return fail(env, "this processor does not run such an instruction set");
	auto* holder = new std::unique_ptr<Pool>(new Pool{named->kernels(), {}});
	napi_value result;
	napi_create_external(env, holder, deletePool, nullptr, &result);
	return result;
}

napi_value setThreads(napi_env env, napi_callback_info info) {
	const Call call(env, info);
	Pool* pool = call.pool();
	if (!pool) return fail(env, "the threads were stopped");
	try {
		pool->threads.setThreads(call.integer(1));
	} catch (const std::system_error& error) {
		return fail(env, error.what());
	}
	return nullptr;
}

napi_value run(napi_env env, napi_callback_info info) {
	const Call call(env, info);
	Pool* pool = call.pool();
	const int kernel = call.integer(1), count = call.integer(3);
	double* values = nullptr;
	size_t length = 0;
	napi_get_typedarray_info(env, call.args[2], nullptr, &length, (void**)&values, nullptr, nullptr);
	bool parallel = false;
	napi_get_value_bool(env, call.args[4], &parallel);
	Args args;
	constexpr int most = sizeof args.values / sizeof *args.values;
	if (!pool || kernel < 0 || kernel >= pool->set.count || count < 0 || count > most || (size_t)count > length)
		return fail(env, "such a kernel cannot be run");
	std::memcpy(args.values, values, (size_t)count * sizeof *values);
	pool->threads.run(pool->set.functions[kernel], args, parallel);
	return nullptr;
}

napi_value destroyPool(napi_env env, napi_callback_info info) {
	const Call call(env, info);
	std::unique_ptr<Pool>* holder = nullptr;
	napi_get_value_external(env, call.args[0], (void**)&holder);
	if (holder) holder->reset();
	return nullptr;
}

#if defined(__SANITIZE_ADDRESS__)
template <void (*mark)(const volatile void*, size_t)> napi_value markBytes(napi_env env, napi_callback_info info) {
	const Call call(env, info);
	double address = 0, bytes = 0;
	napi_get_value_double(env, call.args[0], &address);
	napi_get_value_double(env, call.args[1], &bytes);
	mark((const void*)(size_t)address, (size_t)bytes);
	return nullptr;
}
#endif

}

NAPI_MODULE_INIT() {
	const struct {
		const char* name;
		napi_callback call;
	} functions[] = {{"instructionSets", instructionSets}, {"kernelSet", kernelSet}, {"reserve", reserve},
	                 {"createPool", createPool}, {"setThreads", setThreads}, {"run", run}, {"destroyPool", destroyPool},
#if defined(__SANITIZE_ADDRESS__)
	                 {"forbid", markBytes<__asan_poison_memory_region>}, {"allow", markBytes<__asan_unpoison_memory_region>},
#endif
	};
	for (const auto& [name, call] : functions) {
		napi_value function;
		napi_create_function(env, name, NAPI_AUTO_LENGTH, call, nullptr, &function);
		napi_set_named_property(env, exports, name, function);
	}
	return exports;
}
