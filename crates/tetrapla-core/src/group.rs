//! The documents that are translations of each other. It does not align them.

use std::path::Path;

use crate::document::Document;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::segment::LineBreaks;
use crate::source;

/// The documents that are translations of each other, one a language, in the order given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    name: String,
    documents: Vec<Document>,
}

impl Group {
    /// Starts a group without a name, with line breaks judged by document and only languages
    /// with rules accepted.
    #[must_use]
    pub fn builder() -> GroupBuilder {
        GroupBuilder::default()
    }

    /// The name, empty where none was given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The documents in the order given.
    #[must_use]
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The languages in the order given.
    pub fn languages(&self) -> impl ExactSizeIterator<Item = &Language> + '_ {
        self.documents.iter().map(Document::language)
    }

    /// The place of a language code among the documents.
    #[must_use]
    pub fn position(&self, code: &str) -> Option<usize> {
        self.documents
            .iter()
            .position(|document| document.language().as_str() == code)
    }

    /// The document of a language code.
    #[must_use]
    pub fn document(&self, code: &str) -> Option<&Document> {
        self.position(code).map(|place| &self.documents[place])
    }
}

/// Gathers the documents of a [`Group`].
#[derive(Clone, Debug, Default)]
pub struct GroupBuilder {
    name: String,
    line_breaks: LineBreaks,
    any_language: bool,
    documents: Vec<Document>,
}

impl GroupBuilder {
    /// Names the group, for output that tells groups apart.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// How line breaks in the texts given after this call are taken.
    #[must_use]
    pub fn line_breaks(mut self, line_breaks: LineBreaks) -> Self {
        self.line_breaks = line_breaks;
        self
    }

    /// Accepts, after this call, any well-formed language code; those without rules of their
    /// own get the generic ones.
    #[must_use]
    pub fn any_language(mut self, allowed: bool) -> Self {
        self.any_language = allowed;
        self
    }

    /// Adds a running text, to be split into sentences.
    ///
    /// # Errors
    ///
    /// A malformed, unknown or repeated language code; a text without a sentence.
    pub fn text(self, code: &str, text: &str) -> Result<Self> {
        let language = self.language(code)?;
        let document = Document::split(language, text, self.line_breaks);
        self.document(document, "the text given")
    }

    /// Adds a file of running text: plain, gzip or zstd; UTF-8, or UTF-16 with a byte-order
    /// mark. `-` is standard input.
    ///
    /// # Errors
    ///
    /// As [`GroupBuilder::text`]; a file that cannot be read or decoded.
    pub fn file(self, code: &str, path: impl AsRef<Path>) -> Result<Self> {
        let language = self.language(code)?;
        let text = source::read_text(path.as_ref())?;
        let document = Document::split(language, text, self.line_breaks);
        self.document(document, &path.as_ref().display().to_string())
    }

    /// Adds a file that holds one sentence a line; blank lines are paragraph breaks.
    ///
    /// # Errors
    ///
    /// As [`GroupBuilder::file`].
    pub fn segmented_file(self, code: &str, path: impl AsRef<Path>) -> Result<Self> {
        let language = self.language(code)?;
        let text = source::read_text(path.as_ref())?;
        let document = Document::segmented(language, text);
        self.document(document, &path.as_ref().display().to_string())
    }

    /// Adds sentences that are split already. A line break inside one divides it.
    ///
    /// # Errors
    ///
    /// As [`GroupBuilder::text`].
    pub fn sentences<S: AsRef<str>>(
        self,
        code: &str,
        sentences: impl IntoIterator<Item = S>,
    ) -> Result<Self> {
        let language = self.language(code)?;
        let mut text = String::new();
        for sentence in sentences {
            text.push_str(sentence.as_ref());
            text.push('\n');
        }
        self.document(Document::segmented(language, text), "the sentences given")
    }

    /// Adds a document that was made before; `name` stands for it in an error.
    ///
    /// # Errors
    ///
    /// A repeated language; a document without a sentence.
    pub fn document(mut self, document: Document, name: &str) -> Result<Self> {
        let code = document.language().as_str();
        if self
            .documents
            .iter()
            .any(|other| other.language().as_str() == code)
        {
            return Err(Error::DuplicateLanguage {
                code: code.to_owned(),
            });
        }
        if document.n_sentences() == 0 {
            let (name, language) = (name.to_owned(), code.to_owned());
            return Err(Error::EmptyDocument { name, language });
        }
        self.documents.push(document);
        Ok(self)
    }

    /// Ends the group.
    ///
    /// # Errors
    ///
    /// Fewer than two languages.
    pub fn build(self) -> Result<Group> {
        if self.documents.len() < 2 {
            return Err(Error::TooFewLanguages {
                n_given: self.documents.len(),
            });
        }
        Ok(Group {
            name: self.name,
            documents: self.documents,
        })
    }

    fn language(&self, code: &str) -> Result<Language> {
        Language::accept(code, self.any_language)
    }
}
