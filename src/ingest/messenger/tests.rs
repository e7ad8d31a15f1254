use std::ops::ControlFlow;

use crate::export::Export;
use crate::ingest::{File, read};
use crate::report::ParseOptions;

fn load(name: &str, text: &str) -> Export {
    let data = Box::new(text.as_bytes());
    let file = File { name: name.into(), data, options: ParseOptions::default() };
    let (export, failures) = read(&mut [file], &mut |_| ControlFlow::Continue(())).unwrap();
    assert!(failures.is_empty(), "{failures:?}");
    export
}

fn format(name: &str, text: &str) -> &'static str {
    load(name, text).sources()[0].format
}

fn thread(message: &str, path: &str) -> String {
    format!(
        r#"{{"participants":[{{"name":"A"}},{{"name":"B"}}],"messages":[{{"sender_name":"A","timestamp_ms":1741395731000,"content":"hi"{message}}}],"title":"B","is_still_participant":true,"thread_path":"{path}","magic_words":[]}}"#
    )
}

#[test]
fn the_two_programs_are_told_apart() {
    let plain = thread("", "inbox/b_1");
    assert_eq!(format("message_1.json", &plain), "messenger");
    assert_eq!(
        format("your_instagram_activity/messages/inbox/b_1/message_1.json", &plain),
        "instagram"
    );
    assert_eq!(
        format(
            "message_1.json",
            &thread(r#","type":"Generic","is_unsent":false"#, "inbox/b_AbC12dEf3g")
        ),
        "messenger"
    );
    assert_eq!(
        format(
            "message_1.json",
            &thread(r#","is_geoblocked_for_viewer":false"#, "inbox/b_17843211234567890")
        ),
        "instagram"
    );
    assert_eq!(format("message_1.json", &thread("", "inbox/b_17843211234567890")), "instagram");
    assert_eq!(
        format(
            "message_1.json",
            &thread(r#","is_geoblocked_for_viewer":false"#, "e2ee_cutover/b_890711401007937")
        ),
        "messenger"
    );
    assert_eq!(
        format(
            "message_1.json",
            &thread(
                r#","share":{"link":"https://www.instagram.com/p/a","original_content_owner":"c"}"#,
                "inbox/b_1"
            )
        ),
        "instagram"
    );
    assert_eq!(
        format(
            "message_1.json",
            &thread(
                r#","photos":[{"uri":"your_facebook_activity/messages/inbox/b_1/photos/1.jpg"}]"#,
                "inbox/b_1"
            )
        ),
        "messenger"
    );
}

#[test]
fn texts_are_mended_one_by_one() {
    let damaged: String =
        "周末报个名".bytes().map(|b| format!("\\u{:04x}", u32::from(b))).collect();
    let text = thread("", "inbox/b_1").replace("\"hi\"", &format!("\"{damaged}\""));
    let export = load("a.json", &text);
    assert_eq!(export.message(0).text, "周末报个名");
    assert!(export.sources()[0].notes.iter().any(|n| n.code == "mojibake-repaired"));
    let right = load("a.json", &thread("", "inbox/b_1").replace("hi", "周末 café"));
    assert_eq!(right.message(0).text, "周末 café");
    assert!(right.sources()[0].notes.iter().all(|n| n.code != "mojibake-repaired"));
}
