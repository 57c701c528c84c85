#include "filesystem/access/rule_words.hpp"

#include "filesystem/access/access_mode.hpp"
#include "filesystem/access/condition.hpp"
#include "filesystem/key_name.hpp"

#include <fmt/format.h>

namespace uicc::filesystem {
namespace {

using codec::Tag;
using codec::TlvObject;
using codec::TlvReader;

/// Words, and whether they need brackets among others.
struct Phrase {
    std::string text{};
    bool is_compound = false;
};

/// "A", "A or B".
class Joined {
public:
    explicit Joined(std::string_view word) : word_{word} {}

    void add(const std::string& text)
    {
        text_ += text_.empty() ? text : fmt::format(" {} {}", word_, text);
        ++count_;
    }

    [[nodiscard]] Phrase phrase() const { return {.text = text_, .is_compound = count_ > 1}; }

private:
    std::string_view word_;
    std::string text_;
    std::size_t count_ = 0;
};

/// Puts conditions into words for one status and one way to name keys.
class Wording {
public:
    Wording(const SecurityStatus& status, KeyNames names) : status_{status}, names_{names} {}

    [[nodiscard]] Phrase of(const TlvObject& condition) const
    {
        switch (condition.tag) {
        case Tag{0x90}:
            return {"always"};
        case Tag{0x97}:
            return {"never"};
        case Tag{0x9E}:
            return of_octet(condition.value.front());
        case Tag{0xA4}:
            return {authentication(condition.value)};
        case Tag{0xB4}:
            return {messaging("checksums on", condition.value)};
        case Tag{0xB8}:
            return {messaging("encryption of", condition.value)};
        case Tag{0xA0}:
            return all_of(condition.value, "or");
        case Tag{0xAF}:
            return all_of(condition.value, "and");
        case Tag{0xA7}:
            return {"not " + bracketed(all_of(condition.value, "or"))};
        default:
            return {fmt::format("a condition of the unknown kind {:02X}",
                                static_cast<unsigned>(condition.tag))};
        }
    }

    [[nodiscard]] Phrase of_octet(Byte condition) const
    {
        namespace bits = condition_octet;
        if (condition == bits::always || condition == bits::never) {
            return {condition == bits::always ? "always" : "never"};
        }
        const Byte environment = condition & bits::environment;
        Joined joined{(condition & bits::all_needed) != 0 ? "and" : "or"};
        if ((condition & bits::secure_messaging) != 0) {
            joined.add("secure messaging");
        }
        if ((condition & bits::external_authentication) != 0) {
            joined.add("an authentication of the terminal");
        }
        if ((condition & bits::user_authentication) != 0) {
            const auto key = status_.implied_key(environment);
            joined.add(key ? name(*key) : "the PIN of the environment");
        }
        if (environment == 0) {
            return joined.phrase();
        }
        return {fmt::format("{} in security environment {:02X}", bracketed(joined.phrase()),
                            environment)};
    }

private:
    [[nodiscard]] static std::string bracketed(const Phrase& phrase)
    {
        return phrase.is_compound ? "(" + phrase.text + ")" : phrase.text;
    }

    [[nodiscard]] Phrase all_of(ByteView conditions, std::string_view word) const
    {
        Joined joined{word};
        for (TlvReader reader{conditions}; !reader.at_end();) {
            joined.add(bracketed(of(reader.next().value())));
        }
        return joined.phrase();
    }

    [[nodiscard]] std::string name(KeyReference key) const
    {
        const std::string plain = name_of(key);
        return names_ == KeyNames::Plain
                   ? plain
                   : fmt::format("{} ({:02X})", plain, static_cast<unsigned>(key));
    }

    [[nodiscard]] static std::string with_key(std::string text, std::optional<Byte> key)
    {
        return key ? fmt::format("{} with key set {:02X}", text, *key) : text;
    }

    [[nodiscard]] std::string authentication(ByteView crt) const
    {
        const ControlReference wanted = control_reference(crt).value();
        const Byte use = wanted.usage.value_or(usage::password);
        if (use == usage::password) {
            return name(KeyReference{wanted.key.value()});
        }
        return use == usage::external_authentication
                   ? with_key("an authentication of the terminal", wanted.key)
                   : fmt::format("an authentication of the unknown kind {:02X}", use);
    }

    [[nodiscard]] static std::string messaging(std::string_view what, ByteView crt)
    {
        constexpr Byte both = usage::in_commands | usage::in_responses;
        const ControlReference wanted = control_reference(crt).value();
        const Byte use = wanted.usage.value_or(both);
        const std::string_view where = use == usage::in_commands    ? "commands"
                                       : use == usage::in_responses ? "responses"
                                                                    : "commands and responses";
        return with_key(fmt::format("{} {}", what, where), wanted.key);
    }

    const SecurityStatus& status_;
    KeyNames names_;
};

} // namespace

std::string conditions_in_words(ByteView rules,
                                const Operation& operation,
                                const SecurityStatus& status,
                                KeyNames names)
{
    const Wording wording{status, names};
    Joined joined{"or"};
    bool covered = false;
    for (TlvReader reader{rules}; !reader.at_end() && rules[reader.offset()] != 0xFF;) {
        const TlvObject object = reader.next().value();
        if (is_access_mode(object.tag)) {
            covered = covers(object, operation).value();
        } else if (covered) {
            joined.add(wording.of(object).text);
        }
    }
    return joined.phrase().text;
}

std::string compact_conditions_in_words(ByteView rules,
                                        const Operation& operation,
                                        const SecurityStatus& status,
                                        KeyNames names)
{
    const Wording wording{status, names};
    Joined joined{"or"};
    for (codec::ByteReader reader{rules}; !reader.at_end();) {
        const Byte am_byte = reader.take().value();
        for (Byte bit = 0x40; bit != 0; bit = static_cast<Byte>(bit >> 1U)) {
            if ((am_byte & bit) == 0) {
                continue;
            }
            const Byte condition = reader.take().value();
            if (covers(static_cast<Byte>((am_byte & 0x80) | bit), operation.mode)) {
                joined.add(wording.of_octet(condition).text);
            }
        }
    }
    return joined.phrase().text;
}

} // namespace uicc::filesystem
