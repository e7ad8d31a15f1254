//! Rule packs: rules as TOML, each with the sentences it must find and those it must leave alone.
//!
//! A pack is one file. `packs/reference.toml` is a commented one that uses everything:
//!
//! ```toml
#![doc = include_str!("packs/reference.toml")]
//! ```
//!
//! Words and patterns are written in any case, width or script: they are folded like the text
//! ([`Normalizer`](crate::text::Normalizer)). A word that begins or ends with a letter or a digit
//! is found only where no other letter or digit touches that edge. Patterns are regular expressions
//! of the `regex-lite` crate, tried only around words they cannot match without; those words are
//! worked out, or named in `need`. A pattern looks at one line at most and at 64 characters around
//! such a word where it has `*` or `+`.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, Visitor, value::MapAccessDeserializer},
};

use crate::{
    Error, Result,
    export::Role,
    report::Localized,
    rules::{Severity, check::Check},
};

/// Longest pack, in bytes.
const PACK_LIMIT: usize = 4 << 20;
/// Longest word of a rule, in characters.
const WORD_LIMIT: usize = 64;
/// Longest pattern, in characters.
const PATTERN_LIMIT: usize = 1000;

/// A pack as it was written. [`RuleSet`](crate::rules::RuleSet) compiles it.
#[derive(Debug, Clone)]
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
#[derive(Debug, Clone, Deserialize)]
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
    #[serde(default = "everyone")]
    pub speakers: Vec<Role>,
    /// Law or platform rule, with article.
    #[serde(default)]
    pub law: Words,
    /// How well the text of that law was checked.
    pub basis: Option<Basis>,
    /// Who in the team looks at it.
    #[serde(default)]
    pub owner: Words,
    /// What to do first.
    #[serde(default)]
    pub action: Words,
    /// A compliant wording, or the next step.
    #[serde(default)]
    pub suggestion: Words,
    /// When the same words are fine.
    #[serde(default)]
    pub exceptions: Words,
    /// Names of frames (see `frames.toml`) inside which the words do not count.
    #[serde(default)]
    pub frames: Vec<String>,
    /// Alternatives: one of them is enough.
    #[serde(rename = "match")]
    pub alternatives: Vec<Alternative>,
    /// Phrases that hide what lies inside or across them.
    #[serde(default)]
    pub mask: Terms,
    /// Phrases that spare the whole message.
    #[serde(default)]
    pub veto: Terms,
    /// Sentences that show what it does.
    pub examples: Examples,
}

/// More of a rule that another pack defines, for example in another language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// Id of the rule.
    pub id: String,
    /// Further alternatives.
    #[serde(rename = "match", default)]
    pub alternatives: Vec<Alternative>,
    /// Further masks.
    #[serde(default)]
    pub mask: Terms,
    /// Further vetoes.
    #[serde(default)]
    pub veto: Terms,
    /// Sentences that show what it does.
    pub examples: Examples,
}

/// Words that must come together in one message: one of `any` or `patterns`, and one of each of
/// `and`. The finding lies on the former, so the words that tell most belong there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// The words that tell.
    #[serde(default)]
    pub any: Vec<String>,
    /// The same as patterns.
    #[serde(default)]
    pub patterns: Vec<PatternSpec>,
    /// What else must be in the message.
    #[serde(default)]
    pub and: Vec<Terms>,
    /// Narrower than the rule's; left out: the rule's.
    pub speakers: Option<Vec<Role>>,
}

/// Words and patterns, one of which is enough.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Words.
    #[serde(default)]
    pub any: Vec<String>,
    /// Patterns.
    #[serde(default)]
    pub patterns: Vec<PatternSpec>,
}

/// A regular expression, written as a string or as a table where it needs more.
#[derive(Debug, Clone)]
pub struct PatternSpec {
    /// The expression.
    pub pattern: String,
    /// Words of which each match contains one; empty: worked out from the expression.
    pub need: Vec<String>,
    /// Arithmetic the match must pass.
    pub check: Option<Check>,
}

/// Part of the taxonomy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
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
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// What was read.
    pub status: Status,
    /// Month of the check, for example `2026-11`.
    pub checked: String,
}

/// What was read of a law or platform rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
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
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    /// The rule must find these.
    pub hit: Vec<Example>,
    /// The rule must be silent on these.
    pub miss: Vec<Example>,
}

/// A sentence and who says it.
#[derive(Debug, Clone, Deserialize)]
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

