/*
 * A Vulkan driver that compiles and runs nothing: Mesa's RADV without hardware (RADV_FORCE_FAMILY), which lacks memory and
 * a queue, gets both as far as a program needs to make its pipelines.
 *
 *   cc -shared -fPIC -O1 -o libnullQueue.so nullQueue.c
 */
#include <dlfcn.h>
#include <stdint.h>
#include <string.h>

typedef void (*Proc)(void);
typedef Proc (*GetProc)(void *, const char *);

static GetProc instanceProc(void) {
	static GetProc found;
	if (!found) found = (GetProc)dlsym(dlopen("libvulkan_radeon.so", RTLD_NOW), "vk_icdGetInstanceProcAddr");
	return found;
}

/* VkPhysicalDeviceMemoryProperties with one type that is everything at once. */
typedef struct {
	uint32_t typeCount;
	struct { uint32_t flags, heap; } types[32];
	uint32_t heapCount;
	struct { uint64_t size; uint32_t flags; } heaps[16];
} Memory;

static void memoryProperties(void *device, Memory *memory) {
	(void)device;
	memset(memory, 0, sizeof *memory);
	memory->typeCount = memory->heapCount = 1;
	memory->types[0].flags = 15; /* on the device, visible, coherent, cached */
	memory->heaps[0].size = (uint64_t)16 << 30;
	memory->heaps[0].flags = 1;
}

static void (*bufferRequirements)(void *, void *, void *);

static void anyMemory(void *device, void *buffer, void *requirements) {
	bufferRequirements(device, buffer, requirements);
	*(uint32_t *)((char *)requirements + 16) = 1; /* memoryTypeBits */
}

static int nothing(void) { return 0; }

static int isSilent(const char *name) {
	static const char *const silent[] = {
		"vkBeginCommandBuffer", "vkEndCommandBuffer", "vkResetCommandBuffer", "vkResetCommandPool", "vkWaitForFences",
		"vkGetFenceStatus", "vkResetFences", "vkQueueWaitIdle", "vkDeviceWaitIdle",
	};
	if (!strncmp(name, "vkCmd", 5) || !strncmp(name, "vkQueueSubmit", 13)) return 1;
	for (unsigned at = 0; at < sizeof silent / sizeof *silent; at++) {
		if (!strcmp(name, silent[at])) return 1;
	}
	return 0;
}

static GetProc deviceProc;

static Proc deviceFunction(void *device, const char *name) {
	Proc own = deviceProc(device, name);
	if (own && !strcmp(name, "vkGetBufferMemoryRequirements")) {
		bufferRequirements = (void (*)(void *, void *, void *))own;
		return (Proc)anyMemory;
	}
	return own && isSilent(name) ? (Proc)nothing : own;
}

Proc vk_icdGetInstanceProcAddr(void *instance, const char *name) {
	Proc own = instanceProc()(instance, name);
	if (own && !strcmp(name, "vkGetPhysicalDeviceMemoryProperties")) return (Proc)memoryProperties;
	if (own && !strcmp(name, "vkGetDeviceProcAddr")) {
		deviceProc = (GetProc)own;
		return (Proc)deviceFunction;
	}
	return own && isSilent(name) ? (Proc)nothing : own;
}

Proc vk_icdGetPhysicalDeviceProcAddr(void *instance, const char *name) {
	GetProc get = (GetProc)dlsym(dlopen("libvulkan_radeon.so", RTLD_NOW), "vk_icdGetPhysicalDeviceProcAddr");
	Proc own = get(instance, name);
	return own && !strcmp(name, "vkGetPhysicalDeviceMemoryProperties") ? (Proc)memoryProperties : own;
}

int vk_icdNegotiateLoaderICDInterfaceVersion(uint32_t *version) {
	int (*negotiate)(uint32_t *) =
		(int (*)(uint32_t *))dlsym(dlopen("libvulkan_radeon.so", RTLD_NOW), "vk_icdNegotiateLoaderICDInterfaceVersion");
	return negotiate(version);
}
