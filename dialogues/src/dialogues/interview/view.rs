//! What a learner sees while an interview goes on: the question, the pause, and whether to stop.

use super::answer::{Written, written};
use super::choice;
use super::words::{CODE, Verb};
use crate::catalogue::Interview;
use crate::dialogues::{links, question};
use crate::kernel::ids::AskId;
use crate::kernel::markup::Html;
use crate::kernel::screen::{Button, Entry, Screen};
use crate::kernel::texts::Texts;
use crate::kernel::token::Token;
use crate::scene::Scene;
use crate::streams::State;
use crate::streams::interview::run::{Asking, Exchange, InterviewRun};

/// The question that waits, and how the answer to it is coming along.
pub fn question(state: &State, run: &InterviewRun, interview: &Interview, scene: &Scene<'_>) -> Option<Screen> {
    let texts = Texts::of(run.locale);
    let asking = run.current()?;
    let Written { text, .. } = written(interview, &asking)?;
    let text = text.get(run.locale);
    let mut html = heading(run, interview, None, &texts, scene);
    if run.exchanges.is_empty() && run.messages.is_empty() {
        html.paragraph(&greeting(state, run, &texts));
    }
    if asking.follow.is_some() {
        html.paragraph(&texts.html("interview-follow", &[]));
    }
    html.paragraph(&text.prompt);
    let hinted = run.hints.contains(asking.question());
    if let Some(hint) = text.hint.as_ref().filter(|_| hinted) {
        html.paragraph(&question::hint(hint, &texts));
    }
    let count = run.messages.len();
    let key = if count > 0 { "interview-noted" } else { "interview-answer" };
    html.paragraph(&texts.html(key, &[("messages", count.into())]));
    let press = |label: &str, verb: Verb| Button::press(texts.plain(label, &[]), Token::new(CODE, verb).at(run.step()));
    let done = (count > 0).then(|| press("interview-done", Verb::Done));
    let hint = (text.hint.is_some() && !hinted).then(|| press("quiz-hint", Verb::Hint));
    let skip = (count == 0).then(|| press("interview-skip", Verb::Skip));
    let entry = Some(Entry { limit: run.room().max(1) });
    Some(
        Screen { entry, ..Screen::new(html) }
            .row(done)
            .row(hint.into_iter().chain(skip))
            .row([press("interview-pause", Verb::Pause), press("interview-stop", Verb::Quit)]),
    )
}

/// What was said has arrived: the question stands above, so it is not asked again.
pub fn noted(run: &InterviewRun, interview: &Interview, scene: &Scene<'_>) -> Option<Screen> {
    let texts = Texts::of(run.locale);
    let asking = run.current().filter(|_| !run.messages.is_empty())?;
    let Written { text, .. } = written(interview, &asking)?;
    let press = |label: &str, verb: Verb| Button::press(texts.plain(label, &[]), Token::new(CODE, verb).at(run.step()));
    let mut html = heading(run, interview, None, &texts, scene);
    html.paragraph(&texts.html("interview-noted", &[("messages", run.messages.len().into())]));
    let can_hint = text.get(run.locale).hint.is_some() && !run.hints.contains(asking.question());
    let hint = can_hint.then(|| press("quiz-hint", Verb::Hint));
    let entry = Some(Entry { limit: run.room().max(1) });
    Some(
        Screen { entry, ..Screen::new(html) }
            .row([press("interview-done", Verb::Done)])
            .row(hint)
            .row([press("interview-pause", Verb::Pause), press("interview-stop", Verb::Quit)]),
    )
}

fn greeting(state: &State, run: &InterviewRun, texts: &Texts) -> Html {
    let count = run.asks.len();
    let minutes = run.minutes;
    let name = &state.learner.first_name;
    texts.html("interview-hello", &[("name", name.into()), ("questions", count.into()), ("minutes", minutes.into())])
}

/// Whose time stands still.
pub fn paused(run: &InterviewRun, interview: &Interview, scene: &Scene<'_>) -> Screen {
    let texts = Texts::of(run.locale);
    let mut html = heading(run, interview, None, &texts, scene);
    html.paragraph(&texts.html("interview-paused", &[]));
    let resume = Button::press(texts.plain("interview-resume", &[]), Token::new(CODE, Verb::Resume).at(run.step()));
    let stop = Button::press(texts.plain("interview-stop", &[]), Token::new(CODE, Verb::Quit).at(run.step()));
    Screen::new(html).row([resume]).row([stop, links::home_button(&texts)])
}

/// Really?
pub fn stop(run: &InterviewRun, interview: &Interview, scene: &Scene<'_>) -> Screen {
    let texts = Texts::of(run.locale);
    let mut html = heading(run, interview, None, &texts, scene);
    html.paragraph(&texts.html("interview-stop-really", &[]));
    let stop = Button::press(texts.plain("interview-stop-yes", &[]), Token::new(CODE, Verb::Stop).at(run.step()));
    Screen::new(html)
        .row([Button::press(texts.plain("interview-go-on", &[]), Token::new(CODE, Verb::Next))])
        .row([stop])
}

/// The interview, the question's number, and how much time is left: told, not pressed.
/// `ask`: what it is about; none: the question that waits.
pub fn heading(
    run: &InterviewRun,
    interview: &Interview,
    ask: Option<&AskId>,
    texts: &Texts,
    scene: &Scene<'_>,
) -> Html {
    let ask = ask.or_else(|| run.current().map(|asking| asking.ask));
    let number = ask.and_then(|ask| run.asks.iter().position(|other| other == ask)).map_or(run.asks.len(), |at| at + 1);
    let mut heading = format!("{} · {number}/{}", interview.title.get(run.locale), run.asks.len());
    if run.is_open() {
        let minutes = run.seconds_left(scene.now).div_ceil(60);
        heading.push_str(" · ");
        heading.push_str(&texts.plain("interview-left", &[("minutes", minutes.into())]));
    }
    Html::italic(&Html::text(&heading))
}

/// Where home leads back to, with the time that is left.
pub fn continue_button(state: &State, texts: &Texts, scene: &Scene<'_>) -> Option<Button> {
    state.path.interviews.open?;
    let run = state.interview.as_ref().filter(|run| run.is_open());
    let minutes = run.map_or(0, |run| run.seconds_left(scene.now).div_ceil(60));
    let label = texts.plain("interview-continue", &[("minutes", minutes.into())]);
    Some(Button::press(label, links::interviews()))
}

/// The button that leads to interviews; none where there are none.
pub fn button(texts: &Texts, scene: &Scene<'_>) -> Option<Button> {
    choice::all(scene).next()?;
    Some(Button::press(texts.plain("interview", &[]), links::interviews()))
}

/// The same question in an exchange that is over.
pub fn asked<'a>(interview: &'a Interview, exchange: &Exchange) -> Option<Written<'a>> {
    written(interview, &Asking { ask: &exchange.ask, follow: exchange.follow.as_ref() })
}
