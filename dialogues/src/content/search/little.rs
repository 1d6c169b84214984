//! Words that say nothing about a topic, in English and Russian: what people put around the word they ask about.

/// Folded, one language a line.
const LITTLE: [&str; 2] = [
    "a about again also am an and any anything are as at be because but by can could course did do does doing don't \
     example examples explain explanation for from further get give good has have hello help hey hi how i i'm if in \
     into is isn't it its just know learn lesson like me mean means more my need not of ok okay on one or please \
     question read show so some something stuff swift teach tell than thank thanks that the them then there these they \
     thing this those to topic understand up us use used using want was we what what's when where which who why will \
     with work works would you your ios yes no really very word words detail details simpler simple",
    "а без более бы был была было быть в вам вас ведь весь во вопрос вот все всё вы где да дай дайте для до еще ещё \
     есть же за зачем здравствуйте и из или им их й к как какая какие какой ко когда который курс ли мне можно мой мы \
     на надо нам нас не нет ни но ну нужен нужна нужно о об обо объясни объясните он она они оно от откуда опять \
     пожалуйста по поводу подробнее подробно пока помоги помогите понимаю понял поняла понять почему при привет про \
     проще прочитать раз разве расскажи расскажите с сам свой со спасибо слово так такая такие такое такой там тема \
     теме тему то того тоже только тот ты у урок уроке учить хочу чего чем что чтобы эта эти это этом этот я пример \
     примеры работает работают значит означает нужны использовать использовать айос свифт поясни поясните",
];

/// Is it such a word? `word` is folded.
pub(crate) fn is_little(word: &str) -> bool {
    word.chars().count() < 2 || LITTLE.iter().flat_map(|words| words.split_whitespace()).any(|little| little == word)
}
