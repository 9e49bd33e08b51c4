//! Writing: units a second, for each format, to a stream that keeps nothing.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tetrapla::export::{FileWriter, Layout, Output, jsonl, table, tmx, tsv};
use tetrapla::{Aligner, Alignment, Config, WriteOptions};
use tetrapla_benches as texts;

fn write<L: Layout>(alignment: &Alignment) -> usize {
    let output = Output::stream("sink", std::io::sink());
    let writer = FileWriter::<L>::to_output(output, WriteOptions::default());
    let written = writer.write(alignment).and_then(FileWriter::finish);
    written.expect("a sink takes everything").n_written
}

fn export(criterion: &mut Criterion) {
    let aligner = Aligner::new(Config::default());
    let alignment = aligner
        .align(&texts::group(&[0, 1, 2, 3], 150))
        .expect("the configuration is right");
    let mut group = criterion.benchmark_group("export");
    group.throughput(Throughput::Elements(alignment.units().len() as u64));
    group.bench_function("tmx", |bencher| {
        bencher.iter(|| write::<tmx::Tmx>(&alignment))
    });
    group.bench_function("tsv", |bencher| {
        bencher.iter(|| write::<tsv::Tsv>(&alignment))
    });
    group.bench_function("jsonl", |bencher| {
        bencher.iter(|| write::<jsonl::JsonLines>(&alignment))
    });
    group.bench_function("table", |bencher| {
        bencher.iter(|| write::<table::Table>(&alignment))
    });
    group.finish();
}

criterion_group!(benches, export);
criterion_main!(benches);
