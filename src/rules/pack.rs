//! Rule packs: rules as TOML or JSON, each with the sentences it must find and those it must leave
//! alone.
//!
//! A pack is one file; in JSON it has the same keys. `packs/reference.toml` is a commented one that
//! uses everything:
//!
//! ```toml
#![doc = include_str!("packs/reference.toml")]
//! ```
//!
//! Words and patterns are written in any case, width or script: they are folded like the text
//! ([`Normalizer`](crate::text::Normalizer)). A word that begins or ends with a letter or a digit
//! is found only where no other letter or digit touches that edge. Words of up to 8 characters are also
//! found in pinyin and in parts; where the rule's category is advertising, platform or group, in pictures
//! and by sound as well, but not in a pack of more than 500 words. Patterns are regular expressions
//! whose syntax `expression.rs` reads, tried only around words they cannot match without; those words are
//! worked out, or named in `need`. A pattern looks at one line at most and at 64 characters around
//! such a word where it has `*` or `+`.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, MapAccess, Visitor, value::MapAccessDeserializer},
};

use crate::{
    Error, Result,
    export::Role,
    report::Localized,
    rules::{
        Severity,
        check::Check,
        copy_spec::{CopySpec, Product},
        fault::Fault,
    },
};

/// Longest pack, in bytes.
const PACK_LIMIT: usize = 4 << 20;
/// Longest word of a rule, in characters.
const WORD_LIMIT: usize = 64;
/// Longest pattern, in characters.
const PATTERN_LIMIT: usize = 1000;

/// A pack as it was written. [`RuleSet`](crate::rules::RuleSet) compiles it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Short name, unique among the packs of a set, for example `zh-advertising`.
    pub id: String,
    /// Version of the pack's content.
    pub version: String,
    /// What it is about.
    pub title: Words,
    /// Rules this pack defines.
    pub rules: Vec<Rule>,
    /// What it adds to rules of packs before it.
    pub extensions: Vec<Extension>,
}

/// The same text in both languages of the product. Where a pack has only one, it stands for both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// One kind of finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Unique and never used again for something else.
    pub id: String,
    /// What it finds.
    pub title: Words,
    /// The part of the taxonomy it belongs to.
    pub category: Category,
    /// How soon a person must look.
    pub severity: Severity,
    /// Whose words it looks at; left out: everyone's.
    #[serde(default = "everyone", skip_serializing_if = "is_everyone")]
    pub speakers: Vec<Role>,
    /// Law or platform rule, with article.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub law: Words,
    /// How well the text of that law was checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// Who in the team looks at it.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub owner: Words,
    /// What to do first.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub action: Words,
    /// A compliant wording, or the next step.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub suggestion: Words,
    /// When the same words are fine.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub exceptions: Words,
    /// Names of frames (see `frames.toml`) inside which the words do not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub frames: Vec<String>,
    /// Alternatives: one of them is enough.
    #[serde(rename = "match")]
    pub alternatives: Vec<Alternative>,
    /// Phrases that hide what lies inside or across them.
    #[serde(default, skip_serializing_if = "Terms::is_empty")]
    pub mask: Terms,
    /// Phrases that spare the whole message.
    #[serde(default, skip_serializing_if = "Terms::is_empty")]
    pub veto: Terms,
    /// Its part in the copy check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy: Option<CopySpec>,
    /// Sentences that show what it does.
    #[serde(default)]
    pub examples: Examples,
}

/// More of a rule that another pack defines, for example in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// Id of the rule.
    pub id: String,
    /// Further alternatives.
    #[serde(rename = "match", default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Alternative>,
    /// Further masks.
    #[serde(default, skip_serializing_if = "Terms::is_empty")]
    pub mask: Terms,
    /// Further vetoes.
    #[serde(default, skip_serializing_if = "Terms::is_empty")]
    pub veto: Terms,
    /// Its part in the copy check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy: Option<CopySpec>,
    /// Sentences that show what it does; an extension for the copy check alone needs none.
    #[serde(default)]
    pub examples: Examples,
}

