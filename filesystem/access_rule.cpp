#include "filesystem/access_rule.hpp"

#include "filesystem/access/access_mode.hpp"
#include "filesystem/access/condition.hpp"

namespace uicc::filesystem {
namespace {

using codec::TlvReader;
using Reason = Denial::Reason;

bool is_fill(ByteView rules, std::size_t offset)
{
    return rules[offset] == 0xFF;
}

/// What the conditions so far come to.
struct Findings {
    bool granted = false;
    Denial denial{};

    /// Takes over a condition that counts; one that is malformed counts wherever it stands.
    Verdict add(const Verdict& verdict, bool counts)
    {
        if (!verdict && verdict.error().reason == Reason::Malformed) {
            return verdict;
        }
        granted |= counts && verdict.has_value();
        if (counts && !verdict) {
            merge(denial, verdict.error());
        }
        return {};
    }

    [[nodiscard]] Verdict verdict() const { return granted ? Verdict{} : tl::unexpected{denial}; }
};

} // namespace

Result<void, Denial> decide(ByteView rules,
                            const Operation& operation,
                            const SecurityStatus& status)
{
    Findings findings;
    bool covered = false;
    bool has_access_mode = false;
    bool lacks_condition = false; // the access mode has none yet
    for (TlvReader reader{rules}; !reader.at_end() && !is_fill(rules, reader.offset());) {
        const auto object = reader.next();
        if (!object) {
            return malformed("data objects that end early");
        }
        if (is_access_mode(object->tag)) {
            if (lacks_condition) {
                break;
            }
            covered = TRY(covers(*object, operation));
            has_access_mode = lacks_condition = true;
            continue;
        }
        if (!has_access_mode) {
            return malformed("a condition before any access mode");
        }
        lacks_condition = false;
        TRY(findings.add(evaluate(*object, status), covered));
    }
    if (lacks_condition) {
        return malformed("an access mode without a condition");
    }
    return findings.verdict();
}

Result<void, Denial> decide_compact(ByteView rules,
                                    const Operation& operation,
                                    const SecurityStatus& status)
{
    Findings findings;
    for (codec::ByteReader reader{rules}; !reader.at_end();) {
        const Byte am_byte = reader.take().value();
        for (Byte bit = 0x40; bit != 0; bit = static_cast<Byte>(bit >> 1U)) {
            if ((am_byte & bit) == 0) {
                continue;
            }
            const auto condition = reader.take();
            if (!condition) {
                return malformed("fewer condition octets than its access modes need");
            }
            const auto covered = static_cast<Byte>((am_byte & 0x80) | bit);
            TRY(findings.add(evaluate_octet(*condition, status), covers(covered, operation.mode)));
        }
    }
    return findings.verdict();
}

} // namespace uicc::filesystem
