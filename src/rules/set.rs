//! A set of packs that work together.

use std::collections::BTreeMap;

use super::{
    Severity,
    compile::Program,
    copy::Desks,
    fault::Fault,
    frame::Frames,
    pack::{Example, Pack, Rule},
    packs, profile,
    scanner::{Hit, Scratch, scan},
};
use crate::{
    Result,
    export::Role,
    report::{BasisInfo, HitReport, RuleInfo},
    text::{Hearing, Normalizer},
};

/// Compiled packs. Immutable: another pack makes another set.
pub struct RuleSet {
    packs: Vec<Pack>,
    infos: Vec<RuleInfo>,
    normalizer: Normalizer,
    frames: Frames,
    program: Program,
    /// What [`RuleSet::check_copy`] uses.
    pub(super) desks: Desks,
}

impl RuleSet {
    /// The packs that come with the library.
    ///
    /// # Errors
    ///
    /// None in a tested build.
    pub fn builtin() -> Result<RuleSet> {
        RuleSet::new(packs::builtin()?)
    }

    /// Compiles packs, of which later ones may extend rules of earlier ones. Runs no examples.
    ///
    /// # Errors
    ///
    /// [`Error::Pack`](crate::Error::Pack) where a rule id comes twice, an extended rule or a frame
    /// is unknown, a word cannot be seen, or a pattern cannot be compiled or has no words in it.
    pub fn new(packs: Vec<Pack>) -> Result<RuleSet> {
        let mut infos: Vec<RuleInfo> = vec![];
        for (i, pack) in packs.iter().enumerate() {
            if packs[..i].iter().any(|other| other.id == pack.id) {
                let reason = "a pack of this name is there already";
                return Err(pack.error("", Fault::new("pack-taken", &pack.id, reason)));
            }
            for rule in &pack.rules {
                if let Some(other) = infos.iter().find(|info| info.id == rule.id) {
                    let reason = format!("pack {} has a rule of this id already", other.pack);
                    return Err(pack.error(&rule.id, Fault::new("taken", &other.pack, reason)));
                }
                if infos.len() > usize::from(u16::MAX) {
                    return Err(pack.error(&rule.id, "more than 65,536 rules"));
                }
                infos.push(info(pack, rule));
            }
            for add in &pack.extensions {
                if !infos.iter().any(|info| info.id == add.id) {
                    return Err(pack.unknown_rule(&add.id));
                }
            }
        }
        let mut normalizer = Normalizer::new();
        let words = telling(&packs, &infos, &normalizer);
        normalizer.learn(words.iter().map(|(word, hearing)| (word.as_str(), *hearing)));
        let frames = Frames::parse(packs::FRAMES, &normalizer)?;
        let program = Program::new(&packs, &frames, &normalizer)?;
        normalizer.mark(program.lexicon.marks());
        Ok(RuleSet { packs, infos, normalizer, frames, program, desks: Desks::default() })
    }

    /// These packs and one more, whose examples are run.
    ///
    /// # Errors
    ///
    /// As [`RuleSet::with_packs`].
    pub fn with_pack(&self, pack: Pack) -> Result<RuleSet> {
        self.with_packs(self.packs.len(), vec![pack])
    }

    /// The first `keep` of these packs and some more, whose examples are run.
    ///
    /// # Errors
    ///
    /// As [`RuleSet::new`]; and where an example does not come out as it should, with the rule and
    /// the sentence.
    pub fn with_packs(&self, keep: usize, more: Vec<Pack>) -> Result<RuleSet> {
        let mut packs: Vec<Pack> = self.packs.iter().take(keep).cloned().collect();
        let kept = packs.len();
        packs.extend(more);
        let set = RuleSet::new(packs)?;
        for pack in &set.packs[kept..] {
            set.run_examples(pack)?;
        }
        Ok(set)
    }

    /// The packs, in order.
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// Everything there is to show about the rules, by [`Hit::rule`].
    pub fn infos(&self) -> &[RuleInfo] {
        &self.infos
    }

    /// Index of the rule of that id.
    pub fn rule_index(&self, id: &str) -> Option<u16> {
        self.infos.iter().position(|info| info.id == id).map(|i| i as u16)
    }

    /// Severity of a rule of this set.
    pub fn severity(&self, rule: u16) -> Severity {
        self.infos.get(usize::from(rule)).map_or(Severity::S4, |info| info.severity)
    }

    /// Clears `out` and fills it with the findings in `text` said by someone of that role, sorted
    /// by start, then end (longest first), then rule. Findings of one rule do not overlap.
    ///
    /// Time is linear in the length of `text`, which is shorter than 4 GiB.
    pub fn scan(&self, text: &str, role: Role, scratch: &mut Scratch, out: &mut Vec<Hit>) {
        scan((&self.program, &self.frames, &self.normalizer), text, role, scratch, out);
    }

    /// Findings of [`RuleSet::scan`] in `text` as callers receive them.
    pub fn report(&self, text: &str, hits: &[Hit]) -> Vec<HitReport> {
        self.report_as(text, hits, |rule| self.severity(rule))
    }

