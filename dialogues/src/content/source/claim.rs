//! What the content says of code and a compiler can try: this compiles, this does not, this line prints that. Only
//! collected here; nothing is compiled. Start at [`of_block`].

use pulldown_cmark::CodeBlockKind;

use super::finding::Span;

/// A word behind the language of a Swift block. Learners do not see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Stands behind the learner's answer, unseen.
    After,
    /// Stands before the learner's answer, unseen.
    Before,
    /// Goes on from the blocks above it.
    Continues,
    DoesNotCompile,
    /// Is not tried.
    Fragment,
}

impl Mark {
    pub const ALL: [Self; 5] = [Self::After, Self::Before, Self::Continues, Self::DoesNotCompile, Self::Fragment];

    pub const fn name(self) -> &'static str {
        match self {
            Self::After => "after",
            Self::Before => "before",
            Self::Continues => "continues",
            Self::DoesNotCompile => "does-not-compile",
            Self::Fragment => "fragment",
        }
    }

    /// The mark of a block, if it has one that there is.
    pub fn of(kind: &CodeBlockKind<'_>) -> Option<Self> {
        let word = word(kind)?;
        Self::ALL.into_iter().find(|mark| mark.name() == word)
    }
}

/// What stands behind the language.
pub(crate) fn word<'k>(kind: &'k CodeBlockKind<'_>) -> Option<&'k str> {
    match kind {
        CodeBlockKind::Fenced(info) => info.trim().split_once(char::is_whitespace).map(|(_, words)| words.trim()),
        CodeBlockKind::Indented => None,
    }
}

/// A block of Swift as it stands in a question or on a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SwiftBlock {
    pub code: String,
    pub mark: Option<Mark>,
}

/// Something to try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub path: String,
    /// What says so.
    pub span: Span,
    /// A whole program.
    pub code: String,
    pub behaviour: Behaviour,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Behaviour {
    Compiles,
    DoesNotCompile,
    /// It compiles, runs to its end, and prints exactly this.
    Prints(String),
    /// It compiles and runs to its end, and these lines of it print what stands beside them.
    Runs(Vec<PrintingLine>),
}

/// A line of a program, from 1, and what it prints each time that it is reached; one value is for every time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintingLine {
    pub line: usize,
    pub prints: Vec<String>,
}

/// Comes before the reason why a line must not compile.
const ERROR: &str = "error";
/// Stand between the values of a line that is reached again and again, in each language.
const THEN: [&str; 3] = [", then ", ", затем ", ", потом "];
/// A place for an answer: such a block is no program yet.
const PLACE: &str = "// ...";

/// What a block says. `above`: the program that it goes on from, if it does. With each claim the line of the block, from 0.
pub(crate) fn of_block(block: &SwiftBlock, above: &str) -> Vec<(usize, String, Behaviour)> {
    let lines: Vec<&str> = block.code.lines().collect();
    let program = |lines: &[&str]| format!("{above}{}\n", lines.join("\n").trim_end());
    if lines.iter().any(|line| line.trim() == PLACE) {
        return Vec::new();
    }
    match block.mark {
        Some(Mark::Fragment | Mark::Before | Mark::After) => return Vec::new(),
        Some(Mark::DoesNotCompile) => return vec![(0, program(&lines), Behaviour::DoesNotCompile)],
        Some(Mark::Continues) | None => {}
    }
    let before = above.lines().count();
    let prints = lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| Some(PrintingLine { line: before + at + 1, prints: printed(line)? }));
    let mut claims = vec![(0, program(&lines), Behaviour::Runs(prints.collect()))];
    for at in 0..lines.len() {
        if let Some(line) = refused(&lines, at) {
            let mut lines = lines.clone();
            lines[at] = &line;
            claims.push((at, program(&lines), Behaviour::DoesNotCompile));
        }
    }
    claims
}

/// The program that the blocks so far make: from the last one that begins anew.
pub(crate) fn program(blocks: &[SwiftBlock]) -> String {
    let is_part = |block: &&SwiftBlock| matches!(block.mark, None | Some(Mark::Continues));
    let parts: Vec<&SwiftBlock> = blocks.iter().filter(is_part).collect();
    let start = parts.iter().rposition(|block| block.mark.is_none()).unwrap_or_default();
    parts[start..].iter().flat_map(|block| [block.code.trim_end(), "\n"]).collect()
}

/// What a line prints, if it says so: `print(count)  // 3`.
fn printed(line: &str) -> Option<Vec<String>> {
    let (code, remark) = line.split_once("  // ").or_else(|| line.split_once(" // "))?;
    if !code.contains("print(") || code.trim_start().starts_with("//") {
        return None;
    }
    let between = THEN.into_iter().find(|then| remark.contains(then));
    let values = between.map_or_else(|| vec![remark], |then| remark.split(then).collect());
    Some(values.into_iter().map(|value| value.trim().to_owned()).collect())
}

/// A line in a comment that must not compile, without the comment's mark: it says so itself, or the line under it does.
fn refused(lines: &[&str], at: usize) -> Option<String> {
    let line = lines.get(at)?.trim_start();
    let commented = line.strip_prefix("//")?.trim_start();
    if is_error(commented) {
        return None;
    }
    let says_so = commented.split_once("//").is_some_and(|(_, remark)| is_error(remark.trim()))
        || lines
            .get(at + 1)
            .and_then(|next| next.trim_start().strip_prefix("//"))
            .is_some_and(|next| is_error(next.trim()));
    let code = commented.split_once("//").map_or(commented, |(code, _)| code).trim_end();
    // A block that is left open would be refused for that alone.
    let closed = if code.ends_with('{') { " }" } else { "" };
    says_so.then(|| format!("{code}{closed}"))
}

fn is_error(remark: &str) -> bool {
    remark == ERROR || remark.strip_prefix(ERROR).is_some_and(|rest| rest.starts_with([':', ' ']))
}
