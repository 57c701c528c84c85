// Preloaded into the daemon: counts the calls that change files below one folder, and ends the
// process with SIGKILL at one of them.
//
//   VUICC_KILL_FOLDER  the folder that counts; sockets, logs and everything else do not
//   VUICC_KILL_AT      number of the call to end at, from 1; without it calls are only counted
//   VUICC_KILL_MODE    before: the call does not happen
//                      torn:   only the first half of the octets is written
//                      after:  it happens, and the process ends before it returns
//                      lose:   no end, but this call and all later ones claim success and do
//                      nothing
//   VUICC_KILL_ARMED   counting starts when this file exists
//   VUICC_KILL_TRACE   one line is appended to this file for every call that counts

#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

using Path = char[PATH_MAX];

enum class Mode { Before, Torn, After, Lose };

/// What becomes of a call.
enum class Fate { Pass, Torn, After, Lost };

class Plan {
public:
    Plan()
        : folder_{std::getenv("VUICC_KILL_FOLDER")}, armed_{std::getenv("VUICC_KILL_ARMED")},
          trace_{std::getenv("VUICC_KILL_TRACE")}
    {
        const char* at = std::getenv("VUICC_KILL_AT");
        at_ = at == nullptr ? 0 : std::strtol(at, nullptr, 10);
        const char* mode = std::getenv("VUICC_KILL_MODE");
        mode_ = mode == nullptr ? Mode::Before : mode_named(mode);
    }

    [[nodiscard]] bool concerns(const char* path) const
    {
        if (folder_ == nullptr) {
            return false;
        }
        const std::size_t length = std::strlen(folder_);
        return std::strncmp(path, folder_, length) == 0 &&
               (path[length] == '/' || path[length] == '\0');
    }

    /// Counts the call, and does not return if the process has to end before it.
    Fate fate_of(const char* call, const char* path)
    {
        if (armed_ != nullptr && ::access(armed_, F_OK) != 0) {
            return Fate::Pass;
        }
        const long number = ++count_;
        note(number, call, path);
        if (at_ == 0 || number < at_) {
            return Fate::Pass;
        }
        if (mode_ == Mode::Lose) {
            return Fate::Lost;
        }
        if (mode_ == Mode::Before) {
            end();
        }
        return mode_ == Mode::Torn ? Fate::Torn : Fate::After;
    }

    [[noreturn]] static void end()
    {
        ::kill(::getpid(), SIGKILL);
        std::abort();
    }

private:
    static Mode mode_named(const char* name)
    {
        switch (name[0]) {
        case 't':
            return Mode::Torn;
        case 'a':
            return Mode::After;
        case 'l':
            return Mode::Lose;
        default:
            return Mode::Before;
        }
    }

    void note(long number, const char* call, const char* path) const
    {
        if (trace_ == nullptr) {
            return;
        }
        char line[PATH_MAX + 64];
        const int length = std::snprintf(line, sizeof line, "%ld %s %s\n", number, call, path);
        const auto file = static_cast<int>(
            ::syscall(SYS_openat, AT_FDCWD, trace_, O_WRONLY | O_CREAT | O_APPEND, 0600));
        ::syscall(SYS_write, file, line, length);
        ::close(file);
    }

    const char* folder_;
    const char* armed_;
    const char* trace_;
    long at_ = 0;
    Mode mode_ = Mode::Before;
    std::atomic<long> count_{0};
};

Plan& plan()
{
    static Plan instance;
    return instance;
}

