//! How fast running text is split into sentences, in bytes a second, a megabyte a language.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, Throughput};
use tetrapla::{Document, Language, LineBreaks};
use tetrapla_benches::{CODES, running_text};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("split");
    for (place, code) in CODES.iter().enumerate() {
        let text = running_text(place, 1 << 20);
        let language = Language::new(code).expect("a code");
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(code), &text, |bencher, text| {
            bencher.iter(|| {
                let text = Arc::clone(black_box(text));
                Document::split(language.clone(), text, LineBreaks::Auto)
            });
        });
    }
    group.finish();
    criterion.final_summary();
}
