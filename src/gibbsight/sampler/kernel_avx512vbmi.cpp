#include <immintrin.h>

#define GIBBSIGHT_KERNEL_WORDS 8
#define GIBBSIGHT_KERNEL_NAME kAvx512VbmiKernels
#define GIBBSIGHT_KERNEL_TARGET "avx512vbmi"
#include "gibbsight/sampler/kernel_body.inc"
