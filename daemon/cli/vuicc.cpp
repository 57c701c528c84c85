#include "daemon/cli/command.hpp"

#include <exception>
#include <iostream>
#include <string>
#include <vector>

int main(int count, char** arguments)
try {
    const std::vector<std::string> words(arguments + 1, arguments + count);
    const int status = uicc::daemon::cli::run(words);
    if (!std::cout.flush()) {
        std::cerr << "vuicc: standard output cannot be written\n";
        return uicc::daemon::cli::failure;
    }
    return status;
} catch (const std::exception& error) {
    std::cerr << "vuicc: " << error.what() << '\n';
    return uicc::daemon::cli::failure;
}
