#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    qunzhen_fuzz::one_file("messages.xlsx", &qunzhen_fuzz::packed(input), &["table"]);
});
