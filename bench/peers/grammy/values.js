// Ids, steps and seconds as the academy makes them.
/** @import { Answer, At, Question } from "./types.js" */
import { createHash } from "node:crypto";

/** @param {string} namespace @param {string} name */
export function uuid5(namespace, name) {
    const bytes = createHash("sha1").update(Buffer.from(namespace.replaceAll("-", ""), "hex")).update(name).digest();
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    const hex = bytes.toString("hex", 0, 16);
    return [8, 12, 16, 20].reduceRight((text, at) => `${text.slice(0, at)}-${text.slice(at)}`, hex);
}

/** A stream at a version, as short as a button needs it. @param {string} [stream] @param {number} [version] */
export function step(stream, version = 0) {
    return stream ? `${(Number.parseInt(stream.slice(-8), 16) & 0x3fffffff).toString(36)}.${version.toString(36)}` : "";
}

/** @param {At | null} then @param {Date} now */
export function since(then, now) {
    return then ? Math.min(Math.max(Math.floor((now.getTime() - new Date(then).getTime()) / 1000), 0), 300) : 0;
}

/** @template T @param {T[]} items */
export function shuffled(items) {
    return items
        .map((item) => /** @type {const} */ ([Math.random(), item]))
        .sort(([one], [other]) => one - other)
        .map(([, item]) => item);
}

/**
 * What can only be missing if a button means something that is not there.
 * @template T
 * @param {T | null | undefined} value
 */
export function known(value) {
    if (value === null || value === undefined) throw new Error("a press on what is not there");
    return value;
}

/** What answers show of each concept. @param {Question[]} questions @param {Answer[]} answers */
export function conceptsOf(questions, answers) {
    /** @type {Record<string, { asked: number, points: number }>} */
    const concepts = {};
    for (const { question, score } of answers) {
        const { concept } = known(questions.find(({ id }) => id === question));
        const of = (concepts[concept] ??= { asked: 0, points: 0 });
        of.asked += 1;
        of.points += score;
    }
    return concepts;
}
