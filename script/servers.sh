# shellcheck shell=bash
# A PostgreSQL and a Redis of the script's own, in a temporary folder, gone with the script. Sourced after lib.sh by
# whoever calls `start_servers`. A server given in TEST_DATABASE_URL (as superuser) or TEST_REDIS_URL is used instead.

# Not in TMPDIR: that may be a folder which PostgreSQL's user cannot enter, or a path too long for a socket.
folder=$(mktemp -d /tmp/academy-test.XXXXXX)
servers=()

clean_up() {
    local status=$? pid
    trap - EXIT
    for pid in "${servers[@]}"; do kill -INT "$pid" 2>/dev/null || true; done
    for pid in "${servers[@]}"; do wait "$pid" 2>/dev/null || true; done
    rm -rf "$folder"
    exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# leashed UID COMMAND…: replaces the shell by a server that ends when this script does, however that ends (where the
# system knows how), and that runs as the given user, or as ourselves if that is empty.
leashed() {
    local user=$1
    shift
    local options=()
    if [[ -n $user ]]; then options=("--reuid=$user" "--regid=$(id -g "$user")" --clear-groups); fi
    if setpriv --pdeathsig INT true 2>/dev/null; then options+=(--pdeathsig INT); fi
    if [[ ${#options[@]} -gt 0 ]]; then exec setpriv "${options[@]}" "$@"; else exec "$@"; fi
}

# fail LOG MESSAGE: ends with the last lines of a server's log.
fail() {
    tail -n 20 "$1" >&2 || true
    die "$2; its last words are above."
}

start_postgres() {
    local bin user='' home=$folder/postgres pid
    bin=$(postgres_bin)
    mkdir -m 700 "$home"
    if is_root; then
        # PostgreSQL refuses root.
        user=postgres
        id -u "$user" >/dev/null 2>&1 || user=nobody
        chmod 711 "$folder"
        chown "$user" "$home"
    fi
    (
        cd "$home" || exit
        unset "${!PG@}"
        leashed "$user" "$bin/initdb" -D "$home/data" --username=postgres --encoding=UTF8 --locale="$(utf8_locale)" \
            --auth=trust --no-sync
    ) >"$folder/initdb.log" 2>&1 || fail "$folder/initdb.log" 'initdb failed'
    (
        cd "$home" || exit
        unset "${!PG@}"
        # What a test stores need not survive a power cut; what is measured has to.
        options=(-c listen_addresses= -c port=5432 -c unix_socket_directories="$home" -c max_connections=300)
        if [[ -z ${DURABLE-} ]]; then
            options+=(-c fsync=off -c synchronous_commit=off -c full_page_writes=off)
        fi
        read -ra more <<<"${POSTGRES_OPTIONS-}"
        leashed "$user" "$bin/postgres" -D "$home/data" "${options[@]}" "${more[@]}"
    ) >"$folder/postgres.log" 2>&1 </dev/null &
    pid=$!
    servers+=("$pid")
    until "$bin/pg_isready" --quiet --host="$home" --port=5432 --username=postgres; do
        kill -0 "$pid" 2>/dev/null || fail "$folder/postgres.log" 'the private PostgreSQL did not start'
        sleep 0.1
    done
    export TEST_DATABASE_URL="postgres://postgres@localhost:5432/postgres?host=$home&sslmode=disable"
}

# Letters beyond ASCII have to be letters in the tests, too.
utf8_locale() {
    local known
    known=$(locale -a 2>/dev/null || true)
    if grep -qix 'c\.utf-\{0,1\}8' <<<"$known"; then
        echo C.UTF-8
    elif grep -qix 'en_us\.utf-\{0,1\}8' <<<"$known"; then
        echo en_US.UTF-8
    else
        echo C
    fi
}

start_redis() {
    local port pid
    for _ in {1..20}; do
        port=$((20000 + RANDOM % 12000))
        (
            leashed '' redis-server --bind 127.0.0.1 --port "$port" --dir "$folder" --save '' --appendonly no
        ) >"$folder/redis.log" 2>&1 </dev/null &
        pid=$!
        # A port that somebody has already ends it at once; then another one is tried.
        while kill -0 "$pid" 2>/dev/null; do
            if grep -q 'Ready to accept connections' "$folder/redis.log"; then
                servers+=("$pid")
                export TEST_REDIS_URL="redis://127.0.0.1:$port/0"
                return
            fi
            sleep 0.05
        done
    done
    fail "$folder/redis.log" 'the private Redis did not start'
}

start_servers() {
    [[ -n ${TEST_DATABASE_URL-} ]] || start_postgres
    [[ -n ${TEST_REDIS_URL-} ]] || start_redis
}
