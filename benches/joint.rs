//! How fast more than two languages are aligned, in sentences of the first a second: the article
//! of `data/summit` in four, and about 100 sentences in eight, four of which are the texts of
//! the others under another code.

use criterion::{Criterion, Throughput};
use tetrapla::Aligner;
use tetrapla_benches::group;

fn main() {
    const FOUR: [(usize, &str); 4] = [(0, "hi"), (1, "id"), (2, "it"), (3, "tl")];
    const EIGHT: [(usize, &str); 8] = [
        (0, "hi"),
        (1, "id"),
        (2, "it"),
        (3, "tl"),
        (0, "mr"),
        (1, "ms"),
        (2, "es"),
        (3, "ceb"),
    ];
    let mut criterion = Criterion::default().configure_from_args();
    let mut joint = criterion.benchmark_group("joint");
    joint.sample_size(10);
    let aligner = Aligner::default();
    for (name, group) in [
        ("four_languages", group(&FOUR, 1)),
        ("eight_languages", group(&EIGHT, 100)),
    ] {
        joint.throughput(Throughput::Elements(
            group.documents()[0].n_sentences() as u64
        ));
        joint.bench_function(name, |bencher| bencher.iter(|| aligner.align(&group)));
    }
    joint.finish();
    criterion.final_summary();
}
