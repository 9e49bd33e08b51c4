//! What a run over a corpus has done so far, kept in a folder, so that after a kill at any moment
//! another run takes up where it stopped and ends with the same result.
//!
//! The folder holds `journal`, a frame that says which run it is of and a frame for each batch
//! that was aligned, and `K.model`, what the first K batches taught. A frame is its length, eight
//! bytes, and zstd with a checksum; a last one that was cut off does not count. The model of a
//! batch is complete before its frame is written, and the one before goes only after that.

use std::fs::{self, File, OpenOptions};
use std::hash::Hasher;
use std::io::{self, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHasher;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tetrapla_align::{Alignment, KeptAlignment, Learned, Training};
use tetrapla_core::Group;

use crate::error::{Error, Result};

/// Level of compression.
const LEVEL: i32 = 1;
/// Most bytes of a frame, compressed and not.
const MOST_BYTES: u64 = 1 << 32;

/// The journal of a run.
#[derive(Debug)]
pub(super) struct Journal {
    folder: PathBuf,
    file: File,
    /// Where the frames of batches that are still to be given back begin.
    kept: std::vec::IntoIter<u64>,
    n_batches: usize,
}

/// A batch that was aligned: the groups that could be read, in order.
#[derive(Serialize, Deserialize)]
pub(super) struct KeptBatch {
    training: Vec<Training>,
    groups: Vec<KeptAlignment>,
}

/// A batch of a journal that does not fit the groups that were read.
#[derive(Clone, Debug)]
pub(super) struct Stale {
    folder: PathBuf,
}

impl From<Stale> for Error {
    fn from(Stale { folder: path }: Stale) -> Self {
        Self::OtherRun { path }
    }
}

/// A number that another call, other files or another version would not have.
pub(super) fn fingerprint(parts: impl IntoIterator<Item = Vec<u8>>) -> u64 {
    let mut hasher = FxHasher::default();
    for part in parts {
        hasher.write(&part);
        hasher.write_usize(part.len());
    }
    hasher.finish()
}

impl Journal {
    /// Starts a journal anew, in the place of one that is there.
    pub(super) fn create(folder: &Path, fingerprint: u64) -> Result<Self> {
        let failed = |source| failure(folder, source);
        remove(folder).map_err(failed)?;
        fs::create_dir_all(folder).map_err(failed)?;
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(true);
        let mut file = options.open(folder.join("journal")).map_err(failed)?;
        append(&mut file, &fingerprint).map_err(failed)?;
        Ok(Self {
            folder: folder.to_owned(),
            file,
            kept: Vec::new().into_iter(),
            n_batches: 0,
        })
    }

    /// Opens a journal and what its batches taught; `None` where there is none.
    pub(super) fn open(folder: &Path, fingerprint: u64) -> Result<Option<(Self, Option<Learned>)>> {
        let failed = |source| failure(folder, source);
        let opened = OpenOptions::new()
            .read(true)
            .write(true)
            .open(folder.join("journal"));
        let mut file = match opened {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        match frame::<u64>(&mut file) {
            Ok(Some(known)) if known == fingerprint => {}
            Ok(None) => return Ok(None),
            _ => {
                return Err(Error::OtherRun {
                    path: folder.to_owned(),
                });
            }
        }
        let mut starts = Vec::new();
        let mut end = file.stream_position().map_err(failed)?;
        while let Ok(Some(KeptBatch { .. })) = frame(&mut file) {
            starts.push(end);
            end = file.stream_position().map_err(failed)?;
        }
        let n_batches = starts.len();
        file.set_len(end).map_err(failed)?;
        let model = model(folder, n_batches);
        let learned = if model.exists() {
            let read = Learned::read(&model);
            Some(read.map_err(|_| Error::OtherRun {
                path: folder.to_owned(),
            })?)
        } else {
            None
        };
        let journal = Self {
            folder: folder.to_owned(),
            file,
            kept: starts.into_iter(),
            n_batches,
        };
        Ok(Some((journal, learned)))
    }

    /// How many batches are still to be given back.
    pub(super) fn n_kept(&self) -> usize {
        self.kept.len()
    }

    /// The next batch that was aligned before.
    pub(super) fn next_kept(&mut self) -> Option<KeptBatch> {
        let start = self.kept.next()?;
        let mut read = || -> io::Result<Option<KeptBatch>> {
            self.file.seek(SeekFrom::Start(start))?;
            frame(&mut self.file)
        };
        let nothing = || KeptBatch {
            training: Vec::new(),
            groups: Vec::new(),
        };
        Some(read().ok().flatten().unwrap_or_else(nothing))
    }

    /// What is said of a batch that does not fit.
    pub(super) fn stale(&self) -> Stale {
        let folder = self.folder.clone();
        Stale { folder }
    }

    /// Keeps what a run starts from, where that is not at hand without work.
    pub(super) fn start_from(&mut self, learned: &Learned) -> Result<()> {
        let kept = keep_model(&self.folder, self.n_batches, learned);
        kept.map_err(|source| failure(&self.folder, source))
    }

    /// Keeps a batch that was aligned, and what it and those before taught, if that changed.
    pub(super) fn add(
        &mut self,
        alignments: &[Alignment],
        learned: Option<&Learned>,
    ) -> Result<()> {
        let training = alignments.first().map(|one| one.training().to_vec());
        let batch = KeptBatch {
            training: training.unwrap_or_default(),
            groups: alignments.iter().map(Alignment::keep).collect(),
        };
        self.try_add(&batch, learned)
            .map_err(|source| failure(&self.folder, source))
    }

    fn try_add(&mut self, batch: &KeptBatch, learned: Option<&Learned>) -> io::Result<()> {
        let before = model(&self.folder, self.n_batches);
        let now = model(&self.folder, self.n_batches + 1);
        match learned {
            Some(learned) => keep_model(&self.folder, self.n_batches + 1, learned)?,
            // The same model under the name of now: a link costs nothing.
            None if before.exists() => {
                fs::hard_link(&before, &now).or_else(|_| fs::copy(&before, &now).map(drop))?
            }
            None => {}
        }
        self.file.seek(SeekFrom::End(0))?;
        append(&mut self.file, batch)?;
        self.n_batches += 1;
        if before.exists() {
            fs::remove_file(before)?;
        }
        Ok(())
    }

    /// Removes the journal of a run that is done.
    pub(super) fn finish(self) -> Result<()> {
        let Self { folder, .. } = self;
        remove(&folder).map_err(|source| failure(&folder, source))
    }
}

impl KeptBatch {
    /// The alignments of the groups; `None` where they are not of these groups.
    pub(super) fn restore(self, groups: Vec<Group>) -> Option<Vec<Alignment>> {
        if groups.len() != self.groups.len() {
            return None;
        }
        let training: Arc<[Training]> = self.training.into();
        let both = groups.into_iter().zip(self.groups);
        both.map(|(group, kept)| {
            let alignment = Alignment::from_kept(Arc::new(group), kept)?;
            Some(alignment.with_training(Arc::clone(&training)))
        })
        .collect()
    }
}

/// Removes a journal's folder, and nothing that is not a journal's.
fn remove(folder: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let path = entry?.path();
        let is_model = path
            .extension()
            .is_some_and(|extension| extension == "model");
        let is_part = path
            .extension()
            .is_some_and(|extension| extension == "part");
        if is_model || is_part || path.file_name().is_some_and(|name| name == "journal") {
            fs::remove_file(path)?;
        }
    }
    fs::remove_dir(folder)
}

/// The path of what so many batches taught.
fn model(folder: &Path, n_batches: usize) -> PathBuf {
    folder.join(format!("{n_batches}.model"))
}

fn keep_model(folder: &Path, n_batches: usize, learned: &Learned) -> io::Result<()> {
    let part = folder.join("model.part");
    learned.write(BufWriter::new(File::create(&part)?))?;
    fs::rename(part, model(folder, n_batches))
}

fn append(file: &mut File, value: &impl Serialize) -> io::Result<()> {
    let bytes = postcard::to_stdvec(value).map_err(io::Error::other)?;
    let mut encoder = zstd::Encoder::new(vec![0; 8], LEVEL)?;
    encoder.include_checksum(true)?;
    encoder.write_all(&bytes)?;
    let mut frame = encoder.finish()?;
    let length = frame.len() as u64 - 8;
    frame[..8].copy_from_slice(&length.to_le_bytes());
    file.write_all(&frame)
}

/// Reads the next frame; `None` at the end, and where the last one was cut off.
fn frame<T: DeserializeOwned>(file: &mut File) -> io::Result<Option<T>> {
    let mut length = [0; 8];
    match file.read_exact(&mut length) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    let length = u64::from_le_bytes(length).min(MOST_BYTES);
    let mut bytes = Vec::new();
    if Read::by_ref(file).take(length).read_to_end(&mut bytes)? as u64 != length {
        return Ok(None);
    }
    let mut plain = Vec::new();
    zstd::Decoder::new(&bytes[..])?
        .take(MOST_BYTES)
        .read_to_end(&mut plain)?;
    postcard::from_bytes(&plain)
        .map(Some)
        .map_err(io::Error::other)
}

fn failure(folder: &Path, source: io::Error) -> Error {
    let path = folder.to_owned();
    Error::Journal { path, source }
}
