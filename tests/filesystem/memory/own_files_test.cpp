#include "filesystem/memory/card_memory.hpp"
#include "filesystem/store/memory_store.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <utility>

namespace uicc::filesystem {
namespace {

using test::from_hex;
using test::to_hex;

/// A card whose profile has an EF, and a DF with another one.
class OwnFiles : public testing::Test {
protected:
    OwnFiles()
    {
        ImageBuilder builder{{.name = "MF"}};
        file_ = builder.add({.name = "EF.A", .fid = Fid{0x2F05}, .parent = mf_index, .size = 4},
                            from_hex("01020304"));
        directory_ = builder.add(
            {.kind = FileKind::Df, .name = "DF.D", .fid = Fid{0x7F10}, .parent = mf_index});
        inner_ = builder.add({.name = "EF.IN",
                              .fid = Fid{0x6F01},
                              .sfi = Sfi::from(3),
                              .parent = directory_,
                              .size = 1},
                             from_hex("AA"));
        image_ = std::make_shared<const Image>(std::move(builder).build());
    }

    CardMemory open() { return CardMemory::open(image_, store_, key_).value(); }

    static FileHeader transparent(FileIndex parent, unsigned fid, std::size_t size)
    {
        return {.fid = Fid{static_cast<std::uint16_t>(fid)},
                .parent = parent,
                .size = size,
                .security = {SecurityAttributes::Form::Referenced, from_hex("2F0601")}};
    }

    std::vector<std::string> kept_keys()
    {
        std::vector<std::string> keys;
        const auto kept = store_.load(key_).value();
        for (const StoreEntry& entry : kept) {
            keys.push_back(entry.key);
        }
        return keys;
    }

