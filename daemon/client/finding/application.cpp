#include "daemon/client/finding/application.hpp"

#include "daemon/client/card/status.hpp"
#include "daemon/client/finding/directory.hpp"
#include "emulator/dm/pkcs15.hpp"

namespace uicc::daemon::client::finding {
namespace {

constexpr std::array<Byte, 2> ef_dir{0x2F, 0x00};
constexpr std::array<Byte, 2> current_application{0x7F, 0xFF};
/// DF(PKCS#15) below the MF, as older provisioning cards have it.
constexpr std::array<Byte, 2> df_pkcs15{0x7F, 0x50};

} // namespace

Result<void, card::Failure> ApplicationFinder::open_channel()
{
    if (conduct_.breaks(Rule::BasicChannelOnly)) {
        return {};
    }
    const std::uint16_t word = TRY(link_.open_channel());
    if (word != card::status::success) {
        problems_.push_back("no logical channel is free (" + card::describe_status(word) + ")");
        lacks_channel_ = conduct_.breaks(Rule::GiveUpWithoutChannel);
    }
    return {};
}

ApplicationFinder::Found ApplicationFinder::select_by_aid()
{
    const card::Selected selected =
        TRY(files_.select(card::Selection::ByAid, emulator::dm::pkcs15_aid));
    if (!card::status::is_done(selected.status) || selected.chokes) {
        return std::nullopt;
    }
    return Application{{current_application.begin(), current_application.end()},
                       selected.parameters.enabled_pins};
}

ApplicationFinder::Found ApplicationFinder::select_by_path(ByteView path)
{
    const card::Selected selected = TRY(files_.select(card::Selection::FromMf, path));
    if (!card::status::is_done(selected.status) || selected.chokes) {
        return std::nullopt;
    }
    return Application{{path.begin(), path.end()}, selected.parameters.enabled_pins};
}

ApplicationFinder::Found ApplicationFinder::select_by_path_in_directory(ByteView path)
{
    const auto from_mf = path_from_mf(path, {}, conduct_);
    return from_mf ? select_by_path(*from_mf) : Found{std::nullopt};
}

ApplicationFinder::Found ApplicationFinder::find()
{
    if (conduct_.breaks(Rule::NoDirNeeded)) {
        TRY(open_channel());
        return Application{{df_pkcs15.begin(), df_pkcs15.end()}, {}};
    }
    const std::vector<Bytes> records = TRY(files_.read_records(ef_dir));
    const auto record = pkcs15_record(records);
    TRY(open_channel());
    if (lacks_channel_) {
        return std::nullopt;
    }
    if (record && !record->path.empty() && conduct_.breaks(Rule::TrustDirPath)) {
        return select_by_path_in_directory(record->path);
    }
    if (record || records.empty()) { // without EF.DIR the AID is all there is to try
        auto by_aid = TRY(select_by_aid());
        if (by_aid) {
            return by_aid;
        }
    }
    return conduct_.breaks(Rule::AidOnly) ? Found{std::nullopt} : select_by_path(df_pkcs15);
}

} // namespace uicc::daemon::client::finding
