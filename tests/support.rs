//! What the tests share: where the project and its texts are, groups read from `data/`, and
//! alignments as bytes. It checks nothing.

use std::fs;
use std::path::{Path, PathBuf};

use tetrapla::{Alignment, Group};

/// The languages of the texts in `data/`.
pub const CODES: [&str; 4] = ["hi", "id", "it", "tl"];

/// The folder of the project.
///
/// # Panics
///
/// Where this package is not inside one.
#[must_use]
pub fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().expect("the package lies in the project")
}

/// A group of `data/` and the alignment made of it by hand.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The running texts, split by Tetrapla.
    pub group: Group,
    /// The file of the alignment made by hand, JSON Lines.
    pub gold: PathBuf,
}

/// The news article of `data/summit`.
///
/// # Errors
///
/// A text that cannot be read.
pub fn summit() -> tetrapla::core::Result<Sample> {
    let folder = root().join("data/summit");
    let gold = folder.join("gold.jsonl");
    let text = |code: &str| folder.join(format!("{code}.txt"));
    read("summit", text, gold)
}

/// The short groups of `data/gold`, by name.
///
/// # Errors
///
/// A text that cannot be read.
///
/// # Panics
///
/// Where the folder cannot be listed.
pub fn gold() -> tetrapla::core::Result<Vec<Sample>> {
    let folder = root().join("data/gold");
    let entries = fs::read_dir(&folder).expect("data/gold can be listed");
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.expect("data/gold can be listed").file_name();
        let name = name.to_string_lossy();
        names.extend(name.strip_suffix(".gold.jsonl").map(str::to_owned));
    }
    names.sort_unstable();
    let sample = |name: &String| {
        let gold = folder.join(format!("{name}.gold.jsonl"));
        let text = |code: &str| folder.join(format!("{name}.{code}.txt"));
        read(name, text, gold)
    };
    names.iter().map(sample).collect()
}

fn read(
    name: &str,
    text: impl Fn(&str) -> PathBuf,
    gold: PathBuf,
) -> tetrapla::core::Result<Sample> {
    let mut builder = Group::builder().name(name);
    for code in CODES {
        builder = builder.file(code, text(code))?;
    }
    let group = builder.build()?;
    Ok(Sample { group, gold })
}

/// An alignment as JSON Lines.
///
/// # Panics
///
/// Never: memory refuses no bytes.
#[must_use]
pub fn json_lines(alignment: &Alignment) -> Vec<u8> {
    let mut bytes = Vec::new();
    for record in tetrapla::export::records(alignment) {
        tetrapla::export::jsonl::write_record(&record, &mut bytes).expect("memory takes all bytes");
    }
    bytes
}

/// Says what is wrong with a list of ranges that should partition `0..n` in order.
///
/// # Errors
///
/// The first place where they do not.
pub fn partition(
    ranges: impl IntoIterator<Item = std::ops::Range<usize>>,
    n: usize,
) -> Result<(), String> {
    let mut next = 0;
    for range in ranges {
        if range.start > range.end {
            return Err(format!("{range:?} runs backward"));
        }
        if !range.is_empty() {
            if range.start != next {
                return Err(format!("{range:?} where {next} was to come"));
            }
            next = range.end;
        }
    }
    if next == n {
        Ok(())
    } else {
        Err(format!("ends at {next} of {n}"))
    }
}
