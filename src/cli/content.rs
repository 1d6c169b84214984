//! `academy content check [PATH]`: every finding with its file, line, column, excerpt and what to do about it; and
//! [`snippets`].

mod snippets;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};
use dialogues::catalogue::{Catalogue, Course, Finding, Severity, SourceFile, line_column};
use dialogues::rehearsal::rehearse;
use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};
use serde_json::json;

use super::Format;
use crate::platform::content;

#[derive(Args)]
pub struct Content {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Check a content folder; exit with 1 if there are errors.
    Check(Check),
    /// Print what the content claims of code, for a compiler to try.
    Snippets(snippets::Snippets),
}

#[derive(Args)]
struct Check {
    /// The folder that holds `courses/`.
    #[arg(default_value = "content", env = "CONTENT_DIR")]
    path: PathBuf,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub fn run(command: &Content) -> anyhow::Result<ExitCode> {
    let check = match &command.action {
        Action::Check(check) => check,
        Action::Snippets(snippets) => return snippets::run(snippets),
    };
    let content::Found { files, findings } = content::read(&check.path)?;
    let mut compilation = Catalogue::compile(&files);
    compilation.findings.splice(0..0, findings);
    compilation.findings.extend(rehearse(&compilation.catalogue));
    match check.format {
        Format::Text => tell(&files, &compilation.findings, &compilation.catalogue),
        Format::Json => print_json(&files, &compilation.findings)?,
    }
    Ok(if compilation.has_errors() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a command's result belongs on the terminal")]
fn tell(files: &[SourceFile], findings: &[Finding], catalogue: &Catalogue) {
    let sources: Vec<(&str, Arc<NamedSource<String>>)> = files
        .iter()
        .map(|file| (file.path.as_str(), Arc::new(NamedSource::new(&file.path, file.text.clone()))))
        .collect();
    for finding in findings {
        let text = sources.iter().find(|(path, _)| *path == finding.path).map(|(_, source)| Arc::clone(source));
        eprintln!("{:?}", miette::Report::new(Shown { finding: finding.clone(), text }));
    }
    let errors = count(findings, Severity::Error);
    let (courses, lessons) = (catalogue.courses().len(), catalogue.courses().iter().flat_map(Course::lessons).count());
    println!(
        "{} files, {courses} courses, {lessons} lessons: {errors} errors, {} warnings",
        files.len(),
        count(findings, Severity::Warning)
    );
}

#[expect(clippy::print_stdout, reason = "a command's result belongs on the terminal")]
fn print_json(files: &[SourceFile], findings: &[Finding]) -> anyhow::Result<()> {
    let found = findings.iter().map(|finding| {
        let text = files.iter().find(|file| file.path == finding.path).map_or("", |file| file.text.as_str());
        let (line, column) = line_column(text, finding.span.start);
        let (end_line, end_column) = line_column(text, finding.span.end);
        json!({
            "path": finding.path,
            "line": line,
            "column": column,
            "endLine": end_line,
            "endColumn": end_column,
            "severity": severity_name(finding.severity),
            "code": finding.code,
            "message": finding.message,
            "hint": finding.hint,
        })
    });
    let document = json!({
        "errors": count(findings, Severity::Error),
        "warnings": count(findings, Severity::Warning),
        "findings": found.collect::<Vec<_>>(),
    });
    println!("{}", serde_json::to_string_pretty(&document)?);
    Ok(())
}

fn count(findings: &[Finding], severity: Severity) -> usize {
    findings.iter().filter(|finding| finding.severity == severity).count()
}

const fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// A finding as miette draws it.
#[derive(Debug, thiserror::Error)]
#[error("{}", finding.message)]
struct Shown {
    finding: Finding,
    text: Option<Arc<NamedSource<String>>>,
}

impl Diagnostic for Shown {
    fn code<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        Some(Box::new(self.finding.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.finding.hint.as_ref().map(|hint| Box::new(hint) as Box<dyn std::fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.text.as_ref().map(|text| &**text as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.finding.span.clone();
        Some(Box::new(std::iter::once(LabeledSpan::underline(span))))
    }
}
