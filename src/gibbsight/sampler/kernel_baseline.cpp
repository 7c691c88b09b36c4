#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#define GIBBSIGHT_KERNEL_WORDS 2
#define GIBBSIGHT_KERNEL_NAME kBaselineKernels
#define GIBBSIGHT_KERNEL_TARGET "baseline"
#include "gibbsight/sampler/kernel_body.inc"