impl Extension {
    /// `false` where it is for the copy check alone, which needs no examples.
    fn finds_or_spares(&self) -> bool {
        self.alternatives.iter().any(|one| one.products.is_empty())
            || !self.mask.is_empty()
            || !self.veto.is_empty()
    }
}

/// Words that must come together in one message: one of `any` or `patterns`, and one of each of
/// `and`. The finding lies on the former, so the words that tell most belong there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// The words that tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any: Vec<String>,
    /// The same as patterns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub patterns: Vec<PatternSpec>,
    /// What else must be in the message.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub and: Vec<Terms>,
    /// Narrower than the rule's; left out: the rule's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speakers: Option<Vec<Role>>,
    /// Counts only in the copy check, and only for these products, so that it can do without words
    /// that say what is sold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<Product>,
}

/// Words and patterns, one of which is enough.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any: Vec<String>,
    /// Patterns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub patterns: Vec<PatternSpec>,
}

/// A regular expression, written as a string or as a table where it needs more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternSpec {
    /// The expression.
    pub pattern: String,
    /// Words of which each match contains one; empty: worked out from the expression.
    pub need: Vec<String>,
    /// Arithmetic the match must pass.
    pub check: Option<Check>,
}

/// Part of the taxonomy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Claims in copy. Someone of unknown role must be advertising for these to apply.
    Advertising,
    /// Platform rules and distribution.
    Platform,
    /// Behaviour in the group.
    Group,
    /// Complaints and escalation.
    Complaint,
    /// Personal safety.
    Safety,
    /// Conduct of staff.
    Service,
}

impl Category {
    /// The name in packs and reports.
    pub fn name(self) -> &'static str {
        match self {
            Category::Advertising => "advertising",
            Category::Platform => "platform",
            Category::Group => "group",
            Category::Complaint => "complaint",
            Category::Safety => "safety",
            Category::Service => "service",
        }
    }
}

/// How well the source of a rule was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// What was read.
    pub status: Status,
    /// Month of the check, for example `2026-11`.
    pub checked: String,
}

/// What was read of a law or platform rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Its text.
    Text,
    /// What others write about it.
    Secondary,
    /// Article numbers are still to be checked.
    Unverified,
    /// No public source: rules of the group, duty of care, experience.
    House,
}

/// Sentences with a known answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Examples {
    /// The rule must find these.
    pub hit: Vec<Example>,
    /// The rule must be silent on these.
    pub miss: Vec<Example>,
}

/// A sentence and who says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Role of the speaker.
    pub by: Role,
    /// What is said.
    pub text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    pack: Header,
    #[serde(default)]
    rule: Vec<Rule>,
    #[serde(default)]
    extend: Vec<Extension>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    id: String,
    version: String,
    title: Words,
}

const EVERYONE: [Role; 4] = [Role::Official, Role::Seller, Role::Member, Role::Unknown];

fn everyone() -> Vec<Role> {
    EVERYONE.to_vec()
}

fn is_everyone(speakers: &Vec<Role>) -> bool {
    *speakers == EVERYONE
}

impl Words {
    pub(super) fn is_empty(&self) -> bool {
        self.zh.is_empty() && self.en.is_empty()
    }
}

impl Terms {
    pub(super) fn is_empty(&self) -> bool {
        self.any.is_empty() && self.patterns.is_empty()
    }

    /// Takes up more.
    pub(super) fn join(&mut self, more: &Terms) {
        self.any.extend_from_slice(&more.any);
        self.patterns.extend_from_slice(&more.patterns);
    }
}

impl Status {
    /// The name in packs and reports.
    pub fn name(self) -> &'static str {
        match self {
            Status::Text => "text",
            Status::Secondary => "secondary",
            Status::Unverified => "unverified",
            Status::House => "house",
        }
    }
}

