//! What a route says about itself: said where it is registered, read by the document.

use axum::http::{Method, StatusCode};
use dialogues::access::{Context, Resource, Subject, may};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Required, Response, ResponseBuilder, Schema, SecurityRequirement};

use super::super::envelope::{Meta, Page, Pagination, VERSION};
use super::super::problem::{self, Kind};
use super::super::routes::Declared;
use super::{SESSION, parameters, refusals};

/// The caller has the answer already.
const UNCHANGED: &str = "It is as the `If-None-Match` of the request says.";

pub type Schemas = Vec<(String, RefOr<Schema>)>;
/// Answers that several routes give alike.
pub type SharedAnswers = std::collections::BTreeMap<String, RefOr<Response>>;

/// What belongs together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    Sessions,
    Learner,
    Courses,
    Quizzes,
    Reviews,
    Interviews,
    Groups,
    Document,
}

/// A route in words: an operation of the document.
pub struct About {
    id: &'static str,
    tag: Tag,
    summary: &'static str,
    more: Option<&'static str>,
    body: Option<(String, RequestBody)>,
    once: bool,
    paged: bool,
    asked: Vec<Parameter>,
    /// Answers are in the envelope, which gives what is read a tag.
    enveloped: bool,
    answers: Vec<(StatusCode, Response)>,
    refuses: Vec<Kind>,
    current: Option<RefOr<Schema>>,
    schemas: Schemas,
}

impl Tag {
    pub const ALL: &[Self] = &[
        Self::Sessions,
        Self::Learner,
        Self::Courses,
        Self::Quizzes,
        Self::Reviews,
        Self::Interviews,
        Self::Groups,
        Self::Document,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Sessions => "Sessions",
            Self::Learner => "Learner",
            Self::Courses => "Courses",
            Self::Quizzes => "Quizzes",
            Self::Reviews => "Reviews",
            Self::Interviews => "Interviews",
            Self::Groups => "Groups",
            Self::Document => "Document",
        }
    }

    pub const fn words(self) -> &'static str {
        match self {
            Self::Sessions => "To sign in, to see where one is signed in, and to sign out.",
            Self::Learner => "Who the learner is, how far they are, and a copy of all that is kept of them.",
            Self::Courses => "Courses with their modules and lessons, as they stand for the learner.",
            Self::Quizzes => "Attempts at a lesson’s quiz.",
            Self::Reviews => "What is due to be remembered.",
            Self::Interviews => "Interviews, and how they went.",
            Self::Groups => "For mentors: what the members of a group share.",
            Self::Document => "What you are reading.",
        }
    }
}

impl About {
    /// `id` names the operation for programs, in lowerCamelCase. It never changes.
    pub fn new(id: &'static str, tag: Tag, summary: &'static str) -> Self {
        let mut schemas = Vec::new();
        named::<problem::Body<'_>>(&mut schemas);
        Self {
            id,
            tag,
            summary,
            more: None,
            body: None,
            once: false,
            paged: false,
            asked: Vec::new(),
            enveloped: false,
            answers: Vec::new(),
            refuses: Vec::new(),
            current: None,
            schemas,
        }
    }

    /// What the summary does not say.
    pub fn more(mut self, words: &'static str) -> Self {
        self.more = Some(words);
        self
    }

    /// A request's body is `T`; some that are one, each under a name.
    pub fn takes<T: ToSchema>(mut self, examples: &[(&str, Value)]) -> Self {
        let schema = named::<T>(&mut self.schemas);
        let examples =
            examples.iter().map(|(name, value)| (*name, ExampleBuilder::new().value(Some(value.clone())).build()));
        let content = ContentBuilder::new().schema(Some(schema)).examples_from_iter(examples).build();
        let body = RequestBodyBuilder::new().content("application/json", content).required(Some(Required::True));
        self.body = Some((T::name().into_owned(), body.build()));
        self
    }

    /// A text that may be given in the query or in a header.
    pub fn asks(mut self, place: ParameterIn, name: &str, words: &str) -> Self {
        let text = ObjectBuilder::new().schema_type(Type::String).build();
        let parameter = ParameterBuilder::new().name(name).parameter_in(place).required(Required::False);
        self.asked.push(parameter.description(Some(words)).schema(Some(text)).build());
        self
    }

    /// An `Idempotency-Key` is heeded.
    pub fn once(mut self) -> Self {
        self.once = true;
        self
    }

    /// The answer's data are a `T`; one of them.
    pub fn answers<T: ToSchema>(mut self, status: StatusCode, words: &str, example: &Value) -> Self {
        let data = named::<T>(&mut self.schemas);
        self.enveloped(status, words, data, example)
    }

    /// The answer's data are a list of `T`; one of such lists.
    pub fn answers_all<T: ToSchema>(mut self, words: &str, example: &Value) -> Self {
        let item = named::<T>(&mut self.schemas);
        self.enveloped(StatusCode::OK, words, ArrayBuilder::new().items(item).build().into(), example)
    }

    /// The same, a page at a time.
    pub fn answers_page<T: ToSchema>(mut self, words: &str, example: &Value) -> Self {
        self.paged = true;
        self.answers_all::<T>(words, example)
    }

    /// The answer is something else than an envelope.
    pub fn answers_bare(mut self, words: &str, media_type: &str, kind: Type) -> Self {
        let schema = ObjectBuilder::new().schema_type(kind).build();
        let content = ContentBuilder::new().schema(Some(schema)).build();
        let response = ResponseBuilder::new().description(words).content(media_type, content).build();
        self.answers.push((StatusCode::OK, response));
        self
    }

