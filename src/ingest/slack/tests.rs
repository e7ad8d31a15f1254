use std::borrow::Cow;

use serde_json::json;

use super::markup::{of_blocks, plain};

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
