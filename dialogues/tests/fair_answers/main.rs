//! How far does the scorer agree with a fair interviewer? The answers and the fair scores lie in `tests/answers/`, and
//! the rubrics are those of the content folder. `cargo test -p dialogues --test fair_answers -- --nocapture` prints
//! what `docs/SCORING.md` reports.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod agreement;
mod answers;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use agreement::{mean, mean_absolute_error, rank_correlation};
use answers::FairAnswer;
use dialogues::catalogue::{AskText, Catalogue, Course, Localised, SourceFile};
use dialogues::questions::{Body, Response};
use dialogues::rubric::{Outcome, Rubric};

const MAX_ERROR: f64 = 0.12;
const MIN_CORRELATION: f64 = 0.8;
/// The mean absolute error of any class of answers, where there are as many as that.
const MAX_ERROR_OF_A_CLASS: f64 = 0.25;
const A_CLASS: usize = 3;
/// Who says of one thing what is true of the other gets no more, on average.
const MAX_OF_SWAPPED: f64 = 0.3;
/// Who claims that Swift has a garbage collector gets no more.
const MAX_OF_A_COLLECTOR: f64 = 0.2;
/// Who says nothing gets no more, however the answer is dressed up.
const MAX_OF_NOTHING: f64 = 0.35;
/// So many are printed.
const WORST: usize = 40;
/// The first stands for all others.
const FOLDERS: [&str; 3] = ["seen before", "fresh", "blind"];
const MODEL_SHARE: f64 = 0.9;
/// Set to see the classes of the held-out answers too, once nothing is improved any more.
const SHOW_HELD_OUT: &str = "SHOW_HELD_OUT";

struct Judged {
    answer: FairAnswer,
    share: f64,
    /// What was found of the points, for people to read; nothing for the lessons' questions.
    points: String,
}

impl Judged {
    fn error(&self) -> f64 {
        (self.share - self.answer.fair).abs()
    }

    fn says_nothing(&self) -> bool {
        matches!(self.answer.class.as_str(), "evasive" | "off-topic" | "stuffed")
    }
}

#[test]
fn scores_agree_with_a_fair_interviewer() {
    let judged = judged();
    let (held_out, dev): (Vec<&Judged>, Vec<&Judged>) = judged.iter().partition(|judged| judged.answer.is_held_out);
    let all: Vec<&Judged> = judged.iter().collect();
    print_worst(&dev);
    for folder in FOLDERS {
        for (name, set) in [("dev", &dev), ("held-out", &held_out)] {
            let inside: Vec<&Judged> =
                set.iter().copied().filter(|judged| folder == seen_or(&judged.answer.folder)).collect();
            print_figures(&format!("{folder}, {name}"), &inside);
        }
    }
    print_figures("dev", &dev);
    print_table(&dev);
    print_figures("held-out", &held_out);
    if std::env::var_os(SHOW_HELD_OUT).is_some() {
        print_table(&held_out);
    }
    let (error, correlation) = figures(&all);
    assert!(error <= MAX_ERROR, "mean absolute error {error:.3}");
    assert!(correlation >= MIN_CORRELATION, "rank correlation {correlation:.3}");
}

#[test]
fn no_class_of_answers_is_judged_unfairly() {
    let judged = judged();
    let mut classes: BTreeMap<&str, Vec<&Judged>> = BTreeMap::new();
    for judged in &judged {
        classes.entry(&judged.answer.class).or_default().push(judged);
    }
    for (class, group) in classes.iter().filter(|(_, group)| group.len() >= A_CLASS) {
        let error = mean(group.iter().map(|judged| judged.error()));
        assert!(error <= MAX_ERROR_OF_A_CLASS, "{class}: {error:.3}");
    }
}

#[test]
fn who_swaps_two_things_gets_little() {
    let swapped: Vec<f64> =
        judged().iter().filter(|judged| judged.answer.class == "swapped").map(|judged| judged.share).collect();
    let average = mean(swapped.iter().copied());
    assert!(swapped.len() >= A_CLASS && average <= MAX_OF_SWAPPED, "{average:.3}");
}

#[test]
fn who_claims_a_garbage_collector_gets_little() {
    let claims = |judged: &Judged| {
        let (answer, text) = (&judged.answer, judged.answer.text.to_lowercase());
        (answer.file.as_str(), answer.question.as_str()) == ("junior", "i-arc")
            && answer.class.starts_with("wrong")
            && ["garbage collect", "сборщик мусора"].iter().any(|claim| text.contains(claim))
    };
    let claimed: Vec<f64> = judged().iter().filter(|judged| claims(judged)).map(|judged| judged.share).collect();
    assert!(!claimed.is_empty() && claimed.iter().all(|share| *share <= MAX_OF_A_COLLECTOR), "{claimed:?}");
}

