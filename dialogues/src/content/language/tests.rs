//! What is a word, a sentence, a slip, a token.

use proptest::prelude::*;

use super::typo::tolerated_typos;
use super::*;

fn texts(text: &str) -> Vec<String> {
    words(text).into_iter().map(|word| word.text).collect()
}

fn stem_of(word: &str) -> String {
    stem(&fold(word))
}

fn sentences_of(text: &str) -> Vec<&str> {
    sentences(text).into_iter().map(|range| &text[range]).collect()
}

fn clauses_in(text: &str) -> Vec<&str> {
    clauses(text, 0..text.len()).into_iter().map(|range| text[range].trim()).collect()
}

fn tokens_of(text: &str) -> Vec<String> {
    code_tokens(text).into_iter().map(|token| token.text).collect()
}

fn nothing(_: &str) -> bool {
    false
}

#[test]
fn words_are_letters_and_digits_without_case_and_accents() {
    assert_eq!(texts("It isn’t ARC's copy-on-write, 2×"), ["it", "isn't", "arc", "copy", "on", "write", "2"]);
    assert_eq!(texts("Счётчик 👍 и\u{306}од"), ["счетчик", "йод"]);
    assert_eq!(texts("closure'ы <b>weak</b>"), ["closure", "ы", "b", "weak", "b"]);
    assert_eq!(texts("🙂 … —"), [""; 0]);
}

#[test]
fn a_word_knows_where_it_stands() {
    let text = "«Счётчик» isn't";
    let found: Vec<&str> = words(text).into_iter().map(|word| &text[word.range]).collect();
    assert_eq!(found, ["Счётчик", "isn't"]);
}

#[test]
fn forms_of_a_word_have_one_stem() {
    for forms in [
        ["copies", "copied", "copy"],
        ["closures", "closure", "Closure"],
        ["ссылка", "ссылок", "ссылками"],
        ["объект", "объектов", "объекту"],
        ["Счётчик", "счетчиков", "счётчику"],
        ["строка", "строк", "строками"],
        ["список", "списка", "списков"],
    ] {
        let stems: Vec<String> = forms.iter().map(|form| stem_of(form)).collect();
        assert!(stems.iter().all(|stem| *stem == stems[0]), "{forms:?}: {stems:?}");
    }
    assert_ne!(stem_of("класс"), stem_of("клад"));
}

#[test]
fn sentences_end_at_full_stops_and_line_ends() {
    assert_eq!(sentences_of("One. Two! Three?  Four…"), ["One.", "Two!", "Three?", "Four…"]);
    assert_eq!(sentences_of("- safe\n- fast\n\nEnd"), ["- safe", "- fast", "End"]);
    assert_eq!(sentences_of("Use URLSession.shared, e.g. for 3.5 s."), ["Use URLSession.shared, e.g. for 3.5 s."]);
    assert_eq!(sentences_of("Значит, т. е. слабая и т.д. Потом"), ["Значит, т. е. слабая и т.д.", "Потом"]);
    assert_eq!(
        sentences_of("try! f() and x!.y. Int? is one! Really? yes"),
        ["try! f() and x!.y.", "Int? is one!", "Really? yes"]
    );
    assert_eq!(sentences_of("really? yes"), ["really?", "yes"]);
    assert_eq!(sentences_of("  \n "), [""; 0]);
}

#[test]
fn a_wrapped_line_goes_on() {
    let text = "The owner holds the delegating object strongly already, so a\nstrong reference back is a cycle.";
    assert_eq!(sentences_of(text), [text]);
}

#[test]
fn clauses_end_at_punctuation_and_before_conjunctions() {
    assert_eq!(clauses_in("It is not X, it is Y"), ["It is not X,", "it is Y"]);
    assert_eq!(clauses_in("not a class but an enum"), ["not a class", "but an enum"]);
    assert_eq!(
        clauses_in("это не класс, а структура, которая копируется"),
        ["это не класс,", "а структура,", "которая копируется"]
    );
    assert_eq!(clauses_in("weak — не strong (он обнуляется)"), ["weak —", "не strong (", "он обнуляется)"]);
    assert_eq!(clauses_in("the case `failed(code: Int, b)` holds it"), ["the case `failed(code: Int, b)` holds it"]);
    assert_eq!(clauses_in("случай failed(code: Int, b) и всё"), ["случай failed(code: Int, b)", "и всё"]);
    assert_eq!(clauses_in("never use if let if you can"), ["never use if let", "if you can"]);
    assert_eq!(clauses_in("print(a) it`s, so"), ["print(a)", "it`s,", "so"]);
    assert_eq!(clauses_in("copy-on-write at 1,000 bytes"), ["copy-on-write at 1,000 bytes"]);
}

