//! The golden log: what earlier versions have stored is read, folds to what it folded to, and is written letter by letter
//! as it was.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use dialogues::streams::golden::{self, Event};
use dialogues::streams::{KINDS, readable};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

/// What a version folded a stream to that stored it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Folded {
    stream: Uuid,
    aggregate_type: String,
    state: Value,
}

/// For each log, its streams as they were folded by the version that wrote them.
fn folded_then() -> impl Iterator<Item = Vec<Folded>> {
    include_str!("states.jsonl").lines().map(|line| serde_json::from_str(line).unwrap())
}

#[test]
fn an_old_log_folds_to_the_same_state() {
    assert_eq!(golden::logs().count(), golden::LOG.lines().count(), "a line of the golden log is unreadable");
    assert_eq!(golden::logs().count(), folded_then().count());
    for (log, then) in golden::logs().zip(folded_then()) {
        let now: BTreeMap<Uuid, Value> =
            log.states().into_iter().map(|(_, stream, state)| (stream, state.unwrap())).collect();
        assert_eq!(now.len(), then.len());
        for folded in then {
            let state = &now[&folded.stream];
            // A version may know more of it, and nothing else.
            for (field, value) in folded.state.as_object().unwrap() {
                assert_eq!(state.get(field), Some(value), "{field} of {} {}", folded.aggregate_type, folded.stream);
            }
        }
    }
}

#[test]
fn every_kind_of_event_is_written_as_it_was() {
    for event in golden::logs().flat_map(|log| log.events) {
        let written = event.rewritten().unwrap_or_else(|| panic!("unreadable: {event:?}"));
        assert_eq!(written, (event.event_type.clone(), event.data.clone()), "{} {}", event.stream, event.version);
    }
}

/// Changing this list is adding a kind of event: then the golden log needs one, too. None may go.
#[test]
fn the_golden_log_holds_every_kind_of_event() {
    let events: Vec<Event> = golden::logs().flat_map(|log| log.events).collect();
    let stored: BTreeSet<(&str, &str)> =
        events.iter().map(|event| (event.aggregate_type.as_str(), event.event_type.as_str())).collect();
    let listed: Vec<String> = stored.iter().map(|(kind, event_type)| format!("{kind} {event_type}")).collect();
    insta::assert_snapshot!(listed.join("\n"));
    let kinds: BTreeSet<&str> = stored.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, KINDS.iter().copied().collect());
    // Whatever an enum knows besides is named by serde when it meets something that it does not know.
    for kind in KINDS {
        let Some(Err(error)) = readable(kind, "Nothing", &Value::Null) else { panic!("{kind} reads anything") };
        for variant in error.to_string().split('`').skip(3).step_by(2) {
            assert!(stored.contains(&(kind, variant)), "the golden log has no {variant} of {kind}");
        }
    }
}

#[test]
fn a_shape_is_positive_and_each_kind_has_its_own() {
    let shapes: BTreeSet<i32> = KINDS.iter().map(|kind| golden::shape_of(kind).unwrap()).collect();
    assert_eq!(shapes.len(), KINDS.len());
    assert!(shapes.iter().all(|shape| *shape > 0));
}
