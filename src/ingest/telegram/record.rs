//! A message of Telegram's `result.json`, read without a copy where its texts allow it.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::export::Kind;
use crate::ingest::builder::When;
use crate::ingest::json::{Presence, Scalar};
use crate::ingest::notices;
use crate::ingest::when::{self, trim};
use crate::time::Timestamp;

/// A record of `messages`; what is not needed is skipped.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Record<'a> {
    #[serde(borrow)]
    pub(super) id: Scalar<'a>,
    #[serde(borrow, rename = "type")]
    pub(super) class: Scalar<'a>,
    #[serde(borrow)]
    date: Scalar<'a>,
    #[serde(borrow)]
    date_unixtime: Scalar<'a>,
    #[serde(borrow)]
    pub(super) from: Scalar<'a>,
    #[serde(borrow)]
    pub(super) from_id: Scalar<'a>,
    #[serde(borrow)]
    pub(super) actor: Scalar<'a>,
    #[serde(borrow)]
    pub(super) actor_id: Scalar<'a>,
    #[serde(borrow)]
    pub(super) action: Scalar<'a>,
    #[serde(borrow)]
    pub(super) text: Words<'a>,
    #[serde(borrow)]
    forwarded_from: Scalar<'a>,
    text_entities: Presence,
    forwarded_from_id: Presence,
    #[serde(borrow)]
    reply_to_message_id: Scalar<'a>,
    reply_to_peer_id: Presence,
    photo: Presence,
    #[serde(borrow)]
    file: Scalar<'a>,
    #[serde(borrow)]
    file_name: Scalar<'a>,
    #[serde(borrow)]
    media_type: Scalar<'a>,
    #[serde(borrow)]
    mime_type: Scalar<'a>,
    #[serde(borrow)]
    pub(super) poll: Words<'a>,
    contact_information: Presence,
    location_information: Presence,
    place_name: Presence,
    invoice_information: Presence,
    game_title: Presence,
    story_id: Presence,
    todo_list: Presence,
    giveaway_information: Presence,
    paid_media: Presence,
}

impl Record<'_> {
    /// `true` where the record is a message of any kind.
    pub(super) fn is_message(&self) -> bool {
        let dated = !self.date.is_nothing() || !self.date_unixtime.is_nothing();
        let written =
            !self.from.is_nothing() || !self.from_id.is_nothing() || self.text.0.is_some();
        let classed = matches!(self.class, Scalar::Text(_));
        // Tools drop the dates.
        let said = !self.from_id.is_nothing() && (self.text.0.is_some() || self.text_entities.0);
        (classed && (dated || written)) || (dated && written) || said
    }

    /// When: the epoch number; where old versions have none, the exporter's wall clock.
    pub(super) fn when(&self) -> When {
        let epoch = self.date_unixtime.number().and_then(Timestamp::from_epoch);
        let printed = || when::cell(&self.date.text()).unwrap_or(When::Unknown);
        epoch.map_or_else(printed, When::At)
    }

    /// Someone else's words. The name is `null` where that account was deleted; who forwards
    /// their own words says them again.
    pub(super) fn is_forward(&self) -> bool {
        let forwarded = !self.forwarded_from.is_nothing() || self.forwarded_from_id.0;
        forwarded && (self.forwarded_from.is_nothing() || self.forwarded_from != self.from)
    }

    /// The message answered, unless it stands in another chat.
    pub(super) fn answers(&self) -> Option<Cow<'_, str>> {
        let id = self.reply_to_message_id.text();
        (!id.is_empty() && !self.reply_to_peer_id.0).then_some(id)
    }

    /// What kind a message is, beside its words.
    pub(super) fn kind(&self) -> Kind {
        match self.media_type.text().as_ref() {
            "sticker" | "animation" => return Kind::Sticker,
            "voice_message" | "audio_file" => return Kind::Voice,
            "video_message" | "video_file" => return Kind::Video,
            "photo" => return Kind::Image,
            _ => {}
        }
        if !self.poll.is_nothing() {
            Kind::Poll
        } else if self.photo.0 || self.paid_media.0 {
            Kind::Image
        } else if !self.file.is_nothing() || !self.file_name.is_nothing() {
            self.kind_of_file()
        } else if self.contact_information.0 {
            Kind::Contact
        } else if self.location_information.0 || self.place_name.0 {
            Kind::Location
        } else if self.invoice_information.0 {
            Kind::Payment
        } else if self.game_title.0 || self.story_id.0 {
            Kind::Link
        } else if self.todo_list.0 || self.giveaway_information.0 {
            Kind::Other
        } else {
            Kind::Text
        }
    }

    fn kind_of_file(&self) -> Kind {
        let mime = self.mime_type.text();
        match mime.split('/').next().unwrap_or("") {
            "image" => Kind::Image,
            "video" => Kind::Video,
            "audio" => Kind::Voice,
            "" => {
                let name = [&self.file_name, &self.file].into_iter().find(|n| !n.is_nothing());
                notices::kind_of_file(&name.map(Scalar::text).unwrap_or_default())
            }
            _ => Kind::File,
        }
    }
}

