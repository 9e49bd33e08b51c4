//! How fast running text is split into sentences, in bytes a second: a megabyte a language beside
//! the boundaries of UAX #29 alone by two libraries, and a single paragraph of 1 MB beside one of 10 MB, which is
//! as fast where the time is linear.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use icu_segmenter::SentenceSegmenter;
use icu_segmenter::options::SentenceBreakInvariantOptions;
use tetrapla::core::segment;
use tetrapla::{Language, LineBreaks};
use tetrapla_benches::{CODES, running_text};
use unicode_segmentation::UnicodeSegmentation;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("segment_text");
    for (place, code) in CODES.iter().enumerate() {
        let text = running_text(place, 1 << 20);
        let language = Language::new(code).expect("a code");
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::new("own", code), &text, |bencher, text| {
            bencher.iter(|| segment::split(black_box(text), &language, LineBreaks::Auto));
        });
        group.bench_with_input(BenchmarkId::new("uax29", code), &text, |bencher, text| {
            bencher.iter(|| black_box(text).split_sentence_bounds().count());
        });
        let icu = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
        group.bench_with_input(BenchmarkId::new("icu", code), &text, |bencher, text| {
            bencher.iter(|| icu.segment_str(black_box(text)).count());
        });
    }
    group.finish();

    let mut group = criterion.benchmark_group("segment_text/paragraph");
    group.sample_size(10);
    for (place, code) in CODES.iter().enumerate() {
        for n_megabytes in [1, 10] {
            let text = running_text(place, n_megabytes << 20);
            let paragraph = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let language = Language::new(code).expect("a code");
            group.throughput(Throughput::Bytes(paragraph.len() as u64));
            let id = BenchmarkId::new(*code, format!("{n_megabytes}MB"));
            group.bench_with_input(id, &paragraph, |bencher, text| {
                bencher.iter(|| segment::split(black_box(text), &language, LineBreaks::Auto));
            });
        }
    }
    group.finish();
    criterion.final_summary();
}
