//! The chat page's static files, embedded from `webapp/chat/`.

use std::borrow::Cow;

use axum::{
    body::Body,
    extract::Path,
    http::{StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};
use rust_embed::RustEmbed;

use crate::state::Problem;

#[derive(RustEmbed)]
#[folder = "../webapp/chat/"]
#[allow_missing = true]
struct Files;

/// What both pages use stands with the Mini App, and is imported from there.
const SHARED: (&str, &[u8]) = ("app/js/swift.js", include_bytes!("../../../webapp/app/js/swift.js"));

pub async fn index() -> Response {
    serve("index.html")
}

pub async fn file(Path(path): Path<String>) -> Response {
    serve(&path)
}

/// A page at `/` names its files beside itself.
pub async fn fallback(uri: Uri) -> Response {
    serve(uri.path().trim_start_matches('/'))
}

fn serve(path: &str) -> Response {
    let own = || Files::get(path).filter(|_| !path.starts_with('.')).map(|file| file.data);
    let found = if path == SHARED.0 { Some(Cow::Borrowed(SHARED.1)) } else { own() };
    match found {
        Some(data) => {
            let headers = [(header::CONTENT_TYPE, kind_of(path)), (header::CACHE_CONTROL, "no-cache")];
            (headers, Body::from(data.into_owned())).into_response()
        }
        None if path == "index.html" => {
            let why = "The chat page is not part of this build: webapp/chat/index.html is missing. The Bot API is \
                       served under /bot<token>/<method>.";
            (StatusCode::NOT_FOUND, why).into_response()
        }
        None => Problem::Unknown(format!("there is no /{path}")).into_response(),
    }
}

fn kind_of(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" | "webmanifest" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
