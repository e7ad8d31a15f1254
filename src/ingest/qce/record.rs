//! A message of QQChatExporter's JSON: the Rust version's `CleanMessage` (5 and 6), and what
//! version 4 wrote.

use std::borrow::Cow;

use serde::Deserialize;

use super::kinds;
use crate::export::{Kind, Role};
use crate::ingest::builder::When;
use crate::ingest::json::{List, Loose, Scalar};
use crate::ingest::when::{self, trim};

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Record<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    #[serde(borrow)]
    message_id: Scalar<'a>,
    #[serde(borrow)]
    timestamp: Scalar<'a>,
    #[serde(borrow)]
    time: Scalar<'a>,
    #[serde(borrow)]
    pub(super) sender: Loose<Person<'a>>,
    #[serde(borrow, rename = "type")]
    class: Scalar<'a>,
    #[serde(borrow)]
    message_type: Scalar<'a>,
    #[serde(borrow)]
    content: Loose<Content<'a>>,
    #[serde(borrow)]
    recalled: Scalar<'a>,
    #[serde(borrow)]
    is_recalled: Scalar<'a>,
    #[serde(borrow)]
    system: Scalar<'a>,
    #[serde(borrow)]
    is_system_message: Scalar<'a>,
    #[serde(borrow)]
    raw_message: Loose<Raw<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Person<'a> {
    #[serde(borrow)]
    uid: Scalar<'a>,
    #[serde(borrow)]
    uin: Scalar<'a>,
    #[serde(borrow)]
    name: Scalar<'a>,
    #[serde(borrow)]
    nickname: Scalar<'a>,
    #[serde(borrow)]
    group_card: Scalar<'a>,
    #[serde(borrow)]
    title: Scalar<'a>,
    #[serde(borrow)]
    role: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Content<'a> {
    #[serde(borrow)]
    text: Scalar<'a>,
    #[serde(borrow)]
    elements: List<Element<'a>>,
    #[serde(borrow)]
    resources: List<Element<'a>>,
    #[serde(borrow)]
    emojis: List<Element<'a>>,
    #[serde(borrow)]
    reply: Loose<Reply<'a>>,
}

/// An element or a resource.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Element<'a> {
    #[serde(borrow, rename = "type")]
    class: Scalar<'a>,
    #[serde(borrow)]
    data: Loose<Reply<'a>>,
}

/// What a reply refers to; of other elements their text.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Reply<'a> {
    #[serde(borrow)]
    text: Scalar<'a>,
    #[serde(borrow)]
    message_id: Scalar<'a>,
    #[serde(borrow)]
    referenced_message_id: Scalar<'a>,
}

/// What version 4 copied from QQ.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Raw<'a> {
    #[serde(borrow)]
    msg_id: Scalar<'a>,
    #[serde(borrow)]
    msg_time: Scalar<'a>,
    #[serde(borrow)]
    sender_uin: Scalar<'a>,
    #[serde(borrow)]
    sender_uid: Scalar<'a>,
    #[serde(borrow)]
    send_nick_name: Scalar<'a>,
    #[serde(borrow)]
    send_member_name: Scalar<'a>,
}

