#include "gibbsight/core/errors.hpp"

#include <gtest/gtest.h>

namespace gibbsight::core {
namespace {

TEST(Errors, SayWhatWhereValueExpected) {
  const DataError error({.what = "fraction out of range",
                         .where = "--bulk",
                         .value = "Se=1.3",
                         .expected = "a number from 0 to 1"});
  EXPECT_STREQ(error.what(),
               "fraction out of range (--bulk): Se=1.3; expected a number from 0 to 1");
  EXPECT_EQ(error.exit_status(), 65);
}

TEST(Errors, LeaveOutWhatIsNotKnown) {
  EXPECT_EQ(to_text({.what = "no such file", .where = "a.tif", .value = {}, .expected = {}}),
            "no such file (a.tif)");
}

}  // namespace
}  // namespace gibbsight::core
