//! An interview and its rules.

use super::{COURSE, COURSE_PATH, FRONT, INTERVIEW, INTERVIEW_PATH, LESSON_PATH, SCREEN, archived, file, findings_in};
use crate::catalogue::{Catalogue, Interview, Level, SourceFile, When};
use crate::kernel::ids::{AskId, InterviewId, PointId};
use crate::kernel::locale::Locale;

fn files(interview: impl Into<String>) -> Vec<SourceFile> {
    vec![file(COURSE_PATH, COURSE), file(LESSON_PATH, format!("{FRONT}{SCREEN}")), file(INTERVIEW_PATH, interview)]
}

fn findings(interview: impl Into<String>) -> Vec<String> {
    findings_in(INTERVIEW_PATH, &files(interview))
}

#[track_caller]
fn changed(from: &str, to: &str) -> Vec<String> {
    assert!(INTERVIEW.contains(from), "{from}");
    findings(INTERVIEW.replacen(from, to, 1))
}

/// The rules alone.
#[track_caller]
fn codes(from: &str, to: &str) -> Vec<String> {
    changed(from, to).iter().filter_map(|finding| finding.split(' ').nth(1)).map(ToOwned::to_owned).collect()
}

#[test]
fn a_good_interview_has_no_findings_and_can_be_asked() {
    assert_eq!(findings(INTERVIEW), [""; 0]);
    let compilation = Catalogue::compile(&files(INTERVIEW));
    let interview = compilation.catalogue.interview(&InterviewId::new("interview.first")).unwrap();
    assert_eq!((interview.level, interview.minutes, interview.asks.len()), (Level::Junior, 20, 1));
    let ask = interview.ask(&AskId::new("i-value")).unwrap();
    let text = ask.text.get(Locale::DEFAULT);
    assert_eq!(text.prompt.as_str(), "<b>What is a value?</b>");
    assert_eq!(text.hint.as_ref().unwrap().as_str(), "What happens in an assignment?");
    assert!(text.model.as_str().starts_with("A value is copied"));
    let points: Vec<&str> = text.points.iter().map(crate::kernel::markup::Html::as_str).collect();
    assert_eq!(points, ["It is copied", "Everybody has their <b>own</b> one", "Says that it is shared"]);
    let weights: Vec<(i8, bool)> = ask.rubric.points().iter().map(|point| (point.weight, point.must)).collect();
    assert_eq!(weights, [(2, true), (1, false), (-1, false)]);
    assert_eq!((ask.difficulty, ask.concept.as_str()), (2, "values"));
    assert_eq!(ask.follows[0].when, When::Missed(PointId::new("p-own")));
}

#[test]
fn the_first_follow_up_that_fits_is_asked() {
    let interview = archived::<Interview>(&crate::kernel::ids::CourseId::new("first"), &files(INTERVIEW)[2..]);
    let ask = &interview.asks[0];
    let follow = |answer: &str| ask.follow(&ask.rubric.score(answer)).map(|follow| follow.id.to_string());
    assert_eq!(follow("It is copied.").as_deref(), Some("i-value-f1"));
    assert_eq!(follow("Each of them does not have its own one.").as_deref(), Some("i-value-f1"), "denied is not said");
    assert_eq!(follow("It is copied, and each of them has their own one."), None);
}

#[test]
fn an_archived_interview_reads_as_the_one_it_was() {
    let catalogue = Catalogue::compile(&files(INTERVIEW)).catalogue;
    let interview = &catalogue.courses()[0].interviews[0];
    let sources = catalogue.sources(interview.id.as_str());
    assert_eq!(sources.len(), 1);
    let archived = archived::<Interview>(&interview.course, sources);
    assert_eq!(format!("{archived:?}"), format!("{:?}", **interview));
}

#[test]
fn a_change_of_an_interview_is_a_new_revision_of_it_and_of_all() {
    let before = Catalogue::compile(&files(INTERVIEW)).catalogue;
    let after = Catalogue::compile(&files(INTERVIEW.replace("What is a value", "What are values"))).catalogue;
    assert_ne!(before.revision(), after.revision());
    assert_ne!(before.courses()[0].interviews[0].revision, after.courses()[0].interviews[0].revision);
}

#[test]
fn a_draft_or_a_broken_interview_is_left_out_and_lessons_stay() {
    for broken in [INTERVIEW.replace("status: published", "status: draft"), INTERVIEW.replace("(2 must)", "(9)")] {
        let catalogue = Catalogue::compile(&files(broken)).catalogue;
        assert!(catalogue.courses()[0].interviews.is_empty());
        assert_eq!(catalogue.courses()[0].lessons().count(), 1);
    }
}

#[test]
fn metadata_are_complete() {
    assert_eq!(changed("kind: interview", "kind: lesson"), ["3:7 interview/kind"]);
    assert_eq!(changed("minutes: 20\n", "minutes: 0\n"), ["7:10 lesson/minutes"]);
    assert_eq!(changed("{minutes=20}", "{minutes=30}"), ["11:23 interview/other-minutes"]);
    assert_eq!(changed("level: junior", "level: juniour"), ["6:8 level/unknown"]);
    assert_eq!(changed("status", "requires: []\nstatus"), ["9:1 yaml/unknown-key"]);
    assert_eq!(changed("interview.first", "swift.first"), ["2:5 id/duplicate"]);
    assert_eq!(changed("[values]", "[values, valuse]"), ["8:20 concept/undeclared"]);
    assert_eq!(changed("concept=values", "concept=types"), ["13:45 concept/not-in-interview"]);
    let lesson = [file(COURSE_PATH, COURSE), file(LESSON_PATH, INTERVIEW)];
    assert!(findings_in(LESSON_PATH, &lesson).contains(&"3:7 lesson/unknown-kind".to_owned()));
}

