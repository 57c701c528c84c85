#include "emulator/dm/lwm2m_text.hpp"

#include "codec/hex.hpp"
#include "emulator/dm/lwm2m_bootstrap.hpp"
#include "emulator/dm/lwm2m_names.hpp"
#include "emulator/dm/secrecy/mask.hpp"
#include "emulator/dm/text_check.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace uicc::emulator::dm {
namespace {

constexpr auto right_names = std::to_array<std::pair<Byte, std::string_view>>({
    {lwm2m_rights::read, "read"},
    {lwm2m_rights::write, "write"},
    {lwm2m_rights::execute, "execute"},
    {lwm2m_rights::delete_instance, "delete"},
    {lwm2m_rights::create_instance, "create"},
});

// Resources of the Security object, LwM2M TS 1.0 Appendix E.1.
constexpr std::uint16_t security_mode_resource = 2;
constexpr std::uint16_t secret_key_resource = 5;
constexpr std::uint16_t sms_parameters_resource = 7;
constexpr std::uint16_t sms_keys_resource = 8;
constexpr std::int64_t no_security = 3;

std::string hex_or_nothing(ByteView value)
{
    return value.empty() ? "(empty)" : codec::to_hex(value);
}

std::string quoted_or_hex(ByteView value)
{
    const auto is_blank_or_more = [](Byte octet) { return octet >= ' '; };
    if (value.empty() || !is_text(value) || !std::ranges::all_of(value, is_blank_or_more)) {
        return hex_or_nothing(value);
    }
    return '"' + std::string{text_of(value)} + '"';
}

std::string rights(ByteView value)
{
    const auto number = decode_lwm2m_integer(value);
    if (!number) {
        return hex_or_nothing(value);
    }
    std::string names;
    for (const auto& [bit, name] : right_names) {
        if ((*number & bit) != 0) {
            names += (names.empty() ? "" : ", ") + std::string{name};
        }
    }
    return names.empty() ? "nothing" : names;
}

std::string integer(ByteView value)
{
    const auto number = decode_lwm2m_integer(value);
    return number ? std::to_string(*number) : hex_or_nothing(value);
}

std::string boolean(ByteView value)
{
    if (value.size() == 1 && value.front() <= 1) {
        return value.front() == 1 ? "true" : "false";
    }
    return hex_or_nothing(value);
}

std::string value_text(ByteView value, Lwm2mType type, Secrets secrets)
{
    switch (type) {
    case Lwm2mType::Integer:
        return integer(value);
    case Lwm2mType::Boolean:
        return boolean(value);
    case Lwm2mType::Rights:
        return rights(value);
    case Lwm2mType::Secret:
        return secrets == Secrets::Mask ? secrecy::mask(value.size()) : hex_or_nothing(value);
    case Lwm2mType::String:
    case Lwm2mType::Opaque:
        return quoted_or_hex(value);
    }
    return {};
}

/// A value whose meaning is unknown could be a secret.
std::string unknown_value_text(ByteView value, Secrets secrets)
{
    return secrets == Secrets::Mask ? secrecy::mask(value.size()) : hex_or_nothing(value);
}

bool has_its_form(ByteView value, Lwm2mType type)
{
    switch (type) {
    case Lwm2mType::Integer:
    case Lwm2mType::Rights:
        return decode_lwm2m_integer(value).has_value();
    case Lwm2mType::Boolean:
        return value.size() == 1 && value.front() <= 1;
    case Lwm2mType::Secret:
    case Lwm2mType::String:
    case Lwm2mType::Opaque:
        return true;
    }
    return false;
}

std::string value_text(ByteView value, const Lwm2mResourceSpec* spec, Secrets secrets)
{
    const bool is_known = spec != nullptr && has_its_form(value, spec->type);
    return is_known || (spec != nullptr && secrets == Secrets::Show)
               ? value_text(value, spec->type, secrets)
               : unknown_value_text(value, secrets);
}

const Lwm2mResource* find(const Lwm2mObjectInstance& instance, std::uint16_t id)
{
    const auto found = std::ranges::find(instance.resources, id, &Lwm2mResource::id);
    return found == instance.resources.end() ? nullptr : &*found;
}

bool repeats(const Lwm2mObjectInstance& instance)
{
    return std::ranges::any_of(instance.resources, [&](const Lwm2mResource& one) {
        return std::ranges::count(instance.resources, one.id, &Lwm2mResource::id) > 1;
    });
}

/// Whether a key may have become something else by damage: in an account without one that needs
/// it (LwM2M TS 1.0 Appendix E.1), and wherever a resource stands twice.
bool may_have_lost_its_key(const Lwm2mObject& object, const Lwm2mObjectInstance& instance)
{
    if (object.id != lwm2m_security) {
        return repeats(instance);
    }
    const Lwm2mResource* mode = find(instance, security_mode_resource);
    const auto number = mode == nullptr ? std::nullopt : decode_lwm2m_integer(mode->value);
    const bool needs_key = !number || *number != no_security;
    const bool needs_sms_keys = find(instance, sms_parameters_resource) != nullptr;
    return repeats(instance) || (needs_key && find(instance, secret_key_resource) == nullptr) ||
           (needs_sms_keys && find(instance, sms_keys_resource) == nullptr);
}

/// Whether values that cannot be told from a key are hidden like one.
enum class FreeValues { Shown, Hidden };

bool is_free(const Lwm2mResourceSpec* spec)
{
    return spec != nullptr && (spec->type == Lwm2mType::String || spec->type == Lwm2mType::Opaque);
}

std::string mode_suffix(const Lwm2mResourceSpec* spec, ByteView value)
{
    if (spec == nullptr || spec->object_id != lwm2m_security || spec->id != 2) {
        return {};
    }
    const auto mode = decode_lwm2m_integer(value);
    const auto name = mode ? lwm2m_security_mode_name(*mode) : "";
    return name.empty() ? " (unknown)" : " (" + std::string{name} + ")";
}

void append_resource(std::string& text,
                     const Lwm2mResource& resource,
                     const Lwm2mResourceSpec* spec,
                     Secrets secrets,
                     FreeValues free_values)
{
    const auto shown = [&](ByteView value) {
        return free_values == FreeValues::Hidden && is_free(spec)
                   ? secrecy::mask(value.size())
                   : value_text(value, spec, secrets);
    };
    text += "    " + std::to_string(resource.id) + " " +
            (spec == nullptr ? "(unknown)" : std::string{spec->name});
    if (!resource.multiple) {
        text += ": " + shown(resource.value) + mode_suffix(spec, resource.value) + "\n";
        return;
    }
    text += ":\n";
    for (const auto& [id, value] : resource.instances) {
        text += "      " + std::to_string(id) + ": " + shown(value) + "\n";
    }
}

std::string object_heading(const Lwm2mObject& object)
{
    const auto name = lwm2m_object_name(object.id);
    std::string text = "object " + std::to_string(object.id) + " " +
                       (name.empty() ? "(unknown)" : std::string{name});
    if (object.version) {
        text += ", version " + std::to_string(object.version->major) + "." +
                std::to_string(object.version->minor);
    }
    return text + "\n";
}

void append_object(std::string& text, const Lwm2mObject& object, Secrets secrets)
{
    text += object_heading(object);
    for (const Lwm2mObjectInstance& instance : object.instances) {
        text += "  instance " + std::to_string(instance.id) + "\n";
        const auto free_values = secrets == Secrets::Mask && may_have_lost_its_key(object, instance)
                                     ? FreeValues::Hidden
                                     : FreeValues::Shown;
        for (const Lwm2mResource& resource : instance.resources) {
            const Lwm2mResourceSpec* spec = find_resource_spec(object.id, resource.id);
            append_resource(text, resource, spec, secrets, free_values);
        }
    }
}

} // namespace

Result<std::string, DmError> describe_lwm2m(ByteView content, Secrets secrets)
{
    const auto objects = TRY(decode_lwm2m_bootstrap(content));
    std::string text = "LwM2M bootstrap, " + std::to_string(objects.size()) +
                       (objects.size() == 1 ? " object\n" : " objects\n");
    for (const Lwm2mObject& object : objects) {
        append_object(text, object, secrets);
    }
    for (const std::string& remark : remarks(objects)) {
        text += "remark: " + remark + "\n";
    }
    return text;
}

} // namespace uicc::emulator::dm
