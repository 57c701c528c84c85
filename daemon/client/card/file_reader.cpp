#include "daemon/client/card/file_reader.hpp"

#include "daemon/client/card/status.hpp"

#include <array>

namespace uicc::daemon::client::card {
namespace {

constexpr Byte proprietary_class = 0x80;
constexpr Byte initialize_update = 0x50;
constexpr Byte external_authenticate = 0x82;
/// C-MAC, C-DECRYPTION, R-MAC and R-ENCRYPTION, LwM2M appendix H.
constexpr Byte full_level = 0x33;
constexpr Byte low_level = 0x03;
constexpr int most_readings = 4;
constexpr int stubborn_reads = 10;

bool same_content(const FileContent& left, const FileContent& right)
{
    return left.state == right.state && left.octets == right.octets;
}

} // namespace

std::vector<std::string> FileReader::problems() const
{
    std::vector<std::string> all = problems_;
    all.insert(all.end(), pin_.problems().begin(), pin_.problems().end());
    return all;
}

Result<FileContent, Failure> FileReader::read(ByteView path)
{
    if (conduct_.breaks(Rule::PinAlways)) {
        TRY(pin_.open(user_pin_of(enabled_pins_)));
    }
    FileContent content = TRY(attempt(path));
    if (content.state != FileState::Read || content.reads < 2 || conduct_.breaks(Rule::NoReread)) {
        return content;
    }
    return read_until_stable(path, std::move(content));
}

/// Between two READ BINARY the card may have been written to.
Result<FileContent, Failure> FileReader::read_until_stable(ByteView path, FileContent first)
{
    for (int readings = 1; readings < most_readings; ++readings) {
        FileContent second = TRY(attempt(path));
        if (same_content(first, second)) {
            return second;
        }
        first = std::move(second);
    }
    problems_.emplace_back("a file is different whenever it is read");
    first.state = FileState::Deactivated;
    first.octets.clear();
    return first;
}

Result<FileContent, Failure> FileReader::attempt(ByteView path)
{
    FileContent content = TRY(files_.read(path));
    while (may_have_a_remedy(content)) {
        const bool again = TRY(remedy(content));
        if (!again) {
            break;
        }
        content = TRY(files_.read(path));
    }
    const bool refused = content.state != FileState::Read && content.state != FileState::Missing;
    return refused && conduct_.breaks(Rule::RetryForever) ? read_stubbornly(path) : content;
}

/// What a client does that hopes for a change of mind.
Result<FileContent, Failure> FileReader::read_stubbornly(ByteView path)
{
    for (int reads = 1; reads < stubborn_reads; ++reads) {
        TRY(files_.read(path));
    }
    return files_.read(path);
}

/// A card that has dropped the session refuses in its own way what comes protected.
bool FileReader::may_have_a_remedy(const FileContent& content) const
{
    const bool refused =
        content.state == FileState::Deactivated || content.state == FileState::Refused;
    return content.state == FileState::Protected || (refused && link_.in_session());
}

/// Something new to be tried; false when everything has been.
Result<bool, Failure> FileReader::remedy(const FileContent& content)
{
    if (!session_tried_ && TRY(try_secure_channel())) {
        return true;
    }
    if (distrusted_) {
        return false;
    }
    const auto& enabled = content.parameters.enabled_pins;
    if (content.state == FileState::Protected &&
        TRY(pin_.open(user_pin_of(enabled.empty() ? enabled_pins_ : enabled)))) {
        return true;
    }
    const bool dropped =
        session_begun_ && !session_restarted_ && conduct_.keeps(Rule::Scp03NoRestart);
    if (!dropped) {
        return false;
    }
    session_restarted_ = true;
    link_.end_session();
    return open_secure_channel();
}

Result<bool, Failure> FileReader::try_secure_channel()
{
    if (!credentials_.scp03 || conduct_.breaks(Rule::Scp03Never)) {
        return false;
    }
    session_tried_ = true;
    return open_secure_channel();
}

/// INITIALIZE UPDATE, GPCS Amendment D §7.1.1.
Result<bool, Failure> FileReader::open_secure_channel()
{
    std::array<Byte, 8> challenge{};
    random_.fill(challenge);
    const Answer answer = TRY(link_.send({.cla = proprietary_class,
                                          .instruction = initialize_update,
                                          .data = secure_copy(challenge),
                                          .le = 256}));
    const auto card = parse_initialize_update(answer.data);
    if (answer.status != status::success || !card) {
        problems_.push_back("the card opens no secure channel (" + describe_status(answer.status) +
                            ")");
        return false;
    }
    Scp03Session session{*credentials_.scp03, challenge, card->card_challenge};
    if (!session.is_genuine(card->card_cryptogram)) {
        problems_.emplace_back("the cryptogram of the card is wrong, it has other keys");
        distrusted_ = conduct_.keeps(Rule::Scp03IgnoreCryptogram);
        if (distrusted_) {
            return false;
        }
    }
    return authenticate(std::move(session));
}

/// EXTERNAL AUTHENTICATE, GPCS Amendment D §7.1.2.
Result<bool, Failure> FileReader::authenticate(Scp03Session session)
{
    const Byte level = conduct_.breaks(Rule::Scp03LowLevel) ? low_level : full_level;
    const SecureBytes cryptogram = session.host_cryptogram();
    const Bytes data =
        session.protect({proprietary_class, external_authenticate, level, 0x00, cryptogram});
    const Answer answer = TRY(link_.send({.cla = proprietary_class,
                                          .instruction = external_authenticate,
                                          .p1 = level,
                                          .data = secure_copy(data),
                                          .carries_mac = true}));
    if (answer.status != status::success) {
        problems_.push_back("the card refuses the secure channel (" +
                            describe_status(answer.status) + ")");
        return false;
    }
    session.begin(level);
    link_.begin_session(std::move(session));
    session_begun_ = true;
    return true;
}

} // namespace uicc::daemon::client::card
