#include "gibbsight/io/table.hpp"

#include <cstdlib>
#include <limits>

#include "with_files.hpp"

namespace gibbsight::io {
namespace {

using core::DataError;
using core::InputError;
using core::OutputError;
using testing::ElementsAre;
using testing::HasSubstr;

class TableFile : public WithFiles {
 protected:
  Table read(const std::string& text) const { return read_table(file(text)); }
  std::string refusal(const std::string& text) const {
    return message_of<DataError>([&] { read(text); });
  }
};

TEST_F(TableFile, ReadsBackEveryField) {
  const Table written{path(),
                      {"plain", "with,comma", "with \"quotes\""},
                      {{"Se|Te,Te;Se", "", " blanks "}, {"two\nlines", "two\r\nlines", "\""}},
                      {}};
  write_table(path(), written);
  const Table table = read_table(path());
  EXPECT_EQ(table.columns, written.columns);
  EXPECT_EQ(table.rows, written.rows);
  EXPECT_EQ(file_count(), 1);
}

TEST_F(TableFile, WritesPlainFieldsWithoutQuotes) {
  write_table(path(), {path(), {"a", "b"}, {{"1", "Se|Te,Te"}}, {}});
  EXPECT_EQ(content(), "a,b\n1,\"Se|Te,Te\"\n");
}

TEST_F(TableFile, ReadsWhatOtherProgramsWrite) {
  const Table table = read("\xEF\xBB\xBFx , y\r\n\r\n 1 ,\"2\" \r\n,3");
  EXPECT_THAT(table.columns, ElementsAre("x", "y"));
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("1", "2"), ElementsAre("", "3")));
  EXPECT_THAT(table.lines, ElementsAre(3, 4));
}

TEST_F(TableFile, ErrorsNameLineAndColumn) {
  const Table table = read("a,count\n\"1\n2\",3\n\n4,many\n5,inf\n6,1e400\n7,2.5\n8,3e9\n9,\n");
  const auto number = [&](std::size_t row) {
    return message_of<DataError>([&] { table.number(row, 1); });
  };
  const auto integer = [&](std::size_t row) {
    return message_of<DataError>([&] { table.integer(row, 1); });
  };
  EXPECT_EQ(table.number(0, 1), 3);
  EXPECT_EQ(number(1), "not a number (file, line 5, column count): many; expected a finite number");
  EXPECT_THAT(number(2), HasSubstr("line 6, column count): inf"));
  EXPECT_THAT(number(3), HasSubstr("line 7, column count): 1e400"));
  EXPECT_EQ(integer(4), "not an integer (file, line 8, column count): 2.5; expected an integer");
  EXPECT_THAT(integer(5), HasSubstr("line 9, column count): 3e9"));
  EXPECT_THAT(number(6), HasSubstr("line 10, column count)"));
}

TEST_F(TableFile, ColumnsAreFoundByName) {
  const Table table = read("a,b\n1,\n3.0,-4\n");
  EXPECT_EQ(table.find("b"), std::optional<std::size_t>(1));
  EXPECT_EQ(table.find("c"), std::nullopt);
  EXPECT_EQ(table.require("a"), 0U);
  EXPECT_EQ(message_of<DataError>([&] { table.require("c"); }),
            "no column c (file, line 1): a,b; expected a column c");
  EXPECT_EQ(table.number_if_any(0, 1), std::nullopt);
  EXPECT_EQ(table.number_if_any(0, std::nullopt), std::nullopt);
  EXPECT_EQ(table.number_if_any(1, 1), std::optional<double>(-4));
  EXPECT_EQ(table.integer(1, 0), 3);
}

TEST_F(TableFile, RefusesWhatIsNoTable) {
  EXPECT_EQ(refusal(""), "no column names (file, line 1); expected a line such as a,b,species");
  EXPECT_EQ(refusal("a,b\n1,2\n3\n"),
            "wrong number of fields (file, line 3): 1; expected 2 as in the first line");
  EXPECT_EQ(refusal("a,b,a\n"),
            "two columns with one name (file, line 1): a; expected every name once");
  EXPECT_EQ(refusal("a\n1\n\"2\n3"), "quote without end (file, line 3); expected a closing quote");
  EXPECT_THAT(refusal("a\n\"1\"2\n"), HasSubstr("text after a closing quote (file, line 2)"));
  EXPECT_EQ(refusal(std::string("II*\0\0\0", 6)),
            "not a table (file): binary data; expected comma-separated text");
}

TEST_F(TableFile, LongValuesAreShortenedInErrors) {
  const Table table = read("a\n" + std::string(500, 'x') + "\n");
  EXPECT_LT(message_of<DataError>([&] { table.number(0, 0); }).size(), 150U);
}

TEST_F(TableFile, MissingFilesAndFoldersAreErrorsOfTheirKind) {
  EXPECT_THROW(read_table(path()), InputError);
  EXPECT_THROW(write_table(path() + "/no/folder", {}), OutputError);
}

TEST(Field, ReadsBackTheSameNumber) {
  for (const double value : {0.1, 1.0 / 3, -2.5e-308, 5e-324, 1.7976931348623157e308, 1e9 + 0.5}) {
    EXPECT_EQ(std::strtod(to_field(value).c_str(), nullptr), value);
  }
  EXPECT_EQ(to_field(0.1), "0.1");
  EXPECT_EQ(to_field(3.0), "3");
  EXPECT_EQ(to_field(std::numeric_limits<double>::quiet_NaN()), "");
  EXPECT_EQ(to_field(std::numeric_limits<double>::infinity()), "");
  EXPECT_EQ(to_field(std::optional<double>()), "");
}

}  // namespace
}  // namespace gibbsight::io
