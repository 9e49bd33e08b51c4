//! Archives and manifests: they give what a folder of the same texts gives.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tetrapla::{Aligner, Config, Corpus, CorpusOptions, Error, UnitRecord};

const INDONESIAN: &str = "Hujan turun pada 22 September. Rapat dengan FBI ditunda.";
const ITALIAN: &str = "Il 22 settembre pioveva. La riunione con l'FBI fu rinviata.";

/// The texts of two groups by name.
const TEXTS: [(&str, &str); 4] = [
    ("id/alpha.txt", INDONESIAN),
    ("it/alpha.txt", ITALIAN),
    ("beta.id.txt", "Mira pulang. Hujan turun."),
    ("beta.it.txt", "Mira torna a casa. Piove."),
];

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in TEXTS {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// A tar archive of the texts, below a folder, with what does not belong to them.
fn archive() -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    let mut add = |name: &str, bytes: &[u8]| {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, bytes).unwrap();
    };
    add("corpus/README.txt", b"no group");
    for (name, text) in TEXTS {
        add(&format!("./corpus/{name}"), text.as_bytes());
    }
    add("corpus/.hidden.id.txt", b"no");
    builder.into_inner().unwrap()
}

/// All records of all groups, or the message where one failed.
fn records(path: &Path) -> Vec<String> {
    let corpus = Corpus::find(path, CorpusOptions::default()).unwrap();
    let aligner = Aligner::new(Config::default());
    let outcomes = corpus.align(&aligner);
    let each = outcomes.flat_map(|outcome| match outcome.alignment {
        Ok(alignment) => {
            let records = tetrapla::export::records(&alignment);
            let shown = records
                .into_iter()
                .map(|record: UnitRecord| format!("{record:?}"));
            shown.collect::<Vec<_>>()
        }
        Err(error) => vec![format!("{}: {error}", outcome.name)],
    });
    each.collect()
}

#[test]
fn an_archive_is_read_as_its_folder_is() {
    let folder = folder();
    let expected = records(folder.path());
    assert_eq!(expected.len(), 4);
    let elsewhere = tempfile::tempdir().unwrap();
    let path = |name: &str| elsewhere.path().join(name);
    let tar = archive();
    fs::write(path("a.tar"), &tar).unwrap();
    let gzip = File::create(path("a.tar.gz")).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(gzip, flate2::Compression::fast());
    gzip.write_all(&tar).unwrap();
    gzip.finish().unwrap();
    fs::write(path("a.tar.zst"), zstd::encode_all(&tar[..], 1).unwrap()).unwrap();
    for name in ["a.tar", "a.tar.gz", "a.tar.zst"] {
        assert_eq!(records(&path(name)), expected, "{name}");
    }
}

#[test]
fn a_damaged_archive_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tar.zst");
    let whole = zstd::encode_all(&archive()[..], 1).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let error = Corpus::find(&path, CorpusOptions::default()).unwrap_err();
    assert!(error.to_string().contains("a.tar.zst"), "{error}");
    let path = folder.path().join("b.tar");
    fs::write(
        &path,
        "no archive, though long enough to be one; ".repeat(40),
    )
    .unwrap();
    let error = Corpus::find(&path, CorpusOptions::default()).unwrap_err();
    assert!(error.to_string().contains("b.tar"), "{error}");
}

fn manifest(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("groups.tsv");
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_manifest_names_groups_and_their_files() {
    let folder = folder();
    let expected = records(folder.path());
    let text = "\u{feff}group\tid\tit\thi\nalpha\tid/alpha.txt\tit/alpha.txt\t\n\nbeta\tbeta.id.txt\tbeta.it.txt\n";
    assert_eq!(records(&manifest(folder.path(), text)), expected);
    let text = "group\tid\tit\nalpha\tid/alpha.txt\tno.txt\nbeta\tbeta.id.txt\ngamma\n";
    let records = records(&manifest(folder.path(), text));
    assert_eq!(records.len(), 3);
    assert!(records[0].starts_with("alpha: ") && records[0].contains("no.txt"));
    assert!(records[1].contains("only a text in `id`"), "{records:?}");
    assert!(records[2].contains("none of the languages"), "{records:?}");
}

#[test]
fn a_wrong_manifest_is_refused_with_its_line() {
    let folder = folder();
    for (text, line, expected) in [
        ("", 1, "a header"),
        ("name\tid\tit\n", 1, "a header"),
        ("group\tid\t4\n", 1, "a header"),
        ("group\tid\tid\n", 1, "a header"),
        ("group\tid\n", 1, "two languages"),
        ("group\tid\tit\na\tb\tc\td\n", 2, "a file a language"),
        ("group\tid\tit\n\n../a\tb\tc\n", 3, "without slash"),
        ("group\tid\tit\na\tb\tc\na\tb\tc\n", 3, "each group once"),
    ] {
        let path = manifest(folder.path(), text);
        let error = Corpus::find(&path, CorpusOptions::default()).unwrap_err();
        assert!(matches!(error, Error::Manifest { .. }), "{error}");
        let said = error.to_string();
        let place = format!("groups.tsv: line {line}: expected ");
        assert!(
            said.contains(&place) && said.contains(expected),
            "{text:?}: {said}"
        );
    }
}
