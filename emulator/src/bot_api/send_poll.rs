//! `sendPoll`: a poll or a quiz. Takes `options` and right answers as Bot API 9 and as Bot API 10 name them.

use serde_json::Value;

use super::{Answer, Method, Refusal, Run, content, keyboard, params::Params};
use crate::{
    entities::{FormattedText, Kind, utf16_len},
    state::{
        World,
        messages::{Author, Body},
        polls::{Poll, PollKind},
    },
    wire,
};

pub(super) const METHOD: Method = Method {
    name: "sendPoll",
    params: &[
        "allows_multiple_answers",
        "allows_revoting",
        "chat_id",
        "close_date",
        "correct_option_id",
        "correct_option_ids",
        "description",
        "description_parse_mode",
        "disable_notification",
        "explanation",
        "explanation_parse_mode",
        "is_anonymous",
        "is_closed",
        "open_period",
        "options",
        "protect_content",
        "question",
        "question_parse_mode",
        "reply_markup",
        "reply_parameters",
        "type",
    ],
    sends: true,
    run: Run::Now(run),
};

const MAX_QUESTION: usize = 300;
const MAX_OPTIONS: usize = 12;
const MAX_OPTION: usize = 100;
const MAX_DESCRIPTION: usize = 1024;
const MAX_EXPLANATION: usize = 200;
const MAX_EXPLANATION_LINE_FEEDS: usize = 2;
/// Seconds a poll may stay open. Source: Bot API 10.1, `sendPoll`, `open_period`.
const OPEN_FOR: std::ops::RangeInclusive<i64> = 5..=2_628_000;

fn run(world: &mut World, params: &Params) -> Answer {
    let chat = content::open_chat(world, params)?;
    let kind = match params.text("type")?.unwrap_or("regular") {
        "quiz" => PollKind::Quiz,
        "regular" | "" => PollKind::Regular,
        _ => return Err(Refusal::bad("unsupported poll type specified")),
    };
    let question = plain_but_emoji(world, params.text("question")?.unwrap_or(""), params.text("question_parse_mode")?)?;
    match utf16_len(&question.text) {
        0 => return Err(Refusal::bad("poll question must be non-empty")),
        1..=MAX_QUESTION => {}
        _ => {
            return Err(Refusal::bad(format!("poll question length must not exceed {MAX_QUESTION}")));
        }
    }
    let options = read_options(world, params)?;
    let allows_multiple = params.flag("allows_multiple_answers")?;
    let correct = read_correct(params, kind, options.len(), allows_multiple)?;
    let explanation = read_explanation(world, params, kind)?;
    let description = read_description(world, params)?;
    let (open_period, close_date) = read_closing(world.now(), params)?;
    let keyboard = keyboard::read(params, &chat, true)?;
    let reply_to = content::reply_target(world, params, &chat)?;
    let silent = params.flag("disable_notification")?;
    params.flag("protect_content")?;
    let anonymous = params.flag_or_none("is_anonymous")?.unwrap_or(true);
    let closed = params.flag("is_closed")?;
    let allows_revoting = params.flag_or_none("allows_revoting")?.unwrap_or(kind == PollKind::Regular);

    // Real poll ids are long numbers; these only have to be unique.
    let id = (5_000_000_000_000_000_000 + world.next_id(|counters| &mut counters.poll, 1)).to_string();
    // The poll stands before its message does, so that whoever draws the message finds it.
    let poll = Poll {
        id: id.clone(),
        chat: chat.id,
        message: world.counters.message,
        kind,
        question,
        options,
        votes: std::collections::BTreeMap::new(),
        anonymous,
        allows_multiple,
        allows_revoting,
        correct,
        explanation,
        description,
        open_period,
        close_date,
        closed,
    };
    world.put_poll(poll);
    let message = world.new_message(chat.id, Author::Bot, Body::Poll(id), keyboard, silent, reply_to);
    Ok(wire::message(world, &message))
}

/// Questions and options keep no entities but custom emoji.
fn plain_but_emoji(world: &World, text: &str, mode: Option<&str>) -> Result<FormattedText, Refusal> {
    let mut text = content::formatted(world, text, mode, None)?;
    text.entities.retain(|entity| entity.kind == Kind::CustomEmoji);
    Ok(text)
}

fn read_options(world: &World, params: &Params) -> Result<Vec<FormattedText>, Refusal> {
    let given = match params.json("options")? {
        None => Vec::new(),
        Some(Value::Array(options)) => options,
        Some(_) => {
            return Err(Refusal::bad("can't parse options: Expected an Array of InputPollOption"));
        }
    };
    if given.is_empty() {
        return Err(Refusal::bad("poll must have at least 1 option"));
    }
    if given.len() > MAX_OPTIONS {
        return Err(Refusal::bad(format!("poll can't have more than {MAX_OPTIONS} options")));
    }
    given.iter().map(|option| read_option(world, option)).collect()
}

