#include <immintrin.h>

// What these machines add: entries of tables of 64 and 128 bytes.
#define GIBBSIGHT_BYTE_PERMUTES
static inline __m512i permute_64(__m512i codes, __m512i table) {
  return _mm512_permutexvar_epi8(codes, table);
}
static inline __m512i permute_128(__m512i codes, __m512i low, __m512i high) {
  return _mm512_permutex2var_epi8(low, codes, high);
}

#define GIBBSIGHT_KERNEL_WORDS 8
#define GIBBSIGHT_KERNEL_NAME kAvx512VbmiKernels
#define GIBBSIGHT_KERNEL_TARGET "avx512vbmi"
#include "gibbsight/sampler/kernel_body.inc"
