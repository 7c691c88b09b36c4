#include "gibbsight/io/edit_table.hpp"

#include "with_files.hpp"

namespace gibbsight::io {
namespace {

class EditTable : public WithFiles {};

TEST_F(EditTable, ReadsEveryAction) {
  const auto edits = read_edits(
      file("x_px,y_px,action,species\n1.5,2,set,Se\n3,4,add,Te\n5,6,remove,\n7,8,unseen,\n"));
  ASSERT_EQ(edits.size(), 4);
  EXPECT_EQ(edits[0].x, 1.5);
  EXPECT_EQ(edits[0].y, 2);
  EXPECT_EQ(edits[0].action, species::Action::kSet);
  EXPECT_EQ(edits[0].species, "Se");
  EXPECT_EQ(edits[1].action, species::Action::kAdd);
  EXPECT_EQ(edits[2].action, species::Action::kRemove);
  EXPECT_EQ(edits[3].action, species::Action::kUnseen);
}

TEST_F(EditTable, NamesTheLineOfAnUnknownActionEvenAfterBlankOnes) {
  const std::string path = file("x_px,y_px,action,species\n1,2,set,Se\n\n3,4,paint,Te\n");
  const std::string message = message_of<core::DataError>([&] { read_edits(path); });
  EXPECT_NE(message.find("line 4, column action"), std::string::npos) << message;
  EXPECT_NE(message.find("paint"), std::string::npos) << message;
}

}  // namespace
}  // namespace gibbsight::io
