//! Who is asked for: a page elsewhere can have its name point to this machine, and would then speak to us from a browser
//! here. Whoever really means this machine says so in `Host`.

use axum::{
    extract::Request,
    http::{StatusCode, header::HOST, uri::Authority},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

/// Lets through what is addressed to this machine by one of its own names.
pub async fn check(request: Request, next: Next) -> Response {
    let named = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    match named {
        Some(host) if !is_local(host) => {
            let why = "The playground answers only to 127.0.0.1, [::1] and localhost.";
            (StatusCode::MISDIRECTED_REQUEST, why).into_response()
        }
        _ => next.run(request).await,
    }
}

fn is_local(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else { return false };
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || name.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machines_own_names_are_local() {
        for host in ["127.0.0.1", "127.0.0.1:8081", "localhost:8081", "LOCALHOST", "[::1]:8081"] {
            assert!(is_local(host), "{host}");
        }
        for host in ["", "evil.example", "evil.example:8081", "localhost.evil.example", "192.168.1.5:8081", "0.0.0.0"] {
            assert!(!is_local(host), "{host}");
        }
    }
}