fn everyone() -> Vec<Role> {
    vec![Role::Official, Role::Seller, Role::Member, Role::Unknown]
}

impl Pack {
    /// Reads a pack. `file` names it where its own id cannot be read.
    ///
    /// # Errors
    ///
    /// [`Error::Pack`] where it is no TOML, has an unknown or missing key, an empty list of words,
    /// a word or pattern that is too long, or a rule id twice. Patterns are compiled, and examples
    /// run, when the pack joins a [`RuleSet`](crate::rules::RuleSet).
    pub fn parse(text: &str, file: &str) -> Result<Pack> {
        let refuse =
            |reason: String| Error::Pack { pack: file.into(), rule: String::new(), reason };
        if text.len() > PACK_LIMIT {
            return Err(refuse(format!("longer than {} MiB", PACK_LIMIT >> 20)));
        }
        let file: File = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or("");
            let line = before.matches('\n').count() + 1;
            refuse(format!("line {line}: {}", error.message().trim()))
        })?;
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
    pub(super) fn error(&self, rule: &str, reason: impl fmt::Display) -> Error {
        Error::Pack { pack: self.id.clone(), rule: rule.into(), reason: reason.to_string() }
    }

    fn validate(&self) -> Result<()> {
        check_id(&self.id).map_err(|reason| self.error("", reason))?;
        if self.rules.is_empty() && self.extensions.is_empty() {
            return Err(self.error("", "no [[rule]] and no [[extend]] in it"));
        }
        for (i, rule) in self.rules.iter().enumerate() {
            check_id(&rule.id).map_err(|reason| self.error(&rule.id, reason))?;
            if self.rules[..i].iter().any(|other| other.id == rule.id) {
                return Err(self.error(&rule.id, "defined twice"));
            }
            if rule.speakers.is_empty() {
                return Err(self.error(&rule.id, "no speakers: leave the key out to mean everyone"));
            }
            if rule.alternatives.is_empty() {
                return Err(self.error(&rule.id, "no [[rule.match]]: it could never find anything"));
            }
            check_terms(&rule.alternatives, &rule.mask, &rule.veto, &rule.examples)
                .map_err(|reason| self.error(&rule.id, reason))?;
        }
        for add in &self.extensions {
            check_terms(&add.alternatives, &add.mask, &add.veto, &add.examples)
                .map_err(|reason| self.error(&add.id, reason))?;
        }
        Ok(())
    }
}

fn check_id(id: &str) -> std::result::Result<(), String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if id.is_empty() || id.len() > 40 || !id.chars().all(fits) {
        return Err("an id has 1 to 40 letters, digits, dots, dashes or underscores".into());
    }
    Ok(())
}

fn check_terms(
    alternatives: &[Alternative],
    mask: &Terms,
    veto: &Terms,
    examples: &Examples,
) -> std::result::Result<(), String> {
    for alternative in alternatives {
        check_list("match", &alternative.any, &alternative.patterns, true)?;
        for terms in &alternative.and {
            check_list("and", &terms.any, &terms.patterns, true)?;
        }
    }
    check_list("mask", &mask.any, &mask.patterns, false)?;
    check_list("veto", &veto.any, &veto.patterns, false)?;
    if examples.hit.is_empty() || examples.miss.is_empty() {
        return Err("needs at least one example it hits and one it misses".into());
    }
    Ok(())
}

fn check_list(
    place: &str,
    any: &[String],
    patterns: &[PatternSpec],
    needed: bool,
) -> std::result::Result<(), String> {
    if needed && any.is_empty() && patterns.is_empty() {
        return Err(format!("{place} has neither words nor patterns"));
    }
    let head = |text: &str| text.chars().take(20).collect::<String>();
    let long = |text: &str, limit: usize| text.chars().nth(limit).is_some();
    let words = any.iter().chain(patterns.iter().flat_map(|p| &p.need));
    if let Some(word) = words.into_iter().find(|word| long(word, WORD_LIMIT)) {
        return Err(format!("{place}: more than {WORD_LIMIT} characters: \"{}...\"", head(word)));
    }
    if let Some(spec) = patterns.iter().find(|spec| long(&spec.pattern, PATTERN_LIMIT)) {
        let pattern = head(&spec.pattern);
        return Err(format!("{place}: more than {PATTERN_LIMIT} characters: \"{pattern}...\""));
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
