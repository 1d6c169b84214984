//! What learners have seen, against the log: whatever they were shown is in it, exactly once, and nothing was counted that
//! they have not said.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::intent::Confirmed;
use super::outcome::{Event, owners};
use super::person::Account;
use super::product::{self, LearnerId};

type Streams<'a> = BTreeMap<Uuid, Vec<&'a Event>>;

pub fn check(accounts: &[Account], log: &[Event]) -> Vec<String> {
    let mut streams = Streams::new();
    for event in log {
        streams.entry(event.aggregate_id).or_default().push(event);
    }
    let mut broken = answered_once(&streams);
    let owners = owners(log);
    for account in accounts {
        let learner = product::learner(account.client.id);
        let who = account.client.id;
        let unproven = account.confirmed.iter().filter(|seen| !proves(&streams, learner, seen));
        broken.extend(unproven.map(|seen| format!("learner {who} saw {seen:?}, and the log has it not")));
        let heard = log.iter().filter(|event| event.event_type == "MessageAdded");
        let heard = heard.filter(|event| owners.get(&event.aggregate_id) == Some(&learner.as_uuid()));
        broken.extend(said_once(who, account, heard));
        let reviewed = log.iter().filter(|event| event.event_type == "ItemReviewed");
        let reviewed = reviewed.filter(|event| owners.get(&event.aggregate_id) == Some(&learner.as_uuid()));
        broken.extend(recalled_once(who, account, reviewed));
    }
    broken
}

/// No question of an attempt or interview was dealt with twice, and no point was claimed twice.
fn answered_once(streams: &Streams<'_>) -> Vec<String> {
    let mut broken = Vec::new();
    for (stream, events) in streams {
        let mut answered = BTreeSet::new();
        for event in events {
            let data = &event.event_data;
            let question = match event.event_type.as_str() {
                "AnswerSubmitted" => data["question"].to_string(),
                "AnswerScored" | "QuestionSkipped" => data.get("follow").unwrap_or(&data["ask"]).to_string(),
                "PointClaimed" => format!("the claim of {} of {}", data["point"], data["exchange"]),
                _ => continue,
            };
            if !answered.insert(question.clone()) {
                broken.push(format!("{question} of {} {stream} was counted twice", event.aggregate_type));
            }
        }
    }
    broken
}

/// Every message to an interview is one that was sent, and no two are the same one.
fn said_once<'a>(who: i64, account: &Account, heard: impl Iterator<Item = &'a Event>) -> Vec<String> {
    let said: BTreeSet<&str> = account.said.iter().map(String::as_str).collect();
    let mut taken = BTreeSet::new();
    let mut broken = Vec::new();
    for text in heard.map(|event| event.event_data["text"].as_str().unwrap_or_default()) {
        if !said.contains(text) {
            broken.push(format!("learner {who} never said to an interview: {text}"));
        }
        if !taken.insert(text) {
            broken.push(format!("what learner {who} said once was taken twice: {text}"));
        }
    }
    broken
}

/// No item was reviewed more often than it was answered.
fn recalled_once<'a>(who: i64, account: &Account, reviewed: impl Iterator<Item = &'a Event>) -> Vec<String> {
    let mut times: BTreeMap<&str, u32> = BTreeMap::new();
    for event in reviewed {
        *times.entry(event.event_data["item"].as_str().unwrap_or_default()).or_default() += 1;
    }
    let surplus = times.into_iter().filter_map(|(item, times)| {
        let given = account.recalled.get(item).copied().unwrap_or_default();
        (times > given).then(|| format!("learner {who} answered {item} {given} times, and {times} reviews count"))
    });
    surplus.collect()
}

/// Is it in the log?
fn proves(streams: &Streams<'_>, learner: LearnerId, seen: &Confirmed) -> bool {
    let of = |stream: Uuid, kinds: &'static [&'static str]| {
        let events = streams.get(&stream).into_iter().flatten().copied();
        events.filter(move |event| kinds.contains(&event.event_type.as_str()))
    };
    match seen {
        Confirmed::Verdict { lesson, attempt, index, right } => {
            let attempt = product::attempt(learner, lesson, *attempt);
            let answer = of(attempt, &["AnswerSubmitted"]).nth(*index);
            answer.is_some_and(|answer| (answer.event_data["correct"] == true) == *right)
        }
        Confirmed::Reviewed { session, version, item, rating, right } => {
            let mut reviews = of(product::session(learner, *session), &["ItemReviewed"]);
            reviews.any(|review| {
                let data = &review.event_data;
                review.event_version as u64 > *version
                    && data["item"] == item.as_str()
                    && rating.is_none_or(|rating| data["rating"] == rating)
                    && right.is_none_or(|right| (data["score"] == 1.0) == right)
            })
        }
        Confirmed::Noted { interview, text } => {
            let run = product::interview(learner, *interview);
            of(run, &["MessageAdded"]).any(|message| message.event_data["text"] == text.as_str())
        }
        Confirmed::Claimed { interview, ask } => {
            let run = product::interview(learner, *interview);
            of(run, &["PointClaimed"]).any(|claim| {
                let data = &claim.event_data;
                *data.get("follow").unwrap_or(&data["ask"]) == ask.as_str() && data["words"].is_string()
            })
        }
        Confirmed::Feedback { interview, ask, percent } => {
            let run = product::interview(learner, *interview);
            of(run, &["AnswerScored", "QuestionSkipped"]).any(|dealt| {
                let data = &dealt.event_data;
                let share = data["share"].as_f64().map(|share| (share * 100.0).round() as usize);
                *data.get("follow").unwrap_or(&data["ask"]) == ask.as_str() && share == *percent
            })
        }
    }
}