#[test]
fn questions_stand_under_the_one_heading() {
    assert_eq!(codes("## Interview {minutes=20}\n", ""), ["interview/stray-text", "interview/empty"]);
    assert_eq!(findings(INTERVIEW.split_once("### ask").unwrap().0), ["11:1 interview/empty"]);
    assert_eq!(changed("## Interview", "Hello.\n\n## Interview"), ["11:1 interview/stray-text"]);
    assert_eq!(changed("{minutes=20}\n", "{minutes=20}\n\nHello.\n"), ["13:1 interview/stray-text"]);
    assert_eq!(codes("## Interview {", "## Interviews {"), ["interview/unknown-section", "interview/empty"]);
    assert_eq!(findings(format!("{INTERVIEW}\n## Interview\n")), ["34:1 interview/second"]);
    assert_eq!(changed("### ask:", "### aks:"), ["13:5 interview/unknown-kind", "28:1 interview/no-ask-above"]);
    assert_eq!(changed("### ask: What", "### What"), ["13:1 interview/unknown-kind", "28:1 interview/no-ask-above"]);
}

#[test]
fn a_question_has_all_its_parts() {
    assert_eq!(changed("{#i-value concept=values difficulty=2}", "{concept=values}"), ["13:1 interview/no-id"]);
    assert_eq!(changed(" concept=values", ""), ["13:1 interview/no-concept"]);
    assert_eq!(changed("difficulty=2", "difficulty=4"), ["13:63 interview/difficulty"]);
    assert_eq!(changed("difficulty=2", "dificulty=2"), ["13:52 heading/unknown-attribute"]);
    let without = ["13:29 interview/malformed-id", "28:28 interview/malformed-id"];
    assert_eq!(changed("{#i-value concept", "{#value concept"), without);
    assert_eq!(changed("{#i-value-f1", "{#i-other"), ["28:28 interview/malformed-id"]);
    assert_eq!(changed("{#i-value-f1", "{#i-value"), ["28:28 interview/duplicate-id", "28:28 interview/malformed-id"]);
    assert_eq!(changed("> [!TIP]\n> What happens in an assignment?", "\nHello."), ["22:1 interview/stray-text"]);
    let twice = "> [!TIP]\n> One.\n\n> [!TIP]\n> Two.";
    assert_eq!(changed("> [!TIP]\n> What happens in an assignment?", twice), ["24:1 interview/second-alert"]);
    let long = format!("> [!TIP]\n> {}", "word ".repeat(50));
    assert_eq!(changed("> [!TIP]\n> What happens in an assignment?", &long), ["21:1 interview/long-text"]);
    assert!(findings(INTERVIEW.replace("[!NOTE]", "[!TIP]")).contains(&"13:1 interview/no-model".to_owned()));
    let pointless: String = INTERVIEW
        .lines()
        .filter(|line| !line.contains("p-") && !line.contains("match:"))
        .fold(String::new(), |text, line| text + line + "\n");
    assert!(findings(pointless).contains(&"13:1 interview/no-points".to_owned()));
}

#[test]
fn a_model_answer_has_a_length() {
    let end = INTERVIEW.split_once("for the others").unwrap().1.split_once("\n###").unwrap().0;
    assert_eq!(changed(end, "."), ["24:1 interview/model-length"]);
}

#[test]
fn a_follow_up_can_be_asked() {
    assert_eq!(changed(" when=miss:p-own", ""), ["28:1 interview/when"]);
    assert_eq!(changed("when=miss:p-own", "when=never:p-own"), ["28:44 interview/when"]);
    assert_eq!(changed("when=miss:p-own", "when=miss:p-won"), ["28:44 interview/unknown-point"]);
    let follow = INTERVIEW.split_once("### follow").unwrap().1;
    let again = |number: usize, when: &str| {
        let follow = follow.replace("-f1", &format!("-f{number}")).replace("miss:p-own", when);
        format!("\n### follow{follow}")
    };
    assert_eq!(findings(format!("{INTERVIEW}{}", again(2, "hit:p-own"))), [""; 0]);
    assert_eq!(findings(format!("{INTERVIEW}{}", again(2, "miss:p-own"))), ["34:44 interview/unreachable"]);
    let third = format!("{INTERVIEW}{}{}", again(2, "hit:p-own"), again(3, "hit:p-copy"));
    assert_eq!(findings(third), ["40:44 interview/unreachable"]);
}

#[test]
fn a_folder_of_interviews_holds_nothing_else() {
    let mut files = files(INTERVIEW);
    files.push(file("courses/first/interviews/notes.txt", "?"));
    files.push(file("courses/first/interviews/senior.ru.md", "?"));
    assert_eq!(findings_in("courses/first/interviews/notes.txt", &files), ["1:1 file/misplaced"]);
    assert_eq!(findings_in("courses/first/interviews/senior.ru.md", &files), ["1:1 translation/no-original"]);
}
