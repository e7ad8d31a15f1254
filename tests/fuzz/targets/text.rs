#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    const FAMILY: &[&str] = &[
        "generic_paste",
        "wechat_paste",
        "wechat_share",
        "qq_txt",
        "qq_paste",
        "chatlog",
        "weflow",
        "memotrace",
        "qce",
        "line",
        "kakaotalk",
        "discord",
        "telegram",
        "signal",
        "feishu",
        "wechat_backup",
        "wechat_exporter",
    ];
    qunzhen_fuzz::one_file("chat.txt", input, FAMILY);
});
