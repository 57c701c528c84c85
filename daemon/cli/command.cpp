#include "daemon/cli/command.hpp"

#include "daemon/card_file.hpp"
#include "daemon/cli/examples.hpp"
#include "daemon/cli/usage/usage.hpp"
#include "daemon/version.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <string>
#include <vector>

namespace uicc::daemon::cli {
namespace {

constexpr auto table = std::to_array<Command>({
    {"apdu", "send APDUs to a card in this process, no PC/SC needed",
     "vuicc apdu --profile FILE [--seed N] [--explain] [--follow] [HEX ...]\n\n"
     "Sends every HEX, or every line of standard input, to a fresh card and prints response\n"
     "data and status word, one answer a line. Blanks in an APDU, blank lines and lines that\n"
     "begin with # are skipped. The card forgets everything at the end.\n\n"
     "  --profile FILE  the card\n"
     "  --seed N        reproducible instead of real randomness\n"
     "  --explain       name command, file and the reason of a refusal below each answer\n"
     "  --follow        fetch what 61XX or 9FXX announces and repeat what 6CXX corrects",
     run_apdu},
    {"profile", "check card profiles, show them, write and import them",
     "vuicc profile check FILE ...   list every mistake, or say what the card is\n"
     "vuicc profile tree FILE        show files, identifiers, sizes and access conditions\n"
     "vuicc profile export --profile FILE [OPTION ...]  write a profile out in full\n"
     "vuicc profile export --card CARD [OPTION ...]  the same of a card of the daemon\n"
     "vuicc profile import fsdump FILE [OPTION ...]  make a profile from a dump of a card\n\n"
     "An exported profile loads to the same card, with what the card has changed. Keys, PINs and\n"
     "files that may hold some have placeholders unless --with-secrets. A dump is the JSON that\n"
     "fsdump of pySim-shell writes, - reads it from standard input; the report on standard error\n"
     "says what it does not hold, and what was put in its place.\n\n"
     "  --profile FILE    the card\n"
     "  --card CARD       the card of the daemon\n"
     "  --with-secrets    write keys, PINs and every file as they are\n"
     "  --output FILE     write the profile there, not to standard output\n"
     "  --report FILE     write the report of an import there\n"
     "  --control SOCKET  the daemon, else $VUICC_CONTROL, else the usual place",
     run_profile},
    {"explain", "say what a card would answer to an authentication, and why",
     "vuicc explain autn --profile FILE --rand HEX --autn HEX [OPTION ...]\n"
     "vuicc explain autn --card CARD --rand HEX --autn HEX [OPTION ...]\n\n"
     "Takes AUTN apart as a new card of the profile does, or a card of the daemon as it is now:\n"
     "whether its MAC is right, what AMF says, how its SQN stands to those that the card has\n"
     "accepted, and which answer follows. Keys, RES, CK and IK are not shown, and the card does\n"
     "not notice.\n\n"
     "  --profile FILE      the card\n"
     "  --card CARD         the card of the daemon\n"
     "  --application NAME  USIM (the default) or ISIM\n"
     "  --rand HEX          RAND, 16 octets\n"
     "  --autn HEX          AUTN, usually 16 octets\n"
     "  --json              one JSON object, for programs\n"
     "  --control SOCKET    the daemon, else $VUICC_CONTROL, else the usual place",
     run_explain},
    {"dm", "print device management bootstrap data readably, or use it as a client does",
     "vuicc dm decode [--show-secrets] FILE|HEX|-\n"
     "vuicc dm decode [--show-secrets] --profile FILE EF\n"
     "vuicc dm client --reader NAME [OPTION ...]\n"
     "vuicc dm client --sandbox --profile FILE [OPTION ...]\n"
     "vuicc dm client --list-rules\n\n"
     "Understands EF.LwM2M_Bootstrap, EF.DM_Bootstrap, client provisioning documents, and the\n"
     "PKCS#15 files EF.ODF, EF.DODF and EF.TokenInfo. A file holds octets or hexadecimal\n"
     "digits; - reads standard input. With --profile, EF is a file of that card: its name, as\n"
     "EF.ODF, its identifier, or its path, as 7F50/5031. Keys, passwords and what could be one\n"
     "are replaced by their size unless --show-secrets.\n\n"
     "The client boots with the card in a PC/SC reader: it finds the bootstrap files, reads and\n"
     "judges them, and compares their accounts with those of the boot before. It ends with 0 also\n"
     "when there are none; 1 when the card could not be used to the end.\n\n"
     "  --reader NAME      the reader, or a part of its name\n"
     "  --sandbox          with the card of --profile in a reader of its own, see vuicc sandbox\n"
     "  --wait SECONDS     for the reader and a card in it, else $VUICC_WAIT, else 10\n"
     "  --pin DIGITS       for files that ask for it, else $VUICC_PIN\n"
     "  --scp03-keys FILE  ENC,MAC,DEK or one key in hexadecimal, else $VUICC_SCP03_KEYS\n"
     "  --state FILE       the accounts, from boot to boot\n"
     "  --report FILE      what happened, as JSON, else $VUICC_REPORT\n"
     "  --break RULE       break a rule on purpose; can be given several times\n"
     "  --list-rules       show the rules",
     run_dm},
    {"doctor", "find out why no card appears in the reader",
     "vuicc doctor\n\n"
     "Looks at pcscd, the vpcd reader, its ports and the cards in it, and says what to do.\n"
     "Ends with 0 when cards can be shown. As root it also sees the processes of others.",
     run_doctor},
    {"reader-conf", "write a pcscd configuration with more than two vpcd slots",
     "vuicc reader-conf --slots N [--driver FILE] FOLDER\n\n"
     "Writes FOLDER/reader.conf.d/vpcd and copies of the driver, two slots each, on the ports "
     "from\n"
     "35963. One pcscd has at most 16 slots.\n\n"
     "  --driver FILE  libifdvpcd.so, where it is not in Debian's place",
     run_reader_conf},
    {"run", "run scenarios: what a client meets, and how a good one behaves",
     "vuicc run [--sandbox] [OPTION ...] FILE|FOLDER ... [-- CLIENT ...]\n\n"
     "Puts the cards of each scenario into a reader, starts the client under test, and judges\n"
     "what it does. Without a CLIENT it is the reference client, vuicc dm client. {reader} and\n"
     "{state} in its words are replaced by the PC/SC name of the reader and a file for what it\n"
     "keeps between two runs; its environment has them as well: VUICC_READER, VUICC_STATE,\n"
     "VUICC_REPORT, VUICC_CONTROL. Ends with 0 when all scenarios pass, 1 when one fails, and 2\n"
     "when a scenario has mistakes.\n\n"
     "  --sandbox      a pcscd and readers of their own for each scenario, nothing to set up\n"
     "  --jobs N       so many at a time, in sandboxes\n"
     "  --reader HOST:PORT  the vpcd slot of the first card, without --sandbox\n"
     "  --seed N       reproducible instead of real randomness\n"
     "  --junit FILE   a report for CI systems\n"
     "  --json FILE    a report for programs\n"
     "  --trace SPEC   also record what happens, as vuiccd --trace does; {scenario} in it is the\n"
     "                 id; --trace-secrets masks nothing\n"
     "  --break RULE   the reference client breaks a rule, see vuicc dm client --list-rules\n"
     "  --prove        also run the reference client with each rule broken that the scenario\n"
     "                 depends on: PASS means that the scenario noticed it\n"
     "  --check        only look for mistakes in the scenarios\n"
     "  --list         print what a good client does in each",
     run_run},
    {"sandbox", "run a command with a card in a reader of its own",
     "vuicc sandbox --profile FILE [--seed N] -- COMMAND ...\n\n"
     "Starts a pcscd with readers that nobody else sees, puts the card into the first, runs the\n"
     "command, and ends as it ended. {reader} in its words is the PC/SC name of the reader,\n"
     "which is in $VUICC_READER as well. The card forgets everything at the end.\n\n"
     "  --profile FILE  the card\n"
     "  --seed N        reproducible instead of real randomness",
     run_sandbox},
    {"events", "show live what happens to the cards of the daemon",
     "vuicc events [CARD] [--kinds KIND,...] [--json] [--colour] [--show-secrets]\n\n"
     "Prints every event until the daemon ends: resets, APDUs with their meaning and the reason\n"
     "of each refusal, changes of the memory. KIND is one of inserted, removed, connected, lost,\n"
     "power-on, warm-reset, power-off, apdu, selection, security, change and fault.\n\n"
     "  --kinds KIND,...  only these\n"
     "  --json            one JSON object a line, see docs/traces.md\n"
     "  --colour          also where the output is no terminal\n"
     "  --show-secrets    PINs, keys and the files that hold them as they are\n"
     "  --control SOCKET  the daemon, else $VUICC_CONTROL, else the usual place",
     run_events},
    {"replay", "send a recorded session again, and compare the answers",
     "vuicc replay TRACE --against READER [--card CARD] [OPTION ...]\n"
     "vuicc replay TRACE --profile FILE [--seed N] [--card CARD] [OPTION ...]\n\n"
     "Sends the resets and APDUs of a trace (jsonl or pcapng of vuiccd --trace, recorded with\n"
     "--trace-secrets) to the card in a PC/SC reader, or to a fresh card in this process, and\n"
     "shows every answer that is not as recorded. Random answers (GET CHALLENGE, AUTHENTICATE,\n"
     "INITIALIZE UPDATE) need only have the same length. Ends with 0 when nothing differs, with 1\n"
     "otherwise, with 2 when the trace cannot be sent.\n\n"
     "  --against READER         name of the reader, or a part of it\n"
     "  --card CARD              which card of the trace\n"
     "  --mask FILE              more that may differ, see docs/traces.md; can be repeated\n"
     "  --ignore-retry-counters  63CX is as good as 63CY\n"
     "  --show-secrets           show differences in PINs, keys and the files that hold them",
     run_replay},
    {"list", "show the cards of the daemon and their readers", "vuicc list"},
    {"status", "show one card: profile, reader, changes, errors", "vuicc status [CARD]"},
    {"load", "add a card to the daemon",
     "vuicc load PROFILE [OPTION ...]\n\n"
     "Prints what the card is called. It goes on from what the daemon keeps for it.\n\n"
     "  --name NAME         call it so, not by its ICCID\n"
     "  --reader HOST:PORT  put it there\n"
     "  --adopt-profile     take over what was kept under an earlier text of the profile\n"
     "  --reset-state       forget what was kept for the card"},
    {"unload", "take a card out of the daemon",
     "vuicc unload [CARD] [--forget]\n\n"
     "What it has changed is kept for the day when it is loaded again. A fork returns when the\n"
     "card that it was made from is loaded or the daemon starts again, unless --forget.\n\n"
     "  --forget  that too is forgotten, snapshots included"},
    {"insert", "put a card into a reader",
     "vuicc insert [CARD] --reader HOST:PORT\n\n"
     "  --reader HOST:PORT  the reader, vpcd's first is 127.0.0.1:35963"},
    {"remove", "take a card out of its reader", "vuicc remove [CARD]"},
    {"swap", "put a card of another profile in the place of one",
     "vuicc swap [CARD] PROFILE [OPTION ...]\n\n"
     "A host sees a removal and an insertion. The card that was there stays with the daemon;\n"
     "swapping to its profile again takes it back.\n\n"
     "  --name NAME      call the new card so, not by its ICCID\n"
     "  --adopt-profile  take over what was kept under an earlier text of the profile\n"
     "  --reset-state    forget what was kept for the card"},
    {"power", "switch the power of a card",
     "vuicc power [CARD] on|off\n\n"
     "Without power a card answers nothing, and its reader is empty to hosts."},
    {"reset", "take a card out and put it in again, or reset it in place",
     "vuicc reset [CARD] [--cold|--warm]\n\n"
     "  --cold  the card alone starts over, its reader is told nothing\n"
     "  --warm  the same with the ATR of a warm reset"},
    {"send", "send an APDU to a card of the daemon",
     "vuicc send [CARD] [--explain] [--follow] HEX\n\n"
     "The card answers in the session that it has with its reader, if it is in one. vuicc events\n"
     "shows what the reader sends, and why it is refused.\n\n"
     "  --explain  name command, file and the reason of a refusal below the answer\n"
     "  --follow   fetch what 61XX or 9FXX announces and repeat what 6CXX corrects"},
    {"signal", "tell a scenario that something has happened",
     "vuicc signal NAME\n\n"
     "For clients that vuicc run has started: its trigger of this name acts. A daemon without a\n"
     "scenario has no such method."},
    {"atr", "show the answer to the last reset", "vuicc atr [CARD]"},
    {"channels", "show the open logical channels and what is selected", "vuicc channels [CARD]"},
    {"file", "list, read and write files beside the access rules",
     "vuicc file list [CARD]            every file with identifier and size\n"
     "vuicc file read [CARD] EF         octets and what they mean\n"
     "vuicc file write [CARD] EF HEX    octets; the rest becomes FF\n"
     "vuicc file write [CARD] EF --text TEXT\n"
     "vuicc file write [CARD] EF --value VALUE\n"
     "vuicc file state [CARD] EF activated|deactivated|terminated\n\n"
     "EF is a name, an identifier, or a path of these: EF.IMSI, 6F07, ADF.USIM/EF.IMSI. The\n"
     "session that a reader has with the card goes on, and sees the change.\n\n"
     "  --record N      one record of a file that has some\n"
     "  --offset N      write from there on; what lies around stays\n"
     "  --text TEXT     write these characters\n"
     "  --value VALUE   write the readable form that profiles use, 001010123456789 into EF.IMSI;\n"
     "                  lists and members as JSON"},
    {"pin", "show and change PINs without presenting them",
     "vuicc pin show [CARD]       counters and whether they are verified, never the values\n"
     "vuicc pin set [CARD] PIN    change it, and show it\n\n"
     "PIN is a name or a key reference: PIN1, ADM1, ADF.USIM/PIN2, 01.\n\n"
     "  --tries N          so many are left; 0 blocks it\n"
     "  --unblock-tries N  so many are left for the unblock PIN\n"
     "  --enable           it has to be presented\n"
     "  --disable          it has not\n"
     "  --value DIGITS     a new value; - reads a line of standard input"},
    {"fault", "make a card bad on purpose",
     "vuicc fault add [CARD] FAULT   prints the number of the fault\n"
     "vuicc fault list [CARD]        the faults, and how often they struck\n"
     "vuicc fault clear [CARD]       the card is good again\n\n"
     "FAULT is YAML or JSON: on which commands, from which occurrence, how often, and what\n"
     "happens; docs/faults.md lists everything. Faults stay when the card leaves its reader, and\n"
     "go with the daemon. An example: 'on: READ EF.DIR, nth: 2, status: 6982'\n\n"
     "  --fault N  clear this one only"},
    {"snapshot", "put the state of a card aside under a name", "vuicc snapshot [CARD] NAME"},
    {"rollback", "bring a card back to a snapshot",
     "vuicc rollback [CARD] SNAPSHOT\n\n"
     "A card in a reader is taken out and put in again"},
    {"fork", "make a card with the state of another",
     "vuicc fork [CARD] NAME\n\n"
     "The new card is in no reader and has the ICCID of the old one; NAME is what vuicc calls "
     "it. It\n"
     "comes back with the daemon as long as the old one does; vuiccd --reset-state ends it."},
    {"state", "show, compare, export and reset what a card has changed",
     "vuicc state list [CARD]                  snapshots\n"
     "vuicc state show [CARD]                  what differs from the profile\n"
     "vuicc state diff [CARD] [STATE] [STATE]  what differs between two states\n"
     "vuicc state export [CARD]                everything kept, secrets included, as JSON\n"
     "vuicc state import [CARD] FILE           what was exported becomes the state\n"
     "vuicc state reset [CARD]                 back to the profile; snapshots stay\n"
     "vuicc state drop [CARD] SNAPSHOT         forget a snapshot\n\n"
     "A state is profile, now, or the name of a snapshot. Left out, they are profile and now.\n\n"
     "  --show-secrets  keys, tokens and the files that may hold some as they are, for show and\n"
     "                  diff; PINs and key sets never are"},
    {"api", "list the methods of the control socket",
     "vuicc api\n\n"
     "With --json their description as OpenRPC has it, for programs."},
    {"shell", "run commands from a prompt where names complete",
     "vuicc shell [--control SOCKET]\n\n"
     "The commands are those of the command line, without vuicc in front. Quotes and backslashes\n"
     "keep blanks together, # begins a comment, exit or the end of input leaves. The Tab key\n"
     "completes commands, options, cards, snapshots, files and PINs. What was typed is remembered\n"
     "until the shell ends. From a pipe or file it stops at the first command that fails, with "
     "the\n"
     "status of that.\n\n"
     "  --control SOCKET  the daemon, else $VUICC_CONTROL, else the usual place",
     run_shell},
    {"version", "print the version",
     "vuicc version [--daemon]\n\n"
     "  --daemon          that of the running daemon, not of vuicc\n"
     "  --control SOCKET  the daemon, else $VUICC_CONTROL, else the usual place\n"
     "  --json            the answer as the daemon gives it",
     run_version},
    {"completion", "print the completion of vuicc for bash",
     "vuicc completion bash\n\n"
     "For this shell: . <(vuicc completion bash). Where vuicc was installed it is in place.",
     run_completion},
});

/// What follows the usage of a command that asks a daemon.
constexpr std::string_view daemon_usage =
    "\n\n"
    "CARD is the name that vuicc list shows; it can be left out where there is one card.\n"
    "  --control SOCKET  the daemon, else $VUICC_CONTROL, else the usual place\n"
    "  --json            the answer as the daemon gives it";

void print_usage(std::ostream& out, const Command& command)
{
    out << full_usage(command) << '\n';
    const auto own = examples_of(command.name);
    out << (own.empty() ? "" : "\nexamples:\n");
    for (const Example& example : own) {
        out << fmt::format("  {}\n      {}\n", example.line, example.text);
    }
}

const Command* find(std::string_view name)
{
    const auto found = std::ranges::find(table, name, &Command::name);
    return found == table.end() ? nullptr : &*found;
}

void print_overview(std::ostream& out)
{
    out << "vuicc shows what cards are and do.\n\nusage: vuicc COMMAND ...\n\n";
    for (const Command& command : table) {
        out << fmt::format("  {:<11} {}\n", command.name, command.summary);
    }
    out << "  help        explain a command: vuicc help COMMAND\n";
}

/// The second words of a command that say what it does.
std::vector<std::string> actions_of(const Command& command)
{
    std::vector<std::string> actions;
    for (const usage::Synopsis& synopsis : usage::read_usage(command.usage).synopses) {
        if (synopsis.words.empty() || synopsis.words.front().is_optional) {
            continue;
        }
        const std::string& word = synopsis.words.front().alternatives.front();
        if (!usage::is_placeholder(word) && std::ranges::find(actions, word) == actions.end()) {
            actions.push_back(word);
        }
    }
    return actions;
}

/// "; did you mean profile export or state export?" where actions have that name, else the nearest
/// command.
std::string suggested_command(const std::string& name)
{
    std::vector<std::string> known{"help"};
    std::vector<std::string> with_action;
    for (const Command& command : table) {
        known.emplace_back(command.name);
        const auto actions = actions_of(command);
        if (std::ranges::find(actions, name) != actions.end()) {
            with_action.push_back(fmt::format("{} {}", command.name, name));
        }
    }
    return with_action.empty() ? suggestion(name, known)
                               : fmt::format("; did you mean {}?", fmt::join(with_action, " or "));
}

int complain_of_unknown(const std::string& name)
{
    return complain(
        "", name.empty() ? "there is no command ''"
                         : fmt::format("there is no command {}{}", name, suggested_command(name)));
}

bool asks_for_help(Arguments arguments)
{
    return std::ranges::any_of(arguments, [](const std::string& argument) {
        return argument == "--help" || argument == "-h";
    });
}

int help(Arguments arguments)
{
    if (arguments.empty() || arguments.front() == "help" || asks_for_help(arguments.first(1))) {
        print_overview(std::cout);
        return success;
    }
    const Command* command = find(arguments.front());
    if (command == nullptr) {
        return complain_of_unknown(arguments.front());
    }
    const auto actions = actions_of(*command);
    if (arguments.size() > 1 && !actions.empty() &&
        std::ranges::find(actions, arguments[1]) == actions.end()) {
        return complain_of_action(command->name, arguments.subspan(1));
    }
    print_usage(std::cout, *command);
    return success;
}

} // namespace

std::span<const Command> commands()
{
    return table;
}

std::string_view daemon_options_usage()
{
    return daemon_usage;
}

std::string full_usage(const Command& command)
{
    return fmt::format("{}{}", command.usage, command.run == nullptr ? daemon_usage : "");
}

int complain(std::string_view command, std::string_view what)
{
    const std::string name = fmt::format("{}{}", command.empty() ? "" : " ", command);
    std::cerr << fmt::format("vuicc{}: {}\nTry 'vuicc help{}'.\n", name, what, name);
    return wrong_usage;
}

bool has_actions(std::string_view command)
{
    const Command* known = find(command);
    return known != nullptr && !actions_of(*known).empty();
}

int complain_of_action(std::string_view command, Arguments arguments)
{
    const auto actions = actions_of(*find(command));
    std::string expected =
        fmt::format("expected {}{}", actions.size() > 1 ? "one of " : "", fmt::join(actions, ", "));
    if (!arguments.empty()) {
        expected +=
            fmt::format(", not {}{}", arguments.front(), suggestion(arguments.front(), actions));
    }
    return complain(command, expected);
}

int run_version(Arguments arguments)
{
    if (arguments.empty()) {
        std::cout << "vuicc " << version << '\n';
        return success;
    }
    return ask_daemon("version", arguments);
}

int run(Arguments arguments)
{
    if (arguments.empty()) {
        print_overview(std::cerr);
        return wrong_usage;
    }
    const std::string& name = arguments.front();
    const Arguments rest = arguments.subspan(1);
    if (name == "help" || name == "--help" || name == "-h") {
        return help(rest);
    }
    if (name == "--version") {
        return run_version({});
    }
    const Command* command = find(name);
    if (command == nullptr) {
        return complain_of_unknown(name);
    }
    if (asks_for_help(rest)) {
        return help(arguments.first(1));
    }
    return command->run != nullptr ? command->run(rest) : ask_daemon(name, rest);
}

} // namespace uicc::daemon::cli