/// Words as Telegram writes them: a text, or texts and `{type, text}` in a row; of a poll its
/// question.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Words<'a>(pub(super) Option<Cow<'a, str>>);

impl Words<'_> {
    /// `true` where there is no value.
    pub(super) fn is_nothing(&self) -> bool {
        self.0.is_none()
    }

    /// As text; empty for nothing.
    pub(super) fn text(&self) -> &str {
        self.0.as_deref().unwrap_or("")
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Words<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WordsVisitor)
    }
}

struct WordsVisitor;

impl<'de> Visitor<'de> for WordsVisitor {
    type Value = Words<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Words<'de>, E> {
        Ok(Words(Some(Cow::Borrowed(text))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Words<'de>, E> {
        Ok(Words(Some(Cow::Owned(text.to_string()))))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Words<'de>, E> {
        Ok(Words(Some(Cow::Owned(number.to_string()))))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Words<'de>, E> {
        Ok(Words(Some(Cow::Owned(number.to_string()))))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Words<'de>, E> {
        Ok(Words(Some(Cow::Owned(number.to_string()))))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Words<'de>, E> {
        Ok(Words(None))
    }

    fn visit_unit<E>(self) -> Result<Words<'de>, E> {
        Ok(Words(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Words<'de>, A::Error> {
        let mut whole: Cow<'de, str> = Cow::Borrowed("");
        while let Some(part) = parts.next_element::<Words<'de>>()? {
            let Some(part) = part.0 else { continue };
            if whole.is_empty() {
                whole = part;
            } else {
                whole.to_mut().push_str(&part);
            }
        }
        Ok(Words(Some(whole)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Words<'de>, A::Error> {
        let mut words = Words(Some(Cow::Borrowed("")));
        while let Some(key) = entries.next_key::<Scalar<'de>>()? {
            if matches!(key.text().as_ref(), "text" | "question") {
                words = entries.next_value()?;
            } else {
                entries.next_value::<IgnoredAny>()?;
            }
        }
        Ok(words)
    }
}

/// `from` and `from_id` of a message, or `actor` and `actor_id` of a notice.
pub(super) struct Person<'r> {
    pub(super) id: Cow<'r, str>,
    name: Cow<'r, str>,
}

impl<'r> Person<'r> {
    pub(super) fn new(name: &'r Scalar<'r>, id: &'r Scalar<'r>) -> Self {
        Person { id: id.text(), name: name.text() }
    }

    /// The name shown; where the account was deleted, its id.
    pub(super) fn name(&self) -> &str {
        match (trim(&self.name), trim(&self.id)) {
            ("", "") => "Deleted Account",
            ("", id) => id,
            (name, _) => name,
        }
    }

    /// `true` where the record names nobody.
    pub(super) fn is_nobody(&self) -> bool {
        trim(&self.name).is_empty() && trim(&self.id).is_empty()
    }
}