fn read_option(world: &World, option: &Value) -> Result<FormattedText, Refusal> {
    let (text, mode) = match option {
        Value::String(text) => (text.as_str(), None),
        Value::Object(fields) => {
            let odd = fields.keys().find(|name| !matches!(name.as_str(), "text" | "text_parse_mode"));
            if let Some(odd) = odd {
                return Err(Refusal::bad(format!("can't parse options: Field \"{odd}\" is not emulated")));
            }
            let text = fields.get("text").and_then(Value::as_str);
            let text = text.ok_or_else(|| Refusal::bad("can't parse options: Can't find field \"text\""))?;
            (text, fields.get("text_parse_mode").and_then(Value::as_str))
        }
        _ => return Err(Refusal::bad("can't parse options: Expected an Object")),
    };
    let option = plain_but_emoji(world, text, mode)?;
    match utf16_len(&option.text) {
        0 => Err(Refusal::bad("poll options must be non-empty")),
        1..=MAX_OPTION => Ok(option),
        _ => Err(Refusal::bad(format!("poll options length must not exceed {MAX_OPTION}"))),
    }
}

fn read_correct(params: &Params, kind: PollKind, options: usize, allows_multiple: bool) -> Result<Vec<usize>, Refusal> {
    let wrong = || Refusal::bad("wrong correct option ID specified");
    let old = params.integer("correct_option_id")?;
    let given = match (params.object::<Vec<i64>>("correct_option_ids")?, old) {
        (Some(_), Some(_)) => {
            return Err(Refusal::bad("use correct_option_ids or correct_option_id, not both"));
        }
        (Some(ids), None) => ids,
        (None, Some(id)) => vec![id],
        (None, None) => Vec::new(),
    };
    if kind == PollKind::Regular {
        // Telegram ignores them in a regular poll; here that is a mistake to show.
        return if given.is_empty() { Ok(Vec::new()) } else { Err(wrong()) };
    }
    let correct: Vec<usize> =
        given.iter().map(|id| usize::try_from(*id).map_err(|_| wrong())).collect::<Result<_, _>>()?;
    let increasing = correct.windows(2).all(|pair| pair[0] < pair[1]);
    if correct.is_empty() || !increasing || correct.iter().any(|id| *id >= options) {
        return Err(wrong());
    }
    if correct.len() > 1 && !allows_multiple {
        return Err(Refusal::bad("QUIZ_CORRECT_ANSWERS_TOO_MUCH"));
    }
    Ok(correct)
}

/// Source: Bot API 10.1, `sendPoll`, `description`. The words of the refusal are our own.
fn read_description(world: &World, params: &Params) -> Result<Option<FormattedText>, Refusal> {
    let Some(text) = params.text("description")?.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let text = content::formatted(world, text, params.text("description_parse_mode")?, None)?;
    if utf16_len(&text.text) > MAX_DESCRIPTION {
        return Err(Refusal::bad(format!("poll description length must not exceed {MAX_DESCRIPTION}")));
    }
    Ok(Some(text).filter(|text| !text.text.is_empty()))
}

fn read_explanation(world: &World, params: &Params, kind: PollKind) -> Result<Option<FormattedText>, Refusal> {
    let Some(text) = params.text("explanation")?.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    if kind == PollKind::Regular {
        return Err(Refusal::bad("only quizzes have an explanation"));
    }
    let text = content::formatted(world, text, params.text("explanation_parse_mode")?, None)?;
    let line_feeds = text.text.matches('\n').count();
    if utf16_len(&text.text) > MAX_EXPLANATION || line_feeds > MAX_EXPLANATION_LINE_FEEDS {
        return Err(Refusal::bad(format!(
            "poll explanation length must not exceed {MAX_EXPLANATION} and {MAX_EXPLANATION_LINE_FEEDS} line feeds"
        )));
    }
    Ok(Some(text).filter(|text| !text.text.is_empty()))
}

/// How long the poll stays open and until when, both or neither.
fn read_closing(now: i64, params: &Params) -> Result<(Option<i64>, Option<i64>), Refusal> {
    match (params.integer("open_period")?, params.integer("close_date")?) {
        (None, None) => Ok((None, None)),
        (Some(_), Some(_)) => Err(Refusal::bad("open_period can't be used together with close_date")),
        (Some(seconds), None) if OPEN_FOR.contains(&seconds) => Ok((Some(seconds), Some(now + seconds))),
        (None, Some(at)) if OPEN_FOR.contains(&(at - now)) => Ok((Some(at - now), Some(at))),
        _ => Err(Refusal::bad("poll must close 5 to 2628000 seconds from now")),
    }
}
