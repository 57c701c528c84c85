option(VUICC_SANITIZE "Build with VUICC_SANITIZERS" OFF)
set(VUICC_SANITIZERS "address,undefined" CACHE STRING "Sanitizers, as the compiler calls them")
if(VUICC_SANITIZE)
    add_compile_options(
        -fsanitize=${VUICC_SANITIZERS} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${VUICC_SANITIZERS})
endif()
