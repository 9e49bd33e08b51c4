//! What all writers have in common: one trait over formats, and one type for the formats that
//! fill a single file. It knows no format.

use std::io::{self, Write};
use std::path::Path;

use tetrapla_align::Alignment;

use crate::error::{Error, Result};
use crate::options::{Summary, WriteOptions};
use crate::output::Output;
use crate::select::check_pair;

/// Writes alignments in one format.
///
/// Nothing appears under the output's name before [`Writer::finish`]; a writer that is dropped
/// leaves nothing behind.
pub trait Writer: Send {
    /// Writes one more alignment.
    ///
    /// # Errors
    ///
    /// An alignment that does not fit is refused before anything of it is written, and others
    /// may follow. After [`Error::Write`] the writer will not finish.
    fn write(&mut self, alignment: &Alignment) -> Result<()>;

    /// Completes the output and says what was written.
    ///
    /// # Errors
    ///
    /// Where writing fails, now or before; nothing is left behind then.
    fn finish(self: Box<Self>) -> Result<Summary>;
}

/// How one format fills one file.
pub trait Layout: Default + Send {
    /// Refuses an alignment that does not fit, before anything of it is written. That it has
    /// the pair asked for is known by then.
    ///
    /// # Errors
    ///
    /// Where the alignment does not fit the options or what was written before.
    fn check(&self, _: &Alignment, _: &WriteOptions, _: &Path) -> Result<()> {
        Ok(())
    }

    /// Writes an alignment that was checked, and counts.
    ///
    /// # Errors
    ///
    /// Where `out` refuses bytes.
    fn write(
        &mut self,
        alignment: &Alignment,
        options: &WriteOptions,
        out: &mut dyn Write,
        summary: &mut Summary,
    ) -> io::Result<()>;

    /// Writes what stands at the end, by default nothing.
    ///
    /// # Errors
    ///
    /// Where `out` refuses bytes.
    fn end(&mut self, _: &WriteOptions, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// Writes alignments into one file, one after the other, in the layout `L`.
pub struct FileWriter<L> {
    layout: L,
    options: WriteOptions,
    output: Output,
    summary: Summary,
    broken: bool,
}

impl<L: Layout> FileWriter<L> {
    /// Starts a file with the default options; `-` is standard output.
    ///
    /// # Errors
    ///
    /// As [`Output::create`].
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        Self::with_options(path, WriteOptions::default())
    }

    /// Starts a file; `-` is standard output.
    ///
    /// # Errors
    ///
    /// As [`Output::create`].
    pub fn with_options(path: impl AsRef<Path>, options: WriteOptions) -> Result<Self> {
        Ok(Self::to_output(Output::create(path)?, options))
    }

    /// Writes to an output that was made before.
    #[must_use]
    pub fn to_output(output: Output, options: WriteOptions) -> Self {
        let summary = Summary::default();
        Self {
            layout: L::default(),
            options,
            output,
            summary,
            broken: false,
        }
    }

    /// Writes one more alignment and gives the writer back.
    ///
    /// # Errors
    ///
    /// As [`Writer::write`]; the file is then removed.
    pub fn write(mut self, alignment: &Alignment) -> Result<Self> {
        self.add(alignment)?;
        Ok(self)
    }

    /// Completes the file and says what was written.
    ///
    /// # Errors
    ///
    /// As [`Writer::finish`].
    pub fn finish(mut self) -> Result<Summary> {
        let path = self.output.path().to_owned();
        if self.broken {
            return Err(Error::Incomplete { path });
        }
        let ended = self.layout.end(&self.options, &mut self.output);
        ended.map_err(|source| self.output.failure(source))?;
        if !self.output.is_standard_output() {
            self.summary.files.push(path);
        }
        self.output.finish()?;
        Ok(self.summary)
    }

    fn add(&mut self, alignment: &Alignment) -> Result<()> {
        check_pair(alignment, &self.options)?;
        self.layout
            .check(alignment, &self.options, self.output.path())?;
        let Self {
            layout,
            options,
            output,
            summary,
            ..
        } = self;
        let written = layout.write(alignment, options, output, summary);
        written.map_err(|source| {
            self.broken = true;
            self.output.failure(source)
        })
    }
}

impl<L: Layout> Writer for FileWriter<L> {
    fn write(&mut self, alignment: &Alignment) -> Result<()> {
        self.add(alignment)
    }

    fn finish(self: Box<Self>) -> Result<Summary> {
        (*self).finish()
    }
}
