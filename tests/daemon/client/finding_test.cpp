#include "codec/byte_writer.hpp"
#include "daemon/client/finding/directory.hpp"
#include "tests/emulator/dm/examples.hpp"
#include "tests/support/vector_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace uicc::daemon::client::finding {
namespace {

namespace dm = emulator::dm;
using test::from_hex;

const Bytes application{0x7F, 0xFF};

std::vector<std::string> paths(const Listing<Bytes>& listing)
{
    std::vector<std::string> all;
    std::ranges::transform(listing.entries, std::back_inserter(all), test::to_hex);
    return all;
}

std::vector<std::string> oids(const Listing<FileEntry>& listing)
{
    std::vector<std::string> all;
    std::ranges::transform(listing.entries, std::back_inserter(all), &FileEntry::oid);
    return all;
}

Bytes dodf(const std::vector<dm::DataObject>& objects)
{
    return *dm::encode_dodf(objects, dm::DodfOrder::AsGiven);
}

TEST(ObjectDirectory, NamesEveryDirectoryOfDataObjects)
{
    const Bytes odf = from_hex("A806300404026431 A506300404026438 A706300404026430"
                               "A706300404026440 0000 FF");
    const auto listing = data_directories(odf, {});
    EXPECT_EQ(paths(listing), (std::vector<std::string>{"6430", "6440"}));
    EXPECT_TRUE(listing.problems.empty());
}

TEST(ObjectDirectory, MayHoldWhatNobodyExpects)
{
    // objects in the place of a path, an unknown tag, an empty directory
    const Bytes odf = from_hex("A704A1023000 B003040101 A700 A706300404026430");
    EXPECT_EQ(paths(data_directories(odf, {})), std::vector<std::string>{"6430"});
}

TEST(ObjectDirectory, IsUsedUpToWhereItIsMalformed)
{
    const auto listing = data_directories(from_hex("A706300404026430 A7063004"), {});
    EXPECT_EQ(paths(listing), std::vector<std::string>{"6430"});
    EXPECT_EQ(listing.problems, std::vector<std::string>{"a directory is malformed at offset 8"});
}

TEST(ObjectDirectory, IsEmptyWhenNobodyWroteIt)
{
    for (const char* fill : {"FF*24", "00*24", ""}) {
        const auto listing = data_directories(from_hex(fill), {});
        EXPECT_TRUE(listing.entries.empty());
        EXPECT_TRUE(listing.problems.empty());
    }
}

TEST(DataObjectDirectory, IsReadInAllItsForms)
{
    for (const auto form : {dm::DataObjectForm::OpaqueDo, dm::DataObjectForm::OidDo}) {
        for (const auto style : {dm::OidStyle::Plain, dm::OidStyle::DoubleWrapped}) {
            auto object = test::lwm2m_object();
            object.form = form;
            object.oid_style = style;
            EXPECT_EQ(oids(bootstrap_files(dodf({object}), {})),
                      std::vector<std::string>{dm::oid_lwm2m_bootstrap});
        }
    }
}

TEST(DataObjectDirectory, NeedsNoLabelAndBearsALongOne)
{
    auto named = test::lwm2m_object();
    named.label = std::string(255, 'x');
    auto nameless = test::dm_object();
    nameless.label.clear();
    EXPECT_EQ(oids(bootstrap_files(dodf({named, nameless}), {})),
              (std::vector<std::string>{dm::oid_lwm2m_bootstrap, dm::oid_dm_bootstrap}));
}

TEST(DataObjectDirectory, IsPassedOverWhereItIsUnknown)
{
    auto unknown = test::lwm2m_object();
    unknown.oid = "2.23.43.99.1";
    Bytes content = from_hex("3003020101 A100 3000");
    codec::append(content, dodf({test::access_rule_object(), unknown, test::lwm2m_object()}));
    const auto listing = bootstrap_files(content, {});
    EXPECT_EQ(oids(listing), std::vector<std::string>{dm::oid_lwm2m_bootstrap});
    EXPECT_TRUE(listing.problems.empty());
}

TEST(DataObjectDirectory, GivesTheFirstOfTwoFilesOfAKind)
{
    auto second = test::lwm2m_object();
    second.path.path = from_hex("6499");
    const auto listing = bootstrap_files(dodf({test::lwm2m_object(), second}), {});
    ASSERT_EQ(listing.entries.size(), 1U);
    EXPECT_EQ(listing.entries[0].path.path, from_hex("6432"));
}

TEST(Paths, LeadFromTheMf)
{
    const auto from_mf = [](const char* path) {
        const auto found = path_from_mf(from_hex(path), application, {});
        return found ? test::to_hex(*found) : "nowhere";
    };
    EXPECT_EQ(from_mf("6432"), "7FFF6432");
    EXPECT_EQ(from_mf("7FFF6432"), "7FFF6432");
    EXPECT_EQ(from_mf("3F007F506432"), "7F506432");
    EXPECT_EQ(from_mf("7F506432"), "7F506432");
    EXPECT_EQ(from_mf(""), "nowhere");
    EXPECT_EQ(from_mf("64"), "nowhere");
    EXPECT_EQ(from_mf("643264"), "nowhere");
}

TEST(Paths, MeanAPartOfAFile)
{
    const Bytes content = from_hex("0001020304");
    const auto part = [&](std::optional<std::uint32_t> index, std::optional<std::uint32_t> length) {
        const auto found = part_of(content, {.index = index, .length = length}, {});
        return found ? test::to_hex(*found) : "beyond";
    };
    EXPECT_EQ(part({}, {}), "0001020304");
    EXPECT_EQ(part(2, {}), "020304");
    EXPECT_EQ(part(1, 3), "010203");
    EXPECT_EQ(part(5, 0), "");
    EXPECT_EQ(part(6, {}), "beyond");
    EXPECT_EQ(part(1, 5), "beyond");
    EXPECT_EQ(part(0xFFFFFFFF, 0xFFFFFFFF), "beyond");
}

TEST(ApplicationRecords, AreFoundByTheirAid)
{
    const Bytes usim = *dm::encode_ef_dir_record({.aid = from_hex("A0000000871002")}, 40);
    const Bytes ours = *dm::encode_ef_dir_record({.path = from_hex("3F007F50")}, 40);
    EXPECT_EQ(pkcs15_record({usim, ours})->path, from_hex("3F007F50"));
    EXPECT_FALSE(pkcs15_record({usim, from_hex("FF*40"), from_hex("61"), {}}));
    EXPECT_TRUE(pkcs15_record({from_hex("6103500101"), from_hex("61FF"), ours}));
}

} // namespace
} // namespace uicc::daemon::client::finding
