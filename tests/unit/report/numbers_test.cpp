#include <gtest/gtest.h>

#include <limits>

#include "gibbsight/report/report.hpp"

namespace gibbsight::report {
namespace {

TEST(WithError, GivesTheErrorTwoDigitsAndEndsTheValueWithIt) {
  EXPECT_EQ(with_error(0.39712, 0.0211), "0.397 ± 0.021");
  EXPECT_EQ(with_error(-0.39712, 0.0211), "-0.397 ± 0.021");
  EXPECT_EQ(with_error(12.0, 3.4), "12.0 ± 3.4");
  EXPECT_EQ(with_error(0.4, 1.25e-3), "0.4000 ± 0.0013");
  EXPECT_EQ(with_error(0.0, 0.021), "0.000 ± 0.021");
}

TEST(WithError, RoundsBeforeItCountsDigits) {
  EXPECT_EQ(with_error(0.5, 0.0996), "0.50 ± 0.10");
  EXPECT_EQ(with_error(0.5, 0.0994), "0.500 ± 0.099");
}

TEST(WithError, DropsDigitsBelowALargeError) {
  EXPECT_EQ(with_error(5617, 123), "5620 ± 120");
  EXPECT_EQ(with_error(3, 123), "0 ± 120");
}

TEST(WithError, TakesOutAPowerOfTenFarFromOne) {
  EXPECT_EQ(with_error(1.2345e7, 2.1e5), "(1.234 ± 0.021)e+07");
  EXPECT_EQ(with_error(1.23e-5, 4.5e-6), "(1.23 ± 0.45)e-05");
}

TEST(WithError, GivesThePlainValueWithoutAnError) {
  EXPECT_EQ(with_error(0.39712, 0.0), "0.39712");
  EXPECT_EQ(with_error(0.39712, std::numeric_limits<double>::quiet_NaN()), "0.39712");
  EXPECT_EQ(with_error(std::numeric_limits<double>::infinity(), 1.0), "inf");
}

TEST(IntervalText, RoundsToTwoDigitsOfHalfTheWidth) {
  EXPECT_EQ(to_text({0.3621, 0.4309}), "[0.362, 0.431]");
  EXPECT_EQ(to_text({-1.04, 0.97}), "[-1.0, 1.0]");
  EXPECT_EQ(to_text({0.4, 0.4}), "[0.4, 0.4]");
}

}  // namespace
}  // namespace gibbsight::report