    /// The same with other severities.
    pub(crate) fn report_as(
        &self,
        text: &str,
        hits: &[Hit],
        severity: impl Fn(u16) -> Severity,
    ) -> Vec<HitReport> {
        let utf16 = |text: &str| text.chars().map(|c| c.len_utf16() as u32).sum::<u32>();
        // Starts only grow, so each stretch of the text is counted once.
        let (mut done, mut units) = (0, 0);
        let report = |hit: &Hit| {
            let info = self.infos.get(usize::from(hit.rule))?;
            let matched = text.get(hit.start as usize..hit.end as usize)?;
            if hit.start < done {
                (done, units) = (0, 0);
            }
            units += utf16(text.get(done as usize..hit.start as usize)?);
            done = hit.start;
            Some(HitReport {
                rule: info.id.clone(),
                severity: severity(hit.rule),
                start: units,
                end: units + utf16(matched),
                matched: matched.to_string(),
                evasion: hit.evasion,
                law: info.law.zh.clone(),
                suggestion: info.suggestion.zh.clone(),
                fingerprint: format!("{:016x}", self.fingerprint(text, hit)),
            })
        };
        hits.iter().filter_map(report).collect()
    }

    pub(crate) fn normalizer(&self) -> &Normalizer {
        &self.normalizer
    }

    /// What stands for this finding in these surroundings, in a list of exemptions; see
    /// [`fingerprint`](crate::rules::fingerprint).
    pub fn fingerprint(&self, text: &str, hit: &Hit) -> u64 {
        let rule = self.infos.get(usize::from(hit.rule)).map_or("", |info| info.id.as_str());
        let range = hit.start as usize..hit.end as usize;
        profile::fingerprint(&self.normalizer, rule, text, range)
    }

    /// What stands for a whole text where none may be kept, by the same means.
    pub fn text_fingerprint(&self, text: &str) -> u64 {
        profile::text_fingerprint(&self.normalizer, text)
    }

    fn run_examples(&self, pack: &Pack) -> Result<()> {
        let rules = pack.rules.iter().map(|rule| (&rule.id, &rule.examples));
        let extensions = pack.extensions.iter().map(|add| (&add.id, &add.examples));
        let mut scratch = Scratch::default();
        let mut hits = vec![];
        for (id, examples) in rules.chain(extensions) {
            let index = self.rule_index(id);
            let mut finds = |example: &Example| {
                self.scan(&example.text, example.by, &mut scratch, &mut hits);
                hits.iter().any(|hit| Some(hit.rule) == index)
            };
            if let Some(missed) = examples.hit.iter().find(|example| !finds(example)) {
                let reason = format!("does not find its example: {}", missed.text);
                return Err(pack.error(id, Fault::new("missed", &missed.text, reason)));
            }
            if let Some(wrong) = examples.miss.iter().find(|example| finds(example)) {
                let reason = format!("finds what it must miss: {}", wrong.text);
                return Err(pack.error(id, Fault::new("found", &wrong.text, reason)));
            }
        }
        Ok(())
    }
}

/// A pack of more words than this is a list, of which none is heard by sound alone: everything
/// sounds like something.
const LIST: usize = 500;

/// The words that tell, and how they are listened for: complaints are made openly.
fn telling(
    packs: &[Pack],
    infos: &[RuleInfo],
    normalizer: &Normalizer,
) -> BTreeMap<String, Hearing> {
    let hidden = |id: &str| {
        let info = infos.iter().find(|info| info.id == id);
        info.is_some_and(|info| {
            matches!(info.category.as_str(), "advertising" | "platform" | "group")
        })
    };
    let mut words: BTreeMap<String, Hearing> = BTreeMap::new();
    for pack in packs {
        let own = pack.rules.iter().map(|rule| (&rule.id, &rule.alternatives));
        let added = pack.extensions.iter().map(|add| (&add.id, &add.alternatives));
        let all: Vec<(&String, Hearing)> = own
            .chain(added)
            .flat_map(|(id, alternatives)| {
                let hidden = hidden(id);
                alternatives.iter().flat_map(move |alternative| {
                    let hearing = match (hidden, alternative.and.is_empty()) {
                        (false, _) => Hearing::Letters,
                        (true, true) => Hearing::Sound,
                        (true, false) => Hearing::Context,
                    };
                    alternative.any.iter().map(move |word| (word, hearing))
                })
            })
            .collect();
        let is_list = all.len() > LIST;
        for (word, hearing) in all {
            let hearing = if is_list { Hearing::Letters } else { hearing };
            let word = normalizer.fold_word(word);
            words
                .entry(word)
                .and_modify(|known| {
                    // Somewhere it does without other words.
                    if *known == Hearing::Context {
                        *known = hearing;
                    }
                })
                .or_insert(hearing);
        }
    }
    words
}

fn info(pack: &Pack, rule: &Rule) -> RuleInfo {
    RuleInfo {
        id: rule.id.clone(),
        pack: pack.id.clone(),
        title: (&rule.title).into(),
        category: rule.category.name().to_string(),
        severity: rule.severity,
        speakers: rule.speakers.clone(),
        law: (&rule.law).into(),
        owner: (&rule.owner).into(),
        action: (&rule.action).into(),
        suggestion: (&rule.suggestion).into(),
        exceptions: (&rule.exceptions).into(),
        basis: rule.basis.as_ref().map(|basis| BasisInfo {
            status: basis.status.name().to_string(),
            checked: basis.checked.clone(),
        }),
    }
}
