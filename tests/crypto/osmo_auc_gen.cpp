#include "tests/crypto/osmo_auc_gen.hpp"

#include "tests/support/vector_file.hpp"

#include <array>
#include <cctype>
#include <cstdio>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>

namespace uicc::test {
namespace {

constexpr int command_not_found = 127;

std::map<std::string, std::string> fields_of(const std::string& output)
{
    std::map<std::string, std::string> fields;
    std::istringstream lines{output};
    for (std::string line; std::getline(lines, line);) {
        if (const auto colon = line.find(":\t"); colon != std::string::npos) {
            fields[line.substr(0, colon)] = line.substr(colon + 2);
        }
    }
    return fields;
}

struct ClosePipe {
    int* status;
    void operator()(std::FILE* pipe) const { *status = pclose(pipe); }
};

} // namespace

OracleAnswer ask_osmo_auc_gen(const std::string& arguments)
{
    OracleAnswer answer;
    int status = 0;
    {
        const std::string command = "osmo-auc-gen " + arguments + " 2>&1";
        const std::unique_ptr<std::FILE, ClosePipe> pipe{popen(command.c_str(), "r"), {&status}};
        std::array<char, 512> buffer{};
        const auto size = static_cast<int>(buffer.size());
        while (pipe != nullptr && std::fgets(buffer.data(), size, pipe.get()) != nullptr) {
            answer.output += buffer.data();
        }
    }
    answer.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (answer.exit_code == command_not_found) {
        throw std::runtime_error{"osmo-auc-gen is missing: install libosmocore-utils"};
    }
    answer.fields = fields_of(answer.output);
    return answer;
}

std::string lower_hex(ByteView octets)
{
    std::string text = to_hex(octets);
    for (char& digit : text) {
        digit = static_cast<char>(std::tolower(static_cast<unsigned char>(digit)));
    }
    return text;
}

} // namespace uicc::test
