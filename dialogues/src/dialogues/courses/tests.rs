use chrono::DateTime;

use super::*;
use crate::catalogue::{Catalogue, SourceFile};
use crate::kernel::ids::LearnerId;
use crate::kernel::screen::Target;
use crate::kernel::token::LIMIT;

/// A course whose ids are as long as the checks let them be, with more lessons than a page has.
fn longest() -> Catalogue {
    let (course, module) = ("c".repeat(40), "m".repeat(40));
    let file = |path: String, text: String| SourceFile { path, text };
    let mut files = vec![file(
        format!("courses/{course}/course.yaml"),
        format!(
            "id: {course}\nlang: en\ntitle: A\nsummary: A.\nlevel: junior\nconcepts: {{a: A}}\n\
             modules: {{{module}: {{title: A, summary: A.}}}}\n"
        ),
    )];
    for number in 10..30 {
        let id = format!("{}-{number}", "l".repeat(LessonId::MAX_BYTES - 3));
        let lesson = format!(
            "---\nid: {id}\nkind: lesson\ntitle: A\nlang: en\nlevel: junior\nminutes: 1\nrequires: []\n\
             concepts: [a]\nstatus: published\n---\n\n## A {{#a}}\n\nText.\n\n## B {{#b}}\n\nText.\n"
        );
        files.push(file(format!("courses/{course}/01-{module}/{number}-a.md"), lesson));
    }
    let compilation = Catalogue::compile(&files);
    assert!(!compilation.has_errors(), "{:?}", compilation.findings);
    compilation.catalogue
}

/// Every button that leads anywhere from here, as far as the table of contents and its lessons go.
#[test]
fn whatever_ids_the_checks_let_through_every_button_fits_and_leads_on() {
    let catalogue = longest();
    let state = State::new(LearnerId::of_telegram(7));
    let scene = Scene::new(&catalogue, DateTime::UNIX_EPOCH, 1);
    let (course, module) = (&catalogue.courses()[0], &catalogue.courses()[0].modules[0]);
    let mut open = vec![links::module(course, module, 0), links::module(course, module, 2)];
    let mut seen: Vec<String> = Vec::new();
    while let Some(token) = open.pop() {
        let text = token.to_string();
        assert!(text.len() <= LIMIT, "{text}");
        assert_eq!(text.parse::<Token>().unwrap(), token);
        if seen.contains(&text) {
            continue;
        }
        seen.push(text);
        if token.dialogue != CODE {
            continue;
        }
        let place = Courses.decide(&state, &Place::home(), &Input::Press(token), &scene).unwrap().place.unwrap();
        let screen = Courses.screen(&state, &place, &scene).unwrap();
        assert!(screen.html.plain().contains('A'), "{screen:?}");
        let pressed = screen.buttons.iter().flatten().filter_map(|button| match &button.target {
            Target::Press(token) => Some(token.clone()),
            Target::MiniApp => None,
        });
        open.extend(pressed);
    }
    assert!(seen.len() > 20, "{seen:?}");
    for lesson in course.lessons() {
        for token in
            [links::open_lesson(lesson), links::lesson_screen(&state, lesson, 99), links::start_quiz(&state, lesson)]
        {
            assert!(token.to_string().len() <= LIMIT, "{token}");
        }
    }
}