/// The function of that name that the process would have without this library.
template <class Function>
Function* real(const char* name)
{
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

bool path_of(int descriptor, Path& path)
{
    char link[32];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    const ssize_t length = ::readlink(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = '\0';
    return length > 0;
}

void make_absolute(int folder, const char* name, Path& path)
{
    path[0] = '\0';
    if (name[0] != '/') {
        const bool known =
            folder == AT_FDCWD ? ::getcwd(path, sizeof path) != nullptr : path_of(folder, path);
        std::strncat(path, known ? "/" : "", sizeof path - std::strlen(path) - 1);
    }
    std::strncat(path, name, sizeof path - std::strlen(path) - 1);
}

/// Carries out a call on a path as its fate wants it.
template <class Result, class Call>
Result guarded(const char* name, const char* path, Call call)
{
    if (!plan().concerns(path)) {
        return call();
    }
    const Fate fate = plan().fate_of(name, path);
    if (fate == Fate::Lost) {
        return Result{};
    }
    const Result result = call();
    if (fate != Fate::Pass) {
        Plan::end();
    }
    return result;
}

template <class Call>
int guarded_file(const char* name, int descriptor, Call call)
{
    Path path;
    return path_of(descriptor, path) ? guarded<int>(name, path, call) : call();
}

template <class Call>
int guarded_name(const char* name, int folder, const char* file, Call call)
{
    Path path;
    make_absolute(folder, file, path);
    return guarded<int>(name, path, call);
}

/// The same for writing: `call` takes the number of octets to write.
template <class Call>
ssize_t guarded_write(const char* name, int descriptor, std::size_t size, Call call)
{
    Path path;
    if (!path_of(descriptor, path) || !plan().concerns(path)) {
        return call(size);
    }
    const Fate fate = plan().fate_of(name, path);
    if (fate == Fate::Lost) {
        return static_cast<ssize_t>(size);
    }
    const ssize_t written = call(fate == Fate::Torn ? size / 2 : size);
    if (fate != Fate::Pass) {
        Plan::end();
    }
    return written;
}

std::size_t size_of(const iovec* pieces, int count)
{
    std::size_t size = 0;
    for (int i = 0; i < count; ++i) {
        size += pieces[i].iov_len;
    }
    return size;
}

/// Writes all pieces, or, where the call is torn, a part of the first.
template <class Whole, class Single>
ssize_t guarded_pieces(
    const char* name, int file, const iovec* pieces, int count, Whole whole, Single single)
{
    const std::size_t size = size_of(pieces, count);
    return guarded_write(name, file, size, [&](std::size_t wanted) {
        return wanted == size ? whole() : single(pieces[0].iov_base, pieces[0].iov_len / 2);
    });
}

bool changes_something(int flags)
{
    return (flags & (O_CREAT | O_TRUNC)) != 0;
}

bool exists(int folder, const char* name)
{
    return ::faccessat(folder, name, F_OK, 0) == 0;
}

mode_t mode_argument(int flags, va_list arguments)
{
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
}

int open_guarded(const char* name, int folder, const char* path, int flags, mode_t mode)
{
    const auto call = [&] {
        return real<int(int, const char*, int, ...)>("openat")(folder, path, flags, mode);
    };
    // Opening what is there, without truncating it, changes nothing.
    const bool harmless = (flags & O_TRUNC) == 0 && exists(folder, path);
    return changes_something(flags) && !harmless ? guarded_name(name, folder, path, call) : call();
}

/// Only the mapping is counted: what the process changes through it afterwards is no call.
void* map_guarded(const char* name,
                  void* address,
                  std::size_t size,
                  int protection,
                  int flags,
                  int file,
                  off_t offset)
{
    const auto call = [&] {
        return reinterpret_cast<void*>(
            ::syscall(SYS_mmap, address, size, protection, flags, file, offset));
    };
    Path path;
    const bool changes_files = (flags & MAP_SHARED) != 0 && (protection & PROT_WRITE) != 0;
    if (!changes_files || !path_of(file, path) || !plan().concerns(path)) {
        return call();
    }
    const Fate fate = plan().fate_of(name, path);
    void* const place = call();
    if (fate == Fate::Torn || fate == Fate::After) {
        Plan::end();
    }
    return place;
}

} // namespace

// The declarations of the C library come with attributes of its own choice.
#pragma GCC diagnostic ignored "-Wredundant-decls"

extern "C" {

ssize_t write(int file, const void* octets, size_t size)
{
    return guarded_write("write", file, size, [&](std::size_t wanted) {
        return real<decltype(write)>("write")(file, octets, wanted);
    });
}

ssize_t pwrite(int file, const void* octets, size_t size, off_t offset)
{
    return guarded_write("pwrite", file, size, [&](std::size_t wanted) {
        return real<decltype(pwrite)>("pwrite")(file, octets, wanted, offset);
    });
}

ssize_t pwrite64(int file, const void* octets, size_t size, off64_t offset)
{
    return guarded_write("pwrite64", file, size, [&](std::size_t wanted) {
        return real<decltype(pwrite64)>("pwrite64")(file, octets, wanted, offset);
    });
}

ssize_t writev(int file, const iovec* pieces, int count)
{
    return guarded_pieces(
        "writev", file, pieces, count,
        [&] { return real<decltype(writev)>("writev")(file, pieces, count); },
        [&](const void* octets, std::size_t size) {
            return real<decltype(write)>("write")(file, octets, size);
        });
}

ssize_t pwritev(int file, const iovec* pieces, int count, off_t offset)
{
    return guarded_pieces(
        "pwritev", file, pieces, count,
        [&] { return real<decltype(pwritev)>("pwritev")(file, pieces, count, offset); },
        [&](const void* octets, std::size_t size) {
            return real<decltype(pwrite)>("pwrite")(file, octets, size, offset);
        });
}

int fsync(int file)
{
    return guarded_file("fsync", file, [&] { return real<decltype(fsync)>("fsync")(file); });
}

int fdatasync(int file)
{
    return guarded_file("fdatasync", file,
                        [&] { return real<decltype(fdatasync)>("fdatasync")(file); });
}

int ftruncate(int file, off_t size) noexcept
{
    return guarded_file("ftruncate", file,
                        [&] { return real<decltype(ftruncate)>("ftruncate")(file, size); });
}

int ftruncate64(int file, off64_t size) noexcept
{
    return guarded_file("ftruncate64", file,
                        [&] { return real<decltype(ftruncate64)>("ftruncate64")(file, size); });
}

int truncate(const char* path, off_t size) noexcept
{
    return guarded_name("truncate", AT_FDCWD, path,
                        [&] { return real<decltype(truncate)>("truncate")(path, size); });
}

int truncate64(const char* path, off64_t size) noexcept
{
    return guarded_name("truncate64", AT_FDCWD, path,
                        [&] { return real<decltype(truncate64)>("truncate64")(path, size); });
}

int fallocate(int file, int mode, off_t offset, off_t size)
{
    return guarded_file("fallocate", file, [&] {
        return real<decltype(fallocate)>("fallocate")(file, mode, offset, size);
    });
}

int posix_fallocate(int file, off_t offset, off_t size)
{
    return guarded_file("posix_fallocate", file, [&] {
        return real<decltype(posix_fallocate)>("posix_fallocate")(file, offset, size);
    });
}

int posix_fallocate64(int file, off64_t offset, off64_t size)
{
    return guarded_file("posix_fallocate64", file, [&] {
        return real<decltype(posix_fallocate64)>("posix_fallocate64")(file, offset, size);
    });
}

int rename(const char* from, const char* to) noexcept
{
    return guarded_name("rename", AT_FDCWD, to,
                        [&] { return real<decltype(rename)>("rename")(from, to); });
}

int renameat(int from_folder, const char* from, int folder, const char* to) noexcept
{
    return guarded_name("renameat", folder, to, [&] {
        return real<decltype(renameat)>("renameat")(from_folder, from, folder, to);
    });
}

int renameat2(
    int from_folder, const char* from, int folder, const char* to, unsigned flags) noexcept
{
    return guarded_name("renameat2", folder, to, [&] {
        return real<decltype(renameat2)>("renameat2")(from_folder, from, folder, to, flags);
    });
}

int link(const char* from, const char* to) noexcept
{
    return guarded_name("link", AT_FDCWD, to,
                        [&] { return real<decltype(link)>("link")(from, to); });
}

int unlink(const char* path) noexcept
{
    return guarded_name("unlink", AT_FDCWD, path,
                        [&] { return real<decltype(unlink)>("unlink")(path); });
}

int unlinkat(int folder, const char* path, int flags) noexcept
{
    return guarded_name("unlinkat", folder, path,
                        [&] { return real<decltype(unlinkat)>("unlinkat")(folder, path, flags); });
}

int remove(const char* path) noexcept
{
    return guarded_name("remove", AT_FDCWD, path,
                        [&] { return real<decltype(remove)>("remove")(path); });
}

int mkdir(const char* path, mode_t mode) noexcept
{
    return guarded_name("mkdir", AT_FDCWD, path,
                        [&] { return real<decltype(mkdir)>("mkdir")(path, mode); });
}

int open(const char* path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_argument(flags, arguments);
    va_end(arguments);
    return open_guarded("open", AT_FDCWD, path, flags, mode);
}

int open64(const char* path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_argument(flags, arguments);
    va_end(arguments);
    return open_guarded("open64", AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

int openat(int folder, const char* path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_argument(flags, arguments);
    va_end(arguments);
    return open_guarded("openat", folder, path, flags, mode);
}

int openat64(int folder, const char* path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_argument(flags, arguments);
    va_end(arguments);
    return open_guarded("openat64", folder, path, flags | O_LARGEFILE, mode);
}

void* mmap(void* address, size_t size, int protection, int flags, int file, off_t offset) noexcept
{
    return map_guarded("mmap", address, size, protection, flags, file, offset);
}

void* mmap64(
    void* address, size_t size, int protection, int flags, int file, off64_t offset) noexcept
{
    return map_guarded("mmap64", address, size, protection, flags, file, offset);
}

} // extern "C"
