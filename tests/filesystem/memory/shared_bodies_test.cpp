#include "filesystem/memory/card_memory.hpp"
#include "filesystem/store/memory_store.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace uicc::filesystem {
namespace {

using test::from_hex;
using test::to_hex;

FileHeader records(const char* name, unsigned fid, FileIndex parent, std::size_t size)
{
    return {.name = name,
            .fid = Fid{static_cast<std::uint16_t>(fid)},
            .parent = parent,
            .structure = EfStructure::LinearFixed,
            .size = size,
            .record_length = 2,
            .security = {SecurityAttributes::Form::Referenced, from_hex("2F0601")}};
}

/// A card with an EF in a DF whose body two others have, too.
class SharedBodies : public testing::Test {
protected:
    SharedBodies()
    {
        ImageBuilder builder{{.name = "MF"}};
        directory_ = builder.add(
            {.kind = FileKind::Df, .name = "DF.D", .fid = Fid{0x7F20}, .parent = mf_index});
        owner_ = builder.add(records("EF.OWNER", 0x6F01, directory_, 4), from_hex("01020304"));
        one_ = builder.add(records("EF.ONE", 0x2F01, mf_index, 4));
        other_ = builder.add(records("EF.OTHER", 0x2F02, mf_index, 4));
        builder.share_body(one_, owner_);
        builder.share_body(other_, owner_);
        image_ = std::make_shared<const Image>(std::move(builder).build());
    }

    CardMemory open() { return CardMemory::open(image_, store_, key_).value(); }

    static std::string bodies(const CardMemory& memory, std::initializer_list<FileIndex> files)
    {
        std::string text;
        for (const FileIndex file : files) {
            text += (text.empty() ? "" : " ") + to_hex(memory.body(file));
        }
        return text;
    }

