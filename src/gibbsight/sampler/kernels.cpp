#include "gibbsight/sampler/kernels.hpp"

#include <vector>

namespace gibbsight::sampler {

extern const Kernels kBaselineKernels;
#if defined(__x86_64__)
extern const Kernels kAvx2Kernels;
extern const Kernels kAvx512Kernels;
extern const Kernels kAvx512VbmiKernels;
#endif

std::span<const Kernels> available_kernels() {
  static const std::vector<Kernels> available = [] {
    std::vector<Kernels> widest_first;
#if defined(__x86_64__)
    const bool avx512 = __builtin_cpu_supports("avx512bw") != 0;
    if (avx512 && __builtin_cpu_supports("avx512vbmi") != 0) {
      widest_first.push_back(kAvx512VbmiKernels);
    }
    if (avx512) widest_first.push_back(kAvx512Kernels);
    if (__builtin_cpu_supports("avx2") != 0) widest_first.push_back(kAvx2Kernels);
#endif
    widest_first.push_back(kBaselineKernels);
    return widest_first;
  }();
  return available;
}

}  // namespace gibbsight::sampler
