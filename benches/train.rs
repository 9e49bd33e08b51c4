//! How fast is learned, in sentences of the first language a second: one round of training on two
//! made-up languages, all rounds, and a model written and read.

use criterion::{Criterion, Throughput};
use tetrapla::{Aligner, Config, Learned};
use tetrapla_benches::synthetic::{self, Shape, versions};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut train = criterion.benchmark_group("train");
    train.sample_size(10);
    let made = versions(1, 0, &Shape::novel(1_000), 2);
    let group = synthetic::group(&made, &["id", "it"]);
    train.throughput(Throughput::Elements(made[0].covers.len() as u64));
    let one_round = Config {
        n_uniform_rounds: 1,
        n_positional_rounds: 0,
        ..Config::default()
    };
    let learn = |aligner: &Aligner| {
        let mut learned = Learned::default();
        let done = aligner.learn(vec![group.clone()], &mut learned);
        done.map(|()| learned)
            .expect("a configuration within bounds")
    };
    for (name, config) in [("one_round", one_round), ("all_rounds", Config::default())] {
        let aligner = Aligner::new(config);
        train.bench_function(name, |bencher| bencher.iter(|| learn(&aligner)));
    }
    let learned = learn(&Aligner::default());
    let write = || {
        let mut bytes = Vec::new();
        learned
            .write(&mut bytes)
            .expect("a vector takes everything");
        bytes
    };
    let bytes = write();
    train.throughput(Throughput::Elements(learned.n_word_pairs("id", "it") as u64));
    train.bench_function("write_model", |bencher| bencher.iter(write));
    train.bench_function("read_model", |bencher| {
        bencher.iter(|| Learned::parse(&bytes, "a.model".as_ref()).expect("a model"));
    });
    train.finish();
    criterion.final_summary();
}
