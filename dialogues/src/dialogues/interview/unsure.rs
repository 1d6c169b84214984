//! "I don't know": no answer, but a wish for help. Looks at whole short messages only.

use crate::content::language::words;

/// What such a message says, without the words around it.
const UNSURE: &[&str] = &[
    "cant answer",
    "dont know",
    "dont remember",
    "dunno",
    "do not know",
    "forgot",
    "hard to say",
    "idk",
    "no clue",
    "no idea",
    "not sure",
    "pass",
    "skip",
    "dont have a clue",
    "havent a clue",
    "без понятия",
    "забыл",
    "забыла",
    "затрудняюсь ответить",
    "не знаю",
    "не помню",
    "не в курсе",
    "не уверен",
    "не уверена",
    "ничего не знаю",
    "нет идей",
    "пас",
    "понятия не имею",
    "пропустить",
    "следующий",
    "сложно сказать",
    "хз",
];
const AROUND: &[&str] = &[
    "about",
    "actually",
    "at",
    "all",
    "frankly",
    "have",
    "honest",
    "honestly",
    "i",
    "im",
    "ive",
    "it",
    "just",
    "me",
    "okay",
    "ok",
    "really",
    "sorry",
    "that",
    "this",
    "to",
    "be",
    "well",
    "answer",
    "the",
    "hm",
    "hmm",
    "ну",
    "даже",
    "если",
    "честно",
    "извините",
    "к",
    "сожалению",
    "пока",
    "про",
    "это",
    "этого",
    "я",
    "вообще",
    "совсем",
    "ответ",
    "ответа",
    "что",
    "сказать",
    "тут",
    "хм",
    "эм",
    "что-то",
];

/// Does a message say only that its writer does not know?
pub fn is_unsure(text: &str) -> bool {
    let said: Vec<String> = words(text).into_iter().map(|word| word.text.replace('\'', "")).collect();
    let is_around = |word: &str| AROUND.contains(&word);
    UNSURE.iter().any(|unsure| {
        let unsure: Vec<&str> = unsure.split(' ').collect();
        let at = said.windows(unsure.len()).position(|window| window == unsure.as_slice());
        at.is_some_and(|at| {
            said.iter().enumerate().all(|(number, word)| (at..at + unsure.len()).contains(&number) || is_around(word))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_only_says_that_they_do_not_know_is_told_from_who_answers() {
        for text in ["I don't know", "idk", "No idea, sorry.", "не знаю", "Честно — не знаю(", "хз", "honestly no clue"]
        {
            assert!(is_unsure(text), "{text}");
        }
        for text in
            ["I don't know why, but it is nil", "The caller does not know the type", "не знаю точно, но это ссылка", ""]
        {
            assert!(!is_unsure(text), "{text}");
        }
    }
}
