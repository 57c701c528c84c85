# vuicc_precompile(TARGET header...): parses heavy headers once for a whole target.
# The debug preset does without, so that every file is seen to include what it uses.
option(VUICC_PRECOMPILE "Precompile the headers that take longest" ON)
function(vuicc_precompile target)
    if(VUICC_PRECOMPILE)
        target_precompile_headers(${target} PRIVATE ${ARGN})
    endif()
endfunction()
set(VUICC_STANDARD_HEADERS
    <algorithm> <array> <filesystem> <functional> <map> <memory> <optional> <set> <string> <string_view>
    <vector> <fmt/format.h> <tl/expected.hpp>)
