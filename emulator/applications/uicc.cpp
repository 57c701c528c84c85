#include "emulator/applications/uicc.hpp"

#include "emulator/commands/gsm/gsm_commands.hpp"
#include "emulator/commands/uicc_commands.hpp"
#include "filesystem/store/store.hpp"

namespace uicc::emulator {

Result<Card, filesystem::StoreError> make_card(std::shared_ptr<const CardDescription> description,
                                               const std::string& card_name,
                                               filesystem::CardStore& store,
                                               crypto::RandomSource& random)
{
    return Card::create(std::move(description), card_name,
                        {.store = store,
                         .random = random,
                         .commands = commands::uicc_commands(),
                         .gsm_commands = commands::gsm::gsm_commands()});
}

} // namespace uicc::emulator
