// The academy's work per press with grammY, its runner, pg and ioredis: see README.md for what it does and leaves out.
import { readFileSync } from "node:fs";
import { run, sequentialize } from "@grammyjs/runner";
import { Bot } from "grammy";
import { Store } from "./store.js";
import { Academy } from "./turns.js";

const { DATABASE_URL, REDIS_URL, SCREENS, TELOXIDE_API_URL, TELOXIDE_TOKEN } = process.env;
const academy = new Academy(JSON.parse(readFileSync(SCREENS, "utf8")));
const bot = new Bot(TELOXIDE_TOKEN, { client: { apiRoot: TELOXIDE_API_URL } });
const store = new Store(DATABASE_URL, REDIS_URL, `academy:${TELOXIDE_TOKEN.split(":")[0]}`);

// A learner's updates are handled in order.
bot.use(sequentialize((ctx) => String(ctx.from?.id)));
bot.command("start", (ctx) => handle(ctx, {}));
bot.on("message:text", (ctx) => handle(ctx, { text: ctx.message.text }));
bot.on("callback_query:data", (ctx) => handle(ctx, { data: ctx.callbackQuery.data }));
bot.catch((error) => console.error(error));

// Decide, store, and only then show.
async function handle(ctx, input) {
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

// A screen is drawn over the live message, unless that shall stay; an old message loses its keyboard.
async function show(ctx, learner, live, screen) {
    const chat = ctx.chat.id;
    const options = {
        parse_mode: "HTML",
        link_preview_options: { is_disabled: true },
        reply_markup: { inline_keyboard: screen.keyboard },
    };
    const edited = ctx.callbackQuery && !(live?.keep && !screen.keep) ? ctx.callbackQuery.message.message_id : null;
    let message = edited;
    if (edited === null) {
        message = (await ctx.api.sendMessage(chat, screen.text, options)).message_id;
    } else {
        await ctx.api.editMessageText(chat, edited, screen.text, options);
    }
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
