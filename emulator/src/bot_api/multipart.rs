//! Text fields of a multipart form: clients that can send files use it even when there are none. Files are refused.

use serde_json::{Map, Value};

use super::Refusal;

/// The fields of a `multipart/form-data` body.
pub fn fields(content_type: &str, body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    let broken = || Refusal::bad("can't parse multipart form");
    let boundary = content_type
        .split(';')
        .filter_map(|part| part.trim().strip_prefix("boundary="))
        .map(|boundary| boundary.trim_matches('"'))
        .next()
        .filter(|boundary| !boundary.is_empty())
        .ok_or_else(broken)?;
    let body = std::str::from_utf8(body).map_err(|_| Refusal::bad("files are not emulated"))?;
    // The first delimiter has no line break before it; with one, all look alike.
    let body = format!("\r\n{body}");
    let delimiter = format!("\r\n--{boundary}");
    let mut fields = Map::new();
    for part in body.split(delimiter.as_str()).skip(1) {
        if part.starts_with("--") {
            return Ok(fields);
        }
        let (head, value) = part.split_once("\r\n\r\n").ok_or_else(broken)?;
        let disposition = head
            .lines()
            .find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))
            .ok_or_else(broken)?;
        if disposition.contains("filename") {
            return Err(Refusal::bad("files are not emulated"));
        }
        let name = disposition
            .split(';')
            .find_map(|item| item.trim().strip_prefix("name="))
            .ok_or_else(broken)?
            .trim_matches('"');
        fields.insert(name.to_owned(), Value::from(value));
    }
    Err(broken())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_fields_are_read_and_files_refused() {
        let body = "--x\r\nContent-Disposition: form-data; name=\"url\"\r\n\r\nhttps://a.b/\r\n--x\r\n\
                    Content-Disposition: form-data; name=\"n\"\r\n\r\n1\r\n2\r\n--x--\r\n";
        let read = fields("multipart/form-data; boundary=x", body.as_bytes()).unwrap();
        assert_eq!((read["url"].as_str(), read["n"].as_str()), (Some("https://a.b/"), Some("1\r\n2")));
        let file = "--x\r\nContent-Disposition: form-data; name=\"c\"; filename=\"c\"\r\n\r\n1\r\n--x--\r\n";
        assert!(fields("multipart/form-data; boundary=x", file.as_bytes()).is_err());
        assert!(fields("multipart/form-data; boundary=x", b"--x\r\nnonsense").is_err());
    }
}
