#include "emulator/dm/compact_provisioning.hpp"

#include "codec/byte_writer.hpp"
#include "emulator/dm/text_check.hpp"
#include "emulator/dm/wbxml/provisioning_tokens.hpp"
#include "emulator/dm/wbxml/vocabulary.hpp"

namespace uicc::emulator::dm {
namespace {

// Tags of OMA-WAP-ProvCont 1.1 §8.1, on code page 0.
constexpr Byte document_tag = 0x05;
constexpr Byte characteristic_tag = 0x06;
constexpr Byte parm_tag = 0x07;

// The last four value tokens of attribute page 1; an old draft had them at 80 to 83.
constexpr Byte authentication_page = 1;
constexpr Byte first_moved_token = 0x90;
constexpr Byte last_moved_token = 0x93;
constexpr Byte old_offset = 0x10;

class Writer {
public:
    explicit Writer(CpAuthTokens auth_tokens) : auth_tokens_{auth_tokens} {}

    Bytes write(const ProvisioningDocument& document)
    {
        // version 1.3, public id 0B, UTF-8, no string table
        out_ = {0x03, 0x0B, 0x6A, 0x00};
        start_tag(document_tag, !document.characteristics.empty());
        write_attribute("version", document.version);
        end();
        for (const Characteristic& characteristic : document.characteristics) {
            write(characteristic);
        }
        if (!document.characteristics.empty()) {
            end();
        }
        return std::move(out_);
    }

private:
    void write(const Characteristic& characteristic)
    {
        const bool has_content =
            !characteristic.parameters.empty() || !characteristic.characteristics.empty();
        start_tag(characteristic_tag, has_content);
        write_attribute("type", characteristic.type);
        end();
        for (const Parameter& parameter : characteristic.parameters) {
            write(parameter);
        }
        for (const Characteristic& child : characteristic.characteristics) {
            write(child);
        }
        if (has_content) {
            end();
        }
    }

    void write(const Parameter& parameter)
    {
        start_tag(parm_tag, false);
        write_attribute("name", parameter.name);
        if (parameter.value) {
            write_start(*wbxml::find_attribute_start("value", "", page_));
            write_value(text_of(*parameter.value));
        }
        end();
    }

    void start_tag(Byte tag, bool has_content)
    {
        const int content_bit = has_content ? wbxml::with_content : 0;
        out_.push_back(static_cast<Byte>(tag | wbxml::with_attributes | content_bit));
    }

    void end() { out_.push_back(wbxml::end_token); }

    /// One token when the attribute with this very value has one, else a token and the text.
    void write_attribute(std::string_view name, std::string_view value)
    {
        if (const auto whole = wbxml::find_attribute_start(name, value, page_);
            whole && !value.empty()) {
            write_start(*whole);
            return;
        }
        write_start(*wbxml::find_attribute_start(name, "", page_));
        write_value(value);
    }

    void write_start(wbxml::PagedToken start)
    {
        if (start.page != page_) {
            out_.push_back(wbxml::switch_page);
            out_.push_back(start.page);
            page_ = start.page;
        }
        out_.push_back(start.token);
    }

    void write_value(std::string_view value)
    {
        if (const auto token = wbxml::find_attribute_value(value, page_)) {
            out_.push_back(moved(*token));
            return;
        }
        out_.push_back(wbxml::str_i);
        codec::append(out_, octets_of(value));
        out_.push_back(0);
    }

    [[nodiscard]] Byte moved(Byte token) const
    {
        const bool moves = auth_tokens_ == CpAuthTokens::OldDraft && page_ == authentication_page &&
                           token >= first_moved_token && token <= last_moved_token;
        return moves ? static_cast<Byte>(token - old_offset) : token;
    }

    CpAuthTokens auth_tokens_;
    Byte page_ = 0;
    Bytes out_{};
};

} // namespace

Bytes encode_compact(const ProvisioningDocument& document, CpAuthTokens auth_tokens)
{
    return Writer{auth_tokens}.write(document);
}

} // namespace uicc::emulator::dm
