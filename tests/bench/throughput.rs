//! Prints how fast exports are read and scanned natively, how that grows with their size, and what
//! memory a message takes. Nothing is asserted: machines differ.
//!
//! With `QZ_BENCH_DIR` set, exports for the browser bench stay there.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods
)]

#[path = "../support/synthetic.rs"]
mod synthetic;

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use peak_alloc::PeakAlloc;
use qunzhen::Session;
use qunzhen::ingest::source::ReadAt;
use qunzhen::report::{ParseOptions, RoleOptions};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Name of the file, what writes it, numbers of messages, and the number that the browser reads too.
const EXPORTS: [(&str, synthetic::Export, &[usize], usize); 3] = [
    ("whatsapp.txt", synthetic::whatsapp, &[10_000, 100_000, 1_000_000, 3_000_000], 1_000_000),
    ("telegram.json", synthetic::telegram, &[10_000, 100_000, 1_000_000, 3_000_000], 1_000_000),
    ("qce.json", synthetic::qce, &[10_000, 100_000, 1_000_000], 1_000_000),
];

fn main() {
    let start = Instant::now();
    drop(Session::new().unwrap());
    println!("rules ready in {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    let kept = std::env::var_os("QZ_BENCH_DIR").map(PathBuf::from);
    let folder = kept.clone().unwrap_or_else(std::env::temp_dir);
    std::fs::create_dir_all(&folder).unwrap();
    println!(
        "{:<16} {:>9} {:>7}  {:>8} {:>11}  {:>8} {:>11}  memory at most, bytes a message beside its text",
        "export", "messages", "MB", "parse s", "ns/message", "scan s", "ns/message"
    );
    for (name, write, sizes, browser) in EXPORTS {
        for messages in sizes {
            let path = folder.join(format!("{messages}-{name}"));
            let mut out = BufWriter::new(File::create(&path).unwrap());
            write(&mut out, *messages, 7).unwrap();
            out.into_inner().unwrap().sync_all().unwrap();
            measure(name, &path, *messages);
            if kept.is_none() || *messages != browser {
                std::fs::remove_file(&path).unwrap();
            }
        }
    }
}

/// Best of three.
fn measure(name: &str, path: &Path, messages: usize) {
    let mb = std::fs::metadata(path).unwrap().len() as f64 / 1e6;
    let mut best = run(path);
    for _ in 0..2 {
        let next = run(path);
        best = (best.0.min(next.0), best.1.min(next.1), best.2);
    }
    let (parse, scan, memory) = best;
    let each = |seconds: f64| seconds / messages as f64 * 1e9;
    println!(
        "{name:<16} {messages:>9} {mb:>7.1}  {parse:>8.3} {:>11.0}  {scan:>8.3} {:>11.0}  {:>6.0}",
        each(parse),
        each(scan),
        memory / messages as f64,
    );
    io::stdout().flush().unwrap();
}

/// Seconds of one parse and one scan; the most memory that parsing took beside the texts, in bytes.
fn run(path: &Path) -> (f64, f64, f64) {
    let mut session = Session::new().unwrap();
    let mut files = [qunzhen::ingest::File {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        data: Box::new(OnDisk(File::open(path).unwrap())),
        options: ParseOptions::default(),
    }];
    let mut go = |_| ControlFlow::Continue(());
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let start = Instant::now();
    session.parse(&mut files, &mut go).unwrap();
    let parsed = start.elapsed().as_secs_f64();
    let taken = MEMORY.peak_usage() - before;
    let start = Instant::now();
    session.scan_loaded(&RoleOptions::default(), &mut go).unwrap();
    let scanned = start.elapsed().as_secs_f64();
    let export = session.export();
    let messages = export.conversations().iter().flat_map(|c| export.messages(c));
    let texts: usize = messages.map(|m| m.text.len()).sum();
    (parsed, scanned, taken as f64 - texts as f64)
}

struct OnDisk(File);

impl ReadAt for OnDisk {
    fn size(&self) -> u64 {
        self.0.metadata().map_or(0, |of| of.len())
    }

    fn read_at(&mut self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        self.0.seek(SeekFrom::Start(offset))?;
        let mut taken = 0;
        while taken < buf.len() {
            match self.0.read(&mut buf[taken..])? {
                0 => break,
                n => taken += n,
            }
        }
        Ok(taken)
    }
}