#[test]
fn what_is_taken_back_costs_nothing() {
    let right = "ARC counts the strong references, and when the last one goes, the object is freed at once.";
    let full = share_of("junior", "i-arc", right);
    assert!(full >= 0.5, "{full:.2}");
    for taken_back in ["It is a garbage collector, sorry, no, I mean ARC. ", "сборщик мусора… вернее нет, ARC. "]
    {
        let share = share_of("junior", "i-arc", &format!("{taken_back}{right}"));
        assert!(share >= full, "{taken_back}: {share:.2}");
    }
}

#[test]
fn instead_of_denies_only_what_it_names() {
    let answer = "подсуну мок вместо сети через протокол в инит, он отдаёт готовый json. проверю что items заполнились";
    let share = share_of("middle", "i-testing", answer);
    assert!(share >= 0.71, "{share:.2}");
}

#[test]
fn a_struct_and_a_class_cannot_be_swapped() {
    for swapped in ["A class is copied, a struct is shared", "классы копируются, а структура — по ссылке"]
    {
        let share = share_of("junior", "i-struct-class", swapped);
        assert!(share <= 0.2, "{swapped}: {share:.2}");
    }
    for right in [
        "A struct is copied, a class is shared",
        "structs are copied, classes aren't",
        "The first is copied, the second is shared",
        "структура копируется, а класс — по ссылке",
    ] {
        // The two must-points, of seven in all.
        let share = share_of("junior", "i-struct-class", right);
        assert!(share >= 4.0 / 7.0 - 1e-9, "{right}: {share:.2}");
    }
}

#[test]
fn who_says_nothing_gets_little() {
    let rewarded = judged().into_iter().filter(|judged| judged.says_nothing() && judged.share > MAX_OF_NOTHING);
    // The text of a held-out one is not shown.
    let name = |judged: &Judged| if judged.answer.is_held_out { "held-out" } else { &judged.answer.text }.to_owned();
    let rewarded: Vec<String> = rewarded.map(|judged| format!("{:.2} {}", judged.share, name(&judged))).collect();
    assert!(rewarded.is_empty(), "{}", rewarded.join("\n"));
}

#[test]
fn every_model_answer_scores_high_in_its_own_language() {
    let catalogue = catalogue();
    let (mut count, mut low) = (0, Vec::new());
    let mut check = |text: &Localised<AskText>, rubric: &Rubric| {
        for text in std::iter::once(&text.original).chain(text.translations.values()) {
            let model = text.model.plain();
            let share = rubric.score(&model).share;
            count += 1;
            if share < MODEL_SHARE {
                low.push(format!("{share:.2} {model}"));
            }
        }
    };
    for ask in catalogue.courses().iter().flat_map(|course| &course.interviews).flat_map(|interview| &interview.asks) {
        check(&ask.text, &ask.rubric);
        for follow in &ask.follows {
            check(&follow.text, &follow.rubric);
        }
    }
    for question in catalogue.courses().iter().flat_map(Course::lessons).filter_map(|lesson| lesson.quiz.as_ref()) {
        for question in question.questions.iter().filter(|question| matches!(question.body, Body::Text(_))) {
            let text = &question.text;
            for text in std::iter::once(&text.original).chain(text.translations.values()) {
                let model = text.explanation.as_ref().unwrap().plain();
                let share = question.body.grade(&Response::Text(model.clone())).score;
                count += 1;
                if share < MODEL_SHARE {
                    low.push(format!("{share:.2} {model}"));
                }
            }
        }
    }
    assert!(count > 0, "the content has model answers");
    assert!(low.is_empty(), "{}", low.join("\n"));
}

#[test]
fn the_answers_are_of_many_kinds_about_many_questions_in_both_languages() {
    let answers = answers::read();
    let different = |part: fn(&FairAnswer) -> &str| answers.iter().map(part).collect::<BTreeSet<_>>().len();
    let in_english = answers.iter().filter(|answer| answer.language == "en").count();
    assert!(in_english >= 36 && answers.len() - in_english >= 36, "{in_english} of {}", answers.len());
    assert!(different(|answer| &answer.question) >= 20);
    assert!(different(|answer| &answer.class) >= 10);
    let held_out = answers.iter().filter(|answer| answer.is_held_out).count();
    assert!(held_out * 10 >= answers.len(), "{held_out} of {} are held out", answers.len());
}

