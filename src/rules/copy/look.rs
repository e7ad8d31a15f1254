//! One text on the desk: its paragraphs, what the rules find there, and what heals it.

use std::{cmp::Reverse, ops::Range};

use super::{Checked, Desk};
use crate::{
    report::{CopyExemption, CopyFinding, CopyFix},
    rules::{
        Severity,
        copy_spec::{Channel, ExemptClass},
        phrases::Phrases,
        scanner::{Hit, Scratch},
    },
    text::{Signs, Views},
};

/// A paragraph shorter than this takes the next line with it, in bytes.
const SHORT: usize = 180;
/// Where a longer paragraph is parted at the end of a sentence, in bytes.
const LONG: usize = 600;
/// Most wordings offered for one finding.
const MOST_FIXES: usize = 3;
/// Bytes that may be scanned again to try wordings: so many for each byte of the text, and these.
const TRIES: (usize, usize) = (8, 256 << 10);

/// A wording to try.
struct Change {
    at: Range<usize>,
    text: String,
    person: bool,
    /// It is for whatever the rule finds, so it is offered where there is nothing better.
    any: bool,
}

/// One text being looked at.
pub(super) struct Look<'a> {
    desk: &'a Desk,
    text: &'a str,
    channel: Channel,
    blocks: Vec<Range<usize>>,
    /// In bytes of the text, sorted.
    hits: Vec<Hit>,
    /// Which of the blocks each hit begins in.
    block_of: Vec<usize>,
    units: Units,
    scratch: Scratch,
    views: Views,
    /// Bytes that may still be scanned to try wordings.
    budget: usize,
}

impl<'a> Look<'a> {
    pub(super) fn new(desk: &'a Desk, text: &'a str, channel: Channel) -> Look<'a> {
        let blocks = blocks(text);
        let (mut scratch, mut found) = (Scratch::default(), Vec::new());
        let mut hits: Vec<Hit> = Vec::new();
        let whole = |hit: &Hit| desk.rules[usize::from(hit.rule)].spec.whole;
        desk.set.scan(text, channel.role(), &mut scratch, &mut found);
        hits.extend(found.iter().filter(|hit| whole(hit)));
        for block in &blocks {
            desk.set.scan(&text[block.clone()], channel.role(), &mut scratch, &mut found);
            let shift = block.start as u32;
            hits.extend(found.iter().filter(|hit| !whole(hit)).map(|hit| Hit {
                start: hit.start + shift,
                end: hit.end + shift,
                ..*hit
            }));
        }
        hits.sort_unstable_by_key(|hit| (hit.start, Reverse(hit.end), hit.rule));
        let block_of = hits.iter().map(|hit| {
            blocks.partition_point(|block| block.end <= hit.start as usize).min(blocks.len() - 1)
        });
        let block_of = block_of.collect();
        let budget = text.len().saturating_mul(TRIES.0).saturating_add(TRIES.1);
        let (units, views) = (Units::new(text), Views::default());
        Look { desk, text, channel, blocks, hits, block_of, units, scratch, views, budget }
    }

    pub(super) fn applies(&self, rule: u16) -> bool {
        let channels = &self.desk.rules[usize::from(rule)].spec.channels;
        channels.is_empty() || channels.contains(&self.channel)
    }

    /// Hands over each finding with its rule.
    pub(super) fn findings(&mut self) -> Vec<(u16, CopyFinding)> {
        let applying = (0..self.hits.len()).filter(|i| self.applies(self.hits[*i].rule));
        let places: Vec<_> =
            applying.map(|i| (self.hits[i], self.blocks[self.block_of[i]].clone())).collect();
        places.into_iter().map(|(hit, block)| (hit.rule, self.finding(hit, block))).collect()
    }

    fn finding(&mut self, hit: Hit, block: Range<usize>) -> CopyFinding {
        let rule = &self.desk.rules[usize::from(hit.rule)];
        let span = hit.start as usize..hit.end as usize;
        let clause = clause(self.text, &span);
        let exemption = self.exemption(rule, &clause);
        let exemption = exemption.map(|(class, cue)| CopyExemption {
            class,
            start: self.units.at(self.text, cue.start),
            end: self.units.at(self.text, cue.end),
            cue: self.text[cue].to_string(),
        });
        let changes = self.changes(rule, &span, &clause);
        let mut fixes: Vec<CopyFix> = Vec::new();
        for Change { at, text, person, any } in changes {
            let spare = fixes.len() == MOST_FIXES || any && !fixes.is_empty();
            if spare
                || fixes.iter().any(|fix| fix.text == text)
                || !self.heals(&hit, &block, &at, &text)
            {
                continue;
            }
            let start = self.units.at(self.text, at.start);
            let end = self.units.at(self.text, at.end);
            fixes.push(CopyFix { start, end, text, person });
        }
        CopyFinding {
            rule: rule.shown.id.clone(),
            severity: if exemption.is_some() { Severity::S4 } else { rule.severity },
            raised: exemption.is_none() && rule.raised,
            start: self.units.at(self.text, span.start),
            end: self.units.at(self.text, span.end),
            matched: self.text[span].to_string(),
            evasion: hit.evasion,
            exemption,
            fixes,
        }
    }

    /// Where words of a clause stand in the text.
    fn places(&mut self, phrases: &Phrases, clause: &Range<usize>) -> Vec<Range<usize>> {
        if phrases.is_empty() {
            return Vec::new();
        }
        let words = &self.text[clause.clone()];
        self.desk.set.normalizer().fold(words, Signs::default(), &mut self.views);
        let view = self.views.plain(words);
        let found = phrases.find(view.text()).into_iter().map(|range| view.source(range));
        found.map(|at| at.start + clause.start..at.end + clause.start).collect()
    }

    fn exemption(
        &mut self,
        rule: &'a Checked,
        clause: &Range<usize>,
    ) -> Option<(ExemptClass, Range<usize>)> {
        if rule.exempt.is_empty() || !self.places(&rule.firm, clause).is_empty() {
            return None;
        }
        rule.exempt.iter().find_map(|(class, phrases)| {
            Some((*class, self.places(phrases, clause).into_iter().next()?))
        })
    }

    /// Wordings that the packs have for a finding. Those for more of the text go first, those that
    /// would do for any finding of the rule last.
    fn changes(
        &mut self,
        rule: &'a Checked,
        span: &Range<usize>,
        clause: &Range<usize>,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        let chinese = is_chinese(&self.text[clause.clone()]);
        for one in &rule.replace {
            let covers = |at: &Range<usize>| at.start <= span.start && span.end <= at.end;
            let any = one.phrases.is_empty();
            let over = if any {
                Some(span.clone())
            } else {
                self.places(&one.phrases, clause).into_iter().find(covers)
            };
            let Some(over) = over else { continue };
            let with = if chinese { &one.with.zh } else { &one.with.en };
            if !chinese && is_chinese(with) {
                continue;
            }
            let text = with.replace("{}", &self.text[over.clone()]);
            let at = if one.at_start { 0..0 } else { over };
            changes.push(Change { at, text, person: one.person, any });
        }
        changes.sort_by_key(|change| (change.any, Reverse(change.at.len())));
        changes
    }

    /// `true` where the rule is silent about these words once the change is made, and no other
    /// rule speaks up about the new ones.
    fn heals(&mut self, hit: &Hit, block: &Range<usize>, at: &Range<usize>, with: &str) -> bool {
        let rule = &self.desk.rules[usize::from(hit.rule)];
        let area = if rule.spec.whole { 0..self.text.len() } else { block.clone() };
        let inside = area.start <= at.start && at.end <= area.end;
        if !inside || self.budget < area.len() {
            return false;
        }
        self.budget -= area.len();
        let text = self.text;
        let changed = [&text[area.start..at.start], with, &text[at.end..area.end]].concat();
        let mut after = Vec::new();
        self.desk.set.scan(&changed, self.channel.role(), &mut self.scratch, &mut after);
        let new = at.start - area.start..at.start - area.start + with.len();
        let touches = |hit: &Hit, range: &Range<usize>| {
            (hit.start as usize) < range.end && range.start < hit.end as usize
        };
        let known = |rule: u16| self.hits.iter().any(|hit| hit.rule == rule && touches(hit, at));
        let before = self
            .hits
            .iter()
            .filter(|other| other.rule == hit.rule && area.contains(&(other.start as usize)));
        let left = after.iter().filter(|other| other.rule == hit.rule).count();
        left < before.count()
            && after.iter().filter(|other| touches(other, &new)).all(|other| {
                other.rule != hit.rule && (known(other.rule) || !self.applies(other.rule))
            })
    }
}

