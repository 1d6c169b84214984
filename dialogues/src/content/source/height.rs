//! How tall a text is in a chat on a phone: lines as they wrap, estimated. Knows no pixels.

use crate::kernel::markup::Html;

/// Characters of a line in a chat that is 390 px wide: of text, and of code.
const TEXT: usize = 34;
const CODE: usize = 30;

/// Lines of a message with this text.
pub(crate) fn lines(html: &Html) -> usize {
    let (mut lines, mut rest) = (0, html.as_str());
    while let Some(start) = rest.find("<pre>") {
        let end = rest[start..].find("</pre>").map_or(rest.len(), |end| start + end);
        lines += wrapped(&rest[..start], TEXT) + wrapped(&rest[start..end], CODE);
        rest = &rest[end..];
    }
    lines + wrapped(rest, TEXT)
}

/// An empty line at either end is the line feed beside a block of code.
fn wrapped(markup: &str, width: usize) -> usize {
    let plain = Html::trusted(markup.to_owned()).plain();
    let text = plain.strip_prefix('\n').unwrap_or(&plain);
    let text = text.strip_suffix('\n').unwrap_or(text);
    if text.is_empty() && !plain.starts_with("\n\n") {
        return 0;
    }
    text.split('\n').map(|line| of_line(line, width)).sum()
}

/// A line breaks between words; a word that is too long breaks where it has to.
fn of_line(line: &str, width: usize) -> usize {
    let (mut lines, mut used) = (1, 0);
    for word in line.split(' ') {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines += 1;
            used = 0;
        }
        used += length + usize::from(used > 0);
        if used > width {
            lines += (used - 1) / width;
            used = (used - 1) % width + 1;
        }
    }
    lines
}
