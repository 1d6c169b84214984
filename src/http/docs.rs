//! `/docs/`: the API's document as a page to read and to try. Its files are embedded; it reads `/api/v2/openapi.json`.

use axum::extract::Path;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use dialogues::access::Action;
use rust_embed::RustEmbed;

use super::problem::Problem;
use super::routes::Routes;
use super::static_files::{media_type, revalidated};

#[derive(RustEmbed)]
#[folder = "webapp/docs/"]
struct Files;

/// Nothing but its own files, in nobody's frame.
pub const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'",
);

pub fn routes(routes: Routes) -> Routes {
    // Relative: a proxy may have put a path of its own in front.
    routes
        .get("/docs", Action::ReadDocs, async || Redirect::permanent("docs/"))
        .get("/docs/", Action::ReadDocs, async |headers: HeaderMap| serve("index.html", &headers))
        .get("/docs/{*path}", Action::ReadDocs, async |Path(path): Path<String>, headers: HeaderMap| {
            serve(&path, &headers)
        })
}

fn serve(path: &str, headers: &HeaderMap) -> Response {
    let Some(file) = Files::get(path) else {
        return Problem::of_status(StatusCode::NOT_FOUND).into_response();
    };
    let tag = format!("W/\"{}\"", hex::encode(&file.metadata.sha256_hash()[..12]));
    let answer = revalidated(file.data, &tag, "no-cache", media_type(path), headers);
    ([(CONTENT_SECURITY_POLICY, POLICY)], answer).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_page_has_a_type_and_the_policy() {
        for path in Files::iter() {
            assert_ne!(media_type(&path), "application/octet-stream", "{path}");
            let response = serve(&path, &HeaderMap::new());
            assert_eq!((response.status(), &response.headers()[CONTENT_SECURITY_POLICY]), (StatusCode::OK, &POLICY));
        }
        assert_eq!(serve("../app/index.html", &HeaderMap::new()).status(), 404);
    }

    #[test]
    fn the_page_brings_no_script_and_no_style_that_the_policy_forbids() {
        let page = Files::get("index.html").unwrap();
        let page = std::str::from_utf8(&page.data).unwrap();
        for (place, _) in page.match_indices("<script") {
            assert!(page[place..].starts_with("<script type=\"module\" src=\""), "{}", &page[place..]);
        }
        for forbidden in ["<style", " style=", " onclick=", "http://", "https://"] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
    }
}
