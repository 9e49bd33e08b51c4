//! A text of a group: a file, or a member of an archive.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::read::MultiGzDecoder;
use tetrapla_core::source;

use crate::error::{Error, Result};

/// Where a text is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Text {
    /// The file, or the archive and the name in it.
    path: PathBuf,
    member: Option<Member>,
}

/// A member of an archive.
#[derive(Clone)]
struct Member {
    archive: Arc<Archive>,
    start: u64,
    length: u64,
}

/// A tar archive, not compressed.
struct Archive {
    path: PathBuf,
    file: Mutex<File>,
}

impl Text {
    pub(super) fn file(path: PathBuf) -> Self {
        Self { path, member: None }
    }

    /// Its name, for people: that of the file, or of the member in its archive.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The file that it is read from.
    pub(super) fn source(&self) -> &Path {
        let archive = self
            .member
            .as_ref()
            .map(|member| member.archive.path.as_path());
        archive.unwrap_or(&self.path)
    }

    /// Reads it: plain, gzip or zstd, UTF-8 or UTF-16 with a byte-order mark.
    pub(super) fn read(&self) -> tetrapla_core::Result<String> {
        let Some(member) = &self.member else {
            return source::read_text(&self.path);
        };
        let failed = |source| tetrapla_core::Error::Read {
            path: self.path.clone(),
            source,
        };
        let mut bytes = Vec::new();
        {
            let file = member.archive.file.lock();
            let mut file = file.unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(member.start)).map_err(failed)?;
            let mut file = Read::by_ref(&mut *file).take(member.length);
            file.read_to_end(&mut bytes).map_err(failed)?;
        }
        source::decode(source::decompress(&bytes[..], &self.path)?, &self.path)
    }
}

/// The name of each regular member of a tar archive, plain, gzip or zstd, and its text. A
/// compressed archive is laid down without compression in a file that nobody sees, so that its
/// members are read where they lie.
pub(super) fn members(path: &Path) -> Result<Vec<(PathBuf, Text)>> {
    let failed = |source: io::Error| {
        let path = path.to_owned();
        Error::Text(tetrapla_core::Error::Read { path, source })
    };
    let file = plain(path).map_err(failed)?;
    let reader = file.try_clone().map_err(failed)?;
    let path = path.to_owned();
    let file = Mutex::new(file);
    let archive = Arc::new(Archive { path, file });
    let mut members = Vec::new();
    for entry in tar::Archive::new(reader)
        .entries_with_seek()
        .map_err(failed)?
    {
        let entry = entry.map_err(failed)?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let name = entry.path().map_err(failed)?.into_owned();
        let member = Member {
            archive: Arc::clone(&archive),
            start: entry.raw_file_position(),
            length: entry.size(),
        };
        let text = Text {
            path: archive.path.join(&name),
            member: Some(member),
        };
        members.push((name, text));
    }
    Ok(members)
}

/// The archive without compression, at its start.
fn plain(path: &Path) -> io::Result<File> {
    let mut file = File::open(path)?;
    let mut magic = Vec::new();
    Read::by_ref(&mut file).take(4).read_to_end(&mut magic)?;
    file.seek(SeekFrom::Start(0))?;
    let mut decoder: Box<dyn Read> = match magic[..] {
        [0x1f, 0x8b, ..] => Box::new(MultiGzDecoder::new(file)),
        [0x28, 0xb5, 0x2f, 0xfd] => Box::new(zstd::Decoder::new(file)?),
        _ => return Ok(file),
    };
    let mut laid_down = tempfile::tempfile()?;
    io::copy(&mut decoder, &mut laid_down)?;
    laid_down.seek(SeekFrom::Start(0))?;
    Ok(laid_down)
}

impl fmt::Debug for Member {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.key())
    }
}

impl Member {
    fn key(&self) -> (&Path, u64, u64) {
        (&self.archive.path, self.start, self.length)
    }
}

impl PartialEq for Member {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Member {}

impl PartialOrd for Member {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Member {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}
