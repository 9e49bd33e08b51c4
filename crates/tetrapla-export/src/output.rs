//! Files that appear only when they are complete. It knows nothing of what is written.
//!
//! The bytes go to a temporary file in the folder of the output, which takes the output's name
//! when everything has been written. Dropped before that it is removed, and whatever stood
//! under the name stays as it was. The system is not asked to force the bytes to the disk.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use flate2::GzBuilder;
use flate2::write::GzEncoder;
use tempfile::NamedTempFile;

use crate::error::{Error, Result};
use crate::format::Compression;

/// The name of standard output.
const STANDARD_OUTPUT: &str = "-";

/// How the name of a temporary file ends.
const PART: &str = ".part";

/// What should have been named where a folder was.
const EXPECTED: &str = "a file to write";

/// An output that is being written.
pub struct Output {
    path: PathBuf,
    encoder: Encoder,
}

/// An output of which every byte is written and which waits for its name.
#[must_use = "an output that is not put in place is removed"]
pub struct Sealed {
    path: PathBuf,
    target: Target,
}

/// Where the bytes end up.
enum Target {
    /// A temporary file and the name that it is to take, links followed.
    Temporary(NamedTempFile, PathBuf),
    /// What is no regular file and cannot be renamed to, as a pipe or a device.
    Special(File),
    /// Standard output or a writer of the caller's.
    Stream(Box<dyn Write + Send>),
}

/// How the bytes get there.
enum Encoder {
    Plain(BufWriter<Target>),
    Gzip(GzEncoder<BufWriter<Target>>),
    Zstd(zstd::Encoder<'static, BufWriter<Target>>),
}

impl Output {
    /// Starts an output; `.gz` and `.zst` compress, `-` is standard output.
    ///
    /// # Errors
    ///
    /// A missing folder, a folder instead of a file, no permission.
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref().to_owned();
        let target = if path.as_os_str() == STANDARD_OUTPUT {
            Target::Stream(Box::new(io::stdout()))
        } else {
            Target::open(&path)?
        };
        let target = BufWriter::new(target);
        let encoder = match Compression::split(&path).1 {
            Compression::None => Encoder::Plain(target),
            Compression::Gzip => {
                // No name and no time in the header: the same text gives the same bytes.
                let level = flate2::Compression::default();
                Encoder::Gzip(GzBuilder::new().mtime(0).write(target, level))
            }
            Compression::Zstd => {
                let made = zstd::Encoder::new(target, zstd::DEFAULT_COMPRESSION_LEVEL);
                let encoder = made.and_then(|mut encoder| {
                    encoder.include_checksum(true)?;
                    Ok(encoder)
                });
                Encoder::Zstd(encoder.map_err(|source| failure(&path, source))?)
            }
        };
        Ok(Self { path, encoder })
    }

    /// Writes to a stream instead of a file; `name` stands for it in an error.
    #[must_use]
    pub fn stream(name: &str, stream: impl Write + Send + 'static) -> Self {
        let target = Target::Stream(Box::new(stream));
        Self {
            path: PathBuf::from(name),
            encoder: Encoder::Plain(BufWriter::new(target)),
        }
    }

    /// Finds out whether an output could be created, and leaves nothing behind.
    ///
    /// # Errors
    ///
    /// As [`Output::create`].
    pub fn check(path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        if path.as_os_str() == STANDARD_OUTPUT {
            Ok(())
        } else {
            Target::open(path).map(drop)
        }
    }

    /// The path as it was given.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether this is standard output.
    #[must_use]
    pub fn is_standard_output(&self) -> bool {
        self.path.as_os_str() == STANDARD_OUTPUT
    }

    /// Writes what is left and gives the file its name.
    ///
    /// # Errors
    ///
    /// Where that fails; the file is then removed.
    pub fn finish(self) -> Result<()> {
        self.seal()?.put_in_place()
    }

    /// Writes what is left, so that only the name is missing. Several outputs that belong
    /// together are all sealed before the first is put in place.
    ///
    /// # Errors
    ///
    /// Where that fails; the file is then removed.
    pub fn seal(self) -> Result<Sealed> {
        let Self { path, encoder } = self;
        let target = encoder.finish().map_err(|source| failure(&path, source))?;
        Ok(Sealed { path, target })
    }

