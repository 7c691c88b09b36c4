#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/report/report.hpp"

namespace gibbsight::report {
namespace {

constexpr std::string_view kOpening = R"(<script type="application/json" id="report">)";

/// What a browser takes for the report: everything up to the first end of the script element.
std::string embedded_json(const std::string& page) {
  const auto start = page.find(kOpening) + kOpening.size();
  return page.substr(start, page.find("</script", start) - start);
}

TEST(Page, HoldsTheReportUnchanged) {
  Report report;
  report.title = "scan.tif";
  report.species = {"</script><script>alert(1)</script>", "<!--", "Te & \"Se\" \u2028 é"};
  const std::string json = to_json(report);
  const std::string page = render_html(json);
  EXPECT_EQ(nlohmann::json::parse(embedded_json(page)), nlohmann::json::parse(json));
}

TEST(Page, LetsNoNameBecomeMarkup) {
  Report report;
  const auto scripts = [](const std::string& page) {
    std::size_t count = 0;
    for (auto at = page.find("<script"); at != std::string::npos; at = page.find("<script", at + 1))
      ++count;
    return count;
  };
  const std::size_t before = scripts(render_html(to_json(report)));
  report.species = {"</script><script>alert(1)</script>"};
  EXPECT_EQ(scripts(render_html(to_json(report))), before);
}

TEST(Index, HasARowForEveryInputAndEscapesNames) {
  Report report;
  report.status = "refused";
  report.verdict = {"no lattice"};
  const std::string page = render_index(
      {{"</script>.tif", "a b", to_json(report), {}}, {"gone.tif", "gone", {}, "no such file"}});
  const auto rows = nlohmann::json::parse(embedded_json(page));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0]["source"], "</script>.tif");
  EXPECT_EQ(rows[0]["folder"], "a b");
  EXPECT_EQ(rows[0]["status"], "refused");
  EXPECT_EQ(rows[0]["verdict"], nlohmann::json{"no lattice"});
  EXPECT_EQ(rows[1]["status"], "failed");
  EXPECT_EQ(rows[1]["verdict"], nlohmann::json{"no such file"});
  EXPECT_FALSE(rows[1].contains("folder"));
  EXPECT_THROW(render_index({{"a.tif", "a", "{}", {}}}), core::DataError);
}

TEST(Page, IsSmall) { EXPECT_LT(render_html(to_json({})).size(), 1'000'000U); }

TEST(Page, RefusesWhatIsNoReport) {
  EXPECT_THROW(render_html(""), core::DataError);
  EXPECT_THROW(render_html("[1, 2]"), core::DataError);
  EXPECT_THROW(render_html(R"({"schema": "gibbsight.fit/1"})"), core::DataError);
}

}  // namespace
}  // namespace gibbsight::report
