# Every target of the project links this privately; users of the libraries are not bothered.
add_library(vuicc_warnings INTERFACE)
target_compile_options(vuicc_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Werror)
# g++ 12 sees uninitialised octets in every std::optional that travels inside a tl::expected once it
# optimises; the sanitizers and clang-tidy watch for the real ones.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(vuicc_warnings INTERFACE -Wno-maybe-uninitialized)
endif()
