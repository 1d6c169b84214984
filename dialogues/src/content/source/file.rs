//! The files of authors, as texts.

/// A file of the content folder.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SourceFile {
    /// Relative to the content folder, `/` between the parts.
    pub path: String,
    pub text: String,
}