    /// The error for what the system said about this output.
    pub(crate) fn failure(&self, source: io::Error) -> Error {
        failure(&self.path, source)
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.encoder {
            Encoder::Plain(inner) => inner.write(bytes),
            Encoder::Gzip(inner) => inner.write(bytes),
            Encoder::Zstd(inner) => inner.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.encoder {
            Encoder::Plain(inner) => inner.flush(),
            Encoder::Gzip(inner) => inner.flush(),
            Encoder::Zstd(inner) => inner.flush(),
        }
    }
}

impl Sealed {
    /// Gives the file its name, in the place of one that had it.
    ///
    /// # Errors
    ///
    /// Where that fails; the file is then removed.
    pub fn put_in_place(self) -> Result<()> {
        let Self { path, target } = self;
        match target {
            Target::Temporary(file, name) => file
                .persist(name)
                .map(drop)
                .map_err(|error| failure(&path, error.error)),
            Target::Special(_) | Target::Stream(_) => Ok(()),
        }
    }
}

impl Encoder {
    /// Ends the compression and empties every buffer.
    fn finish(self) -> io::Result<Target> {
        let buffer = match self {
            Self::Plain(inner) => inner,
            Self::Gzip(inner) => inner.finish()?,
            Self::Zstd(inner) => inner.finish()?,
        };
        let mut target = buffer
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        target.flush()?;
        Ok(target)
    }
}

impl Target {
    fn open(path: &Path) -> Result<Self> {
        let there = match fs::metadata(path) {
            Ok(metadata) => Some(metadata),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(failure(path, error)),
        };
        if there.as_ref().is_some_and(Metadata::is_dir) || path.file_name().is_none() {
            return Err(Error::IsFolder {
                path: path.to_owned(),
                expected: EXPECTED,
            });
        }
        if there.as_ref().is_some_and(|metadata| !metadata.is_file()) {
            let opened = File::options().write(true).open(path);
            return Ok(Self::Special(
                opened.map_err(|source| failure(path, source))?,
            ));
        }
        // A link stays a link: what it points to is replaced.
        let name = match &there {
            Some(_) => fs::canonicalize(path).map_err(|source| failure(path, source))?,
            None => path.to_owned(),
        };
        let folder = match name.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        if !folder.is_dir() {
            let (path, folder) = (path.to_owned(), folder.to_owned());
            return Err(Error::MissingFolder { path, folder });
        }
        let temporary = temporary(&name, folder, there.as_ref());
        Ok(Self::Temporary(
            temporary.map_err(|source| failure(path, source))?,
            name,
        ))
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Temporary(file, _) => file.write(bytes),
            Self::Special(file) => file.write(bytes),
            Self::Stream(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Temporary(file, _) => file.flush(),
            Self::Special(file) => file.flush(),
            Self::Stream(stream) => stream.flush(),
        }
    }
}

/// Removes what was left of an output by a process that was killed while it wrote it.
pub fn remove_parts(path: &Path) {
    let Some(name) = path.file_name().and_then(OsStr::to_str) else {
        return;
    };
    let start = format!("{name}.");
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    remove_parts_where(folder.unwrap_or(Path::new(".")), |part| {
        part.starts_with(&start)
    });
}

/// Removes what killed processes left in a folder of outputs of which a name was chosen: that of
/// the output, a dot and some letters. What cannot be removed stays.
pub fn remove_parts_where(folder: &Path, is_chosen: impl Fn(&str) -> bool) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let part = name.to_str().and_then(|name| name.strip_prefix('.'));
        if part
            .and_then(|part| part.strip_suffix(PART))
            .is_some_and(&is_chosen)
        {
            drop(fs::remove_file(entry.path()));
        }
    }
}

/// A temporary file with the permissions that the output is to have: those of the file that it
/// replaces, or those that any new file gets.
fn temporary(name: &Path, folder: &Path, there: Option<&Metadata>) -> io::Result<NamedTempFile> {
    if there.is_some_and(|metadata| metadata.permissions().readonly()) {
        return Err(ErrorKind::PermissionDenied.into());
    }
    let mut prefix = OsString::from(".");
    prefix.push(name.file_name().unwrap_or_default());
    prefix.push(".");
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(PART);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder)?;
    if let Some(metadata) = there {
        file.as_file().set_permissions(metadata.permissions())?;
    }
    Ok(file)
}

/// The error for what the system said about an output.
fn failure(path: &Path, source: io::Error) -> Error {
    let path = path.to_owned();
    match source.kind() {
        ErrorKind::PermissionDenied => Error::NoPermission { path },
        ErrorKind::IsADirectory => Error::IsFolder {
            path,
            expected: EXPECTED,
        },
        ErrorKind::NotADirectory => {
            let folder = path.parent().unwrap_or(&path).to_owned();
            Error::MissingFolder { path, folder }
        }
        _ => Error::Write { path, source },
    }
}
