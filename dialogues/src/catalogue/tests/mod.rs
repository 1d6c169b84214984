//! The rules, one by one, and the real content.

mod content;
