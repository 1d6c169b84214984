//! An interview's translation and its original.

use super::{COURSE, COURSE_PATH, FRONT, INTERVIEW, INTERVIEW_PATH, LESSON_PATH, SCREEN, archived, file, findings_in};
use crate::catalogue::{Catalogue, Interview, SourceFile};
use crate::content::source::hash::of_text;
use crate::kernel::ids::InterviewId;
use crate::kernel::locale::Locale;

const PATH: &str = "courses/first/interviews/junior.ru.md";

/// Its metadata are six lines, its question stands in line 9.
const BODY: &str = "
## Interview

### ask: Что такое значение? {#i-value}
- (2 must) {#p-copy} Оно копируется
  - match: копируется | своя копия
- (1) {#p-own} У каждого оно своё
  - match: каждый своё/своя
- (-1) {#p-shared} Говорит, что оно общее
  - match: общее
> [!NOTE]
> Значение копируется, когда его присваивают или передают, и у каждого остаётся своя копия. Кто меняет своё, ничего не
> меняет у других, и поэтому о значениях легко рассуждать, в отличие от ссылок, за которыми кто угодно может поменять
> то, на что вы смотрите прямо сейчас, так что узнать об этом можно не сразу.
### follow: А класс? {#i-value-f1}
- (1) {#p-ref} На него ссылаются
  - match: ссылка | ссылаются
> [!NOTE]
> Экземпляр класса не копируется: он один, и у каждого, кто его знает, есть ссылка на него же.
";

fn translation() -> String {
    let source = of_text(INTERVIEW);
    format!("---\nid: interview.first\nlang: ru\ntitle: Первое\nsource: \"{source}\"\n---\n{BODY}")
}

fn files(translation: String) -> Vec<SourceFile> {
    vec![
        file(COURSE_PATH, COURSE),
        file(LESSON_PATH, format!("{FRONT}{SCREEN}")),
        file(INTERVIEW_PATH, INTERVIEW),
        file(PATH, translation),
    ]
}

#[track_caller]
fn changed(from: &str, to: &str) -> Vec<String> {
    assert!(translation().contains(from), "{from}");
    findings_in(PATH, &files(translation().replacen(from, to, 1)))
}

#[test]
fn a_good_translation_is_read_and_recognises_answers_in_both_languages() {
    assert_eq!(findings_in(PATH, &files(translation())), [""; 0]);
    let compilation = Catalogue::compile(&files(translation()));
    let interview = compilation.catalogue.interview(&InterviewId::new("interview.first")).unwrap();
    let (russian, ask) = (Locale::of_tag("ru").unwrap(), &interview.asks[0]);
    assert_eq!(interview.title.get(russian), "Первое");
    assert_eq!(ask.text.get(russian).prompt.as_str(), "<b>Что такое значение?</b>");
    assert_eq!(ask.text.get(russian).hint, None);
    assert_eq!(ask.follows[0].text.get(russian).points[0].as_str(), "На него ссылаются");
    for answer in ["It is copied.", "Оно копируется.", "Значение, it is copied"] {
        assert!(ask.rubric.score(answer).points[0].is_hit(), "{answer}");
    }
    assert!(ask.follows[0].rubric.score("by reference").points[0].is_hit());
    assert!(ask.follows[0].rubric.score("по ссылке").points[0].is_hit());
    let sources = compilation.catalogue.sources(interview.id.as_str());
    let archived = archived::<Interview>(&interview.course, sources);
    assert_eq!((sources.len(), format!("{archived:?}")), (2, format!("{:?}", **interview)));
}

#[test]
fn a_missing_translation_is_a_warning_where_the_course_has_one() {
    let course = COURSE.replace("lang: en", "lang: ru").replace("level: junior", "source: \"0\"");
    let mut files = files(translation());
    files.truncate(3);
    files.push(file("courses/first/course.ru.yaml", course));
    assert_eq!(findings_in(INTERVIEW_PATH, &files), ["5:7 translation/none"]);
}

#[test]
fn metadata_agree() {
    assert_eq!(changed("interview.first", "interview.other"), ["2:5 translation/other-id"]);
    assert_eq!(changed("lang: ru", "lang: en"), ["3:7 translation/other-language"]);
    assert_eq!(changed(&of_text(INTERVIEW), "0123456789ab"), ["5:9 translation/stale"]);
    assert_eq!(changed("title: Первое", "title: Первое\nminutes: 20"), ["5:1 yaml/unknown-key"]);
}

#[test]
fn questions_points_and_follow_ups_are_the_same_in_the_same_order() {
    assert_eq!(changed("{#i-value}", "{#i-value concept=types}"), ["10:48 translation/other-attribute"]);
    assert_eq!(changed("{#i-value}", "{#i-value difficulty=1}"), ["10:51 translation/other-attribute"]);
    assert_eq!(changed("(2 must)", "(2)"), ["11:3 translation/other-attribute"]);
    assert_eq!(changed("(-1)", "(-2)"), ["15:3 translation/other-attribute"]);
    assert_eq!(changed("p-shared", "p-sharde"), ["11:1 translation/missing", "15:10 translation/extra"]);
    assert_eq!(changed("{#i-value-f1}", "{#i-value-f2}"), ["10:1 translation/missing", "21:24 translation/extra"]);
    assert_eq!(changed("{#i-value-f1}", "{#i-value-f1 when=hit:p-own}"), ["21:40 translation/other-attribute"]);
}

#[test]
fn a_translation_has_a_model_answer_of_its_own() {
    assert_eq!(changed("копируется | своя копия", "клонируют его"), ["17:1 rubric/model-misses"]);
}

#[test]
fn a_broken_translation_is_left_out_and_the_original_stays() {
    let catalogue = Catalogue::compile(&files(translation().replace("(2 must)", "(2)"))).catalogue;
    let interview = &catalogue.courses()[0].interviews[0];
    assert!(interview.title.translations.is_empty());
    assert_eq!(catalogue.sources(interview.id.as_str()).len(), 1);
}
