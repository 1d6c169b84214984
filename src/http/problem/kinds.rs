//! The kinds of problems that there are: one list. A problem's `type` is the address of its kind's page, which
//! [`super::pages`] makes of what stands here, and the API's document names each route's.

use axum::http::StatusCode;
use url::Url;

/// Where the pages are.
pub const PLACE: &str = "/problems/";

macro_rules! kinds {
    ($($kind:ident, $name:literal, $status:ident, $title:literal, $meaning:literal, $remedy:literal;)*) => {
        /// What kind of problem it is, for programs.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind {
            $($kind,)*
        }

        impl Kind {
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// The end of the problem's type. It never changes.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }

            pub const fn status(self) -> StatusCode {
                match self {
                    $(Self::$kind => StatusCode::$status,)*
                }
            }

            /// For people.
            pub const fn title(self) -> &'static str {
                match self {
                    $(Self::$kind => $title,)*
                }
            }

            /// When it happens.
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$kind => $meaning,)*
                }
            }

            /// What a client does about it.
            pub const fn remedy(self) -> &'static str {
                match self {
                    $(Self::$kind => $remedy,)*
                }
            }
        }
    };
}

kinds! {
    Changed, "changed", PRECONDITION_FAILED, "It is not what it was",
        "The request had an `If-Match`, and somebody has changed it meanwhile. Nothing was done.",
        "Look at `current`, or ask for it again, and decide anew.";
    Forbidden, "forbidden", FORBIDDEN, "This belongs to somebody else",
        "The session is good, but what the address names is not its learner’s, or takes a role that they do not have.",
        "Use `me` for the learner whose session it is. Asking again changes nothing.";
    Internal, "internal", INTERNAL_SERVER_ERROR, "Something broke on our side",
        "A mistake of ours. Nothing that was stored is lost.",
        "Try again, with the same `Idempotency-Key` if there was one. If it stays so, report the `requestId`.";
    Leaving, "leaving", CONFLICT, "The learner is about to be erased",
        "The learner has asked to be erased, and may still think better of it: until then nothing can be learnt.",
        "Send the learner into the chat, where it can be taken back.";
    LessonLocked, "lesson-locked", CONFLICT, "The lesson is locked",
        "The lesson builds on others that are still to be completed; `detail` names the one to begin with.",
        "Offer that lesson instead. A lesson’s `requires` says beforehand what it waits for.";
    MethodNotAllowed, "method-not-allowed", METHOD_NOT_ALLOWED, "Not with this method",
        "There is something at this address, but not for this method.",
        "The `Allow` header names the methods of this address.";
    NotFound, "not-found", NOT_FOUND, "There is no such thing",
        "Nothing is at this address, or it is not the learner’s to see.",
        "Ask for the list again: it may be gone, or the id is mistyped.";
    NotJson, "not-json", UNSUPPORTED_MEDIA_TYPE, "This is not JSON",
        "The request has a body of another media type.",
        "Send JSON, with the header `Content-Type: application/json`.";
    QuizFirst, "quiz-first", CONFLICT, "The quiz comes first",
        "A lesson with a quiz is complete once its quiz is passed, and not before.",
        "Lead the learner to the quiz.";
    Refused, "refused", CONFLICT, "That does not fit the current step",
        "What was pressed or written is for a step that has been left, or for none. Nothing was counted.",
        "Show `current`, the screen as it is now, and go on from there.";
    SignedOut, "signed-out", UNAUTHORIZED, "You were signed out",
        "The learner has ended this session, here or elsewhere, so these launch data open none any more.",
        "Stop asking. The learner opens the app from the chat again.";
    TooLarge, "too-large", PAYLOAD_TOO_LARGE, "The request is too large",
        "A body may have 64 KiB.",
        "Send less.";
    TooManyRequests, "too-many-requests", TOO_MANY_REQUESTS, "That was a little fast",
        "There were more requests in a minute than one caller may send.",
        "Wait as many seconds as the header `Retry-After` says, then send the same again.";
    TooSoon, "too-soon", TOO_MANY_REQUESTS, "It was done a moment ago",
        "It can be done once in a while only, and was done lately; `detail` says when it can be done again.",
        "Wait that long.";
    Unauthenticated, "unauthenticated", UNAUTHORIZED, "Please open the app from Telegram again",
        "There is no session token, or it is none of ours, or its session is over; or launch data were not accepted.",
        "Open a session with fresh launch data by `POST /api/v2/session`, then try again.";
    Unavailable, "unavailable", SERVICE_UNAVAILABLE, "We are not ready yet",
        "Something that we need does not answer at the moment. Nothing is lost.",
        "Try again in a moment, with the same `Idempotency-Key` if there was one.";
    UnknownEvent, "unknown-event", BAD_REQUEST, "There is no such event",
        "The stream was asked to go on after an event that is not the learner’s, or that is there no more.",
        "Load what you show once more, and come without an id.";
    UnknownLearner, "unknown-learner", NOT_FOUND, "We have not met yet",
        "Telegram vouches for this person, but they have never written to the bot.",
        "Lead them to the bot: it welcomes them, and after two short questions there is something to show.";
    Unreadable, "unreadable", BAD_REQUEST, "The request cannot be read",
        "The body, a header or the query is not as documented; for a body, `errors` points to each place.",
        "Mend the client. Asking again changes nothing.";
    Updating, "updating", SERVICE_UNAVAILABLE, "An update is on its way",
        "A newer program has stored something for this learner that this one cannot read, and takes over soon.",
        "Try again in a minute.";
}

impl Kind {
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// The kind's page. Relative to our host where the academy does not know its own address.
    pub fn address(self, public_url: Option<&Url>) -> String {
        let base = public_url.map_or("", |url| url.as_str().trim_end_matches('/'));
        format!("{base}{PLACE}{}", self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words_for_an_address_and_stand_in_order() {
        let names: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(names, sorted);
        for name in names {
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{name}");
            assert_eq!(Kind::named(name).map(Kind::name), Some(name));
        }
    }

    #[test]
    fn an_address_is_absolute_if_the_academys_own_is_known() {
        assert_eq!(Kind::NotFound.address(None), "/problems/not-found");
        for url in ["https://academy.example.com", "https://academy.example.com/"] {
            let address = Kind::NotFound.address(Some(&url.parse().unwrap()));
            assert_eq!(address, "https://academy.example.com/problems/not-found");
        }
        let below = Kind::NotFound.address(Some(&"https://example.com/academy".parse().unwrap()));
        assert_eq!(below, "https://example.com/academy/problems/not-found");
    }
}
