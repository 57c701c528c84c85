# Every target of the project links this privately; users of the libraries are not bothered.
add_library(vuicc_warnings INTERFACE)
target_compile_options(vuicc_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Werror)
