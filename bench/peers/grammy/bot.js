// The academy's work per press with grammY, its runner, pg and ioredis: see README.md for what it does and leaves out.
/** @import { Context } from "grammy" */
/** @import { InlineKeyboardButton } from "grammy/types" */
/** @import { Input, Live, Screen, Screens } from "./types.js" */
import { readFileSync } from "node:fs";
import { run, sequentialize } from "@grammyjs/runner";
import { Bot } from "grammy";
import { Academy } from "./academy.js";
import { Store } from "./store.js";

/** @type {Screens} */
const screens = JSON.parse(readFileSync(given("SCREENS"), "utf8"));
const token = given("TELOXIDE_TOKEN");
const academy = new Academy(screens);
const bot = new Bot(token, { client: { apiRoot: given("TELOXIDE_API_URL") } });
const store = new Store(given("DATABASE_URL"), given("REDIS_URL"), `academy:${token.split(":")[0]}`);

// A learner's updates are handled in order.
bot.use(sequentialize((ctx) => String(ctx.from?.id)));
bot.command("start", (ctx) => handle(ctx, {}));
bot.on("message:text", (ctx) => handle(ctx, { text: ctx.message.text }));
bot.on("callback_query:data", (ctx) => handle(ctx, { data: ctx.callbackQuery.data }));
bot.catch((error) => console.error(error));

/** @param {string} name */
function given(name) {
    const value = process.env[name];
    if (value === undefined) throw new Error(`${name} is not set`);
    return value;
}

/**
 * Decide, store, and only then show.
 * @param {Context} ctx
 * @param {Input} input
 */
async function handle(ctx, input) {
    if (ctx.from === undefined) return;
    const learner = academy.learner(ctx.from);
    const key = `tg:${ctx.me.id}:${ctx.update.update_id}`;
    const { session, live } = await store.load(learner.id);
    const at = new Date();
    const turn = academy.take(session ?? academy.begin(learner), input, at);
    if (turn.facts.length > 0) await store.append(key, turn.facts, at, learner.id);
    await store.save(learner.id, { state: turn.state, place: turn.place, key });
    const answered = input.data === undefined ? null : ctx.answerCallbackQuery();
    await Promise.all([answered, show(ctx, learner.id, live, turn.screen)]);
}

/**
 * A screen is drawn over the live message, unless that shall stay; an old message loses its keyboard.
 * @param {Context} ctx
 * @param {string} learner
 * @param {Live | null} live
 * @param {Screen} screen
 */
async function show(ctx, learner, live, screen) {
    const chat = ctx.chat?.id ?? 0;
    const options = {
        parse_mode: /** @type {const} */ ("HTML"),
        link_preview_options: { is_disabled: true },
        reply_markup: { inline_keyboard: /** @type {InlineKeyboardButton[][]} */ (screen.keyboard) },
    };
    const pressed = ctx.callbackQuery?.message?.message_id ?? null;
    const edited = live?.keep && !screen.keep ? null : pressed;
    const message = edited ?? (await ctx.api.sendMessage(chat, screen.text, options)).message_id;
    if (edited !== null) await ctx.api.editMessageText(chat, edited, screen.text, options);
    await store.shown(learner, { message, keep: screen.keep });
    if (edited === null && live) await ctx.api.editMessageReplyMarkup(chat, live.message);
}

await bot.init();
const runner = run(bot, { runner: { fetch: { allowed_updates: ["message", "callback_query"] } } });
const stop = async () => {
    if (runner.isRunning()) await runner.stop();
    await store.close();
};
process.once("SIGINT", stop);
process.once("SIGTERM", stop);