    /// The caller has the answer already.
    pub fn answers_unchanged(mut self) -> Self {
        self.answers.push((StatusCode::NOT_MODIFIED, Response::new(UNCHANGED)));
        self
    }

    /// What it refuses with, besides what every route of its shape refuses with.
    pub fn refuses(mut self, kinds: &[Kind]) -> Self {
        self.refuses.extend(kinds);
        self
    }

    /// What does not fit the current step is refused with what there is instead.
    pub fn refuses_with<T: ToSchema>(mut self) -> Self {
        self.current = Some(named::<T>(&mut self.schemas));
        self.refuses(&[Kind::Refused])
    }

    fn enveloped(mut self, status: StatusCode, words: &str, data: RefOr<Schema>, example: &Value) -> Self {
        let mut whole = json!({
            "data": example,
            "meta": { "requestId": "req_5f0c4a2b8a1c49d7b3b5a4c210f6f1e6", "timestamp": "2026-05-28T20:26:40Z", "version": VERSION },
        });
        let mut schema = ObjectBuilder::new()
            .property("data", data)
            .required("data")
            .property("meta", named::<Meta<'_>>(&mut self.schemas))
            .required("meta");
        if self.paged {
            whole["pagination"] = json!({ "page": 1, "limit": 20, "total": 1, "hasNext": false });
            schema = schema.property("pagination", named::<Pagination>(&mut self.schemas)).required("pagination");
        }
        let content = ContentBuilder::new().schema(Some(schema.build())).example(Some(whole)).build();
        let response = ResponseBuilder::new().description(words).content("application/json", content).build();
        self.answers.push((status, response));
        self.enveloped = true;
        self
    }

    pub fn schemas(&self) -> &Schemas {
        &self.schemas
    }

    pub fn body_name(&self) -> Option<&str> {
        self.body.as_ref().map(|(name, _)| name.as_str())
    }

    #[cfg(test)]
    pub fn id(&self) -> &'static str {
        self.id
    }

    pub fn path_item(&self, declared: &Declared, shared: &mut SharedAnswers) -> PathItem {
        let mut operation = OperationBuilder::new()
            .operation_id(Some(self.id))
            .tag(self.tag.name())
            .summary(Some(self.summary))
            .description(self.more)
            .request_body(self.body.as_ref().map(|(_, body)| body.clone()));
        for parameter in parameters::of_path(declared.path) {
            operation = operation.parameter(parameter);
        }
        if self.paged {
            for parameter in Page::parameters() {
                operation = operation.parameter(parameter);
            }
        }
        for parameter in &self.asked {
            operation = operation.parameter(parameter.clone());
        }
        if self.once {
            operation = operation.parameter(parameters::idempotency_key());
        }
        for (status, response) in &self.answers {
            operation = operation.response(status.as_str(), response.clone());
        }
        if self.enveloped && declared.method == Method::GET {
            operation = operation.response(StatusCode::NOT_MODIFIED.as_str(), Response::new(UNCHANGED));
        }
        for (status, response) in refusals::of(&self.kinds(declared), self.current.as_ref(), shared) {
            operation = operation.response(status.as_str(), response);
        }
        operation = if is_open(declared) {
            operation.securities(Some([]))
        } else {
            operation.security(SecurityRequirement::new::<_, [&str; 0], _>(SESSION, []))
        };
        PathItem::new(http_method(&declared.method), operation)
    }

    /// All that it may refuse with: some of it follows from the route's shape.
    fn kinds(&self, declared: &Declared) -> Vec<Kind> {
        let mut kinds = self.refuses.clone();
        let mut also = |there: bool, some: &[Kind]| {
            if there {
                kinds.extend(some);
            }
        };
        also(true, &[Kind::Internal, Kind::Unavailable]);
        also(!is_open(declared), &[Kind::Unauthenticated, Kind::TooManyRequests, Kind::Updating]);
        also(declared.path.contains('{'), &[Kind::NotFound]);
        also(["/users/{id}", "/groups/{id}"].iter().any(|part| declared.path.contains(part)), &[Kind::Forbidden]);
        also(self.body.is_some(), &[Kind::NotJson, Kind::TooLarge, Kind::Unreadable]);
        also(self.once || self.paged, &[Kind::Unreadable]);
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }
}

/// May it be called without a session?
fn is_open(declared: &Declared) -> bool {
    may(&Subject::nobody(), declared.action, &Resource::Academy, &Context::default()).allowed
}

fn http_method(method: &Method) -> HttpMethod {
    match method.as_str() {
        "DELETE" => HttpMethod::Delete,
        "PATCH" => HttpMethod::Patch,
        "POST" => HttpMethod::Post,
        "PUT" => HttpMethod::Put,
        _ => HttpMethod::Get,
    }
}

/// A component's reference; the component and what it refers to are put among the schemas.
fn named<T: ToSchema>(schemas: &mut Schemas) -> RefOr<Schema> {
    schemas.push((T::name().into_owned(), T::schema()));
    T::schemas(schemas);
    Ref::from_schema_name(T::name()).into()
}

impl Page {
    fn parameters() -> [ParameterBuilder; 2] {
        let number = |name: &str, words: &str, default: usize, most: usize| {
            let schema = ObjectBuilder::new()
                .schema_type(Type::Integer)
                .minimum(Some(1))
                .maximum(Some(most as f64))
                .default(Some(json!(default)))
                .build();
            ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Query)
                .required(Required::False)
                .description(Some(words))
                .schema(Some(schema))
        };
        [
            number("page", "Which page, from 1.", 1, Self::LAST),
            number("limit", "How many there are on a page.", Self::SIZE, Self::LARGEST),
        ]
    }
}
