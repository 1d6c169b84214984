//! Words that travel: the verbs of buttons and the views of places, as enums of the dialogue that they belong to. What
//! stands on the wire is in chats for ever; the names are ours.

/// An enum of words: `pub enum Verb { Answer = "a", Hint = "h" }`.
macro_rules! words {
    ($($(#[$doc:meta])* pub enum $Name:ident { $($(#[$word_doc:meta])* $Word:ident = $text:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $Name {
            $($(#[$word_doc])* $Word,)*
        }

        impl $Name {
            /// All of them, as they travel.
            #[allow(dead_code, reason = "asked of verbs only")]
            pub const WORDS: &'static [&'static str] = &[$($text,)*];

            /// None: a word of an older version, or of somebody else.
            #[allow(dead_code, reason = "a dialogue with a single view has nothing to tell apart")]
            pub fn read(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$Word),)*
                    _ => None,
                }
            }

            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$Word => $text,)*
                }
            }
        }

        impl AsRef<str> for $Name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
    )*};
}
pub(crate) use words;
