//! `/api/v2/openapi.json`: the API's document. The same for everybody and for as long as the program runs.

use axum::http::HeaderMap;
use axum::response::Response;
use dialogues::access::Action;
use utoipa::openapi::schema::Type;

use crate::http::openapi::{About, DOCUMENT, Tag};
use crate::http::routes::Routes;
use crate::http::static_files::revalidated;

pub fn routes(routes: Routes) -> Routes {
    routes.get("/api/v2/openapi.json", Action::ReadDocs, show).about(
        About::new("getDocument", Tag::Document, "This document")
            .more("OpenAPI 3.1. It has an `ETag`, and may be kept for five minutes.")
            .answers_bare("The document.", "application/json", Type::Object)
            .answers_unchanged(),
    )
}

async fn show(headers: HeaderMap) -> Response {
    let tag = format!("W/\"{}\"", DOCUMENT.digest());
    revalidated(DOCUMENT.value().to_string().into_bytes(), &tag, "public, max-age=300", "application/json", &headers)
}

#[cfg(test)]
mod tests {
    use axum::http::Method;

    use crate::http::openapi::DOCUMENT;
    use crate::http::testing::{Academy, request};

    #[tokio::test]
    async fn whoever_has_the_document_is_not_sent_it_again() {
        let academy = Academy::start().await;
        let answer = academy.get("/api/v2/openapi.json", "").await;
        assert_eq!((answer.status, &answer.body), (200, DOCUMENT.value()));
        assert_eq!(answer.headers["cache-control"], "public, max-age=300");
        let mut again = request(Method::GET, "/api/v2/openapi.json", "", None);
        again.headers_mut().insert("if-none-match", answer.headers["etag"].clone());
        let again = academy.call(again).await;
        assert_eq!((again.status, again.text.as_str()), (304, ""));
    }
}
