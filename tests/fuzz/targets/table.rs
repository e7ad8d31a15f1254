#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    const FAMILY: &[&str] =
        &["table", "memotrace", "weflow", "echotrace", "chatlog", "pywxdump", "qce", "discord"];
    qunzhen_fuzz::one_file("messages.csv", input, FAMILY);
});
