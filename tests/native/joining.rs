//! Several files of one conversation: joined where something says so, offered where only the name
//! does.

use std::ops::ControlFlow;

use qunzhen::Session;
use qunzhen::export::JoinReason;
use qunzhen::report::{ParseOptions, ParseReport};

use crate::support::{messages, read};

fn whatsapp(range: std::ops::Range<u32>) -> String {
    let line = |i: u32| {
        let name = if i.is_multiple_of(2) { "Lena" } else { "Tom" };
        format!("{}.03.25, 09:{:02} - {name}: message {i}\n", 13 + i / 60, i % 60)
    };
    range.map(line).collect()
}

fn share(title: &str, day: &str, names: [&str; 2]) -> String {
    let [a, b] = names;
    format!(
        "{title} 微信群上的聊天记录如下，请查收。\n\n—————  {day}  —————\n\n{a}  09:02\n\n几点集合\n\n{b}  09:05\n\n八点\n"
    )
}

fn load(files: &[(&str, &str)]) -> (Session, ParseReport) {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
    read(&files, ParseOptions::default())
}

fn sizes(report: &ParseReport) -> Vec<u64> {
    report.sources.iter().flat_map(|s| &s.conversations).map(|c| c.messages).collect()
}

#[test]
fn overlapping_exports_become_one_without_duplicates() {
    let (early, late) = (whatsapp(0..70), whatsapp(40..100));
    for files in [[("a.txt", &*early), ("b.txt", &*late)], [("b.txt", &*late), ("a.txt", &*early)]]
    {
        let (session, report) = load(&files);
        assert_eq!(sizes(&report), [100]);
        let all = messages(&session, &report);
        let texts: Vec<_> = all.iter().map(|m| m.text.clone()).collect();
        assert_eq!(texts, (0..100).map(|i| format!("message {i}")).collect::<Vec<_>>());
        assert_eq!(report.sources[0].conversations[0].participants, 2);
        assert_eq!(report.joins.len(), 1);
        let join = &report.joins[0];
        assert_eq!((join.reason, join.duplicates), (JoinReason::SameMessages, 30));
        assert_eq!(join.file, files[1].0);
        for source in &report.sources {
            let l = source.ledger;
            let parts =
                l.messages + l.continuation + l.recognised + l.blank + l.duplicates + l.unparsed;
            assert_eq!(parts, l.total);
        }
        assert_eq!(report.sources[1].ledger.duplicates, 30);
    }
}

#[test]
fn exports_of_different_days_become_one() {
    let one = share("露营互助群", "2025-03-08", ["阿青", "老周"]);
    let two = share("露营互助群", "2025-03-09", ["老周", "阿青"]);
    let (session, report) = load(&[("2.txt", &two), ("1.txt", &one)]);
    assert_eq!(sizes(&report), [4]);
    let times: Vec<_> = messages(&session, &report).into_iter().map(|m| m.time.unwrap()).collect();
    assert!(times.is_sorted(), "{times:?}");
    assert_eq!(report.joins[0].reason, JoinReason::SameNameAndPeople);
}

#[test]
fn the_same_name_alone_is_offered_and_done_by_hand() {
    let one = share("福利群", "2025-03-08", ["阿青", "老周"]);
    let two = share("福利群", "2025-03-09", ["小林", "大米"]);
    let (mut session, report) = load(&[("1.txt", &one), ("2.txt", &two)]);
    assert_eq!(sizes(&report), [2, 2]);
    let offer = &report.joins[0];
    assert_eq!((offer.reason, offer.other.as_deref()), (JoinReason::SameName, Some("c2")));

    let done = session.join(&["c1".to_string(), "c2".to_string()]);
    assert_eq!(sizes(&done), [4]);
    assert_eq!(done.sources[0].conversations[0].participants, 4);
    assert_eq!(done.joins.len(), 1);
    assert_eq!((done.joins[0].reason, done.joins[0].other.as_deref()), (JoinReason::ByHand, None));
    let rows = session.messages("c1", 0, 10);
    assert_eq!(rows.iter().map(|r| r.index).collect::<Vec<_>>(), [0, 1, 2, 3]);
    session.scan_loaded(&Default::default(), &mut |_| ControlFlow::Continue(())).unwrap();
}

#[test]
fn a_stranger_conversation_is_left_alone() {
    let one = share("露营互助群", "2025-03-08", ["阿青", "老周"]);
    let two = share("团购群", "2025-03-08", ["阿青", "老周"]);
    let (_, report) = load(&[("1.txt", &one), ("2.txt", &two)]);
    assert_eq!((sizes(&report), report.joins.len()), (vec![2, 2], 0));
}

#[test]
fn the_user_may_keep_files_apart() {
    let options = ParseOptions { keep_apart: Some(true), ..ParseOptions::default() };
    let (early, late) = (whatsapp(0..70), whatsapp(40..100));
    let (_, report) = read(&[("a.txt", early.as_bytes()), ("b.txt", late.as_bytes())], options);
    assert_eq!(sizes(&report), [70, 60]);
    assert_eq!(report.joins[0].other.as_deref(), Some("c2"));
}

#[test]
fn the_same_id_joins_and_replies_still_point_at_their_message() {
    let file = |from: u64, to: u64| {
        let message = |i: u64| {
            format!(
                r#"{{"sender":"u{}","accountName":"{}","timestamp":{},"type":0,"content":"m{i}","platformMessageId":"{i}","replyToMessageId":"{}"}}"#,
                i % 2,
                if i.is_multiple_of(2) { "阿青" } else { "老周" },
                1741395731 + i * 60,
                i.saturating_sub(1)
            )
        };
        let list: Vec<_> = (from..to).map(message).collect();
        format!(
            r#"{{"chatlab":{{"version":"0.0.2"}},"meta":{{"name":"{from}号群","groupId":"1@chatroom","type":"group"}},"members":[],"messages":[{}]}}"#,
            list.join(",")
        )
    };
    let (a, b) = (file(1, 6), file(4, 9));
    let (session, report) = load(&[("a.json", &a), ("b.json", &b)]);
    assert_eq!(sizes(&report), [8]);
    assert_eq!(report.joins[0].reason, JoinReason::SameId);
    for row in messages(&session, &report).into_iter().skip(1) {
        assert_eq!(row.reply_to, Some(row.index - 1), "{}", row.text);
    }
}

#[test]
fn a_third_conversation_between_the_two_keeps_its_messages() {
    let (early, late) = (whatsapp(0..70), whatsapp(40..100));
    let other = share("露营互助群", "2025-03-08", ["阿青", "老周"]);
    let (session, report) = load(&[("a.txt", &early), ("o.txt", &other), ("b.txt", &late)]);
    assert_eq!(sizes(&report), [100, 2]);
    assert_eq!(session.messages("c2", 0, 9).len(), 2);
    let members = session.members(Some("c2"), 0, 9);
    assert_eq!(members.iter().map(|m| m.name.as_str()).collect::<Vec<_>>(), ["阿青", "老周"]);
    assert_eq!(session.members(Some("c1"), 0, 9).len(), 2);
}