/// The first text that says something.
fn first<'t>(texts: impl IntoIterator<Item = &'t Scalar<'t>>) -> Cow<'t, str> {
    let all = texts.into_iter().map(|scalar| match scalar.text() {
        Cow::Borrowed(text) => Cow::Borrowed(trim(text)),
        Cow::Owned(text) => Cow::Owned(trim(&text).to_string()),
    });
    all.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

impl Record<'_> {
    /// `true` where the record looks like a message.
    pub(super) fn is_message(&self) -> bool {
        let timed = !self.timestamp.is_nothing() || !self.time.is_nothing();
        let sent = !self.sender.0.uid.is_nothing()
            || !self.sender.0.uin.is_nothing()
            || !self.sender.0.name.is_nothing();
        timed && (sent || !self.content.0.text.is_nothing())
    }

    pub(super) fn id(&self) -> Cow<'_, str> {
        let id = first([&self.id, &self.message_id, &self.raw_message.0.msg_id]);
        if id == "0" { Cow::Borrowed("") } else { id }
    }

    /// Milliseconds, or the ISO text of version 4; else the printed time, or QQ's own seconds.
    pub(super) fn when(&self) -> When {
        let times = [&self.timestamp, &self.time, &self.raw_message.0.msg_time];
        times.into_iter().find_map(|time| when::cell(&time.text())).unwrap_or(When::Unknown)
    }

    pub(super) fn is_recalled(&self) -> bool {
        is_true(&self.recalled) || is_true(&self.is_recalled)
    }

    /// A grey line of QQ's: 5 is its number in version 4.
    pub(super) fn is_system(&self) -> bool {
        let said = |flag: &Scalar<'_>| !flag.is_nothing();
        if said(&self.system) || said(&self.is_system_message) {
            return is_true(&self.system) || is_true(&self.is_system_message);
        }
        self.class.text() == "system" || self.message_type.number() == Some(5)
    }

    /// The uid, by which senders without a number are found again.
    pub(super) fn uid(&self) -> Cow<'_, str> {
        first([&self.sender.0.uid, &self.raw_message.0.sender_uid])
    }

    /// The QQ number; empty where there is none.
    pub(super) fn uin(&self) -> Cow<'_, str> {
        let uin = first([&self.sender.0.uin, &self.raw_message.0.sender_uin]);
        if uin == "0" { Cow::Borrowed("") } else { uin }
    }

    /// Group card, name shown, nickname; a name that only repeats an id is none.
    pub(super) fn name(&self) -> Cow<'_, str> {
        let (person, raw) = (&self.sender.0, &self.raw_message.0);
        let (uid, uin) = (self.uid(), self.uin());
        let says = |scalar: &&Scalar<'_>| {
            let text = scalar.text();
            !matches!(trim(&text), "" | "0" | "未知") && text != uid && text != uin
        };
        let names = [
            &person.group_card,
            &raw.send_member_name,
            &person.name,
            &person.nickname,
            &raw.send_nick_name,
        ];
        first(names.into_iter().filter(says))
    }

    /// Grey lines stand under uin 0, or uid 未知.
    pub(super) fn is_nobody(&self) -> bool {
        let (uid, named) = (self.uid(), !self.name().is_empty());
        self.uin().is_empty()
            && (uid.is_empty() || uid == "未知" || !(named || uid.starts_with("u_")))
    }

    pub(super) fn role(&self) -> Role {
        match first([&self.sender.0.role, &self.sender.0.title]).as_ref() {
            "owner" | "admin" | "群主" | "管理员" => Role::Official,
            "member" => Role::Member,
            _ => Role::Unknown,
        }
    }

    /// The words, without the mark of a reply and what it quotes, and without the words inside
    /// of a merged forward.
    pub(super) fn words(&self) -> Cow<'_, str> {
        let content = &self.content.0;
        let Scalar::Text(text) = &content.text else {
            return Cow::Owned(content.text.text().into_owned());
        };
        let text = if self.is_reply() {
            kinds::without_quote(text)
        } else {
            kinds::without_reply_mark(text)
        };
        let text = if self.has("forward") || text.starts_with("[转发消息") {
            text.lines().next().unwrap_or("")
        } else {
            text
        };
        Cow::Borrowed(text)
    }

    fn has(&self, class: &str) -> bool {
        self.content.0.elements.0.iter().any(|element| element.class.text() == class)
    }

    fn is_reply(&self) -> bool {
        self.has("reply")
            || self.class.text() == "reply"
            || self.answers().is_some()
            || self.message_type.number() == Some(9)
    }

    /// The id of the message answered.
    pub(super) fn answers(&self) -> Option<Cow<'_, str>> {
        let of = |reply: &'_ Reply<'_>| -> Option<String> {
            let ids = [&reply.referenced_message_id, &reply.message_id];
            let id = first(ids.into_iter().filter(|id| id.text() != "0"));
            (!id.is_empty()).then(|| id.into_owned())
        };
        let content = &self.content.0;
        let element = content.elements.0.iter().find(|e| e.class.text() == "reply");
        let id = element.and_then(|e| of(&e.data.0)).or_else(|| of(&content.reply.0));
        id.map(Cow::Owned)
    }

    /// The kind by what the message is made of: its files, then a text that is only a
    /// placeholder, then its cards, then its type.
    pub(super) fn kind(&self, words: &str) -> Kind {
        let content = &self.content.0;
        let parts = || content.resources.0.iter().chain(&content.elements.0);
        if let Some(kind) = parts().find_map(|part| media(&part.class.text())) {
            return kind;
        }
        if let Some(kind) = kinds::of(words) {
            return kind;
        }
        let says = |element: &Element<'_>| {
            element.class.text() == "text" && !trim(&element.data.0.text.text()).is_empty()
        };
        let worded = content.elements.0.iter().any(says);
        let card = content.elements.0.iter().find_map(|element| card(&element.class.text()));
        // Where nothing is listed that a message is made of, its number says what it is.
        if parts().next().is_none()
            && let Some(kind) = self.message_type.number().and_then(of_number)
        {
            return kind;
        }
        match card {
            Some(kind) if !worded => kind,
            _ if !words.is_empty() => Kind::Text,
            _ if !content.emojis.0.is_empty() => Kind::Sticker,
            _ => kinds::of_word(&self.class.text())
                .or_else(|| of_number(self.message_type.number()?))
                .filter(|kind| *kind != Kind::System)
                .unwrap_or(Kind::Text),
        }
    }
}

fn is_true(flag: &Scalar<'_>) -> bool {
    match flag {
        Scalar::Text(text) => text == "true" || text == "1",
        flag => flag.number().is_some_and(|n| n != 0),
    }
}

/// Elements that are files; words beside them are their caption.
fn media(class: &str) -> Option<Kind> {
    Some(match class {
        "image" | "pic" => Kind::Image,
        "video" => Kind::Video,
        "audio" | "voice" | "ptt" => Kind::Voice,
        "file" => Kind::File,
        _ => return None,
    })
}

/// Elements that stand alone.
fn card(class: &str) -> Option<Kind> {
    Some(match class {
        "forward" | "json" | "xml" | "long_message" | "share" | "ark" => Kind::Link,
        "location" => Kind::Location,
        "wallet" | "live_gift" => Kind::Payment,
        "av_record" => Kind::Call,
        "market_face" | "giphy" => Kind::Sticker,
        "contact" => Kind::Contact,
        _ => return None,
    })
}

/// QQ's numbers in version 4, where nothing else says what it is.
fn of_number(number: i64) -> Option<Kind> {
    Some(match number {
        3 => Kind::File,
        4 | 7 => Kind::Video,
        6 => Kind::Voice,
        8 | 11 => Kind::Link,
        17 => Kind::Sticker,
        _ => return None,
    })
}
