//! What a pack says about a rule for the copy check: `[rule.copy]` and `[extend.copy]`.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::{
    fault::Fault,
    pack::{PatternSpec, Terms, Words},
};
use crate::export::Role;

/// What is being sold. Rules may concern only some of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Product {
    /// Anything else, or not said: every rule applies.
    #[default]
    General,
    /// Ordinary food and drink.
    Food,
    /// Food for infants and children.
    Infant,
    /// Cosmetics and skin care.
    Cosmetics,
    /// Registered or filed health food.
    HealthFood,
    /// Courses and training.
    Education,
    /// Finance, investment, franchising.
    Finance,
}

impl Product {
    /// All of them, in the order they are shown.
    pub const ALL: [Product; 7] = [
        Product::General,
        Product::Food,
        Product::Infant,
        Product::Cosmetics,
        Product::HealthFood,
        Product::Education,
        Product::Finance,
    ];

    /// `true` where everything counts one step more (`rules_taxonomy` section 1).
    pub(super) fn is_delicate(self) -> bool {
        matches!(self, Product::Infant | Product::HealthFood)
    }
}

/// Where copy is going to appear. Rules may concern only some of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The operator's own customer group.
    #[default]
    Group,
    /// WeChat Moments of a person who sells.
    Moments,
    /// A post on a content platform.
    Post,
    /// The script of a live stream.
    Live,
    /// A page of a shop on a platform.
    Shop,
    /// An announcement to members.
    Announcement,
}

impl Channel {
    /// All of them, in the order they are shown.
    pub const ALL: [Channel; 6] = [
        Channel::Group,
        Channel::Moments,
        Channel::Post,
        Channel::Live,
        Channel::Shop,
        Channel::Announcement,
    ];

    /// Who speaks there.
    pub(super) fn role(self) -> Role {
        match self {
            Channel::Moments | Channel::Post => Role::Seller,
            Channel::Group | Channel::Live | Channel::Shop | Channel::Announcement => {
                Role::Official
            }
        }
    }
}

/// Why words that a rule finds may be fine after all: the classes of the guideline on absolute
/// terms (SAMR notice 2023 No. 6), and one of our own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum ExemptClass {
    /// Attitude of service, philosophy of the firm.
    Service,
    /// What the firm aims at.
    Goal,
    /// Compares goods of one brand with each other.
    OwnBrand,
    /// Tells how to use the goods.
    UsageTip,
    /// A grade of a national or industry standard.
    Grade,
    /// Name of goods, trade mark, patent.
    Name,
    /// Background that is no claim about the goods.
    Background,
    /// Award or title of the state.
    Award,
    /// A fact within a time and a region that can be proved.
    Limited,
    /// Contact data that the business publishes itself; not of the guideline.
    PublicContact,
}

/// A rule's part in the copy check. Lists of several packs about one rule are joined; of single
/// texts the last one stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CopySpec {
    /// Range of the penalty, with its article. Left out where it was not checked.
    #[serde(skip_serializing_if = "Words::is_empty")]
    pub penalty: Words,
    /// The rule concerns these products only; left out: all. `general` always belongs to them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<Product>,
    /// The rule concerns these channels only; left out: all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Channel>,
    /// Products for which a finding is of severity S1.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub critical: Vec<Product>,
    /// The rule looks at the copy as a whole, not at one paragraph after the other: what its words
    /// need, or what spares them, may stand far away.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,
    /// What to say instead of the rule's suggestion.
    #[serde(skip_serializing_if = "Words::is_empty")]
    pub advice: Words,
    /// Compliant wordings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replace: Vec<Replace>,
    /// When a finding is only noted. Rules of severity S1 have no exemptions, whatever stands here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exempt: Vec<Exempt>,
    /// No exemption where one of these stands in the same clause: claims of efficacy.
    #[serde(skip_serializing_if = "Terms::is_empty")]
    pub firm: Terms,
}

impl CopySpec {
    /// Adds what another pack says.
    pub(super) fn join(&mut self, more: &CopySpec) {
        let later = |own: &mut Words, words: &Words| {
            if *words != Words::default() {
                own.clone_from(words);
            }
        };
        later(&mut self.penalty, &more.penalty);
        later(&mut self.advice, &more.advice);
        self.products.extend(&more.products);
        self.channels.extend(&more.channels);
        self.critical.extend(&more.critical);
        self.whole |= more.whole;
        self.replace.extend_from_slice(&more.replace);
        self.exempt.extend_from_slice(&more.exempt);
        self.firm.any.extend_from_slice(&more.firm.any);
        self.firm.patterns.extend_from_slice(&more.firm.patterns);
    }

    pub(super) fn concerns(&self, product: Product) -> bool {
        product == Product::General || self.products.is_empty() || self.products.contains(&product)
    }

    /// What is wrong with it, in English.
    pub(super) fn check(&self) -> Result<(), Fault> {
        if self.replace.iter().any(|replace| replace.with.zh.is_empty()) {
            return Err(Fault::new("no-words", "replace", "replace: nothing in `with`"));
        }
        if self.exempt.iter().any(|exempt| exempt.any.is_empty() && exempt.patterns.is_empty()) {
            let reason = "exempt has neither words nor patterns";
            return Err(Fault::new("no-words", "exempt", reason));
        }
        Ok(())
    }
}

/// A compliant wording for a stretch of text that holds a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replace {
    /// The stretch; with no words and no patterns it is the finding itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any: Vec<String>,
    /// The same as patterns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub patterns: Vec<PatternSpec>,
    /// What to write instead; `{}` stands for the words replaced.
    pub with: Words,
    /// It is right only if it is true: a person must have a look at it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub person: bool,
    /// It goes to the very beginning of the copy, and nothing is taken away.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_start: bool,
    /// Copy that it heals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
}

/// Words in the clause of a finding that suggest an exemption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exempt {
    /// Which.
    pub class: ExemptClass,
    /// Words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any: Vec<String>,
    /// Patterns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub patterns: Vec<PatternSpec>,
}
