#include "codec/hex.hpp"
#include "codec/secure_bytes.hpp"
#include "crypto/hash.hpp"
#include "daemon/client/content/judgement.hpp"
#include "daemon/client/content/lwm2m_objects.hpp"
#include "emulator/dm/fill.hpp"
#include "emulator/dm/lwm2m_bootstrap.hpp"
#include "emulator/dm/lwm2m_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace uicc::daemon::client::content {
namespace {

namespace dm = emulator::dm;
using Instance = dm::Lwm2mObjectInstance;

// Resources of the Security and the Server object, LwM2M TS 1.0 Appendix E.1 and E.2.
constexpr std::uint16_t uri = 0;
constexpr std::uint16_t bootstrap_server = 1;
constexpr std::uint16_t security_mode = 2;
constexpr std::uint16_t short_server_id = 10;
constexpr std::uint16_t short_server_id_of_server = 0;

const dm::Lwm2mResource* find(const Instance& instance, std::uint16_t id)
{
    const auto found = std::ranges::find(instance.resources, id, &dm::Lwm2mResource::id);
    return found == instance.resources.end() || found->multiple ? nullptr : &*found;
}

std::optional<std::int64_t> integer(const Instance& instance, std::uint16_t id)
{
    const auto* resource = find(instance, id);
    return resource == nullptr ? std::nullopt : dm::decode_lwm2m_integer(resource->value);
}

std::string text(const Instance& instance, std::uint16_t id)
{
    const auto* resource = find(instance, id);
    return resource == nullptr ? "" : std::string{resource->value.begin(), resource->value.end()};
}

/// As profiles name it; empty when there is no such mode.
std::string_view security_name(std::int64_t mode)
{
    constexpr auto names =
        std::to_array<std::string_view>({"psk", "raw-public-key", "certificate", "none"});
    const auto index = static_cast<std::uint64_t>(mode);
    return index < names.size() ? names.at(index) : std::string_view{};
}

/// Everything about an account, in an order of its own, for the digest.
void append_all(SecureBytes& out, const Instance& instance)
{
    for (const auto& resource : instance.resources) {
        out.push_back(static_cast<Byte>(resource.id >> 8U));
        out.push_back(static_cast<Byte>(resource.id));
        out.push_back(static_cast<Byte>(resource.value.size() >> 8U));
        out.push_back(static_cast<Byte>(resource.value.size()));
        out.insert(out.end(), resource.value.begin(), resource.value.end());
    }
}

class Lwm2mJudge {
public:
    Lwm2mJudge(const std::vector<dm::Lwm2mObject>& objects, const Conduct& conduct)
        : objects_{objects}, conduct_{conduct}
    {}

    Judgement judge()
    {
        for (std::size_t i = 0; i < objects_.size() && !rejected_; ++i) {
            judge_object(objects_[i], i);
        }
        if (rejected_) {
            judgement_.verdict = Verdict::Malformed;
            judgement_.accounts.clear();
        }
        return std::move(judgement_);
    }

private:
    void judge_object(const dm::Lwm2mObject& object, std::size_t position)
    {
        if (dm::lwm2m_object_name(object.id).empty()) {
            complain(fmt::format("object {} is unknown", object.id));
            rejected_ = conduct_.breaks(Rule::RejectUnknownObject);
        }
        if (object.id != dm::lwm2m_security) {
            return;
        }
        if (position != 0 && conduct_.breaks(Rule::SecurityFirst)) {
            complain("the first object is not Security");
            rejected_ = true;
            return;
        }
        std::ranges::for_each(object.instances, [this](const auto& each) { add(each); });
    }

    void add(const Instance& security)
    {
        Account account{.server = text(security, uri),
                        .bootstrap = integer(security, bootstrap_server).value_or(0) != 0};
        const auto id = integer(security, short_server_id);
        account.id = id ? std::to_string(*id) : "bootstrap";
        const Instance* server = id ? server_object(*id) : nullptr;
        if (!has_usable_security(security, account) || !is_wanted(account, id, server)) {
            return;
        }
        SecureBytes everything;
        append_all(everything, security);
        if (server != nullptr) {
            append_all(everything, *server);
        }
        account.digest = digest_of(everything);
        judgement_.accounts.push_back(std::move(account));
    }

    bool has_usable_security(const Instance& security, Account& account)
    {
        const auto mode = integer(security, security_mode).value_or(-1);
        account.security = security_name(mode);
        if (!account.security.empty()) {
            return true;
        }
        account.security = fmt::format("mode {}", mode);
        complain(
            fmt::format("account {} has the unknown security {}", account.id, account.security));
        return conduct_.breaks(Rule::AcceptAnyMode);
    }

    bool is_wanted(const Account& account, std::optional<std::int64_t> id, const Instance* server)
    {
        if (account.server.empty()) {
            complain(fmt::format("account {} has no URI", account.id));
            return false;
        }
        const bool orphan = !account.bootstrap && (server == nullptr || id == 0);
        if (orphan && conduct_.keeps(Rule::AcceptOrphanServer)) {
            complain(fmt::format("account {} has no Server object", account.id));
            return false;
        }
        const bool second = std::ranges::any_of(judgement_.accounts, &Account::bootstrap);
        if (account.bootstrap && second && conduct_.keeps(Rule::ManyBootstrapServers)) {
            complain("there is more than one bootstrap server");
            return false;
        }
        return judgement_.accounts.empty() || conduct_.keeps(Rule::OneServerOnly);
    }

    [[nodiscard]] const Instance* server_object(std::int64_t id) const
    {
        for (const auto& object : objects_) {
            for (const auto& instance : object.instances) {
                if (object.id == dm::lwm2m_server &&
                    integer(instance, short_server_id_of_server) == id) {
                    return &instance;
                }
            }
        }
        return nullptr;
    }

    void complain(std::string problem)
    {
        judgement_.problems.push_back("EF.LwM2M_Bootstrap: " + std::move(problem));
    }

    const std::vector<dm::Lwm2mObject>& objects_;
    const Conduct& conduct_;
    Judgement judgement_{};
    bool rejected_ = false;
};

} // namespace

std::string digest_of(ByteView octets)
{
    return codec::to_hex(crypto::sha256(octets));
}

std::string digest_of(std::string_view text)
{
    return digest_of(ByteView{reinterpret_cast<const Byte*>(text.data()), text.size()}); // NOLINT
}

Judgement judge_lwm2m(ByteView file, const Conduct& conduct)
{
    const bool fills = conduct.keeps(Rule::NoFill);
    if (std::ranges::all_of(file, dm::is_fill) && fills) {
        return {.verdict = Verdict::Absent};
    }
    const auto objects = decode_objects(file, conduct);
    const bool ends_in_fill = file.empty() || file.back() == 0xFF;
    if (objects && (fills || !ends_in_fill)) {
        return Lwm2mJudge{*objects, conduct}.judge();
    }
    const std::string why =
        objects ? "it goes on behind its content" : dm::to_string(objects.error());
    return {.verdict = Verdict::Malformed, .problems = {"EF.LwM2M_Bootstrap: " + why}};
}

} // namespace uicc::daemon::client::content
