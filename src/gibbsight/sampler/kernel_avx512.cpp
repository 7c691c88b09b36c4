#include <immintrin.h>

#define GIBBSIGHT_KERNEL_WORDS 8
#define GIBBSIGHT_KERNEL_NAME kAvx512Kernels
#define GIBBSIGHT_KERNEL_TARGET "avx512"
#include "gibbsight/sampler/kernel_body.inc"
