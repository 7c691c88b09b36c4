// The kernels for machines that permute bytes, on machines that have to do it one by one.
#include <immintrin.h>

#define GIBBSIGHT_BYTE_PERMUTES
template <int kSize>
static inline __m512i permuted(__m512i codes, const unsigned char* table) {
  alignas(64) unsigned char bytes[64];
  _mm512_store_si512(bytes, codes);
  for (unsigned char& byte : bytes) byte = table[byte % kSize];
  return _mm512_load_si512(bytes);
}
static inline __m512i permute_64(__m512i codes, __m512i table) {
  alignas(64) unsigned char bytes[64];
  _mm512_store_si512(bytes, table);
  return permuted<64>(codes, bytes);
}
static inline __m512i permute_128(__m512i codes, __m512i low, __m512i high) {
  alignas(64) unsigned char bytes[128];
  _mm512_store_si512(bytes, low);
  _mm512_store_si512(bytes + 64, high);
  return permuted<128>(codes, bytes);
}

#define GIBBSIGHT_KERNEL_WORDS 8
#define GIBBSIGHT_KERNEL_NAME kPermutingKernels
#define GIBBSIGHT_KERNEL_TARGET "avx512vbmi, played"
#include "gibbsight/sampler/kernel_body.inc"
