#include "profiles/loader/profile_family.hpp"

#include "filesystem/contents/subscriber/iccid.hpp"
#include "profiles/loader/make_card.hpp"
#include "profiles/loader/profile_text.hpp"
#include "profiles/loader/section.hpp"
#include "profiles/loader/substitution.hpp"
#include "profiles/yaml/parse.hpp"

#include <fmt/format.h>

namespace uicc::profiles {
namespace {

tl::unexpected<Diagnostics> refuse(const std::filesystem::path& file, const yaml::Problem& problem)
{
    return tl::unexpected{Diagnostics{{.file = file.string(),
                                       .line = problem.position.line,
                                       .column = problem.position.column,
                                       .message = problem.message}}};
}

const yaml::Node* member(const yaml::Node& map, std::string_view key)
{
    for (const auto& [name, value] : map.members) {
        if (name->text == key) {
            return value.get();
        }
    }
    return nullptr;
}

/// `family:` says what its cards are made from; it is not part of a card.
yaml::NodePtr without_family(const yaml::NodePtr& document)
{
    if (member(*document, "family") == nullptr) {
        return document;
    }
    yaml::Node copy = *document;
    std::erase_if(copy.members, [](const auto& entry) { return entry.first->text == "family"; });
    return std::make_shared<const yaml::Node>(std::move(copy));
}

} // namespace

ProfileFamily::ProfileFamily(yaml::Source source, std::filesystem::path name)
    : source_{std::move(source)}, name_{std::move(name)}
{}

ProfileFamily::FamilyResult ProfileFamily::load(const std::filesystem::path& file)
{
    return load_text(TRY(read_profile_text(file)), file);
}

ProfileFamily::FamilyResult ProfileFamily::load_text(std::string text,
                                                     const std::filesystem::path& name)
{
    auto source = yaml::Source::from(std::move(text));
    if (!source) {
        return refuse(name, source.error());
    }
    std::shared_ptr<ProfileFamily> family{new ProfileFamily{std::move(*source), name}};
    TRY(family->read());
    family->first_ = TRY(family->make(0));
    return family;
}

Result<void, Diagnostics> ProfileFamily::read()
{
    const auto document = yaml::parse(source_);
    if (!document) {
        return refuse(name_, document.error());
    }
    if ((*document)->kind != yaml::Kind::Map) {
        return refuse(name_, yaml::Problem{(*document)->position,
                                           "a profile is a map of keys, such as vuicc: 1"});
    }
    Report report{name_.string(), source_};
    if (const yaml::Node* family = member(**document, "family")) {
        constexpr SizeRange key_sizes{16, 64};
        Section section{report, *family, Keys::Secret};
        const auto key = section.hex("master-key", key_sizes);
        section.finish();
        master_key_ = key ? secure_copy(*key) : SecureBytes{};
    }
    document_ = without_family(*document);
    if (!report.empty()) {
        return tl::unexpected{report.take()};
    }
    return {};
}

LoadResult ProfileFamily::make(std::uint32_t index) const
{
    Report report{name_.string(), source_};
    const yaml::NodePtr document = substitute(report, document_, {index, master_key_});
    LoadContext context{report, name_.parent_path()};
    auto card = make_card(context, *document);
    if (!report.empty()) {
        return tl::unexpected{report.take()};
    }
    return card;
}

LoadResult ProfileFamily::card(std::uint32_t index) const
{
    if (index == 0) {
        return first_;
    }
    const auto made = TRY(make(index));
    auto card = std::make_shared<emulator::CardDescription>(*made);
    card->profile_hash = first_->profile_hash;
    card->files = filesystem::Image::sharing(first_->files, *made->files);
    return card;
}

Result<std::string, Diagnostics> ProfileFamily::iccid(std::uint32_t index) const
{
    const yaml::Node* const written = member(*document_, "iccid");
    if (written == nullptr || written->kind != yaml::Kind::Scalar) {
        return std::string{};
    }
    Report report{name_.string(), source_};
    const auto text =
        substitute(report, std::make_shared<const yaml::Node>(*written), {index, master_key_});
    const auto octets = filesystem::contents::encode_iccid(text->text);
    if (!octets) {
        report.add(*written, fmt::format("card {}: {}", index, octets.error().what));
    }
    if (!report.empty()) {
        return tl::unexpected{report.take()};
    }
    return filesystem::contents::decode_iccid(*octets).value_or(std::string{});
}

} // namespace uicc::profiles