impl Pack {
    /// Reads a pack: JSON where it begins with a brace, else TOML. `file` names it where its own id
    /// cannot be read.
    ///
    /// # Errors
    ///
    /// [`Error::Pack`] where it is neither, has an unknown or missing key, an empty list of words,
    /// a word or pattern that is too long, no examples, or a rule id twice. Patterns are compiled,
    /// and examples run, when the pack joins a [`RuleSet`](crate::rules::RuleSet).
    pub fn parse(text: &str, file: &str) -> Result<Pack> {
        let pack = Pack::draft(text, file)?;
        let rules = pack.rules.iter().map(|rule| (&rule.id, &rule.examples));
        let finding = pack.extensions.iter().filter(|add| add.finds_or_spares());
        let extensions = finding.map(|add| (&add.id, &add.examples));
        for (id, examples) in rules.chain(extensions) {
            if examples.hit.is_empty() || examples.miss.is_empty() {
                let reason = "needs at least one example it hits and one it misses";
                return Err(pack.error(id, Fault::new("no-examples", "", reason)));
            }
        }
        Ok(pack)
    }

    /// Reads a pack that is still being written: it may lack examples.
    ///
    /// # Errors
    ///
    /// As [`Pack::parse`].
    pub fn draft(text: &str, file: &str) -> Result<Pack> {
        let refuse = |fault: Fault| fault.of(file, "");
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.len() > PACK_LIMIT {
            let reason = format!("longer than {} MiB", PACK_LIMIT >> 20);
            return Err(refuse(Fault::new("too-large", "", reason)));
        }
        let unreadable = |line: usize, reason: String| {
            let reason = format!("line {line}: {}", reason.trim());
            refuse(Fault::new("unreadable", line.to_string(), reason))
        };
        let file: File = if text.trim_start().starts_with('{') {
            serde_json::from_str(text)
                .map_err(|error| unreadable(error.line(), error.to_string()))?
        } else {
            toml::from_str(text).map_err(|error| {
                let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or("");
                unreadable(before.matches('\n').count() + 1, error.message().to_string())
            })?
        };
        let pack = Pack {
            id: file.pack.id,
            version: file.pack.version,
            title: file.pack.title,
            rules: file.rule,
            extensions: file.extend,
        };
        pack.validate()?;
        Ok(pack)
    }

    /// The error of this pack about one of its rules; `rule` is empty for the pack itself.
    pub(super) fn error(&self, rule: &str, fault: impl Into<Fault>) -> Error {
        fault.into().of(&self.id, rule)
    }

    /// The error about an addition to a rule that there is not.
    pub(super) fn unknown_rule(&self, id: &str) -> Error {
        let reason = "extends a rule that no pack before it defines";
        self.error(id, Fault::new("unknown-rule", id, reason))
    }

    fn validate(&self) -> Result<()> {
        check_id(&self.id).map_err(|fault| self.error("", fault))?;
        if self.rules.is_empty() && self.extensions.is_empty() {
            let reason = "no [[rule]] and no [[extend]] in it";
            return Err(self.error("", Fault::new("empty", "", reason)));
        }
        for (i, rule) in self.rules.iter().enumerate() {
            check_id(&rule.id).map_err(|fault| self.error(&rule.id, fault))?;
            if self.rules[..i].iter().any(|other| other.id == rule.id) {
                return Err(self.error(&rule.id, Fault::new("twice", &rule.id, "defined twice")));
            }
            if rule.speakers.is_empty() {
                let reason = "no speakers: leave the key out to mean everyone";
                return Err(self.error(&rule.id, Fault::new("no-speakers", "", reason)));
            }
            if rule.alternatives.is_empty() {
                let reason = "no [[rule.match]]: it could never find anything";
                return Err(self.error(&rule.id, Fault::new("no-words", "match", reason)));
            }
            check_terms(&rule.alternatives, &rule.mask, &rule.veto)
                .and_then(|()| rule.copy.as_ref().map_or(Ok(()), CopySpec::check))
                .map_err(|fault| self.error(&rule.id, fault))?;
        }
        for add in &self.extensions {
            check_terms(&add.alternatives, &add.mask, &add.veto)
                .and_then(|()| add.copy.as_ref().map_or(Ok(()), CopySpec::check))
                .map_err(|fault| self.error(&add.id, fault))?;
        }
        Ok(())
    }
}

