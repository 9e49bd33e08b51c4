//! Web and e-mail addresses in a run of text without white space. Each search begins where the
//! last one ended, so that all searches of a run together stay linear.

use crate::span::Span;

/// Top-level domains by which an address without `www.` or a scheme is known.
const DOMAINS: &[&str] = &[
    "com", "org", "net", "gov", "edu", "info", "int", "mil", "io",
];

/// The first address within `run`, which holds no white space.
pub(super) fn next(text: &str, run: Span) -> Option<Span> {
    let chunk = run.of(text);
    let bytes = chunk.as_bytes();
    let mut label_start = 0;
    let mut at = 0;
    while at < bytes.len() {
        let found = match bytes[at] {
            b':' => scheme(chunk, label_start, at),
            b'@' => mail(chunk, label_start, at),
            b'.' => host(chunk, label_start, at),
            byte => {
                if !in_label(byte) {
                    label_start = at + 1;
                }
                None
            }
        };
        if let Some((start, end)) = found.filter(|&(start, end)| start < end) {
            return Some(Span::new(run.start + start, run.start + end));
        }
        if matches!(bytes[at], b':' | b'@') {
            label_start = at + 1;
        }
        at += 1;
    }
    None
}

/// A byte of the name of a host, of a person, or of a scheme.
fn in_label(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+' | b'%')
}

/// `scheme://...`, with the colon at `at`.
fn scheme(chunk: &str, start: usize, at: usize) -> Option<(usize, usize)> {
    let rest = chunk[at..].strip_prefix("://")?;
    let name = &chunk[start..at];
    let known = ["http", "https", "ftp", "ftps"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known));
    let opens = rest.starts_with(|c: char| c.is_alphanumeric());
    (known && opens).then(|| (start, trimmed(chunk, start, chunk.len())))
}

/// `name@host.domain`, with the sign at `at`.
fn mail(chunk: &str, start: usize, at: usize) -> Option<(usize, usize)> {
    let name = chunk[start..at].trim_start_matches(['.', '-', '%']);
    let host = &chunk[at + 1..];
    let length = host
        .bytes()
        .take_while(|&byte| in_label(byte) && byte != b'+')
        .count();
    let host = host[..length].trim_end_matches(['.', '-', '_']);
    let dotted = host
        .split_once('.')
        .is_some_and(|(label, rest)| !label.is_empty() && rest.len() > 1);
    (!name.is_empty() && dotted).then(|| (at - name.len(), at + 1 + host.len()))
}

/// `www.host` or `host.com`, with a full stop of it at `at`.
fn host(chunk: &str, start: usize, at: usize) -> Option<(usize, usize)> {
    let rest = &chunk[at + 1..];
    if chunk[start..at].eq_ignore_ascii_case("www") {
        let opens = rest.starts_with(|c: char| c.is_ascii_alphanumeric());
        return opens.then(|| (start, trimmed(chunk, start, chunk.len())));
    }
    if start == at || !chunk.as_bytes()[at - 1].is_ascii_alphanumeric() {
        return None;
    }
    let length = rest
        .bytes()
        .take(5)
        .take_while(u8::is_ascii_lowercase)
        .count();
    let after = rest.as_bytes().get(length).copied();
    if !DOMAINS.contains(&&rest[..length])
        || after.is_some_and(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'@' | 0x80..)
        })
    {
        return None;
    }
    // A full stop and more letters: the domain goes on (`.com.ph`).
    let more = rest[length..].strip_prefix('.').map_or(0, |more| {
        let n_letters = more
            .bytes()
            .take(3)
            .take_while(u8::is_ascii_lowercase)
            .count();
        if n_letters == 2 { 3 } else { 0 }
    });
    let end = at + 1 + length + more;
    let end = if chunk[end..].starts_with('/') {
        trimmed(chunk, start, chunk.len())
    } else {
        end
    };
    Some((start, end))
}

/// The end of an address that reaches at most `end`: up to a quotation mark or angle bracket,
/// without the punctuation that follows it.
fn trimmed(chunk: &str, start: usize, end: usize) -> usize {
    let address = &chunk[start..end];
    let stop = |c: char| {
        matches!(
            c,
            '<' | '>' | '"' | '“' | '”' | '«' | '»' | '।' | '。' | '、'
        )
    };
    let address = &address[..address.find(stop).unwrap_or(address.len())];
    let bare = |c: char| {
        matches!(
            c,
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | ']' | '}' | '*' | '…'
        )
    };
    let mut address = address.trim_end_matches(bare);
    // A closing bracket belongs to the text around, unless the address opened it.
    while let Some(inner) = address.strip_suffix(')') {
        if address.contains('(') {
            break;
        }
        address = inner.trim_end_matches(bare);
    }
    start + address.len()
}
