// The one translation unit of a variant: a compiler start costs more than all kernels together.
#include "packPanels.cpp"
#include "conv3d.cpp"
#include "matMul.cpp"
#include "conv3dFilterGrad.cpp"
#include "sumPartials.cpp"
