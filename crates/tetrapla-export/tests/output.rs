//! Outputs appear whole or not at all, and say why not.

#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod common;

use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use common::{folder, names, sample};
use flate2::read::MultiGzDecoder;
use tetrapla_export::{
    BeadsWriter, Error, Format, JsonLinesWriter, Output, TmxWriter, WriteOptions, create,
};

#[test]
fn a_dropped_output_leaves_nothing_and_touches_nothing() {
    let folder = folder();
    let path = folder.path().join("a.tmx");
    drop(TmxWriter::create(&path).unwrap().write(&sample()).unwrap());
    assert_eq!(names(&folder), [""; 0]);
    fs::write(&path, "earlier").unwrap();
    drop(TmxWriter::create(&path).unwrap().write(&sample()).unwrap());
    assert_eq!(names(&folder), ["a.tmx"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), "earlier");
    TmxWriter::create(&path)
        .unwrap()
        .write(&sample())
        .unwrap()
        .finish()
        .unwrap();
    assert_eq!(names(&folder), ["a.tmx"]);
    assert!(fs::read_to_string(&path).unwrap().ends_with("</tmx>\n"));
}

#[test]
fn an_alignment_that_does_not_fit_leaves_the_writer_whole() {
    let folder = folder();
    for format in [Format::Tmx, Format::Tsv, Format::JsonLines, Format::Table] {
        let path = folder.path().join("a");
        let pair = Some(("hi".to_owned(), "fr".to_owned()));
        let options = WriteOptions {
            pair,
            ..WriteOptions::default()
        };
        let mut writer = create(format, &path, options).unwrap();
        let error = writer.write(&sample()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the group `summit` has no `fr`; expected a pair of hi id it tl"
        );
        assert_eq!(writer.finish().unwrap().n_written, 0);
    }
}

#[test]
fn names_that_cannot_be_written_are_refused_with_the_reason() {
    let folder = folder();
    let inside = folder.path().join("missing/a.tmx");
    let error = Output::create(&inside).err().unwrap();
    assert!(matches!(&error, Error::MissingFolder { path, .. } if *path == inside));
    assert!(
        error.to_string().ends_with("missing; make it first"),
        "{error}"
    );
    for path in [
        folder.path(),
        Path::new("/"),
        Path::new(".."),
        Path::new(""),
    ] {
        let error = Output::create(path).err().unwrap();
        assert!(
            matches!(error, Error::IsFolder { .. }),
            "{}: {error}",
            path.display()
        );
        let error = BeadsWriter::create(path).err().unwrap();
        assert!(
            matches!(error, Error::IsFolder { .. }),
            "{}: {error}",
            path.display()
        );
    }
    fs::write(folder.path().join("file"), "").unwrap();
    let error = Output::check(folder.path().join("file/a.tmx")).unwrap_err();
    assert!(matches!(error, Error::MissingFolder { .. }), "{error}");
    let beads = folder.path().join("missing/a.beads");
    assert!(matches!(
        BeadsWriter::create(beads),
        Err(Error::MissingFolder { .. })
    ));
    assert_eq!(names(&folder), ["file"]);
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay_as_they_are() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder();
    let (path, link) = (
        folder.path().join("a.jsonl"),
        folder.path().join("link.jsonl"),
    );
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let plain = folder.path().join("plain");
    fs::write(&plain, "").unwrap();
    JsonLinesWriter::create(&path).unwrap().finish().unwrap();
    assert_eq!(
        mode(&path),
        mode(&plain),
        "a new file has the permissions of any other"
    );
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&path, &link).unwrap();
    JsonLinesWriter::create(&link)
        .unwrap()
        .write(&sample())
        .unwrap()
        .finish()
        .unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 6);
    assert_eq!(mode(&path), 0o640);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
    let error = JsonLinesWriter::create(&path).err().unwrap();
    assert!(matches!(error, Error::NoPermission { .. }), "{error}");
    assert_eq!(names(&folder), ["a.jsonl", "link.jsonl", "plain"]);
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_no_regular_file_is_written_to_directly() {
    TmxWriter::create("/dev/null")
        .unwrap()
        .write(&sample())
        .unwrap()
        .finish()
        .unwrap();
    assert!(!Path::new("/dev/null").is_file());
    let writer = JsonLinesWriter::create("/dev/full").unwrap();
    let error = writer.write(&sample()).unwrap().finish().unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("/dev/full: cannot be written: "),
        "{error}"
    );
}

#[test]
fn a_stream_that_refuses_bytes_breaks_the_writer() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let output = Output::stream("full", Full);
    let mut writer = JsonLinesWriter::to_output(output, WriteOptions::default());
    let writer = loop {
        use tetrapla_export::Writer;
        let boxed: &mut dyn Writer = &mut writer;
        if boxed.write(&sample()).is_err() {
            break writer;
        }
    };
    assert!(matches!(writer.finish(), Err(Error::Incomplete { .. })));
}

#[test]
fn compressed_outputs_hold_the_same_text_and_the_same_bytes_each_time() {
    let folder = folder();
    let write = |name: &str| {
        let path = folder.path().join(name);
        JsonLinesWriter::create(&path)
            .unwrap()
            .write(&sample())
            .unwrap()
            .finish()
            .unwrap();
        fs::read(path).unwrap()
    };
    let plain = write("a.jsonl");
    let gzip = write("a.jsonl.gz");
    let zstd = write("a.jsonl.zst");
    let mut text = Vec::new();
    MultiGzDecoder::new(&gzip[..])
        .read_to_end(&mut text)
        .unwrap();
    assert_eq!(text, plain);
    assert_eq!(zstd::decode_all(&zstd[..]).unwrap(), plain);
    assert_eq!(gzip[4..8], [0; 4], "the header holds no time");
    assert_eq!(write("b.jsonl.gz"), gzip);
    assert_eq!(write("b.jsonl.zst"), zstd);
}

#[test]
fn beads_say_which_pair_and_which_group() {
    let folder = folder();
    let path = folder.path().join("a.hi-it.beads");
    let options = WriteOptions {
        pair: Some(("id".into(), "tl".into())),
        ..WriteOptions::default()
    };
    let error = BeadsWriter::with_options(&path, options)
        .unwrap()
        .write(&sample())
        .err()
        .unwrap();
    assert!(matches!(error, Error::PairMismatch { .. }), "{error}");
    let error = BeadsWriter::create("-")
        .unwrap()
        .write(&sample())
        .err()
        .unwrap();
    assert!(matches!(error, Error::PairNeeded { .. }), "{error}");
    let writer = BeadsWriter::create(&path)
        .unwrap()
        .write(&sample())
        .unwrap();
    let error = writer.write(&sample()).err().unwrap();
    assert!(matches!(error, Error::OneGroup { .. }), "{error}");
    assert_eq!(names(&folder), [""; 0]);
    let options = WriteOptions {
        min_probability: 0.67,
        ..WriteOptions::default()
    };
    let writer = BeadsWriter::with_options(&path, options).unwrap();
    let summary = writer.write(&sample()).unwrap().finish().unwrap();
    assert_eq!((summary.n_written, summary.n_improbable), (5, 1));
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        text.contains("[]:[2]:0.6600\n"),
        "unaligned sentences stay: {text}"
    );
    assert!(!text.contains("[2]:[3]"), "{text}");
}
