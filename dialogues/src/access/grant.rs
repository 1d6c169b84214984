//! What can be granted: a role and how far it reaches. It is stored as it is, so names stay for ever.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Role;
use crate::kernel::ids::{CourseId, GroupId};

/// A role that somebody was given, with what it is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "camelCase")]
pub enum Grant {
    Author { courses: Pattern },
    Mentor { group: GroupId },
    Operator,
}

/// Courses by their ids: one, or with a `*` at the end all that begin so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pattern(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoGrant {
    #[error("there is no role {0:?}; there are operator, author and mentor")]
    Role(String),
    #[error("an author needs courses: an id such as ios-foundation, or a pattern such as ios-*")]
    Courses,
    #[error("a mentor needs a group: 1 to {} of a-z 0-9 -", GroupId::MAX_BYTES)]
    Group,
    #[error("an operator's role is about everything; leave {0:?} out")]
    TooMuch(String),
}

impl Grant {
    pub const fn role(&self) -> Role {
        match self {
            Self::Author { .. } => Role::Author,
            Self::Mentor { .. } => Role::Mentor,
            Self::Operator => Role::Operator,
        }
    }

    /// What it is about; none for an operator, who is there for everything.
    pub fn about(&self) -> Option<&str> {
        match self {
            Self::Author { courses } => Some(courses.as_str()),
            Self::Mentor { group } => Some(group.as_str()),
            Self::Operator => None,
        }
    }

    /// A role by its name, and what it is to be about.
    pub fn read(role: &str, about: Option<&str>) -> Result<Self, NoGrant> {
        match (role, about) {
            ("operator", None) => Ok(Self::Operator),
            ("operator", Some(about)) => Err(NoGrant::TooMuch(about.to_owned())),
            ("author", about) => {
                let courses = about.and_then(Pattern::read).ok_or(NoGrant::Courses)?;
                Ok(Self::Author { courses })
            }
            ("mentor", about) => Ok(Self::Mentor { group: about.and_then(GroupId::read).ok_or(NoGrant::Group)? }),
            _ => Err(NoGrant::Role(role.to_owned())),
        }
    }
}

/// As the command line and the audit log name it.
impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.about() {
            Some(about) => write!(f, "{} {about}", self.role()),
            None => write!(f, "{}", self.role()),
        }
    }
}

impl Pattern {
    /// Bytes: as many as a course's id has at most.
    pub const MAX_BYTES: usize = 40;

    /// None: neither an id nor the beginning of one with a `*`.
    pub fn read(text: &str) -> Option<Self> {
        let beginning = text.strip_suffix('*').unwrap_or(text);
        let fits = (1..=Self::MAX_BYTES).contains(&text.len());
        (fits && beginning.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-')))
            .then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn covers(&self, course: &CourseId) -> bool {
        match self.0.strip_suffix('*') {
            Some(beginning) => course.as_str().starts_with(beginning),
            None => course.as_str() == self.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_covers_a_course_or_all_that_begin_so() {
        let covers = |pattern: &str, course: &str| Pattern::read(pattern).unwrap().covers(&CourseId::new(course));
        assert!(covers("ios-*", "ios-foundation") && covers("*", "ios-foundation") && covers("ios", "ios"));
        assert!(!covers("ios", "ios-foundation") && !covers("ios-*", "ios") && !covers("ios-*", "macos-foundation"));
        for wrong in ["", "**", "*-ios", "i*s", "IOS", "ios foundation", "ios\n", &"a".repeat(41)] {
            assert_eq!(Pattern::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_no_role_is_told_with_what_there_is() {
        assert_eq!(Grant::read("operator", None), Ok(Grant::Operator));
        assert_eq!(Grant::read("author", Some("ios-*")).unwrap().to_string(), "author ios-*");
        assert_eq!(Grant::read("mentor", Some("spring-1")).unwrap().to_string(), "mentor spring-1");
        for (role, about, problem) in [
            ("king", None, "there is no role \"king\"; there are operator, author and mentor"),
            ("learner", None, "there is no role \"learner\"; there are operator, author and mentor"),
            ("author", None, "an author needs courses"),
            ("author", Some("i*s"), "an author needs courses"),
            ("mentor", Some("Spring 1"), "a mentor needs a group: 1 to 24 of a-z 0-9 -"),
            ("operator", Some("ios-*"), "an operator's role is about everything; leave \"ios-*\" out"),
        ] {
            let said = Grant::read(role, about).unwrap_err().to_string();
            assert!(said.starts_with(problem), "{said}");
        }
    }
}
