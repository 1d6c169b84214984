use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use dialogues::catalogue::{Catalogue, Course, Interview, Lesson, Pin, SourceFile};

use super::{CourseFact, Structure};
use super::{Published, archived, publish};
use crate::platform::database::testing::database;
use crate::platform::eventstore::EventStore;
use crate::platform::eventstore::codec;

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap()
}

fn files(folder: &Path, root: &Path, files: &mut Vec<SourceFile>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            self::files(&path, root, files);
        } else {
            let text = fs::read_to_string(&path).unwrap();
            files.push(SourceFile { path: path.strip_prefix(root).unwrap().to_str().unwrap().to_owned(), text });
        }
    }
}

/// The repository's own content, each text changed by `edit`.
fn catalogue(edit: impl Fn(&mut SourceFile)) -> Catalogue {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let mut sources = Vec::new();
    files(&root.join("courses"), &root, &mut sources);
    sources.iter_mut().for_each(edit);
    Catalogue::compile(&sources).catalogue
}

fn unchanged(_: &mut SourceFile) {}

async fn facts(store: &EventStore, course: &Course) -> Vec<CourseFact> {
    store
        .read(course.id.stream(), 0)
        .await
        .unwrap()
        .iter()
        .map(|event| codec::decode::<Structure>(event).unwrap())
        .collect()
}

#[tokio::test]
async fn publishing_twice_appends_once() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let catalogue = catalogue(unchanged);
    let course = &catalogue.courses()[0];
    let lessons = course.lessons().count();

    let first = publish(&store, &catalogue, at()).await.unwrap();
    assert_eq!(first.archived as usize, lessons + course.interviews.len());
    let published = facts(&store, course).await;
    assert_eq!(first.events, published.len());
    assert!(matches!(&published[0], CourseFact::CourseCreated { course: id, .. } if *id == course.id));
    assert_eq!(published.iter().filter(|fact| matches!(fact, CourseFact::LessonAdded { .. })).count(), lessons);
    let requiring = course.lessons().filter(|lesson| !lesson.requires.is_empty()).count();
    assert_eq!(
        published.iter().filter(|fact| matches!(fact, CourseFact::PrerequisiteUpdated { .. })).count(),
        requiring
    );
    assert_eq!(publish(&store, &catalogue, at()).await.unwrap(), Published::default());
}

#[tokio::test]
async fn instances_that_start_together_publish_once() {
    let db = database().await;
    let catalogue = std::sync::Arc::new(catalogue(unchanged));
    let mut starts = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let (store, catalogue) = (EventStore::for_test(db.clone()), catalogue.clone());
        starts.spawn(async move { publish(&store, &catalogue, at()).await.unwrap().events });
    }
    let appended: Vec<usize> = starts.join_all().await;
    let stored = facts(&EventStore::for_test(db.clone()), &catalogue.courses()[0]).await.len();
    assert_eq!(appended.iter().sum::<usize>(), stored);
    assert_eq!(appended.iter().filter(|events| **events > 0).count(), catalogue.courses().len());
}

#[tokio::test]
async fn a_revised_lesson_is_published_and_its_old_revision_stays_readable() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let old = catalogue(unchanged);
    publish(&store, &old, at()).await.unwrap();
    let before = old.courses()[0].lessons().last().unwrap();
    let path = old.sources(before.id.as_str())[0].path.clone();
    let new = catalogue(|file| {
        if file.path == path {
            file.text.push('\n');
        }
    });
    let after = new.lesson(&before.id).expect("a line break breaks nothing");
    assert_ne!(after.revision, before.revision);

    assert_eq!(publish(&store, &new, at()).await.unwrap(), Published { events: 1, archived: 1 });
    let last = facts(&store, &new.courses()[0]).await.pop().unwrap();
    assert!(matches!(last, CourseFact::LessonRevised { revision, .. } if revision == after.revision));
    for lesson in [before, after] {
        let archived = archived(&db, &Pin::to::<Lesson>(&lesson.id, &lesson.revision)).await.unwrap().unwrap();
        assert_eq!(format!("{:?}", archived.get::<Lesson>().unwrap()), format!("{lesson:?}"));
    }
    let unknown = dialogues::kernel::ids::Revision::new("000000000000");
    assert!(archived(&db, &Pin::to::<Lesson>(&before.id, &unknown)).await.unwrap().is_none());
}

#[tokio::test]
async fn an_old_revision_of_an_interview_stays_readable() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let old = catalogue(unchanged);
    publish(&store, &old, at()).await.unwrap();
    let before = &old.courses()[0].interviews[0];
    let path = old.sources(before.id.as_str())[0].path.clone();
    let new = catalogue(|file| {
        if file.path == path {
            file.text.push('\n');
        }
    });
    let after = new.interview(&before.id).expect("a line break breaks nothing");
    assert_ne!(after.revision, before.revision);
    assert_eq!(publish(&store, &new, at()).await.unwrap(), Published { events: 0, archived: 1 });
    for interview in [before, after] {
        let archived = archived(&db, &Pin::to::<Interview>(&interview.id, &interview.revision)).await.unwrap().unwrap();
        assert_eq!(format!("{:?}", archived.get::<Interview>().unwrap()), format!("{interview:?}"));
    }
    let unknown = dialogues::kernel::ids::Revision::new("000000000000");
    assert!(archived(&db, &Pin::to::<Interview>(&before.id, &unknown)).await.unwrap().is_none());
}

#[tokio::test]
async fn a_lesson_that_is_taken_out_is_removed_and_may_come_back() {
    let db = database().await;
    let store = EventStore::for_test(db.clone());
    let whole = catalogue(unchanged);
    publish(&store, &whole, at()).await.unwrap();
    let last = whole.courses()[0].lessons().last().unwrap().id.clone();
    let gone: Vec<String> = whole.sources(last.as_str()).iter().map(|source| source.path.clone()).collect();
    let shorter = catalogue(|file| {
        if gone.contains(&file.path) {
            file.text.clear();
        }
    });
    assert!(shorter.lesson(&last).is_none());
    publish(&store, &shorter, at()).await.unwrap();
    let removal = facts(&store, &whole.courses()[0]).await.pop().unwrap();
    assert!(matches!(removal, CourseFact::LessonRemoved { lesson, .. } if lesson == last));

    publish(&store, &whole, at()).await.unwrap();
    assert_eq!(publish(&store, &whole, at()).await.unwrap(), Published::default());
}
