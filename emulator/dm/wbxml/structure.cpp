#include "emulator/dm/wbxml/structure.hpp"

#include "codec/hex.hpp"
#include "emulator/dm/text_check.hpp"
#include "emulator/dm/wbxml/provisioning_tokens.hpp"
#include "emulator/dm/wbxml/token_reader.hpp"

#include <optional>

namespace uicc::emulator::dm::wbxml {
namespace {

constexpr Byte lowest_version = 0x01;  // 1.1
constexpr Byte highest_version = 0x03; // 1.3
constexpr std::uint32_t us_ascii = 3;  // MIBenum
constexpr std::uint32_t utf_8 = 106;
constexpr Byte tag_bits = 0x3F;

enum class Role { Ordinary, Data, Type, Tree };

/// An element whose END has not come yet.
struct OpenElement {
    Language language{};
    Role role = Role::Ordinary;
    std::size_t begin = 0; ///< of its tag
};

/// Walks a document once, front to back, with a stack of open elements instead of recursion.
class Walker {
public:
    Walker(ByteView content, std::size_t base) : reader_{content, base} {}

    Result<Structure, DmError> run()
    {
        TRY(take_header());
        do {
            TRY(take_content_token());
        } while (!finished_);
        structure_.end = reader_.at();
        return structure_;
    }

private:
    // --- bounds

    Result<void, DmError> count(std::size_t& counter, std::size_t limit, std::size_t at)
    {
        if (++counter > limit) {
            return reader_.refuse(at, too_much);
        }
        return {};
    }

    Result<void, DmError> count_part(std::size_t at) { return count(parts_, max_parts, at); }
    Result<void, DmError> count_item(std::size_t at) { return count(items_, max_items, at); }

    // --- header, WBXML §5.4

    Result<void, DmError> take_header()
    {
        structure_.version = TRY(reader_.take());
        if (structure_.version < lowest_version || structure_.version > highest_version) {
            return reader_.refuse(0, "is none of the WBXML versions 1.1 to 1.3");
        }
        const std::uint32_t public_id = TRY(reader_.take_number());
        std::optional<std::uint32_t> public_id_index;
        if (public_id == public_id_in_string_table) {
            public_id_index = TRY(reader_.take_number());
        }
        TRY(take_charset());
        structure_.string_table = TRY(reader_.take_string_table());
        structure_.body = reader_.at();
        return settle_language(public_id, public_id_index);
    }

    Result<void, DmError> take_charset()
    {
        const std::size_t start = reader_.at();
        const std::uint32_t charset = TRY(reader_.take_number());
        if (charset != utf_8 && charset != us_ascii) {
            return reader_.refuse(start,
                                  "character set " + std::to_string(charset) + " is not UTF-8");
        }
        return {};
    }

    Result<void, DmError> settle_language(std::uint32_t public_id,
                                          std::optional<std::uint32_t> index)
    {
        std::optional<Language> language;
        if (index) {
            const ByteView text = TRY(reader_.string_at(1, *index));
            language = language_of_public_id(text_of(text));
        } else {
            language = public_id == unknown_public_id ? language_of_first_tag()
                                                      : language_of_public_id(public_id);
        }
        if (!language) {
            return reader_.refuse(
                1, "is neither a SyncML 1.2 message, a DM DDF 1.2 tree nor a provisioning "
                   "document");
        }
        structure_.language = *language;
        return {};
    }

    /// For anonymous documents.
    [[nodiscard]] std::optional<Language> language_of_first_tag() const
    {
        Byte page = 0;
        ByteView rest = reader_.rest();
        while (rest.size() > 1 && rest[0] == switch_page) {
            page = rest[1];
            rest = rest.subspan(2);
        }
        return rest.empty() ? std::nullopt : language_of_root(page, rest[0] & tag_bits);
    }

    // --- elements, WBXML §5.8.4

    Result<void, DmError> take_content_token()
    {
        const std::size_t start = reader_.at();
        const Byte token = TRY(reader_.take());
        if (token == switch_page) {
            tag_page_ = TRY(reader_.take());
            return {};
        }
        if ((token & tag_bits) >= first_tag) {
            return take_tag(start, token);
        }
        if (open_.empty()) {
            return reader_.refuse(start, "here the root element must start");
        }
        if (token == end_token) {
            return close_element(start);
        }
        const bool is_opaque = token == opaque;
        const auto taken = is_opaque ? take_opaque(start) : reader_.take_text(start, token);
        const Extent value = TRY(taken);
        return keep({start, reader_.at()}, value, is_opaque);
    }

    [[nodiscard]] Language current_language() const
    {
        return open_.empty() ? structure_.language : open_.back().language;
    }

    [[nodiscard]] Role current_role() const
    {
        return open_.empty() ? Role::Ordinary : open_.back().role;
    }

    Result<void, DmError> take_tag(std::size_t start, Byte token)
    {
        TRY(count_item(start));
        const Byte tag = token & tag_bits;
        OpenElement element{current_language(), Role::Ordinary, start};
        if (current_role() == Role::Data) {
            element.language = Language::DmDdf;
        }
        TRY(require_known_tag(element.language, start, tag));
        element.role = role_of(element.language, tag);
        if ((token & with_attributes) != 0) {
            TRY(take_attributes(start, element.language));
        }
        if (element.role == Role::Data) {
            structure_.data.push_back(
                {.content = {reader_.at(), reader_.at()}, .page_behind = tag_page_});
        }
        if ((token & with_content) != 0) {
            return open_element(element);
        }
        finished_ = open_.empty();
        if (element.role == Role::Tree) {
            return keep_tree(start);
        }
        return {};
    }

