//! How fast two languages are aligned, in sentences of the first a second: texts of about 35,
//! 300 and 1,000 sentences, of two scripts and of one, and of made-up languages of 1,000 and 10,000.

use criterion::{BenchmarkId, Criterion, Throughput};
use tetrapla::Aligner;
use tetrapla_benches::group;
use tetrapla_benches::synthetic::{self, Shape, versions};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut pairs = criterion.benchmark_group("pair");
    pairs.sample_size(10);
    let aligner = Aligner::default();
    for (name, languages) in [
        ("hi-it", [(0, "hi"), (2, "it")]),
        ("it-tl", [(2, "it"), (3, "tl")]),
    ] {
        for n_sentences in [35, 300, 1_000] {
            let group = group(&languages, n_sentences);
            pairs.throughput(Throughput::Elements(
                group.documents()[0].n_sentences() as u64
            ));
            let id = BenchmarkId::new(name, n_sentences);
            pairs.bench_with_input(id, &group, |bencher, group| {
                bencher.iter(|| aligner.align(group));
            });
        }
    }
    for n_lines in [1_000, 10_000] {
        let made = versions(1, 0, &Shape::novel(n_lines), 2);
        let group = synthetic::group(&made, &["id", "it"]);
        pairs.throughput(Throughput::Elements(made[0].covers.len() as u64));
        let id = BenchmarkId::new("synthetic", n_lines);
        pairs.bench_with_input(id, &group, |bencher, group| {
            bencher.iter(|| aligner.align(group));
        });
    }
    pairs.finish();
    criterion.final_summary();
}
