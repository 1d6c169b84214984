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

# use_configured_database: that of DATABASE_URL, by the direct way, or the private one in ACADEMY_DATA_DIR, which has to run.
use_configured_database() {
    if [[ -n ${DATABASE_URL-} ]]; then
        use_database "${DATABASE_DIRECT_URL:-$DATABASE_URL}"
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

# recipients: sets `to`, what age takes for whoever may open backups: BACKUP_RECIPIENT, public keys by commas.
recipients() {
    local key keys
    to=()
    IFS=', ' read -ra keys <<<"${BACKUP_RECIPIENT-}"
    if [[ ${#keys[@]} -eq 0 ]]; then
        die 'BACKUP_RECIPIENT is not set, so nobody could open it: there is no backup. Make a pair of keys, once, and keep
the file away from this machine, where no thief of backups finds it:
    age-keygen -o academy-backup.key
It prints the public key: set BACKUP_RECIPIENT to that. Or say --unencrypted.'
    fi
    for key in "${keys[@]}"; do
        [[ $key =~ ^age1[0-9a-z]{58}$ ]] || die "BACKUP_RECIPIENT has ${key:0:12}…, which is no public key of age. There is no backup."
        to+=(--recipient "$key")
    done
    need_age
}

need_age() {
    has age || die 'missing: age, which encrypts backups.
    Debian and Ubuntu:  sudo apt-get install age
    elsewhere:          https://age-encryption.org'
}

# is_sealed FILE: was it encrypted by age?
is_sealed() { [[ -f $1 && $(head -c 21 "$1" | tr -d '\0') == age-encryption.org/v1 ]]; }

# opens FILE IDENTITY: dies unless the whole file can be opened with that key. Nothing is written: age checks every block,
# so that what comes after this reads what was backed up.
opens() {
    local said
    [[ -n $2 ]] || die "$1 is encrypted; name the file with the key: --identity FILE"
    [[ -r $2 ]] || die "the key $2 cannot be read."
    need_age
    said=$(age --decrypt --identity "$2" "$1" 2>&1 >/dev/null) && return
    if [[ $said == *'no identity matched'* ]]; then
        die "$2 does not open $1: it was encrypted for another key."
    elif [[ $said == *identit*'file'* || $said == *'unknown identity'* || $said == *'malformed secret key'* ]]; then
        die "$2 is no key of age. It has a line that begins with AGE-SECRET-KEY-1."
    fi
    die "$1 is damaged: it was cut off or changed after the backup."
}

# unseal FILE IDENTITY: its content; of a file that is not encrypted, the file.
unseal() {
    if is_sealed "$1"; then age --decrypt --identity "$2" "$1"; else cat "$1"; fi
}

# digest FILE: stands for its content.
digest() { { sha256sum 2>/dev/null || shasum -a 256; } <"$1" | cut -d ' ' -f 1; }
