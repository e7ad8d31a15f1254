use std::borrow::Cow;
use std::ops::ControlFlow;

use serde_json::json;

use super::markup::{of_blocks, plain};
use crate::export::Role;
use crate::ingest::{File, read as read_files};
use crate::report::ParseOptions;

fn read(words: &str) -> String {
    let name = |id: &str| if id == "U1" { Cow::Borrowed("阿青") } else { Cow::Borrowed("") };
    let title = |_: &str| Cow::Borrowed("");
    plain(words, &name, &title)
}

#[test]
fn markup_as_people_read_it() {
    for (words, plain) in [
        ("hi <@U1>, <@U2> <@U3|tom>", "hi @阿青, @U2 @tom"),
        ("see <#C1|general> and <#C2>", "see #general and #C2"),
        (
            "<https://example.com/a?b=1&amp;c=2|报名表> <https://example.com>",
            "报名表 https://example.com",
        ),
        ("<mailto:lena@example.com|lena@example.com>", "lena@example.com"),
        (
            "<!here> <!channel> <!subteam^S1|@ops> <!date^1741395731^{date}|Mar 8>",
            "@here @channel @ops Mar 8",
        ),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2 &amp;lt;", "1 < 2 && 3 > 2 &lt;"),
        ("a < b", "a < b"),
        ("<", "<"),
        ("< @ >", "< @ >"),
        ("", ""),
    ] {
        assert_eq!(read(words), plain, "{words}");
    }
}

#[test]
fn words_of_blocks() {
    let record = json!({"text": "", "blocks": [{"type": "rich_text", "elements": [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "早 "}, {"type": "user", "user_id": "U1"}, {"type": "emoji", "name": "wave"}]},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "别人的话"}]}]}]});
    assert_eq!(of_blocks(&record), "早 <@U1>:wave:");
    let record = json!({"attachments": [{"fallback": "x", "title": "下单", "text": "3 件"}, {"from_url": "u", "text": "别人的话"}]});
    assert_eq!(of_blocks(&record), "下单\n3 件");
}

#[test]
fn an_export_is_one_source_with_names() {
    let users = r#"[{"id":"U1","team_id":"T1","name":"aq","is_owner":true,"profile":{"real_name":"阿青","display_name":""}},
        {"id":"U2","team_id":"T1","name":"lz","profile":{"real_name":"老周","display_name":"周"}}]"#;
    let channels =
        r#"[{"id":"C0GENERAL","name":"general","created":1,"creator":"U1","members":["U1","U2"]}]"#;
    let direct = r#"[{"id":"D0DIRECT1","created":1,"members":["U1","U2"]}]"#;
    let message = |user: &str, stamp: &str, rest: &str| {
        format!(
            r#"{{"type":"message","user":"{user}","ts":"{stamp}","text":"早 <@U1> <#C0GENERAL>"{rest}}}"#
        )
    };
    let first = format!("[{}]", message("U1", "1741395731.000100", ""));
    let second =
        format!("[{}]", message("U2", "1741482131.000100", r#","thread_ts":"1741395731.000100""#));
    let alone = format!("[{}]", message("U2", "1741395999.000100", ""));
    let files = [
        ("x/users.json", users.to_string()),
        ("x/channels.json", channels.to_string()),
        ("x/dms.json", direct.to_string()),
        ("x/integration_logs.json", "[]".to_string()),
        ("x/general/2025-03-08.json", first),
        ("x/general/2025-03-09.json", second),
        ("x/D0DIRECT1/2025-03-08.json", alone),
    ];
    let options = ParseOptions { folder: Some("x".into()), ..ParseOptions::default() };
    let mut files: Vec<File<'_>> = files
        .iter()
        .map(|(name, text)| File {
            name: name.to_string(),
            data: Box::new(text.as_bytes()),
            options: options.clone(),
        })
        .collect();
    let (export, _) = read_files(&mut files, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(export.sources().len(), 1);
    let chats: Vec<_> =
        export.conversations().iter().map(|c| (c.title.as_str(), c.direct, c.rows.len())).collect();
    assert_eq!(chats, [("general", false, 2), ("阿青、周", true, 1)]);
    let rows: Vec<_> = (0..2).map(|row| export.message(row)).collect();
    assert_eq!((rows[0].name, rows[1].name), (Some("阿青"), Some("周")));
    assert_eq!(rows[1].text, "早 @阿青 #general");
    assert_eq!(rows[1].reply_to.map(|m| m.0), Some(0));
    let roles: Vec<_> = export.members().iter().map(|m| m.role).collect();
    assert_eq!(roles, [Role::Official, Role::Member, Role::Member]);
}
