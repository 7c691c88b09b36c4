#include <immintrin.h>

#define GIBBSIGHT_KERNEL_WORDS 4
#define GIBBSIGHT_KERNEL_NAME kAvx2Kernels
#define GIBBSIGHT_KERNEL_TARGET "avx2"
#include "gibbsight/sampler/kernel_body.inc"
