//! Who learns: identity, profile, preferences and streak. Written by the `dialogues`; here are the stored form and
//! the read model. Knows nothing of lessons.

pub mod events;
