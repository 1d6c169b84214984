// Keyboards with other data on their buttons than they were drawn with: what was tapped so far travels in them.
/** @import { Button, Question, Response, Screen } from "./types.js" */
import { known } from "./values.js";

/**
 * @param {Button[][]} keyboard
 * @param {(data: string) => string} data
 * @returns {Button[][]}
 */
export function relabelled(keyboard, data) {
    return keyboard.map((row) =>
        row.map((button) => (button.callback_data ? { ...button, callback_data: data(button.callback_data) } : button)),
    );
}

/**
 * The screen of all that is right ticked, with these bits ticked instead.
 * @param {Screen} screen
 * @param {number[]} right
 * @param {number} bits
 * @returns {Screen}
 */
export function ticked(screen, right, bits) {
    const drawn = right.reduce((sum, option) => sum | (1 << option), 0);
    /** @param {string} call */
    const data = (call) => {
        const [verb, entry, rest = ""] = call.split(/[:@]/);
        if (verb === "q.a" || verb === "q.h") return `${verb}:${bits}@${rest}`;
        return verb === "q.t" ? `q.t:${bits ^ (Number(entry) ^ drawn)}@${rest}` : call;
    };
    return { ...screen, keyboard: relabelled(screen.keyboard, data) };
}

/**
 * The screen of so many items tapped, with these tapped instead: the others are left, then comes undo or submit.
 * @param {Screen} screen
 * @param {Screen} ask
 * @param {string} entry
 * @returns {Screen}
 */
export function sequenced(screen, ask, entry) {
    const [letters = []] = ask.keyboard;
    const left = letters.flatMap(({ text }, shown) =>
        entry.includes(String(shown)) ? [] : [{ text, callback_data: `q.t:${entry}${shown}@a` }],
    );
    /** @param {string} call */
    const data = (call) => {
        const [verb] = call.split(":");
        return verb === "q.a" ? `q.a:${entry}@a` : verb === "q.t" ? `q.t:${entry.slice(0, -1) || "-"}@a` : call;
    };
    const under = relabelled(left.length > 0 ? screen.keyboard.slice(1) : screen.keyboard, data);
    return { ...screen, keyboard: left.length > 0 ? [left, ...under] : under };
}

/**
 * What a tapped entry stands for: a set of bits, items by the places where they are shown, or "I don't know".
 * @param {Question} question
 * @param {string} entry
 * @returns {Response}
 */
export function entered({ key, order }, entry) {
    if (key.text !== undefined) return { text: "" };
    if (key.sequence) return { sequence: [...entry].map((shown) => known(order[Number(shown)])) };
    return { options: [...Array(32).keys()].filter((option) => Number(entry) & (1 << option)) };
}
