#include "daemon/client/client.hpp"

#include "daemon/client/card/status.hpp"
#include "daemon/client/finding/application.hpp"
#include "daemon/client/gathering.hpp"

#include <algorithm>

namespace uicc::daemon::client {
namespace {

using card::Failure;
using card::Trouble;

constexpr std::array<Byte, 2> ef_iccid{0x2F, 0xE2};

/// TS 102 221 §13.2: two digits an octet, the low nibble first, F where there is none.
std::string iccid_digits(ByteView content)
{
    std::string digits;
    for (const Byte octet : content) {
        for (const unsigned nibble : {octet & 0xFU, unsigned{octet} >> 4U}) {
            if (nibble < 10) {
                digits += static_cast<char>('0' + nibble);
            }
        }
    }
    return digits;
}

/// One session with a card, from its reset to the end of the channel.
class Session {
public:
    Session(card::Transport& transport,
            crypto::RandomSource& random,
            const Settings& settings,
            const Memory& memory)
        : settings_{settings}, memory_{memory}, link_{transport, settings.conduct},
          reader_{link_, settings.conduct, settings.credentials, random}
    {}

    Result<void, Failure> run()
    {
        TRY(read_iccid());
        if (is_same_card() && conduct().breaks(Rule::IgnoreChange)) {
            skipped_ = true;
            return {};
        }
        auto result = read_application();
        if (!result && conduct().breaks(Rule::ApplyPartial) && gathering_ &&
            result.error().trouble == Trouble::Removed) {
            gathering_->use_interrupted();
            return {};
        }
        if (result || result.error().trouble == Trouble::Lost) {
            const auto closed = link_.close_channel();
            return result ? closed : result;
        }
        return result;
    }

    [[nodiscard]] const std::string& iccid() const { return iccid_; }
    [[nodiscard]] bool skipped() const { return skipped_; }
    [[nodiscard]] const std::optional<std::string>& marker() const { return marker_; }
    [[nodiscard]] std::uint64_t commands() const { return link_.commands(); }
    [[nodiscard]] card::PinOutcome pin() const { return reader_.pin().outcome(); }

    [[nodiscard]] Harvest harvest() const
    {
        Harvest harvest = gathering_ ? gathering_->harvest() : Harvest{};
        for (const auto& more : {problems_, reader_.problems()}) {
            harvest.problems.insert(harvest.problems.end(), more.begin(), more.end());
        }
        harvest.refused = harvest.refused || refused_;
        return harvest;
    }

private:
    [[nodiscard]] const Conduct& conduct() const { return settings_.conduct; }
    [[nodiscard]] bool is_same_card() const { return !iccid_.empty() && iccid_ == memory_.iccid; }

    Result<void, Failure> read_iccid()
    {
        const card::FileContent file = TRY(reader_.files().read(ef_iccid));
        iccid_ = iccid_digits(file.octets);
        if (file.state != card::FileState::Read) {
            problems_.push_back("EF.ICCID cannot be read (" + card::describe_status(file.status) +
                                ")");
        }
        return {};
    }

    Result<void, Failure> read_application()
    {
        finding::ApplicationFinder finder{link_, reader_.files(), conduct()};
        auto found = finder.find();
        problems_.insert(problems_.end(), finder.problems().begin(), finder.problems().end());
        refused_ = finder.lacks_channel();
        auto application = TRY(std::move(found));
        if (!application) {
            return {};
        }
        gathering_.emplace(reader_, conduct(), *std::move(application));
        if (conduct().breaks(Rule::MarkerOnly)) {
            marker_ = TRY(gathering_->marker());
            skipped_ = is_same_card() && marker_ == memory_.marker;
        }
        return skipped_ ? Result<void, Failure>{} : gathering_->gather();
    }

