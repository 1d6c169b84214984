//! The copy as a page for people, in their language: it needs nothing from anywhere, and whatever was written in it is text.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use dialogues::kernel::markup::Html;
use dialogues::kernel::texts::Texts;
use serde_json::Value;

use super::Seen;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}\
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #ddd;\
overflow-wrap:anywhere}h2{margin-top:2rem}";

pub fn write(to: &mut impl Write, seen: &Seen, now: DateTime<Utc>) -> io::Result<()> {
    let learner = &seen.learner;
    let (texts, zone) = (Texts::of(learner.locale), learner.time_zone.unwrap_or(Tz::UTC));
    let say = |key: &str| escaped(&texts.plain(key, &[]));
    let when = |at: DateTime<Utc>| at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string();
    let title = say("mydata-page-title");
    write!(
        to,
        "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><style>{STYLE}</style><h1>{title}</h1><p>{}</p>",
        learner.locale,
        escaped(&texts.plain("mydata-page-made", &[("when", (&when(now)).into())])),
    )?;
    write!(to, "<h2>{}</h2>", say("mydata-page-you"))?;
    fields(to, &serde_json::to_value(learner).unwrap_or_default())?;
    write!(to, "<h2>{}</h2>", say("mydata-page-path"))?;
    fields(to, &seen.path)?;
    write!(to, "<h2>{}</h2><table>", say("mydata-page-tables"))?;
    for (table, rows) in &seen.tables {
        write!(to, "<tr><th>{}<td>{rows}", escaped(table))?;
    }
    write!(to, "</table><h2>{}</h2>", say("mydata-page-events"))?;
    let shown = seen.latest.len();
    if (shown as u64) < seen.events {
        let all = seen.events as usize;
        let more = texts.plain("mydata-page-more", &[("shown", shown.into()), ("all", all.into())]);
        write!(to, "<p>{}</p>", escaped(&more))?;
    }
    let heads = ["mydata-page-when", "mydata-page-what", "mydata-page-details"].map(say);
    write!(to, "<table><tr><th>{}<th>{}<th>{}", heads[0], heads[1], heads[2])?;
    for event in seen.latest.iter().rev() {
        write!(to, "<tr><td>{}<td>{}<td>{}", when(event.at), escaped(&event.event_type), escaped(&words(&event.data)))?;
    }
    writeln!(to, "</table></html>")
}

fn fields(to: &mut impl Write, value: &Value) -> io::Result<()> {
    write!(to, "<table>")?;
    for (name, value) in value.as_object().into_iter().flatten() {
        write!(to, "<tr><th>{}<td>{}", escaped(name), escaped(&words(value)))?;
    }
    write!(to, "</table>")
}

/// A value as people read it.
fn words(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| format!("{name}: {}", words(value))).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

fn escaped(text: &str) -> String {
    Html::text(text).to_string()
}
