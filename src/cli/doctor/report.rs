//! What a check says, and how that is shown: a line each, then what it is about and what to do.

use serde_json::{Value, json};

/// Examples are named up to this number.
pub const NAMED: usize = 5;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Well,
    /// Worth knowing; nothing is wrong.
    Note,
    /// Something is wrong, and there is something to do.
    Finding,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub name: &'static str,
    pub level: Level,
    /// One line.
    pub summary: String,
    /// Which ones: the first few.
    pub details: Vec<String>,
    /// What to do; empty if all is well.
    pub advice: String,
}

impl Check {
    pub fn well(name: &'static str, summary: impl Into<String>) -> Self {
        Self { name, level: Level::Well, summary: summary.into(), details: Vec::new(), advice: String::new() }
    }

    pub fn note(name: &'static str, summary: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { level: Level::Note, advice: advice.into(), ..Self::well(name, summary) }
    }

    pub fn finding(name: &'static str, summary: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { level: Level::Finding, advice: advice.into(), ..Self::well(name, summary) }
    }

    #[must_use]
    pub fn naming(mut self, details: impl IntoIterator<Item = String>) -> Self {
        self.details = details.into_iter().take(NAMED).collect();
        self
    }
}

/// One line for each check, then its examples and its advice.
pub fn text(checks: &[Check]) -> String {
    let width = checks.iter().map(|check| check.name.len()).max().unwrap_or(0);
    let mut lines = Vec::new();
    for Check { name, level, summary, details, advice } in checks {
        let mark = match level {
            Level::Well => '✔',
            Level::Note => '!',
            Level::Finding => '✘',
        };
        lines.push(format!("{mark} {name:width$}  {summary}"));
        let margin = " ".repeat(width + 4);
        lines.extend(details.iter().map(|detail| format!("{margin}- {detail}")));
        lines.extend((!advice.is_empty()).then(|| format!("{margin}→ {advice}")));
    }
    let count = |level| checks.iter().filter(|check| check.level == level).count();
    lines.push(match (count(Level::Finding), count(Level::Note)) {
        (0, 0) => "All is well.".to_owned(),
        (0, notes) => format!("All is well; worth knowing: {notes}."),
        (findings, notes) => format!("Findings: {findings}; worth knowing: {notes}."),
    });
    lines.join("\n")
}

/// The same for machines.
pub fn json(checks: &[Check]) -> Value {
    let shown = checks.iter().map(|Check { name, level, summary, details, advice }| {
        let level = match level {
            Level::Well => "well",
            Level::Note => "note",
            Level::Finding => "finding",
        };
        json!({ "name": name, "level": level, "summary": summary, "details": details, "advice": advice })
    });
    let findings = checks.iter().filter(|check| check.level == Level::Finding).count();
    json!({ "well": findings == 0, "findings": findings, "checks": shown.collect::<Vec<_>>() })
}