#[test]
fn a_slip_is_accepted_and_another_word_is_not() {
    assert!(is_typo_of("referense", "reference", &nothing));
    assert!(is_typo_of("refernce", "reference", &nothing));
    assert!(is_typo_of("ЗАМЫКНИЕ", "замыкание", &nothing));
    assert!(is_typo_of("сылка", "ссылка", &nothing));
    assert!(is_typo_of(" Weak ", "weak", &nothing));
    assert!(is_typo_of("wekа".replace('а', "a").as_str(), "weak", &nothing), "swapped letters are one slip");
    assert!(!is_typo_of("lat", "let", &nothing), "short words have to be right");
    assert!(!is_typo_of("glass", "class", &nothing), "the first letter has to be right");
    assert!(!is_typo_of("int16", "int32", &nothing), "numbers have to be right");
    assert!(!is_typo_of("string", "strong", &|word| word == "string"));
    assert!(is_typo_of("string", "string", &|word| word == "string"));
}

#[test]
fn common_words_are_no_slips_of_each_other() {
    for word in ["string", "heap", "help", "valve", "tape", "strict", "struct", "держит", "стек", "сети", "сильно"]
    {
        let expected = !matches!(word, "valve" | "tape");
        assert_eq!(is_known(&words(word)[0]), expected, "{word}");
    }
}

#[test]
fn code_is_compared_by_tokens() {
    assert_eq!(tokens_of("guard let x=y?.z else{"), ["guard", "let", "x", "=", "y", "?", ".", "z", "else", "{"]);
    assert_eq!(
        tokens_of("0..<n ... a??b -> [Int?]"),
        ["0", "..<", "n", "...", "a", "??", "b", "->", "[", "Int", "?", "]"]
    );
    assert_eq!(
        tokens_of("print(“a  b”) 4.2 1_000 1...3"),
        ["print", "(", "\"a  b\"", ")", "4.2", "1_000", "1", "...", "3"]
    );
    assert_eq!(tokens_of("@MainActor #selector $0 \"open"), ["@MainActor", "#selector", "$0", "\"", "open"]);
    assert!(same_tokens(&code_tokens("[weak self]"), &code_tokens("[ weak  self ]")));
    assert!(!same_tokens(&code_tokens("[weak self]"), &code_tokens("[weakself]")));
    assert!(!same_tokens(&code_tokens("Int"), &code_tokens("int")));
}

#[test]
fn keywords_are_in_order_so_that_they_are_found() {
    assert!(SWIFT_KEYWORDS.is_sorted());
    assert!(is_swift_keyword("guard") && !is_swift_keyword("Guard") && !is_swift_keyword("String"));
}

#[test]
fn synonyms_are_found_by_stem() {
    assert!(synonyms_of(&stem_of("remove")).contains(&stem_of("deleted")));
    assert!(synonyms_of(&stem_of("опционал")).contains(&stem_of("optionals")));
    assert!(synonyms_of(&stem_of("zebra")).is_empty());
}

proptest! {
    #[test]
    fn whatever_is_typed_is_taken_apart_within_its_bounds(text in "\\PC*") {
        let mut end = 0;
        for word in words(&text) {
            prop_assert!(word.range.start >= end && text.get(word.range.clone()).is_some());
            end = word.range.end;
        }
        let mut end = 0;
        for sentence in sentences(&text) {
            prop_assert!(sentence.start >= end && text.get(sentence.clone()).is_some());
            end = sentence.end;
            for clause in clauses(&text, sentence.clone()) {
                prop_assert!(clause.start >= sentence.start && clause.end <= sentence.end);
                prop_assert!(text.get(clause).is_some());
            }
        }
        for token in code_tokens(&text).into_iter().chain(prose_tokens(&text)) {
            prop_assert!(text.get(token.range).is_some());
        }
    }

    #[test]
    fn a_word_is_no_slip_of_one_far_away(typed in "[a-z]{1,12}", wanted in "[a-z]{1,12}") {
        if is_typo_of(&typed, &wanted, &nothing) {
            prop_assert!(strsim::levenshtein(&typed, &wanted) <= 2 * tolerated_typos(wanted.len()));
            prop_assert_eq!(&typed[..1], &wanted[..1]);
        }
    }
}