    [[nodiscard]] Role role_of(Language language, Byte tag) const
    {
        if (current_role() == Role::Data) {
            return Role::Tree;
        }
        if (language != Language::SyncMl) {
            return Role::Ordinary;
        }
        if (tag_page_ == 0 && tag == data_tag) {
            return Role::Data;
        }
        return tag_page_ == metinf_page && tag == type_tag ? Role::Type : Role::Ordinary;
    }

    Result<void, DmError> require_known_tag(Language language, std::size_t start, Byte tag)
    {
        if (!knows_tag(language, tag_page_, tag)) {
            return reader_.refuse(start, "tag " + codec::to_hex({{tag}}) +
                                             " is not defined on code page " +
                                             std::to_string(tag_page_));
        }
        const bool is_root = open_.empty() || current_role() == Role::Data;
        if (is_root && language_of_root(tag_page_, tag) != language) {
            return reader_.refuse(start, "is not the root element of this document type");
        }
        return {};
    }

    Result<void, DmError> open_element(OpenElement element)
    {
        if (open_.size() == max_depth) {
            return reader_.refuse(element.begin, "elements are nested more than 64 deep");
        }
        open_.push_back(element);
        return {};
    }

    Result<void, DmError> close_element(std::size_t end_at)
    {
        const OpenElement element = open_.back();
        open_.pop_back();
        finished_ = open_.empty();
        if (element.role == Role::Tree) {
            return keep_tree(element.begin);
        }
        if (element.role == Role::Data) {
            structure_.data.back().content.end = end_at;
            structure_.data.back().page_behind = tag_page_;
        }
        return {};
    }

    // --- what elements hold

    Result<void, DmError> keep_tree(std::size_t begin)
    {
        structure_.data.back().parts.push_back({DataPart::Kind::Tree, {begin, reader_.at()}});
        return count_part(begin);
    }

    Result<void, DmError> keep(Extent token, Extent value, bool is_opaque)
    {
        const Role role = current_role();
        if (role == Role::Data) {
            const auto kind = is_opaque ? DataPart::Kind::Opaque : DataPart::Kind::Text;
            structure_.data.back().parts.push_back({kind, value});
            return {};
        }
        // Opaque values of an inline tree are found when the tree is taken out of the message.
        const bool in_message = current_language() == structure_.language;
        if (!in_message || (!is_opaque && role != Role::Type)) {
            return {};
        }
        structure_.held.push_back({token, value});
        return count_part(token.begin);
    }

    Result<Extent, DmError> take_opaque(std::size_t start)
    {
        if (structure_.language == Language::Provisioning) {
            return reader_.refuse(start, "opaque data has no place in a provisioning document");
        }
        return reader_.take_opaque();
    }

    // --- attributes, WBXML §5.8.3; they keep a code page of their own

    Result<void, DmError> take_attributes(std::size_t tag_at, Language language)
    {
        if (language != Language::Provisioning) {
            return reader_.refuse(tag_at, "this document type has no attributes");
        }
        bool started = false;
        while (true) {
            const Byte token = TRY(next_attribute_token());
            if (token == end_token && started) {
                return {};
            }
            if (!started && !starts_attribute(token)) {
                return reader_.refuse(reader_.at() - 1, "here an attribute must start");
            }
            started = true;
            TRY(take_attribute_token(reader_.at() - 1, token));
        }
    }

    static bool starts_attribute(Byte token)
    {
        return (token & tag_bits) >= first_tag && token < with_attributes;
    }

    /// The next token; behind a page switch a token of that page must follow.
    Result<Byte, DmError> next_attribute_token()
    {
        const Byte token = TRY(reader_.take());
        if (token != switch_page) {
            return token;
        }
        attribute_page_ = TRY(reader_.take());
        const Byte switched = TRY(reader_.take());
        if ((switched & tag_bits) < first_tag) {
            return reader_.refuse(reader_.at() - 1,
                                  "here must stand a token of the code page switched to");
        }
        return switched;
    }

    Result<void, DmError> take_attribute_token(std::size_t start, Byte token)
    {
        TRY(count_item(start));
        if ((token & tag_bits) < first_tag) {
            TRY(reader_.take_text(start, token));
            return {};
        }
        const bool known = token < with_attributes ? knows_attribute_start(attribute_page_, token)
                                                   : knows_attribute_value(attribute_page_, token);
        if (!known) {
            return reader_.refuse(start, "attribute token " + codec::to_hex({{token}}) +
                                             " is not defined on code page " +
                                             std::to_string(attribute_page_));
        }
        return {};
    }

    TokenReader reader_;
    Byte tag_page_ = 0;
    Byte attribute_page_ = 0;
    std::vector<OpenElement> open_{};
    bool finished_ = false;
    std::size_t parts_ = 0;
    std::size_t items_ = 0;
    Structure structure_{};
};

} // namespace

Result<Structure, DmError> check(ByteView content, std::size_t base)
{
    return Walker{content, base}.run();
}

} // namespace uicc::emulator::dm::wbxml
