//! Words around the names of subjects, in English and Russian.

pub const FIRST: &[&str] = &["first", "former", "первый", "первая", "первое", "первые"];
pub const SECOND: &[&str] = &["second", "latter", "второй", "вторая", "второе", "вторые"];
pub const NO_NOUN: &[&str] = &[
    "gets",
    "copies",
    "shares",
    "makes",
    "lives",
    "stays",
    "means",
    "copied",
    "shared",
    "копируется",
    "передается",
    "хранит",
    "наоборот",
];
/// Before a name: it is what something else is compared with.
pub const COMPARING: &[&str] = &["unlike", "than", "vs", "versus", "unless", "чем", "вместо", "нежели"];
/// Two words before a name: it is said not to be there.
pub const LACKING: &[&str] = &["no", "without", "never", "нет", "без", "никакого", "никаких"];
/// Before a name that is not the first of its clause: it is no subject.
pub const PREPOSITIONS: &[&str] = &[
    "about",
    "as",
    "by",
    "for",
    "from",
    "in",
    "inside",
    "into",
    "like",
    "of",
    "on",
    "over",
    "per",
    "to",
    "via",
    "with",
    "without",
    "your",
    "my",
    "its",
    "their",
    "parent's",
    "в",
    "для",
    "до",
    "за",
    "из",
    "к",
    "как",
    "на",
    "о",
    "об",
    "от",
    "по",
    "под",
    "при",
    "про",
    "с",
    "со",
    "через",
    "без",
];
/// At the beginning of a sentence, what follows is said of what is named later.
pub const CONDITIONS: &[&str] =
    &["as", "for", "if", "once", "when", "whenever", "where", "для", "если", "где", "когда", "раз", "там"];
pub const ARTICLES: &[&str] =
    &["a", "an", "the", "some", "any", "just", "simply", "real", "просто", "обычный", "обычного"];
