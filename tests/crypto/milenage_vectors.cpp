#include "tests/crypto/milenage_vectors.hpp"

#include <cctype>
#include <fstream>

namespace uicc::test {
namespace {

nlohmann::json load()
{
    std::ifstream file{TEST_VECTOR_DIR "/milenage.json"};
    return nlohmann::json::parse(file);
}

} // namespace

std::string MilenageSet::hex(const char* key) const
{
    const bool derived = !fields_.contains(key);
    auto text = (derived ? fields_.at("derived_gsm") : fields_).at(key).get<std::string>();
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

std::string MilenageSet::name() const
{
    return fields_.value("name", "customised constants");
}

std::vector<MilenageSet> published_milenage_sets()
{
    const nlohmann::json file = load();
    std::vector<MilenageSet> sets;
    for (const auto& fields : file.at("vectors")) {
        sets.emplace_back(fields);
    }
    return sets;
}

MilenageSet customised_milenage_set()
{
    return MilenageSet{load().at("custom_constants_vector")};
}

std::string milenage_set_name(const testing::TestParamInfo<MilenageSet>& info)
{
    std::string name = info.param.name();
    std::ranges::replace_if(
        name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
}

} // namespace uicc::test
