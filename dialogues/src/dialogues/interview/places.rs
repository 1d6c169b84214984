//! Where a learner looks in an interview.

use super::words::{CODE, View};
use crate::kernel::place::Place;
use crate::streams::interview::InterviewRun;

/// Which interview?
pub fn choosing() -> Place {
    Place::new(CODE, View::Start)
}

/// Which question is shown: a message that answers it has no step of its own, unlike a button.
pub fn shown(run: &InterviewRun) -> String {
    format!("{}.{}", run.id, run.exchanges.len())
}

/// Where the interview stands.
pub fn current_place(run: &InterviewRun) -> Place {
    if !run.is_open() {
        card_place()
    } else if run.paused_at.is_some() {
        Place::new(CODE, View::Paused)
    } else {
        asking(Some(&shown(run)))
    }
}

/// What was said has arrived.
pub fn noted(run: &InterviewRun) -> Place {
    Place::new(CODE, View::Noted).with(shown(run))
}

pub fn asking(shown: Option<&str>) -> Place {
    Place::new(CODE, View::Question).with_any(shown)
}

/// Really to be stopped?
pub fn stopping(run: &InterviewRun) -> Place {
    Place::new(CODE, View::Stop).with(shown(run))
}

pub fn card_place() -> Place {
    Place::new(CODE, View::Card)
}

/// The scorecard of the learner's `number`-th interview.
pub fn past_card(number: u32) -> Place {
    Place::new(CODE, View::Card).with(number)
}

/// The feedback on an exchange, from 0.
pub fn verdict_on(number: usize) -> Place {
    Place::new(CODE, View::Verdict).with(number)
}
