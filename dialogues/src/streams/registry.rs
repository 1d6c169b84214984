//! What follows from the list of streams: facts and state as sums over the kinds, their numbering, loading and storing.
//! Nothing here names a kind; see the list in [`super`].

use std::future::Future;

use serde_json::Value;
use uuid::Uuid;

use super::aggregate::Aggregate;
use crate::kernel::ids::LearnerId;

/// A fact in its place: the stream's version with it, from 1, as the fold has counted it.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded<F> {
    pub version: u32,
    pub fact: F,
}

/// A fact as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    pub kind: &'static str,
    pub stream: Uuid,
    pub event_type: String,
    pub data: Value,
}

/// A stream's fold as it is kept beside the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    pub kind: &'static str,
    /// Whose it is.
    pub learner: LearnerId,
    pub stream: Uuid,
    pub version: u32,
    pub state: Value,
}

/// Where streams are folded from: the log, perhaps from a snapshot on.
pub trait Source: Sync {
    type Error: Send;

    /// The stream's fold. None: it has no events, or begins with one that begins nothing.
    fn fold<A: Aggregate>(&self, id: A::Id) -> impl Future<Output = Result<Option<A>, Self::Error>> + Send;
}

/// `own`: streams of which every learner has one. `sessions`: kinds of which a learner has many; the state holds the one
/// that the turn looks at.
macro_rules! streams {
    (
        own { $($(#[$own_doc:meta])* $Own:ident => $own:ident: $OwnState:ty,)* }
        sessions { $($(#[$doc:meta])* $Kind:ident => $kind:ident: $State:ty,)* }
    ) => {
        /// A fact and the stream that it belongs to.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Fact {
            $($(#[$own_doc])* $Own(<$OwnState as Aggregate>::Fact),)*
            $($(#[$doc])* $Kind(<$State as Aggregate>::Id, <$State as Aggregate>::Fact),)*
        }

        /// One of a learner's streams.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Stream {
            $($(#[$own_doc])* $Own,)*
            $($(#[$doc])* $Kind(<$State as Aggregate>::Id),)*
        }

        /// What is known of a learner: the folds that a turn may look at.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub struct State {
            pub id: LearnerId,
            $($(#[$own_doc])* pub $own: $OwnState,)*
            $(
                $(#[$doc])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $kind: Option<$State>,
            )*
        }

        /// Folds that have left the state for another of their kind, within one turn.
        #[derive(Default)]
        struct Left {
            $($kind: Vec<$State>,)*
        }

        impl Fact {
            pub const fn stream(&self) -> Stream {
                match self {
                    $(Self::$Own(_) => Stream::$Own,)*
                    $(Self::$Kind(id, _) => Stream::$Kind(*id),)*
                }
            }

            /// Can it be its stream's first?
            fn begins(&self, at: DateTime<Utc>) -> bool {
                match self {
                    $(Self::$Own(_) => true,)*
                    $(Self::$Kind(id, fact) => <$State>::begin(*id, fact, at).is_some(),)*
                }
            }

            /// The fact as an event of one of the learner's streams.
            pub fn encode(&self, learner: LearnerId) -> Result<Stored, Unstorable> {
                let (event_type, data) = match self {
                    $(Self::$Own(fact) => <$OwnState>::encode(fact),)*
                    $(Self::$Kind(_, fact) => <$State>::encode(fact),)*
                }?;
                let stream = self.stream();
                Ok(Stored { kind: stream.kind(), stream: stream.id(learner), event_type, data })
            }

            /// The fact behind an event of that stream.
            pub fn decode(stream: Stream, event_type: &str, data: &Value) -> Result<Self, serde_json::Error> {
                match stream {
                    $(Stream::$Own => <$OwnState>::decode(event_type, data).map(Self::$Own),)*
                    $(Stream::$Kind(id) => {
                        <$State>::decode(event_type, data).map(|fact| Self::$Kind(id, fact))
                    })*
                }
            }
        }

        $(impl From<<$OwnState as Aggregate>::Fact> for Fact {
            fn from(fact: <$OwnState as Aggregate>::Fact) -> Self {
                Self::$Own(fact)
            }
        })*

        impl Stream {
            /// Those of which every learner has one.
            pub const OWN: &[Self] = &[$(Self::$Own,)*];

            /// The kind, as the log names it.
            pub const fn kind(self) -> &'static str {
                match self {
                    $(Self::$Own => <$OwnState>::TYPE,)*
                    $(Self::$Kind(_) => <$State>::TYPE,)*
                }
            }

            /// The stream's id in the log.
            pub fn id(self, learner: LearnerId) -> Uuid {
                match self {
                    $(Self::$Own => <$OwnState>::stream(learner),)*
                    $(Self::$Kind(id) => <$State>::stream(id),)*
                }
            }
        }

        impl State {
            /// Nobody is known by that id yet.
            pub fn new(id: LearnerId) -> Self {
                Self { id, $($own: <$OwnState>::default(),)* $($kind: None,)* }
            }

            /// Folds one fact; one of a session that is neither here nor begun changes nothing. `at`: when it happened.
            #[must_use]
            pub fn evolve(mut self, fact: &Fact, at: DateTime<Utc>) -> Self {
                self.apply(fact, at, &mut Left::default());
                self
            }

            /// A stream that these facts belong to and that is neither here nor begun by them. A decision must
            /// [need](crate::dialogues::contract::Needs) what it writes to.
            pub fn lacks(&self, facts: &[Fact], at: DateTime<Utc>) -> Option<Stream> {
                let mut begun = Vec::new();
                facts.iter().find_map(|fact| {
                    let stream = fact.stream();
                    if self.holds(stream) || begun.contains(&stream) {
                        return None;
                    }
                    begun.push(stream);
                    (!fact.begins(at)).then_some(stream)
                })
            }

            /// Folds the facts of a turn and numbers each within its stream. Sessions that one of them replaces go on
            /// being folded, so that a turn may end one and begin another. Facts of streams that it [lacks](Self::lacks)
            /// are left out.
            pub fn record(
                mut self,
                facts: impl IntoIterator<Item = Fact>,
                at: DateTime<Utc>,
            ) -> (Self, Vec<Recorded>) {
                let mut left = Left::default();
                let number = |fact: Fact| {
                    let version = self.apply(&fact, at, &mut left)?;
                    Some(registry::Recorded { version, fact })
                };
                let recorded = facts.into_iter().filter_map(number).collect();
                (self, recorded)
            }

            /// The stream's version with the fact. None: the stream is not here.
            fn apply(&mut self, fact: &Fact, at: DateTime<Utc>, left: &mut Left) -> Option<u32> {
                match fact {
                    $(Fact::$Own(fact) => {
                        self.$own = std::mem::take(&mut self.$own).evolve(fact, at);
                        Some(self.$own.version())
                    })*
                    $(Fact::$Kind(id, fact) => {
                        if let Some(current) = self.$kind.take_if(|current| current.id == *id) {
                            let current = self.$kind.insert(current.evolve(fact, at));
                            return Some(current.version());
                        }
                        if let Some(index) = left.$kind.iter().position(|other| other.id == *id) {
                            let other = left.$kind.swap_remove(index).evolve(fact, at);
                            let version = other.version();
                            left.$kind.push(other);
                            return Some(version);
                        }
                        let begun = <$State>::begin(*id, fact, at)?;
                        let version = begun.version();
                        left.$kind.extend(self.$kind.replace(begun));
                        Some(version)
                    })*
                }
            }

            /// Sessions of another state take the place of this one's, as far as no fact was recorded in them and this one
            /// does not know them at least as well: whoever looks at something else for a moment stays with what they had.
            pub fn stay_with(&mut self, other: Self, recorded: &[Recorded]) {
                let touched = |stream: Stream| recorded.iter().any(|recorded| recorded.fact.stream() == stream);
                $(
                    let own = self.$kind.as_ref().map(|own| (own.id, own.version()));
                    let known = |stayed: &$State| own.is_some_and(|(id, version)| id == stayed.id && version >= stayed.version());
                    if let Some(stayed) = other.$kind.filter(|stayed| !touched(Stream::$Kind(stayed.id)) && !known(stayed)) {
                        self.$kind = Some(stayed);
                    }
                )*
            }

            /// The streams in the state, each with its version.
            pub fn versions(&self) -> Vec<(Uuid, u32)> {
                let own = [$((Stream::$Own.id(self.id), self.$own.version()),)*];
                let sessions = [$(self.$kind.as_ref().map(|held| (Stream::$Kind(held.id).id(self.id), held.version())),)*];
                own.into_iter().chain(sessions.into_iter().flatten()).collect()
            }

            /// Is the stream in the state?
            pub fn holds(&self, stream: Stream) -> bool {
                match stream {
                    $(Stream::$Own => true,)*
                    $(Stream::$Kind(id) => self.$kind.as_ref().is_some_and(|held| held.id == id),)*
                }
            }

            /// Puts a stream into the state, in the place of another of its kind. One that does not exist changes nothing.
            pub async fn load<S: Source>(&mut self, stream: Stream, source: &S) -> Result<(), S::Error> {
                match stream {
                    $(Stream::$Own => self.$own = source.fold::<$OwnState>(self.id).await?.unwrap_or_default(),)*
                    $(Stream::$Kind(id) => {
                        if let Some(found) = source.fold::<$State>(id).await? {
                            self.$kind = Some(found);
                        }
                    })*
                }
                Ok(())
            }

            /// A stream's fold as it can be kept. None: it is not here.
            pub fn snapshot(&self, stream: Stream) -> Option<Snapshot> {
                let (version, state) = match stream {
                    $(Stream::$Own => (self.$own.version(), serde_json::to_value(&self.$own)),)*
                    $(Stream::$Kind(id) => {
                        let held = self.$kind.as_ref().filter(|held| held.id == id)?;
                        (held.version(), serde_json::to_value(held))
                    })*
                };
                let (kind, id) = (stream.kind(), stream.id(self.id));
                Some(Snapshot { kind, learner: self.id, stream: id, version, state: state.ok()? })
            }
        }

        /// Can an event of that kind be read? None: no stream of a learner.
        pub fn readable(kind: &str, event_type: &str, data: &Value) -> Option<Result<(), serde_json::Error>> {
            match kind {
                $(<$OwnState>::TYPE => Some(<$OwnState>::decode(event_type, data).map(drop)),)*
                $(<$State>::TYPE => Some(<$State>::decode(event_type, data).map(drop)),)*
                _ => None,
            }
        }

        /// Is the event's type one that this program knows? None: no stream of a learner.
        pub fn knows(kind: &str, event_type: &str, data: &Value) -> Option<bool> {
            match kind {
                $(<$OwnState>::TYPE => Some(<$OwnState>::knows(event_type, data)),)*
                $(<$State>::TYPE => Some(<$State>::knows(event_type, data)),)*
                _ => None,
            }
        }

        /// The kinds, as the log names them.
        pub const KINDS: &[&str] = &[$(<$OwnState>::TYPE,)* $(<$State>::TYPE,)*];

        /// What of an event of that kind is a person's own.
        pub fn personal(kind: &str, event_type: &str) -> &'static [Personal] {
            let listed = match kind {
                $(<$OwnState>::TYPE => <$OwnState>::PERSONAL,)*
                $(<$State>::TYPE => <$State>::PERSONAL,)*
                _ => &[],
            };
            listed.iter().find(|(listed, _)| *listed == event_type).map_or(&[], |(_, own)| own)
        }

        /// An event of that kind, read and written again. None: no stream of a learner, or unreadable.
        fn rewritten(kind: &str, event_type: &str, data: &Value) -> Option<(String, Value)> {
            match kind {
                $(<$OwnState>::TYPE => golden::rewritten::<$OwnState>(event_type, data),)*
                $(<$State>::TYPE => golden::rewritten::<$State>(event_type, data),)*
                _ => None,
            }
        }

        /// What a stream of the golden log folds to.
        fn folded(learner: LearnerId, stream: Uuid, events: &[&golden::Event]) -> Option<Value> {
            let kind = events.first()?.aggregate_type.as_str();
            match kind {
                $(<$OwnState>::TYPE => golden::fold::<$OwnState>(learner, events),)*
                $(<$State>::TYPE => golden::fold::<$State>(<$State as Aggregate>::Id::from_uuid(stream), events),)*
                _ => None,
            }
        }
    };
}
pub(super) use streams;
