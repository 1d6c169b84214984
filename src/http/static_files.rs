//! The Mini App's files, embedded in the binary: served as they are, revalidated by `ETag`.

use std::borrow::Cow;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use dialogues::access::Action;
use rust_embed::RustEmbed;

use super::Shared;
use super::problem::Problem;
use super::routes::Routes;

#[derive(RustEmbed)]
#[folder = "webapp/app/"]
struct Files;

const INDEX: &str = "index.html";
/// Where the page looks for the bot's name when it was opened outside of Telegram.
const BOT_PLACE: &str = r#"<meta name="academy-bot" content="">"#;

pub fn routes(routes: Routes) -> Routes {
    // Relative: a proxy may have put a path of its own in front.
    routes.get("/app", Action::OpenApp, async || Redirect::permanent("app/")).get("/app/", Action::OpenApp, index).get(
        "/app/{*path}",
        Action::OpenApp,
        file,
    )
}

async fn index(State(api): State<Shared>, headers: HeaderMap) -> Response {
    serve(INDEX, api.app.bot_username(), &headers)
}

async fn file(State(api): State<Shared>, Path(path): Path<String>, headers: HeaderMap) -> Response {
    serve(&path, api.app.bot_username(), &headers)
}

fn serve(path: &str, bot: &str, headers: &HeaderMap) -> Response {
    let Some(file) = Files::get(path) else {
        return Problem::of_status(StatusCode::NOT_FOUND).into_response();
    };
    let digest = hex::encode(&file.metadata.sha256_hash()[..12]);
    let (bytes, tag) = match with_bot(path, &file.data, bot) {
        Some(page) => (Cow::Owned(page.into_bytes()), format!("W/\"{digest}-{bot}\"")),
        None => (file.data, format!("W/\"{digest}\"")),
    };
    // Kept by the browser, but asked about every time: page and scripts must be of one version.
    revalidated(bytes, &tag, "no-cache", media_type(path), headers)
}

/// What is known by its tag: sent only to whoever does not have it yet.
pub fn revalidated(
    bytes: impl Into<Cow<'static, [u8]>>,
    tag: &str,
    caching: &'static str,
    media_type: &'static str,
    headers: &HeaderMap,
) -> Response {
    let Ok(tag) = HeaderValue::from_str(tag) else {
        return Problem::internal().into_response();
    };
    let known = headers.get_all(IF_NONE_MATCH).iter().any(|given| names(given, &tag));
    let caching = [(ETAG, tag), (CACHE_CONTROL, HeaderValue::from_static(caching))];
    if known {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    (caching, [(CONTENT_TYPE, HeaderValue::from_static(media_type))], Body::from(bytes.into().into_owned()))
        .into_response()
}

/// The page with the bot's name in its place; none where there is neither.
fn with_bot(path: &str, page: &[u8], bot: &str) -> Option<String> {
    let is_name = !bot.is_empty() && bot.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let page = std::str::from_utf8(page).ok().filter(|page| path == INDEX && is_name && page.contains(BOT_PLACE))?;
    Some(page.replace(BOT_PLACE, &format!(r#"<meta name="academy-bot" content="{bot}">"#)))
}

/// Does an `If-None-Match` name the tag? Compared weakly, as RFC 9110 says.
fn names(given: &HeaderValue, tag: &HeaderValue) -> bool {
    let strength = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let (Ok(given), Ok(tag)) = (given.to_str(), tag.to_str()) else {
        return false;
    };
    given.split(',').any(|one| one.trim() == "*" || strength(one) == strength(tag))
}

pub fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_app_has_a_type() {
        assert!(Files::get(INDEX).is_some());
        for path in Files::iter() {
            assert_ne!(media_type(&path), "application/octet-stream", "{path}");
        }
    }

    #[test]
    fn what_only_checks_the_app_is_not_embedded() {
        for path in Files::iter() {
            let checks = ["node_modules", "package", "tsconfig", "eslint", ".d.ts"];
            assert!(!checks.iter().any(|name| path.contains(name)), "{path}");
        }
    }

    #[test]
    fn an_unchanged_file_is_not_sent_again() {
        let response = serve(INDEX, "", &HeaderMap::new());
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
        let tag = response.headers()[ETAG].clone();
        let asking = |value: HeaderValue| serve(INDEX, "", &HeaderMap::from_iter([(IF_NONE_MATCH, value)])).status();
        assert_eq!(asking(tag.clone()), 304);
        let list = format!("\"other\", {}", tag.to_str().unwrap().trim_start_matches("W/"));
        assert_eq!(asking(list.parse().unwrap()), 304);
        assert_eq!(asking(HeaderValue::from_static("*")), 304);
        assert_eq!(asking(HeaderValue::from_static("\"other\"")), 200);
    }

    #[test]
    fn the_page_learns_the_bots_name_and_changes_its_tag() {
        let page = std::str::from_utf8(&Files::get(INDEX).unwrap().data).unwrap().to_owned();
        assert!(with_bot(INDEX, page.as_bytes(), "ada_bot").unwrap().contains(r#"content="ada_bot""#));
        assert_ne!(
            serve(INDEX, "ada_bot", &HeaderMap::new()).headers()[ETAG],
            serve(INDEX, "", &HeaderMap::new()).headers()[ETAG]
        );
        assert_eq!(with_bot(INDEX, page.as_bytes(), "\"><script>"), None);
        assert_eq!(with_bot("app.css", page.as_bytes(), "ada_bot"), None);
    }

    #[test]
    fn nothing_outside_of_the_folder_is_served() {
        for path in ["../Cargo.toml", "js/../../../Cargo.toml", "/etc/passwd", "", "js"] {
            assert_eq!(serve(path, "", &HeaderMap::new()).status(), 404, "{path}");
        }
    }
}