    MemoryStore store_;
    CardKey key_{"card", "h"};
    std::shared_ptr<const Image> image_;
    FileIndex directory_{};
    FileIndex owner_{};
    FileIndex one_{};
    FileIndex other_{};
};

TEST_F(SharedBodies, AreOneForAllFiles)
{
    CardMemory memory = open();
    EXPECT_EQ(bodies(memory, {owner_, one_, other_}), "01020304 01020304 01020304");
    memory.write(one_, 0, from_hex("AA"));
    EXPECT_EQ(to_hex(memory.record(other_, 1)), "AA02");
    memory.rollback();
    EXPECT_EQ(to_hex(memory.body(owner_)), "01020304");
    memory.push_record(other_, from_hex("0506"));
    ASSERT_TRUE(memory.commit());
    EXPECT_EQ(bodies(open(), {owner_, one_, other_}), "05060102 05060102 05060102");
    memory.write(owner_, 0, from_hex("01020304"));
    ASSERT_TRUE(memory.commit());
    EXPECT_TRUE(store_.load(key_)->empty());
}

TEST_F(SharedBodies, AreOfEfsOfOneShape)
{
    ImageBuilder builder{{.name = "MF"}};
    const FileIndex owner = builder.add(records("EF.OWNER", 0x2F01, mf_index, 4));
    const FileIndex longer = builder.add(records("EF.LONGER", 0x2F02, mf_index, 6));
    const FileIndex same = builder.add(records("EF.SAME", 0x2F03, mf_index, 4));
    builder.share_body(same, owner);
    EXPECT_THROW(builder.share_body(longer, owner), std::invalid_argument);
    EXPECT_THROW(builder.share_body(owner, owner), std::invalid_argument);
    EXPECT_THROW(builder.share_body(mf_index, owner), std::invalid_argument);
    EXPECT_THROW(builder.share_body(owner, same), std::invalid_argument);
}

TEST_F(SharedBodies, StaySharedWhenOtherFilesComeAndGo)
{
    CardMemory memory = open();
    const FileIndex made = memory.create(records("", 0x2F05, mf_index, 2)).value();
    memory.write(one_, 0, from_hex("AA"));
    EXPECT_EQ(to_hex(memory.body(owner_)), "AA020304");
    ASSERT_TRUE(memory.commit());
    memory.remove(made);
    memory.write(owner_, 1, from_hex("BB"));
    ASSERT_TRUE(memory.commit());
    EXPECT_EQ(bodies(memory, {one_, other_}), "AABB0304 AABB0304");
    EXPECT_EQ(bodies(open(), {one_, other_}), "AABB0304 AABB0304");
}

TEST_F(SharedBodies, ChangeTheirSizeForAllFiles)
{
    CardMemory memory = open();
    ASSERT_TRUE(memory.resize(one_, from_hex("010203040506")));
    EXPECT_EQ(memory.header(owner_).size, 6U);
    EXPECT_EQ(to_hex(memory.record(other_, 3)), "0506");
    memory.rollback();
    EXPECT_EQ(memory.header(other_).size, 4U);
    ASSERT_TRUE(memory.resize(one_, from_hex("010203040506")));
    ASSERT_TRUE(memory.commit());

    CardMemory again = open();
    EXPECT_EQ(bodies(again, {owner_, one_, other_}), "010203040506 010203040506 010203040506");
    again.write(other_, 5, from_hex("AA"));
    EXPECT_EQ(to_hex(again.body(one_)), "0102030405AA");
    ASSERT_TRUE(again.resize(owner_, from_hex("01020304")));
    ASSERT_TRUE(again.commit());
    EXPECT_TRUE(store_.load(key_)->empty());
    EXPECT_EQ(bodies(open(), {owner_, one_, other_}), "01020304 01020304 01020304");
}

TEST_F(SharedBodies, TakeRoomForEachOfTheirFiles)
{
    CardMemory memory = open();
    const Bytes large(largest_growth / 2, Byte{0x00});
    EXPECT_FALSE(memory.resize(one_, large));
    EXPECT_TRUE(memory.resize(one_, ByteView{large}.first(largest_growth / 4)));
}

TEST_F(SharedBodies, StayWithTheOthersWhenOneGoes)
{
    CardMemory memory = open();
    memory.write(one_, 0, from_hex("AA"));
    memory.remove(one_);
    ASSERT_TRUE(memory.commit());
    CardMemory again = open();
    EXPECT_EQ(bodies(again, {owner_, other_}), "AA020304 AA020304");
    again.write(other_, 0, from_hex("BB"));
    EXPECT_EQ(to_hex(again.body(owner_)), "BB020304");
}

TEST_F(SharedBodies, ArePassedOnWhenTheirOwnerGoes)
{
    CardMemory memory = open();
    ASSERT_TRUE(memory.resize(owner_, from_hex("010203040506")));
    ASSERT_TRUE(memory.commit());
    memory.write(one_, 0, from_hex("AA"));
    memory.remove(directory_);
    EXPECT_EQ(bodies(memory, {one_, other_}), "AA0203040506 AA0203040506");
    memory.rollback();
    memory.remove(directory_);
    ASSERT_TRUE(memory.commit());

    CardMemory again = open();
    EXPECT_EQ(bodies(again, {one_, other_}), "010203040506 010203040506");
    again.write(one_, 0, from_hex("BB"));
    ASSERT_TRUE(again.resize(other_, from_hex("0708")));
    ASSERT_TRUE(again.commit());
    EXPECT_EQ(bodies(open(), {one_, other_}), "BB0203040506 0708");
}

TEST_F(SharedBodies, AreNotThoseOfANewFileInTheSamePlace)
{
    CardMemory memory = open();
    memory.remove(owner_);
    ASSERT_TRUE(memory.commit());
    const FileIndex anew = memory.create(records("", 0x6F01, directory_, 4)).value();
    ASSERT_TRUE(memory.commit());
    memory.write(anew, 0, from_hex("05"));
    ASSERT_TRUE(memory.commit());
    EXPECT_EQ(bodies(memory, {anew, one_}), "05FFFFFF 01020304");
    EXPECT_EQ(bodies(open(), {anew, one_}), "05FFFFFF 01020304");
}

/// As only somebody who edits what is kept can bring about.
TEST_F(SharedBodies, AreApartWhereOneFileAloneIsResized)
{
    const StoreEntry resized{"files/3F00/2F01",
                             encode_file_change({.kind = FileChange::Kind::Resized, .size = 6})};
    ASSERT_TRUE(
        store_.apply(key_, {{resized, {"file/3F00/2F01", secure_copy(from_hex("AABBCCDDEEFF"))}}}));
    CardMemory memory = open();
    EXPECT_EQ(bodies(memory, {owner_, one_, other_}), "01020304 AABBCCDDEEFF 01020304");
    ASSERT_TRUE(memory.resize(one_, from_hex("05060708")));
    ASSERT_TRUE(memory.commit());
    EXPECT_EQ(bodies(memory, {owner_, one_}), bodies(open(), {owner_, one_}));
}

TEST_F(SharedBodies, AreOneInCardsOfAFamilyAsWell)
{
    ImageBuilder builder{{.name = "MF"}};
    const FileIndex directory =
        builder.add({.kind = FileKind::Df, .name = "DF.D", .fid = Fid{0x7F20}, .parent = mf_index});
    const FileIndex owner =
        builder.add(records("EF.OWNER", 0x6F01, directory, 4), from_hex("0A0B0C0D"));
    const FileIndex one = builder.add(records("EF.ONE", 0x2F01, mf_index, 4));
    const FileIndex other = builder.add(records("EF.OTHER", 0x2F02, mf_index, 4));
    builder.share_body(one, owner);
    builder.share_body(other, owner);
    const auto member = Image::sharing(image_, std::move(builder).build());
    EXPECT_EQ(to_hex(member->body(other)), "0A0B0C0D");
    CardMemory memory = CardMemory::open(member, store_, key_).value();
    memory.write(one_, 0, from_hex("FF"));
    EXPECT_EQ(bodies(memory, {owner_, one_, other_}), "FF0B0C0D FF0B0C0D FF0B0C0D");
    memory.remove(owner_);
    ASSERT_TRUE(memory.commit());
    EXPECT_EQ(bodies(memory, {one_, other_}), "FF0B0C0D FF0B0C0D");
}

} // namespace
} // namespace uicc::filesystem