    MemoryStore store_;
    CardKey key_{"card", "h"};
    std::shared_ptr<const Image> image_;
    FileIndex file_{};
    FileIndex directory_{};
    FileIndex inner_{};
};

TEST_F(OwnFiles, AreThereForTheCardAloneAndOutliveIt)
{
    CardMemory memory = open();
    const FileIndex made = memory.create(transparent(mf_index, 0x2F10, 3)).value();
    memory.write(made, 1, from_hex("BB"));
    EXPECT_EQ(memory.image().child(mf_index, Fid{0x2F10}), made);
    EXPECT_EQ(to_hex(memory.body(made)), "FFBBFF");
    ASSERT_TRUE(memory.commit());
    EXPECT_TRUE(memory.has_files_of_its_own());
    EXPECT_FALSE(image_->child(mf_index, Fid{0x2F10}));

    const CardMemory again = open();
    EXPECT_EQ(again.image().child(mf_index, Fid{0x2F10}), made);
    EXPECT_EQ(again.header(made), memory.header(made));
    EXPECT_EQ(again.header(made).name, "EF.2F10");
    EXPECT_EQ(to_hex(again.body(made)), "FFBBFF");
    EXPECT_EQ(to_hex(again.body(file_)), "01020304");
}

TEST_F(OwnFiles, AreGoneWithARollback)
{
    CardMemory memory = open();
    memory.write(memory.create(transparent(mf_index, 0x2F10, 3)).value(), 0, from_hex("BB"));
    memory.remove(inner_);
    ASSERT_TRUE(memory.resize(file_, from_hex("0102")));
    memory.rollback();
    EXPECT_FALSE(memory.image().child(mf_index, Fid{0x2F10}));
    EXPECT_TRUE(memory.image().exists(inner_));
    EXPECT_EQ(to_hex(memory.body(file_)), "01020304");
    EXPECT_FALSE(memory.has_staged_changes());
    ASSERT_TRUE(memory.commit());
    EXPECT_TRUE(kept_keys().empty());
}

TEST_F(OwnFiles, ComeAndGoWithAReload)
{
    CardMemory memory = open();
    ASSERT_TRUE(memory.create(transparent(mf_index, 0x2F10, 3)));
    ASSERT_TRUE(memory.commit());
    ASSERT_TRUE(store_.snapshot(key_, "with", 1));
    memory.remove(*memory.image().child(mf_index, Fid{0x2F10}));
    ASSERT_TRUE(memory.commit());
    EXPECT_TRUE(kept_keys().empty());
    ASSERT_TRUE(store_.rollback(key_, "with"));
    ASSERT_TRUE(memory.reload());
    EXPECT_TRUE(memory.image().child(mf_index, Fid{0x2F10}));
}

TEST_F(OwnFiles, TakeThePlaceAndNameOfADeletedOne)
{
    CardMemory memory = open();
    memory.write(inner_, 0, from_hex("CC"));
    memory.set_life_cycle(inner_, LifeCycle::Deactivated);
    ASSERT_TRUE(memory.commit());
    memory.remove(inner_);
    ASSERT_TRUE(memory.commit());
    EXPECT_EQ(kept_keys(), std::vector<std::string>{"files/3F00/7F10/6F01"});
    EXPECT_TRUE(memory.image().children(directory_).empty());

    const FileIndex made = memory.create(transparent(directory_, 0x6F01, 2)).value();
    ASSERT_TRUE(memory.commit());
    EXPECT_NE(made, inner_);
    const CardMemory again = open();
    EXPECT_EQ(again.image().child(directory_, Fid{0x6F01}), made);
    EXPECT_EQ(again.header(made).name, "EF.IN");
    EXPECT_EQ(again.life_cycle(made), LifeCycle::Activated);
    EXPECT_EQ(to_hex(again.body(made)), "FFFF");

    memory.remove(made);
    ASSERT_TRUE(memory.commit());
    EXPECT_FALSE(open().image().child(directory_, Fid{0x6F01}));
}

TEST_F(OwnFiles, MayTakeTheSfiOfAFileThatStoodBehindThem)
{
    CardMemory memory = open();
    FileHeader header = transparent(directory_, 0x6F00, 1);
    header.sfi = memory.header(inner_).sfi;
    EXPECT_EQ(memory.create(header).error(), FileError::SfiTaken);
    memory.remove(inner_);
    const FileIndex made = memory.create(header).value();
    ASSERT_TRUE(memory.commit());
    EXPECT_EQ(open().image().child(directory_, Fid{0x6F00}), made);
}

/// The files of an image with what tells them apart.
std::vector<std::string> listing(const CardMemory& memory)
{
    std::vector<std::string> lines;
    for (std::uint32_t i = 0; i < memory.image().file_count(); ++i) {
        const FileIndex file{i};
        if (memory.image().exists(file)) {
            const FileHeader& header = memory.header(file);
            const Byte sfi = header.sfi ? header.sfi->value() : Byte{0};
            lines.push_back(memory.image().path(file) + " " + header.name + " " +
                            std::to_string(sfi) + " " +
                            (header.is_ef() ? to_hex(memory.body(file)) : ""));
        }
    }
    return lines;
}

TEST_F(OwnFiles, AreTheSameAfterARestartWhateverTheOrderTheyWereMadeIn)
{
    std::minstd_rand dice{1};
    const auto roll = [&dice](unsigned sides) { return static_cast<unsigned>(dice() % sides); };
    CardMemory memory = open();
    for (unsigned step = 0; step < 600; ++step) {
        const FileIndex chosen{roll(static_cast<unsigned>(memory.image().file_count()))};
        if (chosen == mf_index || !memory.image().exists(chosen)) {
            FileHeader header =
                transparent(roll(2) == 0 ? mf_index : directory_, 0x6F00 + roll(6), 1 + roll(3));
            header.sfi = roll(2) == 0 ? Sfi::from(1 + roll(4)) : std::nullopt;
            if (memory.image().exists(header.parent)) {
                static_cast<void>(memory.create(std::move(header)));
            }
        } else if (memory.header(chosen).is_ef() && roll(2) == 0) {
            const Bytes body(1 + roll(4), static_cast<Byte>(step));
            static_cast<void>(memory.resize(chosen, body));
        } else if (memory.header(chosen).is_ef() || step == 500) {
            memory.remove(chosen);
        }
        if (!memory.image().child(mf_index, Fid{0x7F10})) {
            FileHeader header{.kind = FileKind::Df, .fid = Fid{0x7F10}, .parent = mf_index};
            header.security = {SecurityAttributes::Form::Referenced, from_hex("2F0601")};
            directory_ = memory.create(std::move(header)).value();
        }
        ASSERT_TRUE(memory.commit());
        ASSERT_EQ(listing(open()), listing(memory)) << "after step " << step;
    }
}

TEST_F(OwnFiles, GoWithTheirDirectory)
{
    CardMemory memory = open();
    const FileIndex made = memory.create(transparent(directory_, 0x6F02, 2)).value();
    memory.write(made, 0, from_hex("0102"));
    memory.remove(inner_);
    ASSERT_TRUE(memory.commit());
    memory.remove(directory_);
    ASSERT_TRUE(memory.commit());
    EXPECT_EQ(kept_keys(), std::vector<std::string>{"files/3F00/7F10"});

    FileHeader directory = transparent(mf_index, 0x7F10, 0);
    directory.kind = FileKind::Df;
    const FileIndex anew = memory.create(directory).value();
    const FileIndex below = memory.create(transparent(anew, 0x6F01, 1)).value();
    ASSERT_TRUE(memory.commit());
    EXPECT_EQ(open().image().path(below), "3F00/7F10/6F01");
    memory.remove(below);
    ASSERT_TRUE(memory.commit());
    EXPECT_TRUE(open().image().children(anew).empty()) << "the old file does not come back";
}

TEST_F(OwnFiles, KeepTheirSizeAndForgetWhatWasCut)
{
    CardMemory memory = open();
    ASSERT_TRUE(memory.resize(file_, from_hex("0102")));
    ASSERT_TRUE(memory.commit());
    EXPECT_EQ(open().header(file_).size, 2U);
    EXPECT_EQ(kept_keys(), std::vector<std::string>{"files/3F00/2F05"});
    ASSERT_TRUE(memory.resize(file_, from_hex("0102FFFF")));
    ASSERT_TRUE(memory.commit());
    EXPECT_EQ(to_hex(open().body(file_)), "0102FFFF");
    ASSERT_TRUE(memory.resize(file_, from_hex("01020304")));
    ASSERT_TRUE(memory.commit());
    EXPECT_TRUE(kept_keys().empty());
}

TEST_F(OwnFiles, HaveIdentifiersOfTheirOwn)
{
    CardMemory memory = open();
    const auto error_of = [&memory](const FileHeader& header) {
        return memory.create(header).error();
    };
    FileHeader adf = transparent(mf_index, 0x7FFF, 0);
    adf.kind = FileKind::Adf;
    adf.aid = Aid::from(from_hex("A000000087"));
    ASSERT_TRUE(memory.create(adf));
    EXPECT_EQ(error_of(adf), FileError::AidTaken);
    EXPECT_EQ(error_of(transparent(mf_index, 0x2F05, 1)), FileError::FidTaken);
    EXPECT_EQ(error_of(transparent(directory_, 0x7F10, 1)), FileError::FidTaken);
    EXPECT_EQ(error_of(transparent(directory_, 0x3F00, 1)), FileError::FidTaken);
    FileHeader short_name = transparent(directory_, 0x6F08, 1);
    short_name.sfi = 0x08_sfi;
    ASSERT_TRUE(memory.create(short_name));
    short_name.fid = Fid{0x6F09};
    EXPECT_EQ(error_of(short_name), FileError::SfiTaken);
}

TEST_F(OwnFiles, HaveBounds)
{
    CardMemory memory = open();
    for (std::size_t octets = 32768; octets <= largest_growth; octets += 32768) {
        const auto fid = static_cast<unsigned>(0x2F10 + octets / 32768);
        ASSERT_TRUE(memory.create(transparent(mf_index, fid, 32768)));
    }
    EXPECT_EQ(memory.create(transparent(mf_index, 0x2FF0, 1)).error(), FileError::NotEnoughMemory);
    EXPECT_EQ(memory.resize(file_, Bytes(5)).error(), FileError::NotEnoughMemory);
    EXPECT_TRUE(memory.resize(file_, Bytes(3)));
    memory.rollback();
    for (std::size_t i = 0; i < most_created_files; ++i) {
        ASSERT_TRUE(memory.create(transparent(mf_index, static_cast<unsigned>(0x4000 + i), 1)));
    }
    EXPECT_EQ(memory.create(transparent(mf_index, 0x2FF0, 1)).error(), FileError::NotEnoughMemory);
    memory.remove(*memory.image().child(mf_index, Fid{0x4007}));
    EXPECT_TRUE(memory.create(transparent(mf_index, 0x2FF0, 1)));
}

TEST_F(OwnFiles, AreRefusedWhereTheyFitNoPlace)
{
    const std::array<std::pair<const char*, const char*>, 11> rows{{
        {"files/3F00/6F99", "00"},          // deletes nothing
        {"files/3F00/6F99", "02 00000001"}, // resizes nothing
        {"files/3F00", "00"},               // the MF
        {"files/3F00/7F10", "02 00000001"}, // resizes a directory
        {"files/3F00/2F05", "02 000001"},   // cut off
        {"files/3F00/2F05", "05"},          // no change
        {"files/3F00/2F05", "02 00000000"}, // no octets
        {"files/3F00/6F01", "01 0000 00 620B 8202 4121 8302 6F01 8001 00"},
        {"files/3F00/6F01", "01 0000 00 620E 8205 42210002 00 8302 6F01 8001 00"},
        {"files/3F00/7F99/6F01", "01 0000 00 620A 8202 4121 8302 6F01"}, // cut off
        {"files/3F00/7F99/6F01", "01 0000 00 6208 8202 4121 8302 6F01"}, // no such directory
    }};
    for (const auto& [key, value] : rows) {
        ASSERT_TRUE(
            store_.replace(key_, std::vector{StoreEntry{key, secure_copy(from_hex(value))}}));
        const auto memory = CardMemory::open(image_, store_, key_);
        ASSERT_FALSE(memory) << key << " " << value;
        EXPECT_EQ(memory.error().kind, StoreError::Kind::Damaged);
    }
}

} // namespace
} // namespace uicc::filesystem
