//! Documents: files of authors that become lessons, interviews, and what comes. All go the same way: read, compared with
//! their translations, compiled, archived with their sources, compiled again from these. A kind is a folder here, which
//! implements [`format::Format`] for the model's type, and a line in `documents!`.

mod about;
pub(super) mod format;
pub(super) mod front_matter;
pub(super) mod read;

use std::sync::Arc;

use format::Format;
use read::{Read, ReadDocument};

use super::layout::Files;
use crate::content::model::{AnyDocument, Document, DocumentKind, Interview, Lesson};
use crate::content::source::file::SourceFile;
use crate::content::source::finding::Reports;
use crate::content::source::swift;
use crate::kernel::ids::CourseId;

macro_rules! formats {
    ($($folder:ident: $kind:ident($id:ident),)+) => {
        $(mod $folder;)+

        /// A document from its archived [sources](super::Catalogue::sources), at the revision it had. Rules may have grown
        /// stricter since: it is only read, not checked. Nothing if the sources are not those of such a document.
        pub fn compile_document(kind: DocumentKind, course: &CourseId, sources: &[SourceFile]) -> Option<AnyDocument> {
            match kind {
                $(DocumentKind::$kind => read::archived::<$kind>(course, sources).map(|read| Arc::new(read).any()),)+
            }
        }

        /// The folders of a course that hold documents of one kind.
        pub(super) fn shelves() -> impl Iterator<Item = (&'static str, Reader)> {
            [$(<$kind as Format>::SHELF.map(|shelf| (shelf.folder, boxed::<$kind> as Reader)),)+].into_iter().flatten()
        }
    };
}

documents!(formats);

/// Reads the files of a document on a shelf.
pub(super) type Reader =
    for<'a> fn(&Files<'a>, &mut swift::Checker, &mut Reports) -> Option<Box<dyn ReadDocument + 'a>>;

fn boxed<'a, D: Format>(
    files: &Files<'a>,
    swift: &mut swift::Checker,
    reports: &mut Reports,
) -> Option<Box<dyn ReadDocument + 'a>> {
    Some(Box::new(Read::<D>::of(files, swift, reports)?))
}
