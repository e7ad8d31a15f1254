//! The user's own rules in a session: set, tried, previewed, and judged by a gold set.

use super::{Session, assign_roles};
use crate::findings::each_message;
use crate::gold;
use crate::ingest::OnProgress;
use crate::report::{
    GoldLabel, GoldReport, GoldSample, HitReport, OwnRules, PackText, Preview, PreviewItem,
    Profile, RoleOptions, TryRow, ViewRow,
};
use crate::rules::{Draft, Hit, Items, Lens, Pack, RuleSet, Scratch};
use crate::{Result, export::Role};

/// Messages handed out for each item of a preview.
const PREVIEW_ROWS: usize = 50;

/// What is the user's about the rules.
pub(super) struct Own {
    /// How many packs are not.
    builtin: usize,
    /// The packs as they were given, to know them again.
    packs: Vec<PackText>,
    profile: Profile,
    pub(super) lens: Lens,
}

impl Own {
    pub(super) fn none(rules: &RuleSet) -> Own {
        let profile = Profile::default();
        let lens = Lens::new(&profile, rules, []);
        Own { builtin: rules.packs().len(), packs: vec![], profile, lens }
    }
}

impl Session {
    /// Adds a rule pack (TOML or JSON). Its own examples are run first.
    ///
    /// # Errors
    /// [`crate::Error::Pack`] names the rule and the example that fails; nothing is changed then.
    pub fn add_pack(&mut self, text: &str, name: &str) -> Result<()> {
        self.rules = self.rules.with_pack(Pack::parse(text, name)?)?;
        self.own.packs.push(PackText { name: name.into(), text: text.into() });
        self.look();
        Ok(())
    }

    /// Replaces everything of the user's about rules at once. Findings stay until the next scan
    /// where only the profile changes, else they are dropped.
    ///
    /// # Errors
    /// [`crate::Error::Pack`] names the pack, the rule and the example that fails; nothing is
    /// changed then.
    pub fn set_rules(&mut self, own: OwnRules) -> Result<()> {
        if own.packs != self.own.packs {
            self.rules =
                self.rules.with_packs(self.own.builtin, parsed(&own.packs, Pack::parse)?)?;
            self.findings = Default::default();
        }
        (self.own.packs, self.own.profile) = (own.packs, own.profile);
        self.look();
        Ok(())
    }

    /// Lays the profile over the rules and groups there are now.
    pub(super) fn look(&mut self) {
        let groups = self.export.conversations().iter();
        let names = groups.map(|group| [Some(group.title.as_str()), group.key.as_deref()]);
        self.own.lens = Lens::new(&self.own.profile, &self.rules, names);
    }

    /// Findings in a text of no group, as the profile has them.
    pub(super) fn judged(&self, text: &str, mut hits: Vec<Hit>) -> Vec<HitReport> {
        let lens = &self.own.lens;
        lens.filter(&self.rules, None, text, &mut hits);
        self.rules.report_as(text, &hits, |rule| {
            lens.severity(None, rule).unwrap_or(self.rules.severity(rule))
        })
    }

    /// What each text hits now, and what it would with draft packs, which take the place of those
    /// of the same id. Examples are not run; what the profile says does not count for the draft.
    ///
    /// # Errors
    /// [`crate::Error::Pack`], where a pack cannot be compiled.
    pub fn try_texts(&self, packs: &[PackText], texts: &[(String, Role)]) -> Result<Vec<TryRow>> {
        let draft = Draft::new(&self.rules, parsed(packs, Pack::draft)?)?;
        let (mut scratch, mut hits) = (Scratch::default(), vec![]);
        let row = |(text, role): &(String, Role)| {
            let now = self.scan(text, *role, &mut scratch);
            draft.rules().scan(text, *role, &mut scratch, &mut hits);
            let mut then = draft.rules().report(text, &hits);
            then.extend(now.iter().filter(|hit| !draft.touches(&hit.rule)).cloned());
            then.sort_by(|a, b| (a.start, b.end, &a.rule).cmp(&(b.start, a.end, &b.rule)));
            TryRow { now, then }
        };
        Ok(texts.iter().map(row).collect())
    }

    /// What draft packs would find in what is loaded, rule by rule and addition by addition;
    /// nothing is changed. Examples are not run, and the profile does not count.
    ///
    /// # Errors
    /// [`crate::Error::Pack`], where a pack cannot be compiled; [`crate::Error::Cancelled`].
    pub fn preview(
        &self,
        packs: &[PackText],
        roles: Option<&RoleOptions>,
        on_progress: &mut OnProgress<'_>,
    ) -> Result<Preview> {
        let draft = Items::new(&self.rules, &parsed(packs, Pack::draft)?)?;
        let assigned = roles.map(|options| assign_roles(&self.export, options));
        let roles = assigned.as_deref().unwrap_or(&self.roles);
        let item = |rule: &str| PreviewItem { rule: rule.into(), ..PreviewItem::default() };
        let mut items: Vec<PreviewItem> = draft.ids().map(item).collect();
        let (mut messages, mut scratch, mut hits) = (0, Scratch::default(), vec![]);
        each_message(&self.export, roles, on_progress, |row, message, role| {
            messages += 1;
            draft.scan(message.text, role, (&mut scratch, &mut hits), |i, hits, known| {
                let Some(item) = items.get_mut(i) else { return };
                item.hits += hits.len() as u64;
                item.messages += 1;
                item.known += known;
                if item.rows.len() < PREVIEW_ROWS {
                    let mut found = draft.rules().report(message.text, &hits);
                    found.iter_mut().for_each(|hit| hit.rule.clone_from(&item.rule));
                    let whole = ViewRow { hits: found, ..self.uncut_row(row) };
                    item.rows.push(Session::cut(whole));
                }
            });
        })?;
        Ok(Preview { messages, items })
    }

    /// A pack written down again: `toml`, or else JSON.
    ///
    /// # Errors
    /// [`crate::Error::Pack`], where it is none.
    pub fn pack_text(pack: &PackText, format: &str) -> Result<String> {
        let pack = Pack::draft(&pack.text, &pack.name)?;
        Ok(if format == "toml" { pack.to_toml() } else { pack.to_json() })
    }

    /// Messages for a person to judge, about half of them with findings, after
    /// [`scan_loaded`](Session::scan_loaded). The same seed gives the same messages.
    pub fn gold_sample(&self, count: u32, seed: u32) -> GoldSample {
        let row = |row: u32| self.view_row(row);
        let (export, roles) = (&self.export, &self.roles);
        gold::sample((export, roles, &self.rules, &self.findings), count as usize, seed, row)
    }

    /// How the rules in use do by the judgement of messages.
    pub fn gold_score(&self, labels: &[GoldLabel]) -> GoldReport {
        let found = |message: u32| -> Vec<String> {
            let rules = self.findings.of(message).iter().map(|hit| usize::from(hit.rule));
            rules.filter_map(|rule| Some(self.rules.infos().get(rule)?.id.clone())).collect()
        };
        gold::score(labels, found)
    }
}

fn parsed(packs: &[PackText], read: fn(&str, &str) -> Result<Pack>) -> Result<Vec<Pack>> {
    packs.iter().map(|pack| read(&pack.text, &pack.name)).collect()
}
