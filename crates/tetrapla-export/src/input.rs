//! Lines of a file that may be compressed, each with its number. It knows no format.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

use crate::error::{Error, Result, excerpt, one_line};

/// The lines of a text file in UTF-8, plain, gzip or zstd.
pub struct Lines {
    path: PathBuf,
    reader: Box<dyn BufRead + Send>,
    number: usize,
    buffer: Vec<u8>,
}

impl Lines {
    /// Opens a file; its first bytes tell whether it is compressed.
    ///
    /// # Errors
    ///
    /// A folder, or a file that cannot be opened or read.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        if fs::metadata(path).is_ok_and(|metadata| metadata.is_dir()) {
            let expected = "a file to read";
            return Err(Error::IsFolder {
                path: path.to_owned(),
                expected,
            });
        }
        let opened = File::open(path).and_then(|file| decoded(BufReader::new(file)));
        let reader = opened.map_err(|source| Error::Read {
            path: path.to_owned(),
            source,
        })?;
        Ok(Self {
            path: path.to_owned(),
            reader,
            number: 0,
            buffer: Vec::new(),
        })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The next line that is not blank, with its number from 1, without its end and without a
    /// byte-order mark; `None` at the end of the file.
    ///
    /// # Errors
    ///
    /// A file that cannot be read on, or a line that is not UTF-8.
    pub fn next_line(&mut self) -> Result<Option<(usize, &str)>> {
        loop {
            self.buffer.clear();
            let read = self.reader.read_until(b'\n', &mut self.buffer);
            let n_bytes = read.map_err(|source| Error::Read {
                path: self.path.clone(),
                source,
            })?;
            if n_bytes == 0 {
                return Ok(None);
            }
            self.number += 1;
            if self.number == 1 && self.buffer.starts_with(b"\xef\xbb\xbf") {
                self.buffer.drain(..3);
            }
            if !self.buffer.trim_ascii().is_empty() {
                break;
            }
        }
        match std::str::from_utf8(&self.buffer) {
            Ok(line) => Ok(Some((self.number, line.trim_end_matches(['\n', '\r'])))),
            Err(error) => {
                let byte = self.buffer[error.valid_up_to()];
                let got = format!("the byte {byte:#04x}");
                Err(self.malformed("text in UTF-8", got))
            }
        }
    }

    /// The error for the line that was read last.
    pub(crate) fn malformed(&self, expected: &'static str, got: String) -> Error {
        Error::Malformed {
            path: self.path.clone(),
            line: self.number,
            expected,
            got,
        }
    }
}

/// The whole of a text file in UTF-8, plain, gzip or zstd, without a byte-order mark.
pub(crate) fn read_whole(path: &Path) -> Result<String> {
    let mut lines = Lines::open(path)?;
    let mut bytes = Vec::new();
    let read = lines.reader.read_to_end(&mut bytes);
    read.map_err(|source| Error::Read {
        path: path.to_owned(),
        source,
    })?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    match std::str::from_utf8(text) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => {
            let before = &text[..error.valid_up_to()];
            let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
            let got = format!("the byte {:#04x}", text[error.valid_up_to()]);
            Err(Error::Malformed {
                path: path.to_owned(),
                line,
                expected: "text in UTF-8",
                got,
            })
        }
    }
}

/// The error for a line of JSON that does not fit.
pub(crate) fn json_fault(line: &str, error: &serde_json::Error) -> String {
    // The position counts from the line alone, so only what precedes it says something.
    let text = error.to_string();
    let reason = text.rfind(" at line ").map_or(&*text, |end| &text[..end]);
    format!("{} ({})", excerpt(line), one_line(reason))
}

fn decoded(mut reader: BufReader<File>) -> io::Result<Box<dyn BufRead + Send>> {
    let start = reader.fill_buf()?;
    if start.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(BufReader::new(MultiGzDecoder::new(reader))));
    }
    if start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return Ok(Box::new(BufReader::new(zstd::Decoder::with_buffer(
            reader,
        )?)));
    }
    Ok(Box::new(reader))
}
