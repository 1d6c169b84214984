//! The API's document (OpenAPI 3.1), made of what each route says [`About`] itself where it is registered. The same
//! schemas that it shows check the bodies of requests, see [`check`]. Start at [`DOCUMENT`].

mod about;
#[cfg(test)]
mod changes;
mod examples;
mod parameters;
mod refusals;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tracing::error;
use utoipa::ToSchema;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApiBuilder, PathsBuilder, Server};

pub use self::about::{About, Tag};
pub use self::examples::example;
use super::envelope::VERSION;
use super::problem::{Misfit, Problem};
use super::routes::Routes;

/// What is told about a body at most.
const MOST_MISFITS: usize = 10;
const SESSION: &str = "session";

const WORDS: &str = "\
What a learner does in the chat with the academy’s bot, they can do here as well: read, answer, review, be interviewed. \
Whoever calls opens a session with Telegram’s launch data (`POST /api/v2/session`) and sends its token with each call.

**Answers** are `{data, meta, pagination?}`. **Problems** are those of RFC 9457; the `type` of each is the address of a page \
that says what it means and what to do. Each answer has the header `x-request-id`.

**Screens.** What is done to learn is drawn by the server, as in the chat: a screen has a text and buttons, and a press on a \
button, or a text, leads to the next screen. A client needs to know no kind of question.

**Again.** A change with an `Idempotency-Key` may be sent again: it counts once.

**Versions.** Fields may be added within a version, so ignore what you do not know. What is optional is left out when it is \
not there.";

/// The document of this program.
pub static DOCUMENT: LazyLock<Document> = LazyLock::new(|| Document::of(&super::api_of(&Routes::unserved())));

pub struct Document {
    value: Value,
    /// What says whether two documents are the same.
    digest: String,
    /// Those of what requests bring, by name.
    bodies: HashMap<String, Validator>,
}

impl Document {
    fn of(routes: &Routes) -> Self {
        let mut value = written(routes);
        // The same, whatever else the program was built with: some of that keeps the order in which members came.
        value.sort_all_objects();
        let bodies = routes.told().iter().filter_map(|(_, about)| about.body_name());
        let compiled = bodies.filter_map(|name| match validator(&value, &format!("#/components/schemas/{name}")) {
            Ok(validator) => Some((name.to_owned(), validator)),
            Err(error) => {
                error!(name, error, "a schema of the API's document cannot be used");
                None
            }
        });
        let bodies = compiled.collect();
        let digest = hex::encode(&Sha256::digest(value.to_string().as_bytes())[..12]);
        Self { value, digest, bodies }
    }

    pub fn value(&self) -> &Value {
        &self.value
    }

    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// As it is recorded and printed.
    pub fn pretty(&self) -> String {
        format!("{:#}\n", self.value)
    }
}

/// Does a body fit the schema that the document shows for it?
pub fn check<T: ToSchema>(body: &Value) -> Result<(), Problem> {
    let name = T::name();
    let Some(validator) = DOCUMENT.bodies.get(name.as_ref()) else {
        error!(%name, "a body has no schema in the API's document");
        return Err(Problem::internal());
    };
    // Nothing is quoted of the body but names: it may be what a person wrote.
    let misfit = |error: jsonschema::ValidationError<'_>| Misfit {
        pointer: format!("#{}", error.instance_path()),
        detail: error.masked_with("it").to_string(),
    };
    let misfits: Vec<_> = validator.iter_errors(body).take(MOST_MISFITS).map(misfit).collect();
    if misfits.is_empty() { Ok(()) } else { Err(Problem::misfit(misfits)) }
}

/// Of a component of the document.
fn validator(document: &Value, place: &str) -> Result<Validator, String> {
    let schema = json!({ "$ref": place, "components": document["components"] });
    jsonschema::options().with_draft(Draft::Draft202012).build(&schema).map_err(|error| error.to_string())
}

fn written(routes: &Routes) -> Value {
    let told = routes.told();
    let mut schemas = BTreeMap::new();
    let mut responses = BTreeMap::new();
    let mut paths = PathsBuilder::new();
    for (declared, about) in told {
        schemas.extend(about.schemas().iter().cloned());
        paths = paths.path(declared.path, about.path_item(declared, &mut responses));
    }
    let session = Http::builder()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("The `token` of a session, from `POST /api/v2/session`. It begins with `acs_`."))
        .build();
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .responses_from_iter(responses)
        .security_scheme(SESSION, SecurityScheme::Http(session));
    let license = LicenseBuilder::new().name("MIT").identifier(Some("MIT")).build();
    let info = InfoBuilder::new()
        .title("Academy")
        .version(VERSION.trim_start_matches('v'))
        .description(Some(WORDS))
        .license(Some(license));
    let tags = Tag::ALL.iter().map(|tag| TagBuilder::new().name(tag.name()).description(Some(tag.words())).build());
    let document = OpenApiBuilder::new()
        .info(info.build())
        .servers(Some([Server::new("/")]))
        .paths(paths.build())
        .components(Some(components.build()))
        .tags(Some(tags));
    serde_json::to_value(document.build()).unwrap_or_default()
}
