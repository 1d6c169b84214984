//! What somebody means who writes where no words are waited for: something about themselves, more of what they look at,
//! or a topic. By the beginnings of a few words, in English and Russian; what is none of these is a topic.

use crate::content::language::{Word, words};
use crate::content::search::is_little;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant {
    /// What is kept of them, or that it shall be deleted.
    Data,
    /// That the bot shall not write to them.
    Silence,
    /// More about what they have just looked at.
    More,
    Topic,
}

/// A longer message tells a story; these wishes are short.
const SHORT: usize = 12;

/// Beginnings of words, but for [`OWN`] and [`NOT`], which are whole ones.
const DELETE: &str = "delet remov eras wip forget удал стер стир сотр забуд снес";
const DATA: &str = "data account profile histor personal данн аккаунт профил истори персональн";
const OWN: &str = "my me mine меня мне мой моя мои моих мою";
const KEPT: &str = "keep store save collect know хран собира знае сохран";
const PRIVACY: &str = "gdpr privacy конфиденциальн приватност";
const STOP: &str = "stop quit enough перестан хват прекрат отстан";
const NOT: &str = "don't dont not no never не больше without без";
const WRITE: &str = "writ messag spam notif remind texting пиш писа сообщен уведомл присыла рассыл напомин спам";
const UNSUBSCRIBE: &str = "unsubscrib отпис отпиш";
const MORE: &str = "more explain again detail simpler understand why подробн объясн еще поясн понял поняла понимаю понятно \
     проще почему непонятно";

pub fn meant(text: &str) -> Meant {
    let words = words(text);
    if let Some(wish) = about_learner(&words) {
        return wish;
    }
    let all_little = words.iter().all(|word| is_little(&word.text) || begins(word, MORE));
    if all_little && has(&words, MORE) { Meant::More } else { Meant::Topic }
}

/// Is it about the learner's data or their peace? That is answered wherever they are, unless words are waited for.
pub fn is_about_learner(text: &str) -> bool {
    about_learner(&words(text)).is_some()
}

fn about_learner(words: &[Word]) -> Option<Meant> {
    if words.is_empty() || words.len() > SHORT {
        return None;
    }
    let is_own = words.iter().any(|word| is_one_of(word, OWN));
    let has = |beginnings: &str| has(words, beginnings);
    // Whoever asks about code deletes data, too, but with more words.
    let means_own = (is_own && (has(DATA) || words.len() <= 4)) || (has(DATA) && words.len() <= 3);
    let deletes = has(DELETE) && means_own;
    let asks = has(DATA) && (is_own || has(KEPT)) && !deletes && (has(KEPT) || words.len() <= 3);
    if deletes || asks || has(PRIVACY) {
        return Some(Meant::Data);
    }
    let refuses = has(WRITE) && (has(STOP) || (words.iter().any(|word| is_one_of(word, NOT)) && is_own));
    let refuses = refuses || (has(WRITE) && words.iter().any(|word| word.text == "больше"));
    (refuses || has(UNSUBSCRIBE)).then_some(Meant::Silence)
}

fn has(words: &[Word], beginnings: &str) -> bool {
    words.iter().any(|word| begins(word, beginnings))
}

fn begins(word: &Word, beginnings: &str) -> bool {
    beginnings.split_whitespace().any(|beginning| word.text.starts_with(beginning))
}

fn is_one_of(word: &Word, whole: &str) -> bool {
    whole.split_whitespace().any(|one| one == word.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_about_oneself_are_told_from_topics() {
        for text in [
            "delete my data",
            "Please remove my account!",
            "forget me",
            "удалите мои данные",
            "удали мой аккаунт",
            "сотрите все обо мне",
            "what data do you keep?",
            "what do you know about my data",
            "какие данные вы храните?",
            "my data",
            "GDPR",
        ] {
            assert_eq!(meant(text), Meant::Data, "{text}");
        }
        for text in [
            "stop writing me",
            "Stop messaging me!",
            "don't write to me",
            "unsubscribe",
            "перестаньте мне писать",
            "не пишите мне больше",
            "хватит присылать сообщения",
            "отпишите меня",
            "no more notifications to me",
        ] {
            assert_eq!(meant(text), Meant::Silence, "{text}");
        }
        for text in [
            "explain more",
            "I don't understand",
            "why?",
            "объясни подробнее",
            "не понимаю",
            "почему?",
            "ещё раз",
            "simpler please",
        ] {
            assert_eq!(meant(text), Meant::More, "{text}");
        }
        for text in [
            "optionals",
            "what is a closure?",
            "explain closures",
            "how do I remove an element from an array?",
            "delete a key of a dictionary",
            "how do I delete data in a dictionary?",
            "show me how to remove an element",
            "data types",
            "why does my text not change",
            "stop a loop",
            "write a function",
            "почему let не меняется",
            "как удалить элемент массива",
            "что хранит перечисление",
            "hello",
            "",
            "персональный класс",
            "не пишется let",
        ] {
            assert_eq!(meant(text), Meant::Topic, "{text}");
        }
    }
}
