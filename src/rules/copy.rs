//! Checking copy before it is sent: which rules a product and a channel call for, what may make a
//! finding fine, and wordings that heal it.
//!
//! A text is looked at paragraph by paragraph, as if each were a message, so that words far apart
//! neither make nor spare a finding; rules that concern the copy as a whole (`whole`) see all of
//! it. A wording is only offered where the rule is silent once it stands there.

use std::sync::OnceLock;

mod look;

use look::Look;

use super::{
    Severity,
    copy_spec::{CopySpec, ExemptClass, Product, Replace},
    pack::{Category, Examples, Pack, Rule, Status, Words},
    phrases::Phrases,
    set::RuleSet,
};
use crate::{
    Result,
    report::{CopyOptions, CopyReport, CopyRule, Localized, PackVersion},
};

/// The rules of copy for each product, made when they are first asked for.
pub(super) type Desks = [OnceLock<Box<Desk>>; Product::ALL.len()];

/// The rules for one product.
pub(super) struct Desk {
    set: RuleSet,
    /// By rule of `set`.
    rules: Vec<Checked>,
}

/// A rule and what the packs say about it for copy.
struct Checked {
    spec: CopySpec,
    severity: Severity,
    raised: bool,
    replace: Vec<Replacement>,
    exempt: Vec<(ExemptClass, Phrases)>,
    firm: Phrases,
    shown: CopyRule,
}

struct Replacement {
    phrases: Phrases,
    with: Words,
    person: bool,
    at_start: bool,
}

impl RuleSet {
    /// Checks copy before it is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Pack`](crate::Error::Pack) where a pack's wording or exemption cannot be compiled.
    pub fn check_copy(&self, text: &str, options: CopyOptions) -> Result<CopyReport> {
        let place = &self.desks[options.product as usize];
        let desk = match place.get() {
            Some(desk) => desk,
            None => {
                let desk = Box::new(Desk::new(self.packs(), options.product)?);
                place.get_or_init(|| desk)
            }
        };
        Ok(desk.check(text, options))
    }
}

impl Desk {
    fn new(packs: &[Pack], product: Product) -> Result<Desk> {
        let specs = packs.iter().flat_map(|pack| &pack.rules).map(|rule| {
            let added = packs.iter().flat_map(|pack| &pack.extensions);
            let added = added.filter(|add| add.id == rule.id).filter_map(|add| add.copy.as_ref());
            let mut spec: Option<CopySpec> = None;
            for more in rule.copy.iter().chain(added) {
                spec.get_or_insert_default().join(more);
            }
            let usual = matches!(
                rule.category,
                Category::Advertising | Category::Platform | Category::Service
            );
            let spec = if usual { Some(spec.unwrap_or_default()) } else { spec };
            spec.filter(|spec| spec.concerns(product)).map(|spec| (rule.id.as_str(), spec))
        });
        let specs: Vec<_> = specs.flatten().collect();
        let set = RuleSet::new(tailored(packs, product, &|id| specs.iter().any(|s| s.0 == id)))?;
        let mut rules = Vec::with_capacity(specs.len());
        for pack in packs {
            for rule in &pack.rules {
                let Some((_, spec)) = specs.iter().find(|(id, _)| *id == rule.id) else { continue };
                let checked = Checked::new(rule, spec, product, &set)
                    .map_err(|reason| pack.error(&rule.id, reason))?;
                rules.push(checked);
            }
        }
        Ok(Desk { set, rules })
    }

