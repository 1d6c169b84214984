# syntax=docker/dockerfile:1
# The academy as one image. It brings no database: set DATABASE_URL, and REDIS_URL for more than one instance.
#
#   docker build -t academy .
#   docker run --env-file .env -p 8080:8080 academy

FROM rust:1.95-slim-bookworm AS build
WORKDIR /build

# The dependencies first, on empty crates: this layer lasts until Cargo.toml or Cargo.lock change.
COPY Cargo.toml Cargo.lock ./
COPY bench/load/Cargo.toml bench/load/
COPY dialogues/Cargo.toml dialogues/
COPY emulator/Cargo.toml emulator/
COPY tests/cedar/Cargo.toml tests/cedar/
RUN mkdir -p src bench/load/src dialogues/src emulator/src tests/cedar/src \
    && echo 'fn main() {}' | tee src/main.rs bench/load/src/main.rs > bench/turns.rs \
    && touch src/lib.rs dialogues/src/lib.rs emulator/src/lib.rs tests/cedar/src/lib.rs \
    && cargo build --release --locked --bin academy

# Our own code. Cargo goes by modification times, and those of a checkout may be older than the empty crates'.
COPY dialogues dialogues
COPY emulator emulator
COPY migrations migrations
COPY webapp webapp
COPY src src
RUN find src dialogues emulator -name '*.rs' -exec touch {} + \
    && cargo build --release --locked --bin academy

FROM debian:12.12-slim
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --no-create-home --home-dir /app --shell /usr/sbin/nologin academy \
    && install -d -o academy -g academy /var/lib/academy

WORKDIR /app
COPY --from=build /build/target/release/academy /usr/local/bin/academy
COPY content content

# Who was erased must outlive the container: mount a volume there.
ENV CONTENT_DIR=/app/content \
    ERASURE_LEDGER=/var/lib/academy/erasures.ledger \
    HTTP_ADDR=0.0.0.0:8080 \
    LOG_FORMAT=json
USER 10001
EXPOSE 8080

# The first start may have migrations to run.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 CMD ["academy", "health"]
ENTRYPOINT ["academy"]
CMD ["serve"]
