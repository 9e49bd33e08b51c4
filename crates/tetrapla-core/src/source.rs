//! Files to text: decompression and decoding. It neither guesses legacy encodings nor changes
//! the text; a byte-order mark stays in it as U+FEFF, so that offsets equal the file's.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use crate::error::{Error, Result};

/// Most bytes that a source may have after decompression: 4 GiB. It keeps a small file that
/// inflates without end from taking all memory.
pub const MAX_BYTES: u64 = 4 << 30;

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Reads a file as text: plain, gzip or zstd (told by their first bytes), in UTF-8, or in
/// UTF-16 with a byte-order mark. `-` is standard input.
///
/// # Errors
///
/// [`Error::IsFolder`], [`Error::Read`] (missing, unreadable, corrupt compression),
/// [`Error::TooLarge`], [`Error::Encoding`] with the offset of the first wrong byte.
pub fn read_text(path: &Path) -> Result<String> {
    decode(read_bytes(path)?, path)
}

/// Reads the bytes of a file, decompressed. `-` is standard input.
///
/// # Errors
///
/// As [`read_text`], but for the encoding.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    if path.as_os_str() == "-" {
        return decompress(io::stdin().lock(), path);
    }
    let failed = |source| Error::Read {
        path: path.to_owned(),
        source,
    };
    if std::fs::metadata(path).map_err(failed)?.is_dir() {
        return Err(Error::IsFolder {
            path: path.to_owned(),
        });
    }
    decompress(File::open(path).map_err(failed)?, path)
}

/// Reads to the end through the decoder that the first bytes ask for; `path` is named in an error.
///
/// # Errors
///
/// [`Error::Read`] where the compression is corrupt, [`Error::TooLarge`].
pub fn decompress(input: impl Read, path: &Path) -> Result<Vec<u8>> {
    decompress_within(input, path, MAX_BYTES)
}

/// Decodes the bytes of a text; `path` is named in an error.
///
/// # Errors
///
/// [`Error::Encoding`].
pub fn decode(bytes: Vec<u8>, path: &Path) -> Result<String> {
    let wrong = |offset, encoding| Error::Encoding {
        path: path.to_owned(),
        offset,
        encoding,
    };
    match bytes.as_slice() {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => {
            Err(wrong(0, "UTF-8 (it begins as UTF-32 does)"))
        }
        [0xff, 0xfe, ..] => decode_utf16(&bytes, u16::from_le_bytes)
            .map_err(|offset| wrong(offset, "UTF-16 (little-endian)")),
        [0xfe, 0xff, ..] => decode_utf16(&bytes, u16::from_be_bytes)
            .map_err(|offset| wrong(offset, "UTF-16 (big-endian)")),
        _ => String::from_utf8(bytes)
            .map_err(|error| wrong(error.utf8_error().valid_up_to(), "UTF-8")),
    }
}

/// Decodes UTF-16; the error is the byte offset of the first unit that is wrong.
fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> std::result::Result<String, usize> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    let mut offset = 0;
    for decoded in char::decode_utf16(pairs.iter().map(|&pair| unit(pair))) {
        let c = decoded.map_err(|_| offset)?;
        offset += 2 * c.len_utf16();
        text.push(c);
    }
    if rest.is_empty() {
        Ok(text)
    } else {
        Err(offset)
    }
}

/// Reads to the end through the decoder that the first bytes ask for, at most `limit` bytes.
fn decompress_within(mut input: impl Read, path: &Path, limit: u64) -> Result<Vec<u8>> {
    let failed = |source| Error::Read {
        path: path.to_owned(),
        source,
    };
    let mut magic = Vec::with_capacity(ZSTD.len());
    input
        .by_ref()
        .take(ZSTD.len() as u64)
        .read_to_end(&mut magic)
        .map_err(failed)?;
    let (gzip, zstd) = (magic.starts_with(&GZIP), magic.starts_with(&ZSTD));
    let input = BufReader::new(io::Cursor::new(magic).chain(input));
    let mut bytes = Vec::new();
    let read = if gzip {
        MultiGzDecoder::new(input)
            .take(limit + 1)
            .read_to_end(&mut bytes)
    } else if zstd {
        zstd::Decoder::with_buffer(input)
            .and_then(|decoder| decoder.take(limit + 1).read_to_end(&mut bytes))
    } else {
        input.take(limit + 1).read_to_end(&mut bytes)
    };
    read.map_err(failed)?;
    if bytes.len() as u64 > limit {
        return Err(Error::TooLarge {
            path: path.to_owned(),
            limit,
        });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn written(bytes: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn plain_gzip_of_two_members_and_zstd_of_two_frames_read_the_same() {
        let text = "नमस्ते। Ciao.\r\n";
        assert_eq!(read_text(written(text.as_bytes()).path()).unwrap(), text);
        let (one, two) = text.as_bytes().split_at(9);
        let members = [gzip(one), gzip(two)].concat();
        assert_eq!(read_text(written(&members).path()).unwrap(), text);
        let frames = [
            zstd::encode_all(one, 3).unwrap(),
            zstd::encode_all(two, 3).unwrap(),
        ]
        .concat();
        assert_eq!(read_text(written(&frames).path()).unwrap(), text);
    }

    #[test]
    fn byte_order_marks_stay_as_one_character() {
        let text = "\u{feff}è 𝄞";
        assert_eq!(read_text(written(text.as_bytes()).path()).unwrap(), text);
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read_text(written(&little).path()).unwrap(), text);
        assert_eq!(read_text(written(&big).path()).unwrap(), text);
    }

    #[test]
    fn wrong_bytes_are_named_by_offset() {
        let offset = |bytes: &[u8]| match read_text(written(bytes).path()) {
            Err(Error::Encoding { offset, .. }) => offset,
            other => panic!("expected an encoding error, got {other:?}"),
        };
        assert_eq!(offset(b"citt\xe0"), 4);
        assert_eq!(offset(&gzip(b"perch\xe9 no")), 5);
        assert_eq!(offset(b"\xff\xfea\x00\x00\xd8b\x00"), 4);
        assert_eq!(offset(b"\xff\xfea\x00b"), 4);
        assert_eq!(offset(b"\xff\xfe\x00\x00a\x00\x00\x00"), 0);
    }

    #[test]
    fn folders_missing_files_and_corrupt_ones_are_errors_that_name_the_file() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(
            read_text(folder.path()),
            Err(Error::IsFolder { .. })
        ));
        let missing = folder.path().join("no.txt");
        let said = read_text(&missing).unwrap_err().to_string();
        assert!(said.contains("no.txt"), "{said}");
        let mut cut = gzip("a sentence. ".repeat(99).as_bytes());
        cut.truncate(cut.len() / 2);
        assert!(matches!(
            read_text(written(&cut).path()),
            Err(Error::Read { .. })
        ));
        assert!(matches!(
            read_text(written(b"\x1f\x8bnonsense").path()),
            Err(Error::Read { .. })
        ));
        assert_eq!(read_text(written(b"").path()).unwrap(), "");
        assert_eq!(read_text(written(b"\x1f").path()).unwrap(), "\u{1f}");
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let bomb = gzip(&vec![b'a'; 100_000]);
        let read = decompress_within(bomb.as_slice(), Path::new("bomb.gz"), 5_000);
        assert!(matches!(read, Err(Error::TooLarge { limit: 5_000, .. })));
        assert!(decompress_within(bomb.as_slice(), Path::new("bomb.gz"), 100_000).is_ok());
    }
}
