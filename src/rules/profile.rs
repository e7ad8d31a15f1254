//! What a user changes about rules without writing any: off, another severity, single findings
//! exempted.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{Hit, RuleSet, Severity};
use crate::{
    report::{Profile, RuleSetting},
    text::Normalizer,
};

/// Characters to each side of a finding that belong to its fingerprint.
const AROUND: usize = 8;
/// Characters of the original that are looked through for them.
const SIGHT: usize = 64;
/// Begins every fingerprint. Another number makes all exemptions of before void.
const SALT: &[u8] = b"qunzhen exemption 1";

/// Severities of all rules, `None` for those that are off.
type Severities = Vec<Option<Severity>>;

/// A [`Profile`] over a set of rules and the groups that are loaded.
#[derive(Debug, Clone, Default)]
pub struct Lens {
    general: Severities,
    /// By number of the group.
    groups: BTreeMap<u32, Severities>,
    exempt: BTreeSet<u64>,
}

impl Lens {
    /// `groups` gives the names by which a profile may call each group, in order.
    pub fn new<'a>(
        profile: &Profile,
        rules: &RuleSet,
        groups: impl IntoIterator<Item = [Option<&'a str>; 2]>,
    ) -> Lens {
        let mut general: Severities =
            rules.infos().iter().map(|info| Some(info.severity)).collect();
        change(&mut general, rules, &profile.rules);
        let mut lens = Lens { general, ..Lens::default() };
        for (number, names) in groups.into_iter().enumerate() {
            let named = |name: &str| names.iter().flatten().any(|known| *known == name);
            for own in profile.groups.iter().filter(|own| named(&own.group)) {
                let severities =
                    lens.groups.entry(number as u32).or_insert_with(|| lens.general.clone());
                change(severities, rules, &own.rules);
            }
        }
        let number = |text: &String| u64::from_str_radix(text, 16).ok();
        lens.exempt = profile.exempt.iter().filter_map(number).collect();
        lens
    }

    /// Severity of a rule in a group, or outside of any; `None` where it is off.
    pub fn severity(&self, group: Option<u32>, rule: u16) -> Option<Severity> {
        let own = group.and_then(|group| self.groups.get(&group));
        own.unwrap_or(&self.general).get(usize::from(rule)).copied().flatten()
    }

    /// Takes away what is off and what is exempted; returns how many of the latter.
    pub fn filter(
        &self,
        rules: &RuleSet,
        group: Option<u32>,
        text: &str,
        hits: &mut Vec<Hit>,
    ) -> u64 {
        hits.retain(|hit| self.severity(group, hit.rule).is_some());
        if self.exempt.is_empty() {
            return 0;
        }
        let before = hits.len();
        hits.retain(|hit| !self.exempt.contains(&rules.fingerprint(text, hit)));
        (before - hits.len()) as u64
    }
}

fn change(severities: &mut Severities, rules: &RuleSet, settings: &BTreeMap<String, RuleSetting>) {
    for (id, setting) in settings {
        let Some(rule) = rules.rule_index(id) else { continue };
        let Some(place) = severities.get_mut(usize::from(rule)) else { continue };
        let default = rules.severity(rule);
        match setting.on {
            Some(false) => *place = None,
            Some(true) => *place = Some(setting.severity.or(*place).unwrap_or(default)),
            None if place.is_some() => *place = setting.severity.or(*place),
            None => {}
        }
    }
}

/// What stands for a finding in its surroundings, so that it can be exempted without keeping any
/// text: FNV-1a (64 bits) over a constant, the rule, the words, and eight characters to each side,
/// all folded and without white space. The same words between the same words give the same number
/// in any case, width or script, on every platform and in every version until `SALT` changes. It
/// is no secret: who guesses the words can check the guess.
pub fn fingerprint(normalizer: &Normalizer, rule: &str, text: &str, range: Range<usize>) -> u64 {
    let folded = |part: &str| -> Vec<char> {
        normalizer.fold_word(part).chars().filter(|c| !c.is_whitespace()).collect()
    };
    let (Some(head), Some(words), Some(tail)) =
        (text.get(..range.start), text.get(range.clone()), text.get(range.end..))
    else {
        return 0;
    };
    let near = |i: Option<(usize, char)>, all: usize| i.map_or(all, |(i, _)| i);
    let from = head.char_indices().rev().take(SIGHT).last().map_or(head.len(), |(i, _)| i);
    let before = folded(&head[from..]);
    let after = folded(&tail[..near(tail.char_indices().nth(SIGHT), tail.len())]);
    let mut hash = Fnv::default();
    hash.add(SALT);
    hash.add(rule.as_bytes());
    hash.text(&folded(words));
    hash.text(&before[before.len().saturating_sub(AROUND)..]);
    hash.text(&after[..after.len().min(AROUND)]);
    hash.0
}

/// What stands for a whole text, by the same means.
pub(super) fn text_fingerprint(normalizer: &Normalizer, text: &str) -> u64 {
    let folded: Vec<char> =
        normalizer.fold_word(text).chars().filter(|c| !c.is_whitespace()).collect();
    let mut hash = Fnv::default();
    hash.add(SALT);
    hash.text(&folded);
    hash.0
}

/// FNV-1a with 64 bits (Fowler, Noll, Vo; RFC 9923). Parts are closed by a byte no UTF-8 text has.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&[0xff]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn text(&mut self, chars: &[char]) {
        self.add(chars.iter().collect::<String>().as_bytes());
    }
}
