#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    qunzhen_fuzz::one_file("_chat.txt", input, &["whatsapp"]);
});
