//! How fast sentences are taken apart into tokens, and folded as the engine does, in bytes a second.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use tetrapla::core::tokenise::{fold, tokens};
use tetrapla_benches::{CODES, running_text};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("tokenise");
    for (place, code) in CODES.iter().enumerate() {
        let text = running_text(place, 1 << 20);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::new("tokens", code), &text, |bencher, text| {
            bencher.iter(|| tokens(black_box(text)).count());
        });
        group.bench_with_input(BenchmarkId::new("folded", code), &text, |bencher, text| {
            let folded =
                |text| tokens(text).map(|token| fold(token.kind, token.span.of(text)).len());
            bencher.iter(|| folded(black_box(text)).sum::<usize>());
        });
    }
    group.finish();
    criterion.final_summary();
}
