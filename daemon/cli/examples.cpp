#include "daemon/cli/examples.hpp"

#include <algorithm>
#include <array>

namespace uicc::daemon::cli {
namespace {

constexpr auto table = std::to_array<Example>({
    {"vuicc apdu --profile profiles/cards/usim.yaml --follow --explain 00A40004022FE2 00B000000A",
     "the ICCID of a card: select its file, read it"},
    {"vuicc profile check profiles/cards/usim.yaml", "every mistake of a profile at once"},
    {"vuicc profile export --profile profiles/cards/usim.yaml --output full.yaml",
     "what a profile comes to, its includes and variables filled in; keys and PINs are zeros "
     "without --with-secrets"},
    {"vuicc explain autn --profile profiles/cards/test-usim-xor.yaml "
     "--rand 000102030405060708090A0B0C0D0E0F --autn 00000000004080000000000000408000",
     "what a new test USIM makes of a challenge: its MAC, its SQN, the answer"},
    {"vuicc explain autn --card 8988001000000000031 "
     "--rand 000102030405060708090A0B0C0D0E0F --autn 00000000004080000000000000408000",
     "the same of that card in a daemon (vuiccd --profile profiles/cards/test-usim-xor.yaml), with "
     "the SQN that it has accepted so far"},
    {"vuicc dm decode --profile profiles/cards/default.yaml EF.LwM2M_Bootstrap",
     "the servers that a device finds on the card"},
    {"vuicc run --check profiles/scenarios", "mistakes in scenarios, without running them"},
    {"vuicc run --sandbox --jobs 4 profiles/scenarios -- my-client {reader}",
     "a client of yours in all of them, each with a reader of its own"},
    {"vuicc sandbox --profile profiles/cards/usim.yaml -- opensc-tool --reader {reader} --atr",
     "one card, one command, nothing set up"},
    {"vuicc events --kinds apdu,security,fault",
     "live, what is asked of the cards, why it is refused, and which fault had a part in it"},
    {"vuicc replay session.jsonl --profile card.yaml",
     "a recorded session again, answers compared"},
    {"vuicc send --follow --explain 00A40804022FE2",
     "an APDU in the session of the reader, and what became of it"},
    {"vuicc file read EF.IMSI", "octets and what they mean"},
    {"vuicc file write EF.IMSI --value 001010000000001", "another IMSI, the reader sees it"},
    {"vuicc pin set PIN1 --tries 1", "one try left until PIN1 is blocked"},
    {"vuicc fault add 'on: READ EF.DIR, nth: 2, times: 1, status: 6982'",
     "the second READ of EF.DIR is refused, the others are not"},
    {"vuicc state show", "what the card keeps that is not in its profile"},
    {"vuicc load profiles/cards/usim.yaml --reader 127.0.0.1:35964",
     "one more card, in vpcd's second reader; from then on commands name theirs"},
});

std::string_view command_of(const Example& example)
{
    constexpr std::string_view program = "vuicc ";
    const auto rest = example.line.substr(program.size());
    return rest.substr(0, rest.find(' '));
}

} // namespace

std::span<const Example> examples()
{
    return table;
}

std::span<const Example> examples_of(std::string_view command)
{
    const auto is_own = [command](const Example& one) { return command_of(one) == command; };
    const auto first = std::ranges::find_if(table, is_own);
    return {first, std::find_if_not(first, table.end(), is_own)};
}

} // namespace uicc::daemon::cli
