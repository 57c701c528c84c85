# What up and down share: where a session keeps its files, and the record of what it started.
# shellcheck shell=bash

fail() {
    echo "vuicc: $*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@" 9>&-
    elif command -v sudo >/dev/null; then
        sudo "$@" 9>&-
    else
        fail "'$*' needs root, and there is no sudo"
    fi
}

# The folder of this user for sockets and process ids; /tmp only where the system provides none.
runtime_base() {
    local candidate
    for candidate in "${XDG_RUNTIME_DIR:-}" "/run/user/$(id -u)"; do
        if [ -n "$candidate" ] && [ -d "$candidate" ] && [ -O "$candidate" ]; then
            echo "$candidate"
            return
        fi
    done
    echo "/tmp/vuicc-$(id -u)"
}

# Creates a folder that nobody else can have prepared or can look into.
private_folder() {
    mkdir -m 0700 -- "$1" 2>/dev/null || true
    if [ -L "$1" ] || [ ! -d "$1" ] || [ ! -O "$1" ] || [ "$(stat -c %a -- "$1")" != 700 ]; then
        fail "$1 must be a folder of yours with mode 0700; remove it and try again"
    fi
}

# Sets run_folder, and keeps other calls of up and down out until this script ends.
enter_run_folder() {
    local base
    base=$(runtime_base)
    case $base in /tmp/*) private_folder "$base" ;; esac
    run_folder=$base/vuicc
    private_folder "$run_folder"
    exec 9>"$run_folder/lock"
    flock --wait 60 9 || fail "another make up or make down is still at work"
}

# The fields of /proc/PID/stat after the command name, which may itself contain blanks.
process_state() {
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    echo "${stat##*) }"
}

# A process id alone may be given to another program later; with the start time and the boot it is
# unique. A zombie is gone.
process_identity() {
    local fields
    read -ra fields < <(process_state "$1") || return 1
    [ "${fields[0]}" != Z ] || return 1
    echo "$1 ${fields[19]} $(cat /proc/sys/kernel/random/boot_id)"
}

# record NAME PID: remembers that this session started the process.
record() {
    process_identity "$2" >"$run_folder/$1.started"
}

# Prints the process id of NAME if it still is the process that was recorded.
recorded() {
    local pid rest
    read -r pid rest 2>/dev/null <"$run_folder/$1.started" || return 1
    [ "$(process_identity "$pid")" = "$pid $rest" ] || return 1
    echo "$pid"
}

# stop NAME: ends the recorded process, with force after 5 s.
stop() {
    local name=$1 pid tries=0
    if pid=$(recorded "$name"); then
        signal TERM "$pid"
        while recorded "$name" >/dev/null && [ "$tries" -lt 50 ]; do
            sleep 0.1
            tries=$((tries + 1))
        done
        ! recorded "$name" >/dev/null || signal KILL "$pid"
        echo "stopped $name"
    fi
    rm -f "$run_folder/$name.started"
}

signal() { kill -s "$1" "$2" 2>/dev/null || as_root kill -s "$1" "$2" || true; }

# Ends what this session started, and nothing else.
stop_session() {
    stop vuiccd
    stop waiting-client
    stop pcscd
    if [ -e "$run_folder/pcscd-units.started" ]; then
        as_root systemctl stop pcscd.socket pcscd.service
        rm -f "$run_folder/pcscd-units.started"
        echo "stopped pcscd"
    fi
    rm -f "$run_folder/vuiccd.pid"
}
