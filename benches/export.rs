//! How fast an alignment of 20,000 units in four languages is written, in units a second. The
//! bytes are made and thrown away, so that no disk is measured.

use std::io;

use criterion::{Criterion, Throughput};
use tetrapla::export::Output;
use tetrapla::{Alignment, JsonLinesWriter, TableWriter, TmxWriter, TsvWriter, WriteOptions};
use tetrapla_benches::big_alignment;

const N_UNITS: usize = 20_000;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut export = criterion.benchmark_group("export");
    export.throughput(Throughput::Elements(N_UNITS as u64));
    export.sample_size(10);
    let alignment = big_alignment(N_UNITS);
    export.bench_function("tmx", |bencher| {
        bencher.iter(|| write(&alignment, TmxWriter::to_output));
    });
    export.bench_function("tsv", |bencher| {
        bencher.iter(|| write(&alignment, TsvWriter::to_output));
    });
    export.bench_function("jsonl", |bencher| {
        bencher.iter(|| write(&alignment, JsonLinesWriter::to_output));
    });
    export.bench_function("table", |bencher| {
        bencher.iter(|| write(&alignment, TableWriter::to_output));
    });
    export.finish();
    criterion.final_summary();
}

fn write<L: tetrapla::export::Layout>(
    alignment: &Alignment,
    to_output: fn(Output, WriteOptions) -> tetrapla::export::FileWriter<L>,
) -> tetrapla::Summary {
    let output = Output::stream("nowhere", io::sink());
    let writer = to_output(output, WriteOptions::default());
    let summary = writer.write(alignment).and_then(|writer| writer.finish());
    summary.expect("nowhere takes all bytes")
}
