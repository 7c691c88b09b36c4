// What Debian's libopencv_core.a has LAPACK and OpenGL for, without them.
#include <cstddef>

using std::size_t;

// 1 is "not implemented" in opencv2/core/hal/interface.h: OpenCV then takes its own functions, as
// it does for small matrices in any case. The signatures are those of its hal_internal.hpp.
#define WITHOUT(real, suffix)                                                                     \
  int lapack_LU##suffix(real*, size_t, int, real*, size_t, int, int*) { return 1; }               \
  int lapack_Cholesky##suffix(real*, size_t, int, real*, size_t, int, bool*) { return 1; }        \
  int lapack_SVD##suffix(real*, size_t, real*, real*, size_t, real*, size_t, int, int, int) {     \
    return 1;                                                                                     \
  }                                                                                               \
  int lapack_QR##suffix(real*, size_t, int, int, int, real*, size_t, real*, int*) { return 1; }   \
  int lapack_gemm##suffix(const real*, size_t, const real*, size_t, real, const real*, size_t,    \
                          real, real*, size_t, int, int, int, int) {                              \
    return 1;                                                                                     \
  }                                                                                               \
  int lapack_gemm##suffix##c(const real*, size_t, const real*, size_t, real, const real*, size_t, \
                             real, real*, size_t, int, int, int, int) {                           \
    return 1;                                                                                     \
  }
WITHOUT(float, 32f)
WITHOUT(double, 64f)

// No function of OpenGL is found, which OpenCV throws an exception for.
extern "C" void* glXGetProcAddressARB(const unsigned char*) { return nullptr; }