/// Parts a text into paragraphs: lines, where short ones take the next with them and long ones are
/// parted between sentences. There is at least one.
fn blocks(text: &str) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let mut start = 0;
    let mut end = 0;
    let mut cut = |start: &mut usize, end: usize| {
        if *start < end {
            blocks.push(*start..end);
            *start = end;
        }
    };
    for piece in text.split_inclusive(['\n', '。', '！', '!', '？', '?', '；', ';']) {
        if piece.trim().is_empty() && piece.contains('\n') {
            // An empty line ends a paragraph, however short.
            end += piece.len();
            if end - start > piece.len() && text[..end - piece.len()].ends_with('\n') {
                cut(&mut start, end);
            }
            continue;
        }
        if end - start + piece.len() > LONG {
            cut(&mut start, end);
        }
        end += piece.len();
        if piece.ends_with('\n') && end - start >= SHORT {
            cut(&mut start, end);
        }
    }
    cut(&mut start, text.len());
    if blocks.is_empty() {
        blocks.push(0..0);
    }
    blocks
}

/// The stretch between signs that a span lies in.
fn clause(text: &str, span: &Range<usize>) -> Range<usize> {
    let ends = ['\n', '。', '！', '!', '？', '?', '；', ';', '，', ','];
    let start = text[..span.start].rfind(ends).map_or(0, |at| text.ceil_char_boundary(at + 1));
    let end = text[span.end..].find(ends).map_or(text.len(), |at| span.end + at);
    start..end
}

/// Counts UTF-16 code units, from marks that are never far away.
struct Units(Vec<(usize, u32)>);

impl Units {
    const STEP: usize = 256;

    fn new(text: &str) -> Units {
        let mut marks = vec![(0, 0)];
        let mut units = 0;
        for (at, c) in text.char_indices() {
            if marks.last().is_some_and(|(last, _)| at - last >= Units::STEP) {
                marks.push((at, units));
            }
            units += c.len_utf16() as u32;
        }
        Units(marks)
    }

    /// Code units before a byte of the text.
    fn at(&self, text: &str, byte: usize) -> u32 {
        let next = self.0.partition_point(|(at, _)| *at <= byte);
        let (at, units) = self.0[next.max(1) - 1];
        units + text[at..byte].chars().map(|c| c.len_utf16() as u32).sum::<u32>()
    }
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c))
}
