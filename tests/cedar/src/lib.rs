//! Who may do what is decided by `dialogues::access::may`. Here stands nothing but a test: 10,000 decisions of it equal
//! those of the same policy in Cedar's language, `dialogues/src/access/access.cedar`.

#[cfg(test)]
mod tests;
