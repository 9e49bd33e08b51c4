//! What ends the command: a line for standard error and an exit status. It decides which of
//! the libraries' errors are a wrong call and which a fault of input or output.

use std::fmt::Display;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::process::ExitCode;

use tetrapla::core::Error as TextError;
use tetrapla::export::Error as ExportError;

use crate::messages::say;

/// Exit status after a fault of input or output.
const FAULT: u8 = 1;
/// Exit status after a wrong call.
const WRONG_CALL: u8 = 2;

/// Why the command ends.
#[derive(Debug)]
pub struct Failure {
    line: String,
    status: u8,
    ends_run: bool,
}

impl Failure {
    /// A wrong call; `line` says what was expected.
    pub fn usage(line: impl Display) -> Self {
        Self::new(line, WRONG_CALL)
    }

    /// A fault of input or output.
    pub fn input(line: impl Display) -> Self {
        Self::new(line, FAULT)
    }

    /// The end of a standard output that nobody reads any more: no fault, and nothing to say.
    pub fn unread() -> Self {
        Self {
            ends_run: true,
            ..Self::new("", 0)
        }
    }

    /// What the system said about standard output.
    pub fn of_standard_output(error: &io::Error) -> Self {
        if error.kind() == ErrorKind::BrokenPipe {
            Self::unread()
        } else {
            Self::input(format!("standard output cannot be written: {error}"))
        }
    }

    /// The same with something more to say.
    pub fn with(self, more: &str) -> Self {
        let line = self.line + more;
        Self { line, ..self }
    }

    /// The failure of an output that takes all groups: where it cannot be written, there is no
    /// use in going on; a group that does not fit it is left out.
    pub fn unless_unfit(self) -> Self {
        let ends_run = self.ends_run || self.status != WRONG_CALL;
        Self { ends_run, ..self }
    }

    /// Whether a run over many groups ends with it.
    pub fn ends_run(&self) -> bool {
        self.ends_run
    }

    fn new(line: impl Display, status: u8) -> Self {
        Self {
            line: line.to_string().trim_end().to_owned(),
            status,
            ends_run: false,
        }
    }

    /// What there is to say.
    pub fn line(&self) -> &str {
        &self.line
    }

    /// Says it and gives the exit status.
    pub fn report(self) -> ExitCode {
        if !self.line.is_empty() {
            say(&self.line);
        }
        ExitCode::from(self.status)
    }
}

/// What keeps a file from being read, and what to do about it.
fn unread_file(path: &Path, source: &io::Error) -> Failure {
    let shown = path.display();
    Failure::input(match source.kind() {
        ErrorKind::NotFound => {
            format!("{shown}: there is no such file; expected one to read: check the name")
        }
        ErrorKind::PermissionDenied => {
            format!("{shown}: may not be read; expected a file to read: change its permissions")
        }
        _ => format!(
            "{shown}: cannot be read: {source}; expected plain text, gzip or zstd, complete"
        ),
    })
}

impl From<TextError> for Failure {
    fn from(error: TextError) -> Self {
        match error {
            TextError::UnknownLanguage { code, known } => {
                let hint = tetrapla::core::codes::of_two_letters(&code)
                    .map_or_else(String::new, |two| format!("; give it as `{two}`"));
                Self::usage(format!(
                    "no rules for the language `{code}`{hint}; known are {known}; use it all the \
                     same with --any-language"
                ))
            }
            TextError::MalformedLanguage { .. }
            | TextError::DuplicateLanguage { .. }
            | TextError::TooFewLanguages { .. } => Self::usage(error),
            TextError::EmptyDocument { name, language } if name == "-" => {
                let name = "standard input".to_owned();
                Self::input(TextError::EmptyDocument { name, language })
            }
            TextError::Read { path, source } => unread_file(&path, &source),
            _ => Self::input(error),
        }
    }
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        match &error {
            ExportError::Write { path, source }
                if source.kind() == ErrorKind::BrokenPipe && path == Path::new("-") =>
            {
                Self::unread()
            }
            ExportError::Read { path, source } => unread_file(path, source),
            ExportError::UnknownExtension { .. }
            | ExportError::UnknownFormat { .. }
            | ExportError::NotYet { .. }
            | ExportError::NotInGroup { .. }
            | ExportError::SamePair { .. }
            | ExportError::OneGroup { .. }
            | ExportError::PairNeeded { .. }
            | ExportError::PairMismatch { .. }
            | ExportError::UnnamedPair { .. } => Self::usage(error),
            _ => Self::input(error),
        }
    }
}

impl From<tetrapla::align::Error> for Failure {
    fn from(error: tetrapla::align::Error) -> Self {
        Self::input(error)
    }
}

impl From<tetrapla::HintError> for Failure {
    fn from(error: tetrapla::HintError) -> Self {
        match error {
            tetrapla::HintError::Text(error) => error.into(),
            _ => Self::input(error),
        }
    }
}

impl From<tetrapla::ModelError> for Failure {
    fn from(error: tetrapla::ModelError) -> Self {
        match error {
            tetrapla::ModelError::File(error) => error.into(),
            _ => Self::input(error),
        }
    }
}

impl From<tetrapla::Error> for Failure {
    fn from(error: tetrapla::Error) -> Self {
        match error {
            tetrapla::Error::Text(error) => error.into(),
            tetrapla::Error::Engine(error) => error.into(),
            tetrapla::Error::LanguageNotFound { .. } => Self::usage(error),
            _ => Self::input(error),
        }
    }
}
