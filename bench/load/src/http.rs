//! HTTP/1.1 as far as two programs on one machine need it: requests and answers with a known length, over connections
//! that stay open. It is by hand because it must cost little: what it takes from the machine is missing to what is
//! measured. Anything else than it knows ends the connection with an error.

use std::io::{Error, ErrorKind, Result};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// No update and no screen comes near.
const LONGEST: usize = 1 << 20;
/// Digits of a length in [`answer`]; leading zeros are allowed.
const DIGITS: usize = 10;

/// One connection; messages are read one after the other.
pub struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
    /// The message that was read last, to be forgotten at the next.
    taken: usize,
}

/// Where a message lies in the connection's buffer.
struct Frame {
    head: usize,
    body: usize,
}

impl Connection {
    pub fn new(stream: TcpStream) -> Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(16 << 10), taken: 0 })
    }

    pub async fn to(address: &str) -> Result<Self> {
        Self::new(TcpStream::connect(address).await?)
    }

    /// The next request's path and body; none when the other side has closed.
    pub async fn request(&mut self) -> Result<Option<(&str, &[u8])>> {
        let Some(frame) = self.frame().await? else { return Ok(None) };
        let (head, body) = self.read[..self.taken].split_at(frame.head);
        let path = head.split(|byte| *byte == b' ').nth(1).and_then(|path| std::str::from_utf8(path).ok());
        Ok(Some((path.ok_or_else(|| invalid("a request without a path"))?, &body[..frame.body])))
    }

    /// Sends a message that is complete, head and body.
    pub async fn send(&mut self, message: &[u8]) -> Result<()> {
        self.stream.write_all(message).await
    }

    /// The status of the answer to what was sent, and its body.
    pub async fn answer(&mut self) -> Result<(u16, &[u8])> {
        let frame = self.frame().await?.ok_or_else(|| invalid("no answer"))?;
        let (head, body) = self.read[..self.taken].split_at(frame.head);
        let status = head.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok());
        let status =
            status.and_then(|status| status.parse().ok()).ok_or_else(|| invalid("an answer without status"))?;
        Ok((status, &body[..frame.body]))
    }

    /// Reads until a whole message is there.
    async fn frame(&mut self) -> Result<Option<Frame>> {
        self.read.drain(..self.taken);
        self.taken = 0;
        let mut frame = None;
        loop {
            if frame.is_none()
                && let Some(end) = find(&self.read, b"\r\n\r\n")
            {
                frame = Some(Frame { head: end + 4, body: length(&self.read[..end])? });
            }
            if let Some(frame) = frame.take_if(|frame| self.read.len() >= frame.head + frame.body) {
                self.taken = frame.head + frame.body;
                return Ok(Some(frame));
            }
            if self.read.len() > LONGEST {
                return Err(invalid("a message that is too long"));
            }
            if self.stream.read_buf(&mut self.read).await? == 0 {
                return if self.read.is_empty() { Ok(None) } else { Err(ErrorKind::UnexpectedEof.into()) };
            }
        }
    }
}

/// Begins an answer in the buffer; [`seal`] ends it when the body stands behind.
pub fn answer(out: &mut Vec<u8>) {
    out.clear();
    out.extend_from_slice(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 0000000000\r\n\r\n");
}

/// Writes the length of the body into the head that [`answer`] has begun.
pub fn seal(out: &mut [u8]) {
    let Some(head) = find(out, b"\r\n\r\n") else { return };
    let length = format!("{:0DIGITS$}", out.len() - head - 4);
    out[head - DIGITS..head].copy_from_slice(length.as_bytes());
}

/// The value of `content-length`; 0 where there is none.
fn length(head: &[u8]) -> Result<usize> {
    for line in head.split(|byte| *byte == b'\n').skip(1) {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = line.split_at(colon);
        if name.eq_ignore_ascii_case(b"content-length") {
            let digits = std::str::from_utf8(&value[1..]).map(str::trim);
            return digits.ok().and_then(|digits| digits.parse().ok()).ok_or_else(|| invalid("a length of no number"));
        }
        if name.eq_ignore_ascii_case(b"transfer-encoding") {
            return Err(invalid("a body in chunks"));
        }
    }
    Ok(0)
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

fn invalid(what: &'static str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_how_long_it_is() {
        let mut out = Vec::new();
        answer(&mut out);
        out.extend_from_slice(b"{}");
        seal(&mut out);
        let text = String::from_utf8_lossy(&out).into_owned();
        assert!(text.ends_with("content-length: 0000000002\r\n\r\n{}"), "{text}");
        assert_eq!(length(&out).ok(), Some(2));
    }

    #[test]
    fn a_body_without_a_length_is_not_guessed_at() {
        assert!(length(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n").is_err());
        assert_eq!(length(b"GET / HTTP/1.1\r\nhost: localhost\r\n").ok(), Some(0));
    }
}
