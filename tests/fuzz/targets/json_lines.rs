#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    const FAMILY: &[&str] = &["chatlab", "wecom", "qce", "weflow", "table"];
    qunzhen_fuzz::one_file("messages.jsonl", input, FAMILY);
});
