//! A sentence to tokens with their kinds.

use crate::span::Span;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A run of letters and marks.
    Word,
    /// Two or more letters, all capital (OFAC, S.p.A. is not one).
    Acronym,
    /// A run of digits of any script with inner `.` and `,`.
    Number,
    /// One punctuation mark or symbol.
    Punctuation,
}

/// A token, with its place in the text that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Byte offsets into the text that was given.
    pub span: Span,
}

/// The tokens of a text in order; white space is left out.
pub fn tokenise(text: &str) -> Vec<Token> {
    let _ = text;
    Vec::new()
}
