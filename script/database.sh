# shellcheck shell=bash
# What script/backup and script/restore share: PostgreSQL's tools, the way into a database, files that last. Sourced
# after lib.sh.

# tool NAME [MAJOR]: one of PostgreSQL's client programs, of that version if it is installed, else the newest.
tool() {
    local bin name=$1 major=${2-}
    for bin in "/usr/lib/postgresql/$major/bin" "/usr/pgsql-$major/bin" {/opt/homebrew,/usr/local}/opt/"postgresql@$major/bin" \
        "$(postgres_bin)"; do
        if [[ -x $bin/$name ]]; then
            echo "$bin/$name"
            return
        fi
    done
    command -v "$name" || die "missing: $name, one of PostgreSQL's programs.
    Debian and Ubuntu:  sudo apt-get install postgresql-client"
}

# use_database URL: sets `database`, which the tools take, without the password: that goes by the environment, since
# a command line is for everybody on this machine to read.
use_database() {
    database=$1
    if [[ $1 =~ ^(postgres(ql)?://[^:@/?]*):([^@/?]*)@(.*)$ ]]; then
        local coded=${BASH_REMATCH[3]//\\/\\\\}
        PGPASSWORD=$(printf '%b' "${coded//%/\\x}")
        export PGPASSWORD
        database=${BASH_REMATCH[1]}@${BASH_REMATCH[4]}
    fi
}

# use_configured_database: that of DATABASE_URL, or the private one in ACADEMY_DATA_DIR, which has to run.
use_configured_database() {
    if [[ -n ${DATABASE_URL-} ]]; then
        use_database "$DATABASE_URL"
        return
    fi
    local data=${ACADEMY_DATA_DIR-} socket
    if [[ -z $data ]]; then
        if is_root; then data=/var/lib/academy; else data=${XDG_DATA_HOME:-$HOME/.local/share}/academy; fi
    fi
    [[ -d $data ]] || die "DATABASE_URL is not set, and there is no private database in $data; set one or ACADEMY_DATA_DIR."
    data=$(cd "$data" && pwd -P)
    socket=$(private_socket "$data")
    [[ -S $socket/.s.PGSQL.5432 ]] ||
        die "the private database in $data does not run. It runs while \`academy serve\` does; or, with that stopped, copy the folder."
    socket=${socket//\\/\\\\}
    database="host='${socket//\'/\\\'}' port=5432 user=academy dbname=academy"
}

# private_socket FOLDER: where the private database's socket is; see src/platform/cluster/folders.rs.
private_socket() {
    local LC_ALL=C near=$1/run/.s.PGSQL.5432 digest
    if [[ ${#near} -le 100 ]]; then
        echo "$1/run"
    else
        digest=$(printf '%s' "$1" | { sha256sum 2>/dev/null || shasum -a 256; })
        echo "/tmp/academy-${digest:0:16}"
    fi
}

# ask QUERY: a single value from the database.
ask() { "$(tool psql)" --no-psqlrc --no-password --quiet --tuples-only --no-align --dbname="$database" --command="$1"; }

# server_major: the server's major version. Its own tools fit best: an older pg_dump is refused, and a newer pg_restore
# may say what the server does not understand.
server_major() { echo $(($(ask 'SHOW server_version_num') / 10000)); }

# flush PATH…: returns when files and folders are on the disk.
flush() { sync "$@" 2>/dev/null || sync; }

# flush_all FOLDER: the same for all that is in it.
flush_all() { sync -f "$1" 2>/dev/null || sync; }

# new PATH: refuses what is there already. An empty folder is as good as none.
new() {
    if [[ -d $1 && -z $(ls -A "$1") ]]; then return; fi
    [[ ! -e $1 ]] || die "$1 is there already; nothing is overwritten."
}
