#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    const FAMILY: &[&str] = &["qq_mht", "memotrace", "telegram", "discord", "wechat_backup"];
    qunzhen_fuzz::one_file("messages.html", input, FAMILY);
});
