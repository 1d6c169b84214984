# shellcheck shell=bash
# What the scripts share: finding what they need, installing it where they may, and saying so where they may not.
# Sourced, never run.

# shellcheck disable=SC2034 # the scripts that source this use it
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

die() {
    printf '\033[1;31merror:\033[0m %s\n' "$*" >&2
    exit 1
}

is_root() { [[ $(id -u) -eq 0 ]]; }

has() { command -v "$1" >/dev/null 2>&1; }

# The folder of the newest PostgreSQL server's programs; the same places as src/platform/cluster/binaries.rs.
postgres_bin() {
    local folder
    while read -r folder; do
        if [[ -x $folder/postgres && -x $folder/initdb && -x $folder/pg_ctl ]]; then
            echo "$folder"
            return
        fi
    done < <(
        printf '%s\n' /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin \
            /home/linuxbrew/.linuxbrew/opt/postgresql*/bin /usr/pgsql-*/bin | sort -rV
        tr ':' '\n' <<<"$PATH"
    )
    return 1
}

has_chromium() { has chromium || has chromium-browser || has google-chrome; }

# missing TOOL: whether a tool, by our name for it, is not there.
missing() {
    case $1 in
        age) ! has age || ! has age-keygen ;;
        chromedriver) ! has chromedriver ;;
        chromium) ! has_chromium ;;
        faketime) ! has faketime ;;
        gcc) ! has cc ;;
        jq) ! has jq ;;
        node) ! has node ;;
        npm) ! has npm ;;
        pgbouncer) ! has pgbouncer && [[ ! -x /usr/sbin/pgbouncer ]] ;;
        postgresql) ! postgres_bin >/dev/null ;;
        python-venv) ! python3 -c 'import ensurepip, venv' 2>/dev/null ;;
        redis) ! has redis-server ;;
        shellcheck) ! has shellcheck ;;
        *) die "script/lib.sh does not know the tool $1" ;;
    esac
}

# package TOOL MANAGER: the package, or packages, that a tool is in.
package() {
    case $2:$1 in
        apt:chromedriver) echo chromium-driver ;;
        apt:chromium | dnf:chromium) echo chromium ;;
        apt:gcc) echo gcc libc6-dev ;;
        apt:node | dnf:node) echo nodejs ;;
        apt:python-venv) echo python3-venv ;;
        apt:redis) echo redis-server ;;
        brew:chromedriver) echo --cask chromedriver ;;
        brew:chromium) echo --cask google-chrome ;;
        brew:faketime | dnf:faketime) echo libfaketime ;;
        brew:gcc) echo gcc ;;
        brew:npm) echo node ;;
        brew:postgresql) echo postgresql@17 ;;
        brew:python-venv) echo python ;;
        dnf:npm) echo nodejs-npm ;;
        dnf:postgresql) echo postgresql-server ;;
        dnf:python-venv) echo python3 ;;
        dnf:shellcheck) echo ShellCheck ;;
        *) echo "$1" ;;
    esac
}

# need TOOL...: makes sure that they are there; installs them with apt-get where that needs no password.
need() {
    local tool words wanted=() apt=() dnf=() brew=''
    for tool in "$@"; do
        if missing "$tool"; then
            wanted+=("$tool")
            read -ra words <<<"$(package "$tool" apt)"
            apt+=("${words[@]}")
            read -ra words <<<"$(package "$tool" dnf)"
            dnf+=("${words[@]}")
            brew+=$'\n'"    brew install $(package "$tool" brew)"
        fi
    done
    [[ ${#wanted[@]} -eq 0 ]] && return

    local install=(apt-get install -y --no-install-recommends "${apt[@]}")
    if has apt-get; then
        local as_root=(env DEBIAN_FRONTEND=noninteractive)
        if ! is_root; then
            if ! sudo -n true 2>/dev/null; then
                die "missing: ${wanted[*]}. Install with:"$'\n'"    sudo apt-get update && sudo ${install[*]}"
            fi
            as_root=(sudo -n "${as_root[@]}")
        fi
        say "Installing ${apt[*]}"
        # Standard output is left alone: it belongs to what runs afterwards.
        # A machine that has just booted may be updating itself: then apt-get waits its turn.
        "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=120 update >&2 || die "apt-get update failed; see above. Then install: ${apt[*]}"
        "${as_root[@]}" "${install[@]}" -o DPkg::Lock::Timeout=120 >&2 || die "apt-get could not install ${apt[*]}; see above."
        for tool in "${wanted[@]}"; do
            missing "$tool" && die "$tool is still missing after its installation: ${apt[*]}"
        done
        return 0
    fi
    has dnf && die "missing: ${wanted[*]}. Install with:"$'\n'"    sudo dnf install -y ${dnf[*]}"
    has brew && die "missing: ${wanted[*]}. Install with:$brew"
    die "missing: ${wanted[*]}. Install them with your system's package manager."
}

# need_node_modules: the packages of package-lock.json, in exactly those versions.
need_node_modules() {
    need node npm
    [[ $root/node_modules/.package-lock.json -nt $root/package-lock.json ]] && return
    say 'Installing the packages of package-lock.json'
    SCARF_ANALYTICS=false npm ci --prefix "$root" --no-audit --no-fund >&2 || die 'npm ci failed; see above.'
}

# need_python_packages: those of requirements.txt, in exactly those versions, in a folder of our own: $python.
need_python_packages() {
    need python-venv
    python=$root/target/python
    cmp -s "$root/requirements.txt" "$python/requirements.txt" && return
    say 'Installing the packages of requirements.txt'
    rm -rf "$python"
    python3 -m venv "$python" || die 'python3 -m venv failed; see above.'
    "$python/bin/pip" install --quiet --disable-pip-version-check --requirement "$root/requirements.txt" >&2 || die 'pip failed; see above.'
    cp "$root/requirements.txt" "$python/requirements.txt"
}

# Cargo, from the PATH or from where rustup puts it.
need_cargo() {
    has cargo || PATH=${CARGO_HOME:-$HOME/.cargo}/bin:$PATH
    has cargo || die "Rust is not installed. Get it from https://rustup.rs:
    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh"
}

# need_component NAME...: Rust's own tools that a minimal installation lacks.
need_component() {
    local name tool wanted=()
    for name in "$@"; do
        tool=${name/rustfmt/fmt}
        cargo "$tool" --version >/dev/null 2>&1 || wanted+=("$name")
    done
    [[ ${#wanted[@]} -eq 0 ]] && return
    say "Installing ${wanted[*]}"
    has rustup && rustup component add "${wanted[@]}" >&2 && return
    die "missing: ${wanted[*]}. Install with:"$'\n'"    rustup component add ${wanted[*]}"
}
