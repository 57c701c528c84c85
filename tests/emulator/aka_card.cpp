#include "tests/emulator/aka_card.hpp"

#include "tests/support/vector_file.hpp"

#include <fstream>

namespace uicc::test {
namespace {

namespace aka = emulator::applications::aka;
using filesystem::FileIndex;

FileIndex add_adf(filesystem::ImageBuilder& builder, std::string name, std::string_view aid)
{
    return builder.add({.kind = filesystem::FileKind::Adf,
                        .name = std::move(name),
                        .fid = filesystem::current_adf_fid,
                        .aid = filesystem::Aid::from(from_hex(aid)),
                        .parent = filesystem::mf_index});
}

std::shared_ptr<const emulator::CardDescription> describe(AkaApplications applications)
{
    filesystem::ImageBuilder builder{{.name = "MF"}};
    auto description = std::make_shared<emulator::CardDescription>();
    const FileIndex usim = add_adf(builder, "ADF.USIM", "A0000000871002FF33FF0189000001");
    description->applications.push_back(
        std::make_shared<aka::AkaDefinition>(usim, std::move(applications.usim)));
    if (applications.isim) {
        const FileIndex isim = add_adf(builder, "ADF.ISIM", "A0000000871004FF33FF0189000001");
        description->applications.push_back(std::make_shared<aka::AkaDefinition>(
            isim, *std::move(applications.isim),
            applications.shares_sqn ? std::optional{usim} : std::nullopt));
    }
    description->files = std::make_shared<const filesystem::Image>(std::move(builder).build());
    return description;
}

} // namespace

AkaCard::AkaCard(AkaApplications applications)
{
    card_.emplace(describe(std::move(applications)), store_);
    select_usim();
}

std::string AkaCard::in_3g(const std::string& rand, const std::string& autn)
{
    const std::string data = with_length(rand) + with_length(autn);
    return fetch(send("00880081" + with_length(data)));
}

std::string AkaCard::in_gsm(const std::string& rand)
{
    return fetch(send("00880080" + with_length(with_length(rand))));
}

std::string AkaCard::fetch(const std::string& answer)
{
    return answer.starts_with("61") ? send("00C00000" + answer.substr(2)) : answer;
}

void AkaCard::restart()
{
    card_->restart();
    select_usim();
}

nlohmann::json vector_list(const std::string& file, const char* list)
{
    std::ifstream stream{TEST_VECTOR_DIR "/" + file};
    return nlohmann::json::parse(stream).at(list);
}

std::string text_of(const nlohmann::json& vector, const char* name)
{
    return vector.at(name).get<std::string>();
}

std::string field(const nlohmann::json& vector, const char* name)
{
    return to_hex(from_hex(text_of(vector, name)));
}

aka::SqnPolicy any_jump()
{
    return {.delta = ~std::uint64_t{0} >> 16U};
}

std::string with_length(const std::string& hex)
{
    const Bytes size{static_cast<Byte>(hex.size() / 2)};
    return to_hex(size) + hex;
}

} // namespace uicc::test
