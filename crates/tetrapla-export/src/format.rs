//! The formats that are written: one table from which extensions, lookups and help come. It
//! writes none of them.

use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::error::{Error, Result};

/// A form in which units are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// TMX 1.4b, the translation memory exchange.
    Tmx,
    /// Tab-separated values, or the two-language layout of bitextor.
    Tsv,
    /// JSON Lines: the complete record, a unit a line.
    JsonLines,
    /// Sentence indices, a file a pair.
    Beads,
    /// The readable table of the terminal.
    Table,
}

/// What is said of a format.
struct Entry {
    format: Format,
    /// What names it on a command line.
    name: &'static str,
    /// Without the dot; `None` where no file name asks for it.
    extension: Option<&'static str>,
    description: &'static str,
}

const FORMATS: &[Entry] = &[
    Entry {
        format: Format::Tmx,
        name: "tmx",
        extension: Some("tmx"),
        description: "TMX 1.4b translation memory, all languages of a unit together",
    },
    Entry {
        format: Format::Tsv,
        name: "tsv",
        extension: Some("tsv"),
        description: "a column a language; with a pair, the layout of bitextor",
    },
    Entry {
        format: Format::JsonLines,
        name: "jsonl",
        extension: Some("jsonl"),
        description: "JSON Lines, the complete record of a unit a line",
    },
    Entry {
        format: Format::Beads,
        name: "beads",
        extension: Some("beads"),
        description: "sentence indices and probability, a file a pair (NAME.SRC-TGT.beads)",
    },
    Entry {
        format: Format::Table,
        name: "table",
        extension: None,
        description: "a table to read on the terminal",
    },
];

/// Extensions of formats that are planned.
const PLANNED: &[&str] = &["parquet", "html", "xml", "moses"];

impl Format {
    /// Every format.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        FORMATS.iter().map(|entry| entry.format)
    }

    /// The name on a command line, as `jsonl`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// The extension without its dot; `None` for the table, which no file name asks for.
    #[must_use]
    pub fn extension(self) -> Option<&'static str> {
        self.entry().extension
    }

    /// One line that says what it is.
    #[must_use]
    pub fn description(self) -> &'static str {
        self.entry().description
    }

    /// The format that the extension of a file asks for; a last `.gz` or `.zst` is seen through.
    ///
    /// # Errors
    ///
    /// [`Error::NotYet`] for a planned format, [`Error::UnknownExtension`] for any other.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let (bare, _) = Compression::split(path);
        let extension = bare.extension().and_then(OsStr::to_str).unwrap_or_default();
        let is = |known: &str| known.eq_ignore_ascii_case(extension);
        if let Some(entry) = FORMATS.iter().find(|entry| entry.extension.is_some_and(is)) {
            return Ok(entry.format);
        }
        if PLANNED.iter().any(|planned| is(planned)) {
            return Err(Error::NotYet {
                name: format!(".{extension}"),
                known: extensions(),
            });
        }
        Err(Error::UnknownExtension {
            path: path.to_owned(),
            known: extensions(),
        })
    }

    /// Text for a help page: a line a format, name and description.
    #[must_use]
    pub fn help() -> String {
        let line = |entry: &Entry| format!("{:5}  {}", entry.name, entry.description);
        FORMATS.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    fn entry(self) -> &'static Entry {
        let found = FORMATS.iter().find(|entry| entry.format == self);
        found.unwrap_or(&FORMATS[0]) // A test proves that every format has its entry.
    }
}

/// The extensions that are written, as `.tmx .tsv`.
fn extensions() -> String {
    let known = FORMATS.iter().filter_map(|entry| entry.extension);
    known
        .map(|extension| format!(".{extension}"))
        .collect::<Vec<_>>()
        .join(" ")
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        if let Some(entry) = FORMATS.iter().find(|entry| entry.name == name) {
            return Ok(entry.format);
        }
        let known = FORMATS
            .iter()
            .map(|entry| entry.name)
            .collect::<Vec<_>>()
            .join(" ");
        let name = name.to_owned();
        if PLANNED.contains(&name.as_str()) {
            return Err(Error::NotYet { name, known });
        }
        Err(Error::UnknownFormat { name, known })
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// How a file is compressed, as its last extension says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compression {
    None,
    Gzip,
    Zstd,
}

impl Compression {
    /// The path without its extension of compression, and what that was.
    pub(crate) fn split(path: &Path) -> (PathBuf, Self) {
        let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
        let compression = if extension.eq_ignore_ascii_case("gz") {
            Self::Gzip
        } else if extension.eq_ignore_ascii_case("zst") {
            Self::Zstd
        } else {
            return (path.to_owned(), Self::None);
        };
        (path.with_extension(""), compression)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_name_and_extension() {
        for format in [
            Format::Tmx,
            Format::Tsv,
            Format::JsonLines,
            Format::Beads,
            Format::Table,
        ] {
            assert_eq!(format.name().parse::<Format>().unwrap(), format);
            assert!(Format::help().contains(format.description()));
            assert!(Format::all().any(|other| other == format));
            let Some(extension) = format.extension() else {
                continue;
            };
            for ending in ["", ".gz", ".zst", ".GZ"] {
                let path = format!("some.folder/name.{extension}{ending}");
                assert_eq!(Format::from_path(path).unwrap(), format);
            }
        }
        assert_eq!(Format::from_path("NAME.TMX").unwrap(), Format::Tmx);
    }

    #[test]
    fn an_unknown_extension_names_the_known_ones() {
        for path in ["a.txt", "a", "a.gz", ".tmx", "tmx", "a.tmx.bz2", ""] {
            let error = Format::from_path(path).unwrap_err();
            assert!(
                matches!(error, Error::UnknownExtension { .. }),
                "{path}: {error}"
            );
            assert!(
                error.to_string().contains(".tmx .tsv .jsonl .beads"),
                "{error}"
            );
        }
        let error = "xlsx".parse::<Format>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "no format is called `xlsx`; known are tmx tsv jsonl beads table"
        );
    }

    #[test]
    fn planned_formats_say_so() {
        for extension in PLANNED {
            let error = Format::from_path(format!("a.{extension}.gz")).unwrap_err();
            let text = error.to_string();
            assert!(
                text.contains("not written yet by this version; choose one of .tmx"),
                "{text}"
            );
        }
        assert!(matches!(
            "html".parse::<Format>(),
            Err(Error::NotYet { .. })
        ));
    }
}
