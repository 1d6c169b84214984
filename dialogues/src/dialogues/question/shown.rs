//! A question as one learner sees it: what it asks, its hint, its buttons, the same as a poll, the verdict. What is special
//! to a kind of question is drawn by the kind.

use crate::catalogue::Question;
use crate::kernel::bar;
use crate::kernel::locale::Locale;
use crate::kernel::markup::Html;
use crate::kernel::poll::Poll;
use crate::kernel::screen::{Button, Entry, Screen};
use crate::kernel::texts::Texts;
use crate::kernel::token::Token;
use crate::questions::{Act, Asked, Response, TEXT_LIMIT};

/// What stands above a question: a line of text or, where there is room, its parts.
pub struct Heading {
    pub html: Html,
    pub title: String,
    /// So many of so many.
    pub progress: Option<(usize, usize)>,
}

impl Heading {
    /// `title · ▰▰▱▱ 2/4`, with a sign before it perhaps.
    pub fn new(sign: &str, title: &str, (done, all): (usize, usize)) -> Self {
        let html = Html::italic(&Html::text(&format!("{sign}{title} · {} {done}/{all}", bar::draw(done, all))));
        Self { html, title: title.to_owned(), progress: Some((done, all)) }
    }

    /// The screen of a text that stands below it.
    pub fn screen(&self, html: Html) -> Screen {
        let mut whole = self.html.clone();
        whole.paragraph(&html);
        self.over(Screen::new(whole), html)
    }

    fn over(&self, screen: Screen, html: Html) -> Screen {
        screen.with_room(&self.title, html, self.progress)
    }
}

pub struct Shown<'a> {
    question: &'a Question,
    asked: Asked<'a>,
}

/// What a button under a question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    Answer,
    Hint,
    /// Something is tapped, and the question waits on.
    Tick,
}

/// An answer with what it was worth.
pub struct Given<'a> {
    pub response: &'a Response,
    /// 0..=1.
    pub score: f64,
    pub correct: bool,
}

impl<'a> Shown<'a> {
    /// `seed`: orders the options.
    pub fn new(question: &'a Question, seed: u64, locale: Locale, texts: &'a Texts) -> Self {
        let asked = Asked { text: question.text.get(locale), texts, order: question.order(seed), lettered: true };
        Self { question, asked }
    }

    pub fn prompt(&self) -> &Html {
        &self.asked.text.prompt
    }

    /// The question with the buttons that answer it, and the button of its hint while it has one to give. `entry`: what
    /// has been tapped so far. `press`: the dialogue's token for a press with an entry.
    pub fn screen(
        &self,
        heading: &Heading,
        entry: &str,
        hinted: bool,
        press: impl Fn(Press, &str) -> Token,
    ) -> (Screen, Option<Button>) {
        let Asked { text, texts, .. } = &self.asked;
        let form = self.question.body.ask(&self.asked, entry);
        let (mut html, mut brief) = (heading.html.clone(), text.prompt.clone());
        html.paragraph(&text.prompt);
        html.paragraph(&form.html);
        brief.paragraph(&form.brief);
        if let Some(known) = text.hint.as_ref().filter(|_| hinted) {
            html.paragraph(&hint(known, texts));
            brief.paragraph(&hint(known, texts));
        }
        let words = self.question.body.is_typed().then_some(Entry { limit: TEXT_LIMIT });
        let screen = form.rows.iter().fold(Screen { entry: words, ..Screen::new(html) }, |screen, row| {
            screen.row(row.iter().map(|choice| {
                let act = match choice.act {
                    Act::Answer => Press::Answer,
                    Act::Tap => Press::Tick,
                };
                let button = Button::press(choice.label.as_str(), press(act, &choice.entry));
                Button { says: choice.says.clone(), pressed: choice.pressed, ..button }
            }))
        });
        let screen = heading.over(screen, brief);
        let offered = (text.hint.is_some() && !hinted)
            .then(|| Button::press(texts.plain("quiz-hint", &[]), press(Press::Hint, &form.entry)));
        (screen, offered)
    }

    /// The question as a quiz poll, if it fits. `token`: answers, without an entry.
    pub fn poll(&self, token: Token) -> Option<Poll> {
        let ballot = self.question.body.ballot(&self.asked)?;
        let quoted = |words: &str| self.asked.texts.plain("quote", &[("words", words.into())]);
        Poll::of(&self.asked.text.prompt, &ballot, quoted, token)
    }

    /// What an answer was worth, and why: the reason of what was chosen and of what is right. `more`: what is said below.
    pub fn verdict(&self, heading: &Heading, given: &Given<'_>, more: &[Html]) -> Screen {
        let unlettered = Asked { lettered: false, ..self.asked.clone() };
        let [html, brief] = [&self.asked, &unlettered].map(|asked| {
            let mut html = self.explained(asked, given);
            for part in more {
                html.paragraph(part);
            }
            html
        });
        let mut whole = heading.html.clone();
        whole.paragraph(&html);
        heading.over(Screen::new(whole), brief)
    }

    fn explained(&self, asked: &Asked<'_>, given: &Given<'_>) -> Html {
        let Asked { text, texts, .. } = asked;
        let mut html = texts.html(verdict_key(given), &[]);
        html.paragraph(&text.prompt);
        html.paragraph(&self.question.body.explain(asked, given.response));
        if let Some(explanation) = &text.explanation {
            let mut quoted = self.question.body.explanation_heading(texts);
            quoted.line(explanation);
            html.paragraph(&Html::quote(&quoted));
        }
        html
    }
}

/// A hint as it stands under a question that it was asked for.
pub fn hint(hint: &Html, texts: &Texts) -> Html {
    let mut quoted = texts.html("quiz-hint-heading", &[]);
    quoted.line(hint);
    Html::quote(&quoted)
}

fn verdict_key(given: &Given<'_>) -> &'static str {
    if given.correct {
        "quiz-right"
    } else if given.score > 0.0 {
        "quiz-partly"
    } else {
        "quiz-wrong"
    }
}
