//! Fields of a multipart form: clients that can send files use it even when there are none. A file is an object with its
//! name and its bytes in hexadecimal digits.

use serde_json::{Map, Value, json};

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
    // The first delimiter has no line break before it; with one, all look alike.
    let body = [b"\r\n", body].concat();
    let delimiter = format!("\r\n--{boundary}");
    let mut fields = Map::new();
    for part in split(&body, delimiter.as_bytes()).skip(1) {
        if part.starts_with(b"--") {
            return Ok(fields);
        }
        let end = find(part, b"\r\n\r\n").ok_or_else(broken)?;
        let (head, value) = (std::str::from_utf8(&part[..end]).map_err(|_| broken())?, &part[end + 4..]);
        let disposition = head
            .lines()
            .find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))
            .ok_or_else(broken)?;
        let said = |what: &str| {
            let item = disposition.split(';').find_map(|item| item.trim().strip_prefix(what));
            item.map(|item| item.trim_matches('"').to_owned())
        };
        let name = said("name=").ok_or_else(broken)?;
        let value = match said("filename=") {
            Some(file) => json!({ "fileName": file, "hex": hex::encode(value) }),
            None => Value::from(std::str::from_utf8(value).map_err(|_| broken())?),
        };
        fields.insert(name, value);
    }
    Err(broken())
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn split<'a>(bytes: &'a [u8], delimiter: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let whole = rest?;
        match find(whole, delimiter) {
            Some(at) => {
                rest = Some(&whole[at + delimiter.len()..]);
                Some(&whole[..at])
            }
            None => rest.take(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_files_are_read() {
        let body = "--x\r\nContent-Disposition: form-data; name=\"url\"\r\n\r\nhttps://a.b/\r\n--x\r\n\
                    Content-Disposition: form-data; name=\"n\"\r\n\r\n1\r\n2\r\n--x--\r\n";
        let read = fields("multipart/form-data; boundary=x", body.as_bytes()).unwrap();
        assert_eq!((read["url"].as_str(), read["n"].as_str()), (Some("https://a.b/"), Some("1\r\n2")));
        let file =
            b"--x\r\nContent-Disposition: form-data; name=\"c\"; filename=\"d.zip\"\r\n\r\n\xff\r\n1\r\n--x--\r\n";
        let read = fields("multipart/form-data; boundary=x", file).unwrap();
        assert_eq!(read["c"], json!({ "fileName": "d.zip", "hex": "ff0d0a31" }));
        assert!(fields("multipart/form-data; boundary=x", b"--x\r\nnonsense").is_err());
    }
}
