//! Several files at once, so that lists are learned and conversations joined.
#![no_main]

use qunzhen::report::ParseOptions;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let files = qunzhen_fuzz::files(input);
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), *b)).take(8).collect();
    // One drop of loose files, or a folder of them.
    let folder = (input.len() % 2 == 0).then(|| "export".to_string());
    qunzhen_fuzz::check(&files, &ParseOptions { folder, ..ParseOptions::default() });
});
