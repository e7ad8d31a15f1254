#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    const FAMILY: &[&str] = &[
        "chatlab",
        "weflow",
        "echotrace",
        "chatlog",
        "pywxdump",
        "qce",
        "discord",
        "telegram",
        "feishu",
        "wecom",
        "slack",
        "messenger",
        "instagram",
        "google_chat",
        "table",
    ];
    qunzhen_fuzz::one_file("result.json", input, FAMILY);
});