/// Mean absolute error and rank correlation.
fn figures(set: &[&Judged]) -> (f64, f64) {
    let pairs: Vec<(f64, f64)> = set.iter().map(|judged| (judged.answer.fair, judged.share)).collect();
    (mean_absolute_error(&pairs), rank_correlation(&pairs))
}

fn print_figures(name: &str, set: &[&Judged]) {
    if !set.is_empty() {
        let (error, correlation) = figures(set);
        println!("\n{name}: n = {:2}  MAE {error:.3}  rank correlation {correlation:.3}", set.len());
    }
}

/// The sets that are reported by themselves; the others have been looked at for long.
fn seen_or(folder: &str) -> &str {
    if FOLDERS.contains(&folder) { folder } else { FOLDERS[0] }
}

fn print_table(set: &[&Judged]) {
    let mut groups: BTreeMap<(&str, &str), Vec<&Judged>> = BTreeMap::new();
    for judged in set {
        groups.entry((&judged.answer.class, &judged.answer.language)).or_default().push(judged);
    }
    println!("class      language  n  fair  scored   MAE");
    for ((class, language), group) in groups {
        let of = |part: fn(&Judged) -> f64| mean(group.iter().map(|judged| part(judged)));
        let (fair, scored, error) = (of(|judged| judged.answer.fair), of(|judged| judged.share), of(Judged::error));
        println!("{class:10} {language:8} {:2}  {fair:.2}    {scored:.2}  {error:.2}", group.len());
    }
}

fn print_worst(set: &[&Judged]) {
    let mut worst = set.to_vec();
    worst.sort_by(|a, b| b.error().total_cmp(&a.error()));
    for judged in worst.iter().take(WORST) {
        let FairAnswer { question, class, fair, text, .. } = &judged.answer;
        println!("fair {fair:.2} scored {:.2} {question} ({class}): {text}\n     {}", judged.share, judged.points);
    }
}

fn judged() -> Vec<Judged> {
    let catalogue = catalogue();
    answers::read()
        .into_iter()
        .map(|answer| {
            let (share, points) = score(&catalogue, &answer);
            Judged { answer, share, points }
        })
        .collect()
}

/// What an answer to a question of an interview gets.
fn share_of(file: &str, question: &str, text: &str) -> f64 {
    let own = |text: &str| text.to_owned();
    let answer = FairAnswer {
        file: own(file),
        language: own("en"),
        folder: own("answers"),
        question: own(question),
        class: own("known"),
        fair: 0.0,
        is_held_out: false,
        text: own(text),
    };
    score(&catalogue(), &answer).0
}

/// As the academy scores it: by the words of all languages.
fn score(catalogue: &Catalogue, answer: &FairAnswer) -> (f64, String) {
    let courses = catalogue.courses().iter();
    if answer.file == "lessons" {
        let quizzes = courses.flat_map(Course::lessons).filter_map(|lesson| lesson.quiz.as_ref());
        let mut questions = quizzes.flat_map(|quiz| &quiz.questions);
        let question = questions.find(|question| question.id.as_str() == answer.question).unwrap();
        return (question.body.grade(&Response::Text(answer.text.clone())).score, String::new());
    }
    let mut interviews = courses.flat_map(|course| &course.interviews);
    let interview = interviews.find(|interview| interview.id.as_str().ends_with(&answer.file)).unwrap();
    let follows = interview.asks.iter().flat_map(|ask| &ask.follows).map(|follow| (&follow.id, &follow.rubric));
    let mut all = interview.asks.iter().map(|ask| (&ask.id, &ask.rubric)).chain(follows);
    let (_, rubric) = all.find(|(id, _)| id.as_str() == answer.question).unwrap();
    let scored = rubric.score(&answer.text);
    let quoted = |ranges: &[std::ops::Range<usize>]| {
        format!("«{}»", ranges.iter().map(|range| &answer.text[range.clone()]).collect::<Vec<_>>().join(" "))
    };
    let points = rubric.points().iter().zip(&scored.points).map(|(point, outcome)| match outcome {
        Outcome::Hit(_) => format!("+{} ", point.id),
        Outcome::Denied(ranges) => format!("!{}{} ", point.id, quoted(ranges)),
        Outcome::Swapped(ranges) => format!("~{}{} ", point.id, quoted(ranges)),
        Outcome::Missed => format!("-{} ", point.id),
    });
    (scored.share, points.chain(scored.is_list.then(|| "a list".to_owned())).collect())
}

fn catalogue() -> Catalogue {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.join("courses")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let relative = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                files.push(SourceFile { path: relative, text: std::fs::read_to_string(&path).unwrap() });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let compilation = Catalogue::compile(&files);
    assert!(!compilation.has_errors(), "{:?}", compilation.findings);
    compilation.catalogue
}
