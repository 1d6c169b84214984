//! A page for each kind of problem, at the address that a problem's `type` is. Plain HTML, made of the list of kinds.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::response::{Html, IntoResponse, Response};
use dialogues::access::Action;

use super::{Kind, PLACE, Problem};
use crate::http::docs;
use crate::http::routes::Routes;

pub fn routes(routes: Routes) -> Routes {
    routes.get(PLACE, Action::ReadDocs, async || answer(all())).get(
        "/problems/{kind}",
        Action::ReadDocs,
        async |Path(name): Path<String>| match Kind::named(&name) {
            Some(kind) => answer(one(kind)),
            None => Problem::of_status(StatusCode::NOT_FOUND).into_response(),
        },
    )
}

fn answer(page: String) -> Response {
    ([(CONTENT_SECURITY_POLICY, docs::POLICY)], [(CACHE_CONTROL, "public, max-age=300")], Html(page)).into_response()
}

fn all() -> String {
    let line =
        |kind: &Kind| format!("<li><a href=\"{0}\"><code>{0}</code></a> {1}</li>", kind.name(), escaped(kind.title()));
    let lines: String = Kind::ALL.iter().map(line).collect();
    page("Problems", &format!("<ul>{lines}</ul>\n<p><a href=\"../docs/\">The API</a></p>"))
}

fn one(kind: Kind) -> String {
    let body = format!(
        "<p><code>{}</code>, status {}</p>\n<p>{}</p>\n<h2>What to do</h2>\n<p>{}</p>\n\
         <p><a href=\"./\">All problems</a> · <a href=\"../docs/\">The API</a></p>",
        kind.name(),
        kind.status().as_u16(),
        escaped(kind.meaning()),
        escaped(kind.remedy()),
    );
    page(kind.title(), &body)
}

fn page(title: &str, body: &str) -> String {
    let title = escaped(title);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"../docs/docs.css\">\n</head>\n<body>\n<main class=\"words\">\n<h1>{title}</h1>\n{body}\n</main>\n\
         </body>\n</html>\n"
    )
}

/// As text of a page; what stands between backticks is code.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let part = |(place, part): (usize, &str)| match place % 2 {
        0 => part.to_owned(),
        _ => format!("<code>{part}</code>"),
    };
    text.split('`').enumerate().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::testing::Academy;

    #[tokio::test]
    async fn the_type_of_a_problem_leads_to_a_page_that_says_what_to_do() {
        let academy = Academy::start().await;
        let problem = academy.get("/api/v2/users/me", "").await;
        let address = problem.body["type"].as_str().unwrap();
        assert_eq!(address, "https://academy.example.com/problems/unauthenticated");
        let page = academy.get(address.strip_prefix("https://academy.example.com").unwrap(), "").await;
        assert_eq!((page.status, &page.headers["content-type"]), (200, &"text/html; charset=utf-8".parse().unwrap()));
        assert!(
            page.text.contains("What to do") && page.text.contains("<code>POST /api/v2/session</code>"),
            "{page:?}"
        );
        assert_eq!(academy.get("/problems/whatever", "").await.problem(), (404, "not-found"));
    }

    #[tokio::test]
    async fn the_list_leads_to_every_page() {
        let academy = Academy::start().await;
        let list = academy.get(PLACE, "").await;
        for kind in Kind::ALL {
            assert!(list.text.contains(&format!("<a href=\"{}\">", kind.name())), "{kind:?}");
            assert_eq!(academy.get(&kind.address(None), "").await.status, 200, "{kind:?}");
        }
    }

    #[test]
    fn a_text_is_no_markup_but_for_its_code() {
        assert_eq!(escaped("a < `b` & c"), "a &lt; <code>b</code> &amp; c");
    }
}
