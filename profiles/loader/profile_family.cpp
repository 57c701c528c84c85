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

ProfileFamily::ProfileFamily(std::shared_ptr<FamilyText> text) : text_{std::move(text)} {}

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
    auto kept =
        std::make_shared<FamilyText>(FamilyText{.source = std::move(*source), .name = name});
    std::shared_ptr<ProfileFamily> family{new ProfileFamily{std::move(kept)}};
    TRY(family->read());
    family->first_ = TRY(family->make(0));
    return family;
}

Result<void, Diagnostics> ProfileFamily::read()
{
    const auto document = yaml::parse(text_->source);
    if (!document) {
        return refuse(text_->name, document.error());
    }
    if ((*document)->kind != yaml::Kind::Map) {
        return refuse(text_->name, yaml::Problem{(*document)->position,
                                                 "a profile is a map of keys, such as vuicc: 1"});
    }
    Report report{text_->name.string(), text_->source};
    if (const yaml::Node* family = member(**document, "family")) {
        constexpr SizeRange key_sizes{16, 64};
        Section section{report, *family, Keys::Secret};
        const auto key = section.hex("master-key", key_sizes);
        section.finish();
        text_->master_key = key ? secure_copy(*key) : SecureBytes{};
    }
    text_->document = without_family(*document);
    if (!report.empty()) {
        return tl::unexpected{report.take()};
    }
    return {};
}

LoadResult ProfileFamily::make(std::uint32_t index) const
{
    Report report{text_->name.string(), text_->source};
    const yaml::NodePtr document = substitute(report, text_->document, {index, text_->master_key});
    LoadContext context{report, text_->name.parent_path()};
    auto card = make_card(context, *document);
    if (!report.empty()) {
        return tl::unexpected{report.take()};
    }
    auto described = std::make_shared<emulator::CardDescription>(*card);
    described->origin = std::make_shared<const ProfileOrigin>(text_, index);
    return described;
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
    const yaml::Node* const written = member(*text_->document, "iccid");
    if (written == nullptr || written->kind != yaml::Kind::Scalar) {
        return std::string{};
    }
    Report report{text_->name.string(), text_->source};
    const auto text = substitute(report, std::make_shared<const yaml::Node>(*written),
                                 {index, text_->master_key});
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