fn check_id(id: &str) -> std::result::Result<(), Fault> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if id.is_empty() || id.len() > 40 || !id.chars().all(fits) {
        let reason = "an id has 1 to 40 letters, digits, dots, dashes or underscores";
        return Err(Fault::new("id", id, reason));
    }
    Ok(())
}

fn check_terms(
    alternatives: &[Alternative],
    mask: &Terms,
    veto: &Terms,
) -> std::result::Result<(), Fault> {
    for alternative in alternatives {
        check_list("match", &alternative.any, &alternative.patterns, true)?;
        for terms in &alternative.and {
            check_list("and", &terms.any, &terms.patterns, true)?;
        }
    }
    check_list("mask", &mask.any, &mask.patterns, false)?;
    check_list("veto", &veto.any, &veto.patterns, false)
}

fn check_list(
    place: &str,
    any: &[String],
    patterns: &[PatternSpec],
    needed: bool,
) -> std::result::Result<(), Fault> {
    if needed && any.is_empty() && patterns.is_empty() {
        let reason = format!("{place} has neither words nor patterns");
        return Err(Fault::new("no-words", place, reason));
    }
    let head = |text: &str| text.chars().take(20).collect::<String>();
    let long = |text: &str, limit: usize| text.chars().nth(limit).is_some();
    let words = any.iter().chain(patterns.iter().flat_map(|p| &p.need));
    if let Some(word) = words.into_iter().find(|word| long(word, WORD_LIMIT)) {
        let reason = format!("{place}: more than {WORD_LIMIT} characters: \"{}...\"", head(word));
        return Err(Fault::new("too-long", head(word), reason));
    }
    if let Some(spec) = patterns.iter().find(|spec| long(&spec.pattern, PATTERN_LIMIT)) {
        let pattern = head(&spec.pattern);
        let reason = format!("{place}: more than {PATTERN_LIMIT} characters: \"{pattern}...\"");
        return Err(Fault::new("too-long", pattern, reason));
    }
    Ok(())
}

impl From<&Words> for Localized {
    fn from(words: &Words) -> Self {
        Localized { zh: words.zh.clone(), en: words.en.clone() }
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Table {
            zh: Option<String>,
            en: Option<String>,
        }
        let table = deserializer
            .deserialize_any(TextOr::<Table>("a text, or a table with zh and en", |text| {
                Table { zh: Some(text), en: None }
            }))?;
        let (zh, en) = match (table.zh, table.en) {
            (Some(zh), Some(en)) => (zh, en),
            (Some(text), None) | (None, Some(text)) => (text.clone(), text),
            (None, None) => return Err(de::Error::custom("needs zh, en or both")),
        };
        Ok(Words { zh, en })
    }
}

impl<'de> Deserialize<'de> for PatternSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Table {
            pattern: String,
            #[serde(default)]
            need: Vec<String>,
            check: Option<Check>,
        }
        let table = deserializer.deserialize_any(TextOr::<Table>(
            "a pattern, or a table with pattern, need and check",
            |pattern| Table { pattern, need: vec![], check: None },
        ))?;
        Ok(PatternSpec { pattern: table.pattern, need: table.need, check: table.check })
    }
}

/// Reads a text, or the table it is short for, and says what it wanted otherwise (an untagged enum
/// would not).
struct TextOr<T>(&'static str, fn(String) -> T);

impl<'de, T: Deserialize<'de>> Visitor<'de> for TextOr<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> std::result::Result<T, E> {
        Ok((self.1)(text.to_string()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> std::result::Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}
