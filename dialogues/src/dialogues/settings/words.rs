//! What the buttons and places of this dialogue are called.

use crate::kernel::words::words;

/// Begins the tokens of its buttons.
pub const CODE: &str = "s";

words! {
    /// What its buttons ask for.
    pub enum Verb {
        Clock = "c",
        Devices = "d",
        /// With a session.
        EndSession = "de",
        EndSessions = "da",
        Goal = "g",
        Language = "l",
        Menu = "m",
        SetGoal = "sg",
        SetLanguage = "sl",
        SetPolls = "sp",
        SetZone = "sz",
        Zone = "z",
        /// With minutes from UTC, around the clock.
        ZonesAt = "za",
    }

    /// What it shows.
    pub enum View {
        Clock = "clock",
        /// Perhaps with a session that has just been ended.
        Devices = "devices",
        Goal = "goal",
        Language = "language",
        Menu = "menu",
        Zone = "zone",
        /// With minutes from UTC, around the clock.
        ZonesAt = "zones-at",
        /// With what was written.
        ZonesNamed = "zones-named",
    }
}
