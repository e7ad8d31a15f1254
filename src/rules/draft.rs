//! Packs that a user is still writing: tried out with as few rules compiled as will do.

use std::collections::BTreeSet;

use super::{
    Hit, RuleSet, Scratch,
    pack::{Examples, Pack, Rule, Words},
};
use crate::{Error, Result, export::Role};

/// What a draft changes, compiled apart from everything else.
pub(crate) struct Draft {
    set: RuleSet,
    /// Rules of which the draft says all there is to say.
    touched: BTreeSet<String>,
}

impl Draft {
    /// A draft beside the packs in use, of which it replaces those of the same id.
    ///
    /// # Errors
    ///
    /// As [`RuleSet::new`]; examples are not run.
    pub(crate) fn new(used: &RuleSet, packs: Vec<Pack>) -> Result<Draft> {
        let replaced = |pack: &Pack| packs.iter().any(|own| own.id == pack.id);
        let ids = |pack: &Pack| -> Vec<String> {
            let rules = pack.rules.iter().map(|rule| rule.id.clone());
            rules.chain(pack.extensions.iter().map(|add| add.id.clone())).collect()
        };
        let before = used.packs().iter().filter(|pack| replaced(pack));
        let touched: BTreeSet<String> = packs.iter().chain(before).flat_map(ids).collect();
        let kept = used.packs().iter().filter(|pack| !replaced(pack)).filter_map(|pack| {
            let mut pack = part(pack, |id| touched.contains(id));
            pack.rules.iter_mut().for_each(|rule| rule.examples = Examples::default());
            (!pack.rules.is_empty() || !pack.extensions.is_empty()).then_some(pack)
        });
        let set = RuleSet::new(kept.chain(packs.iter().cloned()).collect())?;
        Ok(Draft { set, touched })
    }

    /// The rules it was compiled from.
    pub(crate) fn rules(&self) -> &RuleSet {
        &self.set
    }

    /// `true` where this rule is as the draft has it.
    pub(crate) fn touches(&self, rule: &str) -> bool {
        self.touched.contains(rule)
    }
}

fn part(pack: &Pack, wanted: impl Fn(&str) -> bool) -> Pack {
    Pack {
        rules: pack.rules.iter().filter(|rule| wanted(&rule.id)).cloned().collect(),
        extensions: pack.extensions.iter().filter(|add| wanted(&add.id)).cloned().collect(),
        id: pack.id.clone(),
        version: pack.version.clone(),
        title: pack.title.clone(),
    }
}

/// Every rule of packs, and every addition to one, compiled to stand by itself.
pub(crate) struct Items {
    set: RuleSet,
    /// For each item the id of its rule, its number in the set, and that of the rule it adds to.
    items: Vec<(String, u16, Option<u16>)>,
}

impl Items {
    /// The rules that additions name are looked for in `packs`, then in what is in use.
    ///
    /// # Errors
    ///
    /// As [`RuleSet::new`]; examples are not run.
    pub(crate) fn new(used: &RuleSet, packs: &[Pack]) -> Result<Items> {
        let mut alone = Pack {
            id: packs.first().map_or_else(|| "draft".into(), |pack| pack.id.clone()),
            version: String::new(),
            title: Words::default(),
            rules: vec![],
            extensions: vec![],
        };
        let mut items = vec![];
        let mut add = |rule: Rule| {
            alone.rules.push(rule);
            alone.rules.len() as u16 - 1
        };
        for pack in packs {
            for rule in &pack.rules {
                items.push((rule.id.clone(), add(rule.clone()), None));
            }
            for more in &pack.extensions {
                let all = packs.iter().chain(used.packs()).flat_map(|pack| &pack.rules);
                let Some(base) = all.into_iter().find(|rule| rule.id == more.id) else {
                    return Err(pack.unknown_rule(&more.id));
                };
                let mut own = base.clone();
                own.alternatives = more.alternatives.clone();
                own.mask.join(&more.mask);
                own.veto.join(&more.veto);
                let own = add(own);
                items.push((more.id.clone(), own, Some(add(base.clone()))));
            }
        }
        // Numbers take the place of ids, which may come twice here; errors name the rule itself.
        let ids: Vec<String> = alone.rules.iter().map(|rule| rule.id.clone()).collect();
        for (i, rule) in alone.rules.iter_mut().enumerate() {
            rule.id = i.to_string();
        }
        let set = RuleSet::new(vec![alone]).map_err(|mut error| {
            if let Error::Pack { rule, .. } = &mut error
                && let Some(id) = rule.parse().ok().and_then(|i: usize| ids.get(i))
            {
                *rule = id.clone();
            }
            error
        })?;
        Ok(Items { set, items })
    }

    /// How many there are, with the id of the rule of each.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.items.iter().map(|(id, ..)| id.as_str())
    }

    /// The rules they were compiled to.
    pub(crate) fn rules(&self) -> &RuleSet {
        &self.set
    }

    /// Hands over each item that finds something in a text: its number, its findings, and how many
    /// of them the rule it adds to makes, too.
    pub(crate) fn scan(
        &self,
        text: &str,
        role: Role,
        (scratch, hits): (&mut Scratch, &mut Vec<Hit>),
        mut found: impl FnMut(usize, Vec<Hit>, u64),
    ) {
        self.set.scan(text, role, scratch, hits);
        if hits.is_empty() {
            return;
        }
        let of = |rule: u16| hits.iter().filter(move |hit| hit.rule == rule).copied();
        for (i, (_, own, base)) in self.items.iter().enumerate() {
            let mine: Vec<Hit> = of(*own).collect();
            if mine.is_empty() {
                continue;
            }
            let known = |hit: &&Hit| {
                let over = |other: Hit| other.start < hit.end && hit.start < other.end;
                base.is_some_and(|base| of(base).any(over))
            };
            let known = mine.iter().filter(known).count() as u64;
            found(i, mine, known);
        }
    }
}
