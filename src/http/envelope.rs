//! The envelope of every good answer of the API: `{data, meta, pagination?}`; and the pages of a list.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{FromRequestParts, Query};
use axum::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use super::Shared;
use super::observe::RequestId;
use super::problem::Problem;

/// Of the API; the binary has its own.
pub const VERSION: &str = "v2.1.0";

/// Makes envelopes: knows the request's id and when it came.
#[derive(Clone, Debug)]
pub struct Envelope {
    id: RequestId,
    at: DateTime<Utc>,
    /// Of a request that only reads: what the caller has already, if it says so.
    known: Option<Vec<Tag>>,
}

/// What tells two answers apart that say different things, whenever and to whichever request they are given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag(String);

#[derive(Serialize)]
struct Body<'a, T> {
    data: T,
    meta: Meta<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pagination: Option<Pagination>,
}

/// About the answer itself.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Meta<'a> {
    /// To be told whom you ask for help; also the header `x-request-id`.
    request_id: &'a str,
    /// When the request came.
    #[schema(format = "date-time")]
    timestamp: String,
    /// Of the API.
    version: &'static str,
}

/// Which part of a list it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Pagination {
    /// From 1.
    page: usize,
    limit: usize,
    /// How many there are on all pages.
    total: usize,
    has_next: bool,
}

/// Which part of a list is asked for: `?page=` from 1, `?limit=` from 1 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    page: usize,
    limit: usize,
}

impl Envelope {
    pub fn of(&self, data: impl Serialize) -> Response {
        self.body(data, None)
    }

    pub fn page_of(&self, data: impl Serialize, pagination: Pagination) -> Response {
        self.body(data, Some(pagination))
    }

    /// The tag that an answer with this alone has.
    pub fn tag(data: &impl Serialize) -> Tag {
        Tag::of(&(data, None::<Pagination>))
    }

    /// 304 for whom it is no news.
    fn body(&self, data: impl Serialize, pagination: Option<Pagination>) -> Response {
        let tag = self.known.as_ref().map(|known| (known, Tag::of(&(&data, pagination))));
        let meta = Meta { request_id: self.id.as_str(), timestamp: instant(self.at), version: VERSION };
        let Some((known, tag)) = tag else { return Json(Body { data, meta, pagination }).into_response() };
        let headers = [(ETAG, tag.0.clone()), (CACHE_CONTROL, "private, no-cache".to_owned())];
        if known.contains(&tag) {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        (headers, Json(Body { data, meta, pagination })).into_response()
    }
}

impl FromRequestParts<Shared> for Envelope {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, api: &Shared) -> Result<Self, Self::Rejection> {
        let id = parts.extensions.get::<RequestId>().cloned().unwrap_or_default();
        let reads = [Method::GET, Method::HEAD].contains(&parts.method);
        let known = reads.then(|| Tag::listed(&parts.headers, &IF_NONE_MATCH));
        Ok(Self { id, at: api.app.clock.now(), known })
    }
}

impl Tag {
    /// Weak: an answer also says when it was given. None of what it is made from fails to be written.
    pub fn of(said: &impl Serialize) -> Self {
        let bytes = serde_json::to_vec(said).unwrap_or_default();
        Self(format!("W/\"{}\"", hex::encode(&Sha256::digest(bytes)[..12])))
    }

    /// The tags in a header such as `If-None-Match`, all of them weak; see RFC 9110, 8.8.3.
    pub fn listed(headers: &HeaderMap, name: &HeaderName) -> Vec<Self> {
        let listed = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        let tags = listed.flat_map(|list| list.split(','));
        tags.map(|tag| Self(format!("W/{}", tag.trim().trim_start_matches("W/")))).collect()
    }
}

impl Page {
    /// How many are on a page, unless more or fewer are asked for.
    pub const SIZE: usize = 20;
    pub const LARGEST: usize = 100;
    /// The last page that may be asked for.
    pub const LAST: usize = 1_000_000;

    /// The part of `all`, and what to say about it.
    pub fn of<T>(self, all: &[T]) -> (&[T], Pagination) {
        let Self { page, limit } = self;
        let total = all.len();
        let start = (page - 1).saturating_mul(limit).min(total);
        let end = start.saturating_add(limit).min(total);
        (&all[start..end], Pagination { page, limit, total, has_next: end < total })
    }

    fn parse(query: &HashMap<String, String>) -> Result<Self, Problem> {
        let number = |name: &str, default: usize, most: usize| match query.get(name) {
            None => Ok(default),
            Some(text) => text
                .parse()
                .ok()
                .filter(|number| (1..=most).contains(number))
                .ok_or_else(|| Problem::unreadable(format!("`{name}` must be a number from 1 to {most}."))),
        };
        Ok(Self { page: number("page", 1, Self::LAST)?, limit: number("limit", Self::SIZE, Self::LARGEST)? })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Page {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = Query::<HashMap<String, String>>::from_request_parts(parts, state).await;
        let Query(query) = query.map_err(|_| Problem::unreadable("The query is not form-urlencoded."))?;
        Self::parse(&query)
    }
}

/// As the API writes points in time: RFC 3339 in UTC, whole seconds.
pub fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(query: &[(&str, &str)]) -> Result<Page, Problem> {
        Page::parse(&query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_tag_follows_from_what_is_said_and_is_found_in_a_list() {
        let tag = Tag::of(&serde_json::json!({ "days": 3 }));
        assert_eq!(tag, Tag::of(&serde_json::json!({ "days": 3 })));
        assert_ne!(tag, Tag::of(&serde_json::json!({ "days": 4 })));
        let strong = tag.0.trim_start_matches("W/");
        for (list, is_listed) in [
            (tag.0.clone(), true),
            (format!("\"other\", {strong}"), true),
            (format!("W/\"other\",{}", tag.0), true),
            ("\"other\"".to_owned(), false),
            (String::new(), false),
        ] {
            let headers = HeaderMap::from_iter([(IF_NONE_MATCH, list.parse().unwrap())]);
            assert_eq!(Tag::listed(&headers, &IF_NONE_MATCH).contains(&tag), is_listed, "{list}");
        }
    }

    #[test]
    fn pages_split_a_list_without_a_gap() {
        let all: Vec<_> = (0..5).collect();
        let page = |page| Page { page, limit: 2 }.of(&all);
        assert_eq!(page(1), (&all[..2], Pagination { page: 1, limit: 2, total: 5, has_next: true }));
        assert_eq!(page(3), (&all[4..], Pagination { page: 3, limit: 2, total: 5, has_next: false }));
        assert_eq!(page(4).0, &[] as &[i32]);
        assert_eq!(page(1_000_000).0, &[] as &[i32]);
    }

    #[test]
    fn a_page_that_cannot_be_is_refused() {
        assert_eq!(parse(&[]).unwrap(), Page { page: 1, limit: Page::SIZE });
        assert_eq!(parse(&[("page", "2"), ("limit", "100")]).unwrap(), Page { page: 2, limit: 100 });
        for query in [("page", "0"), ("page", "-1"), ("page", "x"), ("limit", "0"), ("limit", "101"), ("limit", "")] {
            assert!(parse(&[query]).is_err(), "{query:?}");
        }
    }
}
