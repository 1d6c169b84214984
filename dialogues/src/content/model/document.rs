//! Documents: what authors publish and revise as one, a file with its translations. Learners hold on to the revision that
//! they began with, so every revision is archived and can be had again. Start at [`Document`].

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use super::interview::Interview;
use super::lesson::Lesson;
use crate::kernel::ids::{CourseId, InterviewId, LessonId, Revision};

/// A kind of document. Their ids are unique among the documents of all kinds.
pub trait Document: Sized + 'static {
    const KIND: DocumentKind;
    type Id: Borrow<str>;

    fn of(any: &AnyDocument) -> Option<&Arc<Self>>;

    fn any(self: Arc<Self>) -> AnyDocument;
}

/// A revision of a document, to be kept and looked up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pin {
    pub kind: DocumentKind,
    pub id: String,
    pub revision: Revision,
}

impl Pin {
    pub fn to<D: Document>(id: &D::Id, revision: &Revision) -> Self {
        let id: &str = id.borrow();
        Self { kind: D::KIND, id: id.to_owned(), revision: revision.clone() }
    }
}

impl AnyDocument {
    /// The document as one of the kind `D`, if it is.
    pub fn get<D: Document>(&self) -> Option<&Arc<D>> {
        D::of(self)
    }

    /// Is it the document that is pinned, in that revision?
    pub fn is_at(&self, pin: &Pin) -> bool {
        (self.kind(), self.id(), self.revision()) == (pin.kind, pin.id.as_str(), &pin.revision)
    }

    pub fn pin(&self) -> Pin {
        Pin { kind: self.kind(), id: self.id().to_owned(), revision: self.revision().clone() }
    }
}

impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

macro_rules! kinds {
    ($($folder:ident: $kind:ident($id:ident),)+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum DocumentKind {
            $($kind,)+
        }

        impl DocumentKind {
            /// As authors write it behind `kind:`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => stringify!($folder),)+
                }
            }
        }

        /// A document of any kind.
        #[derive(Clone, Debug)]
        pub enum AnyDocument {
            $($kind(Arc<$kind>),)+
        }

        impl AnyDocument {
            pub const fn kind(&self) -> DocumentKind {
                match self {
                    $(Self::$kind(_) => DocumentKind::$kind,)+
                }
            }

            pub fn id(&self) -> &str {
                match self {
                    $(Self::$kind(document) => document.id.as_str(),)+
                }
            }

            pub fn course(&self) -> &CourseId {
                match self {
                    $(Self::$kind(document) => &document.course,)+
                }
            }

            /// Of the original and its translations together.
            pub fn revision(&self) -> &Revision {
                match self {
                    $(Self::$kind(document) => &document.revision,)+
                }
            }
        }

        $(
            impl Document for $kind {
                const KIND: DocumentKind = DocumentKind::$kind;
                type Id = $id;

                fn of(any: &AnyDocument) -> Option<&Arc<Self>> {
                    match any {
                        AnyDocument::$kind(document) => Some(document),
                        _ => None,
                    }
                }
                fn any(self: Arc<Self>) -> AnyDocument {
                    AnyDocument::$kind(self)
                }
            }
        )+
    };
}

documents!(kinds);