    const Settings& settings_;
    const Memory& memory_;
    card::CardLink link_;
    card::FileReader reader_;
    std::optional<Gathering> gathering_{};
    std::string iccid_{};
    std::vector<std::string> problems_{};
    std::optional<std::string> marker_{};
    bool refused_ = false;
    bool skipped_ = false;
};

std::vector<std::string> ids_of(const std::vector<Account>& accounts)
{
    std::vector<std::string> ids;
    std::ranges::transform(accounts, std::back_inserter(ids), &Account::id);
    return ids;
}

Changes changes_of(const Session& session,
                   const Harvest& harvest,
                   const Memory& memory,
                   const Conduct& conduct)
{
    if (session.skipped()) {
        return {.accounts = memory.accounts};
    }
    // A card that does not tell who it is is judged by what it holds.
    const bool other_card = !session.iccid().empty() && session.iccid() != memory.iccid;
    if (!other_card) {
        return compare(memory.accounts, harvest.accounts, harvest.undecided, conduct);
    }
    if (conduct.breaks(Rule::IgnoreOtherCard)) {
        Conduct keeping = conduct;
        keeping.break_rule(Rule::KeepVanished);
        return compare(memory.accounts, harvest.accounts, {}, keeping);
    }
    if (conduct.breaks(Rule::KeepVanished)) {
        return compare(memory.accounts, harvest.accounts, {}, conduct);
    }
    Changes changes = compare({}, harvest.accounts, {}, conduct);
    changes.removed = ids_of(memory.accounts);
    return changes;
}

Outcome outcome_of(const Session& session, const Harvest& harvest, const Changes& changes)
{
    if (harvest.accounts.empty() && !session.skipped()) {
        const Outcome otherwise = harvest.malformed ? Outcome::Malformed : Outcome::Absent;
        return harvest.refused ? Outcome::Refused : otherwise;
    }
    const bool changed = !changes.added.empty() || !changes.removed.empty();
    return changed ? Outcome::Applied : Outcome::Unchanged;
}

Report report_of(const Session& session)
{
    return {.iccid = session.iccid(),
            .pin = session.pin(),
            .problems = session.harvest().problems,
            .commands = session.commands()};
}

Report conclude(const Session& session, const Conduct& conduct, Memory& memory)
{
    const Harvest harvest = session.harvest();
    Changes changes = changes_of(session, harvest, memory, conduct);
    Report report = report_of(session);
    report.outcome = outcome_of(session, harvest, changes);
    report.added = std::move(changes.added);
    report.removed = std::move(changes.removed);
    report.accounts = changes.accounts;
    memory = {.iccid = session.iccid().empty() ? memory.iccid : session.iccid(),
              .marker = session.marker(),
              .accounts = std::move(changes.accounts)};
    return report;
}

bool is_worth_another_start(const Failure& failure)
{
    return failure.trouble == Trouble::Reset || failure.trouble == Trouble::Lost;
}

} // namespace

Report boot(card::Transport& transport,
            crypto::RandomSource& random,
            const Settings& settings,
            Memory& memory)
{
    std::uint64_t commands = 0;
    for (bool first = true;; first = false) {
        Session session{transport, random, settings, memory};
        auto result = session.run();
        commands += session.commands();
        if (result) {
            Report report = conclude(session, settings.conduct, memory);
            report.commands = commands;
            return report;
        }
        const bool again = first && is_worth_another_start(result.error()) &&
                           settings.conduct.keeps(Rule::NoRestartAfterReset);
        if (again && transport.resume()) {
            continue;
        }
        Report report = report_of(session);
        report.accounts = memory.accounts;
        report.problems.push_back(result.error().what);
        report.commands = commands;
        return report;
    }
}

Report boot_without_card(const Failure& failure, const Settings& settings, Memory& memory)
{
    Report report{.problems = {failure.what}};
    if (failure.trouble == Trouble::NoCard && settings.conduct.keeps(Rule::KeepVanished)) {
        report.removed = ids_of(memory.accounts);
        memory = {};
    }
    report.accounts = memory.accounts;
    return report;
}

} // namespace uicc::daemon::client
