#include "filesystem/image/image.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

namespace uicc::filesystem {
namespace {

using test::from_hex;

TEST(Aid, HasFiveToSixteenOctets)
{
    EXPECT_FALSE(Aid::from(Bytes(4)));
    EXPECT_TRUE(Aid::from(Bytes(5)));
    EXPECT_TRUE(Aid::from(Bytes(16)));
    EXPECT_FALSE(Aid::from(Bytes(17)));
    EXPECT_TRUE(Aid::from(from_hex("A000000087"))->starts_with(from_hex("A0000000")));
    EXPECT_FALSE(Aid::from(from_hex("A000000087"))->starts_with(from_hex("A00000008710")));
}

class ImageOfTwoDfs : public testing::Test {
protected:
    FileIndex df(unsigned fid)
    {
        return builder_.add(
            {.kind = FileKind::Df, .name = "DF", .fid = Fid(fid), .parent = mf_index});
    }

    FileIndex ef(FileIndex parent, unsigned fid, std::optional<Sfi> sfi = std::nullopt)
    {
        return builder_.add(
            {.name = "EF", .fid = Fid(fid), .sfi = sfi, .parent = parent, .size = 4},
            from_hex("0102"));
    }

    ImageBuilder builder_{{.name = "MF"}};
};

TEST_F(ImageOfTwoDfs, FindsFilesWithinTheirDfOnly)
{
    const FileIndex first = df(0x7F20);
    const FileIndex second = df(0x7F10);
    const FileIndex in_first = ef(first, 0x6F07, 0x07_sfi);
    const FileIndex in_second = ef(second, 0x6F07, 0x07_sfi);
    const Image image = std::move(builder_).build();

    EXPECT_EQ(image.child(first, Fid{0x6F07}), in_first);
    EXPECT_EQ(image.child(second, Fid{0x6F07}), in_second);
    EXPECT_EQ(image.child(second, 0x07_sfi), in_second);
    EXPECT_EQ(image.child(mf_index, Fid{0x6F07}), std::nullopt);
    EXPECT_EQ(image.children(mf_index).size(), 2U);
    EXPECT_EQ(image.children(mf_index).front(), second) << "sorted by FID";
    EXPECT_EQ(image.path(in_first), "3F00/7F20/6F07");
}

TEST_F(ImageOfTwoDfs, FillsShortBodiesWithFf)
{
    const FileIndex file = ef(mf_index, 0x2F05);
    const Image image = std::move(builder_).build();
    EXPECT_EQ(test::to_hex(image.body(file)), "0102FFFF");
}

TEST_F(ImageOfTwoDfs, RefusesWhatDoesNotFit)
{
    const FileIndex directory = df(0x7F10);
    const FileIndex file = ef(directory, 0x6F07, 0x07_sfi);
    EXPECT_THROW(ef(directory, 0x6F07), std::invalid_argument) << "FID taken";
    EXPECT_THROW(ef(directory, 0x6F08, 0x07_sfi), std::invalid_argument) << "SFI taken";
    EXPECT_THROW(ef(file, 0x6F09), std::invalid_argument) << "an EF has no children";
    EXPECT_THROW(ef(FileIndex{99}, 0x6F09), std::invalid_argument) << "no such parent";
    EXPECT_THROW(builder_.add({.name = "EF", .fid = Fid{0x6F10}, .parent = directory, .size = 1},
                              from_hex("0102")),
                 std::invalid_argument)
        << "body longer than the file";
}

TEST_F(ImageOfTwoDfs, ReachesAdfsByAidAndByTheirOwnFidOnly)
{
    const auto adf = [&](const char* aid, Fid fid) {
        return builder_.add({.kind = FileKind::Adf,
                             .name = "ADF",
                             .fid = fid,
                             .aid = Aid::from(from_hex(aid)),
                             .parent = mf_index});
    };
    const FileIndex usim = adf("A0000000871002", current_adf_fid);
    const FileIndex isim = adf("A0000000871004", current_adf_fid);
    const FileIndex pkcs15 = adf("A000000063504B43532D3135", Fid{0x7F50});
    EXPECT_THROW(adf("A0000000871004", Fid{0x7F51}), std::invalid_argument) << "AID taken";
    const FileIndex file = ef(pkcs15, 0x5031);
    const Image image = std::move(builder_).build();

    EXPECT_EQ(image.child(mf_index, current_adf_fid), std::nullopt);
    EXPECT_EQ(image.child(mf_index, Fid{0x7F50}), pkcs15);
    EXPECT_TRUE(std::ranges::equal(image.applications(), std::array{usim, isim, pkcs15}));
    EXPECT_EQ(image.application_of(file), pkcs15);
    EXPECT_EQ(image.application_of(mf_index), std::nullopt);
    EXPECT_EQ(image.path(file), "3F00/A000000063504B43532D3135/5031");
}

} // namespace
} // namespace uicc::filesystem