    fn check(&self, text: &str, options: CopyOptions) -> CopyReport {
        let mut look = Look::new(self, text, options.channel);
        let (mut shown, findings): (Vec<_>, Vec<_>) =
            look.findings().into_iter().map(|(rule, finding)| (usize::from(rule), finding)).unzip();
        shown.sort_unstable_by_key(|rule| &self.rules[*rule].shown.id);
        shown.dedup();
        let applied: Vec<_> = (0..self.rules.len()).filter(|i| look.applies(*i as u16)).collect();
        let months = applied.iter().filter_map(|i| self.rules[*i].shown.checked.as_ref());
        let checked = months.clone().min().cloned().zip(months.max().cloned());
        let used = |pack: &&Pack| {
            applied.iter().any(|i| self.set.infos()[*i].pack == pack.id)
                || pack.extensions.iter().any(|add| self.set.rule_index(&add.id).is_some())
        };
        let version =
            |pack: &Pack| PackVersion { id: pack.id.clone(), version: pack.version.clone() };
        CopyReport {
            options,
            characters: text.chars().filter(|c| !c.is_whitespace()).count() as u32,
            fingerprint: format!("{:016x}", fnv1a(text.as_bytes())),
            findings,
            rules: shown.into_iter().map(|rule| self.rules[rule].shown.clone()).collect(),
            rules_applied: applied.len() as u32,
            packs: self.set.packs().iter().filter(used).map(version).collect(),
            checked,
        }
    }
}

/// The packs with what concerns the copy of a product.
fn tailored(packs: &[Pack], product: Product, kept: &dyn Fn(&str) -> bool) -> Vec<Pack> {
    let mut packs = packs.to_vec();
    for pack in &mut packs {
        pack.rules.retain(|rule| kept(&rule.id));
        pack.extensions.retain(|add| kept(&add.id));
        // Nobody runs them again, and they are long.
        pack.rules.iter_mut().for_each(|rule| rule.examples = Examples::default());
        pack.extensions.iter_mut().for_each(|add| add.examples = Examples::default());
        let own = pack.rules.iter_mut().map(|rule| &mut rule.alternatives);
        for alternatives in own.chain(pack.extensions.iter_mut().map(|add| &mut add.alternatives)) {
            alternatives.retain(|one| one.products.is_empty() || one.products.contains(&product));
            alternatives.iter_mut().for_each(|one| one.products.clear());
        }
    }
    packs
}

impl Checked {
    fn new(
        rule: &Rule,
        spec: &CopySpec,
        product: Product,
        set: &RuleSet,
    ) -> std::result::Result<Checked, String> {
        let normalizer = set.normalizer();
        let severity = match rule.severity {
            _ if spec.critical.contains(&product) => Severity::S1,
            Severity::S1 | Severity::S2 if product.is_delicate() => Severity::S1,
            Severity::S3 if product.is_delicate() => Severity::S2,
            Severity::S4 if product.is_delicate() => Severity::S3,
            severity => severity,
        };
        let replacement = |one: &Replace| {
            Ok(Replacement {
                phrases: Phrases::new(&one.any, &one.patterns, normalizer)?,
                with: one.with.clone(),
                person: one.person,
                at_start: one.at_start,
            })
        };
        let exempt = spec
            .exempt
            .iter()
            .filter(|_| rule.severity != Severity::S1)
            .map(|one| Ok((one.class, Phrases::new(&one.any, &one.patterns, normalizer)?)));
        let empty = Words::default();
        let advice = if spec.advice == empty { &rule.suggestion } else { &spec.advice };
        let status = |status: Status| match status {
            Status::Text => "text",
            Status::Secondary => "secondary",
            Status::Unverified => "unverified",
            Status::House => "house",
        };
        let shown = CopyRule {
            id: rule.id.clone(),
            title: (&rule.title).into(),
            law: (&rule.law).into(),
            penalty: (spec.penalty != empty).then(|| Localized::from(&spec.penalty)),
            status: rule.basis.as_ref().map(|basis| status(basis.status).to_string()),
            checked: rule.basis.as_ref().map(|basis| basis.checked.clone()),
            suggestion: advice.into(),
            exceptions: (&rule.exceptions).into(),
        };
        Ok(Checked {
            severity,
            raised: severity != rule.severity,
            replace: spec
                .replace
                .iter()
                .map(replacement)
                .collect::<std::result::Result<_, String>>()?,
            exempt: exempt.collect::<std::result::Result<_, String>>()?,
            firm: Phrases::new(&spec.firm.any, &spec.firm.patterns, normalizer)?,
            spec: spec.clone(),
            shown,
        })
    }
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo).
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
