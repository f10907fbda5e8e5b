/** Floats of the part of B that a thread packs at a time in a product, as in kernels/matMul.cpp. */
export const packedFloats: number = 192 * 64;
