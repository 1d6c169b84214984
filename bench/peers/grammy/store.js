// Events in PostgreSQL, sessions in Redis: the same rows and keys as the academy's, in as few round trips.
/** @import { Fact, Live, Session } from "./types.js" */
import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import pg from "pg";

const TTL_SECONDS = 72 * 60 * 60;
const CONNECTIONS = 16;

// One statement is one transaction: the key and the events at their versions, or nothing.
const APPEND = {
    name: "append",
    text: `WITH fresh AS (
               INSERT INTO idempotency_keys (key, created_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING key
           )
           INSERT INTO event_store
               (event_id, aggregate_id, aggregate_type, event_type, event_data, event_version, created_at, metadata)
           SELECT event_id, stream, aggregate_type, event_type, data, version, $2, $3
           FROM UNNEST($4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::jsonb[], $9::int[])
               AS given (event_id, stream, aggregate_type, event_type, data, version)
           WHERE EXISTS (SELECT FROM fresh)`,
};

export class Store {
    /** @param {string} database @param {string} redis @param {string} namespace */
    constructor(database, redis, namespace) {
        this.pool = new pg.Pool({ connectionString: database, max: CONNECTIONS, application_name: "peer" });
        this.redis = new Redis(redis);
        this.namespace = namespace;
    }

    /** @param {string} learner @returns {Promise<{ session: Session | null, live: Live | null }>} */
    async load(learner) {
        const [session = null, live = null] = await this.redis.mget(this.key("session", learner), this.key("live", learner));
        return { session: session === null ? null : JSON.parse(session).session, live: live === null ? null : JSON.parse(live) };
    }

    /** @param {string} learner @param {Session & { key: string }} session */
    async save(learner, session) {
        await this.redis
            .pipeline()
            .set(this.key("session", learner), JSON.stringify({ shape: 1, session }), "EX", TTL_SECONDS)
            .sadd(`${this.namespace}:unshown`, learner)
            .exec();
    }

    /** @param {string} learner @param {Live} live */
    async shown(learner, live) {
        await this.redis
            .pipeline()
            .set(this.key("live", learner), JSON.stringify(live), "EX", TTL_SECONDS)
            .srem(`${this.namespace}:unshown`, learner)
            .exec();
    }

    /**
     * Fails if a stream is at another version than the facts were decided upon: its key is unique.
     * @param {string} key
     * @param {Fact[]} facts
     * @param {Date} at
     * @param {string} learner
     */
    async append(key, facts, at, learner) {
        await this.pool.query({
            ...APPEND,
            values: [
                key,
                at,
                JSON.stringify({ learner }),
                facts.map(() => randomUUID()),
                facts.map((fact) => fact.stream),
                facts.map((fact) => fact.aggregate),
                facts.map((fact) => fact.type),
                facts.map((fact) => JSON.stringify(fact.data)),
                facts.map((fact) => fact.version),
            ],
        });
    }

    async close() {
        await this.pool.end();
        this.redis.disconnect();
    }

    /** @param {string} kind @param {string} learner */
    key(kind, learner) {
        return `${this.namespace}:${kind}:${learner}`;
    }
}
