//! How diagnoses of invented tables compare with what was put into them.

use std::collections::BTreeMap;

use super::traffic_cases::Case;

/// What a diagnosis said, as far as it is scored.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// Start, depth, class, first source of every cliff.
    pub cliffs: Vec<(usize, f64, Option<char>, Option<String>)>,
}

/// Counts over many cases.
#[derive(Debug, Default)]
pub struct Score {
    hit: f64,
    extra: f64,
    missed: f64,
    depth: Vec<f64>,
    eventless: (f64, f64),
    by_kind: BTreeMap<&'static str, (f64, f64)>,
    top: (f64, f64),
    causes: BTreeMap<(char, char), f64>,
    by_notes: BTreeMap<&'static str, (f64, f64)>,
    recall: BTreeMap<char, (f64, f64)>,
}

impl Score {
    /// `per_day` points make a day.
    pub fn add(&mut self, case: &Case, said: &Said, per_day: usize) -> bool {
        let truth = &case.truth;
        let Some(start) = truth.start else {
            if truth.class == ' ' {
                let alarm = f64::from(!said.cliffs.is_empty());
                self.eventless.0 += alarm;
                self.eventless.1 += 1.0;
                let kind = self.by_kind.entry(truth.kind).or_default();
                *kind = (kind.0 + alarm, kind.1 + 1.0);
                return alarm == 0.0;
            }
            return true;
        };
        let found = said.cliffs.iter().find(|c| c.0.abs_diff(start) <= per_day);
        self.extra += said.cliffs.len() as f64 - f64::from(found.is_some());
        let recall = self.recall.entry(truth.class).or_default();
        recall.1 += 1.0;
        let class = found.or(said.cliffs.last()).and_then(|c| c.2).unwrap_or('?');
        *self.causes.entry((truth.class, class)).or_default() += 1.0;
        let noted = self.by_notes.entry(truth.notes).or_default();
        *noted = (noted.0 + f64::from(class == truth.class), noted.1 + 1.0);
        let Some((_, depth, _, top)) = found else {
            self.missed += 1.0;
            return false;
        };
        recall.0 += 1.0;
        self.hit += 1.0;
        self.depth.push((depth - truth.depth).abs());
        if let Some(wanted) = &truth.top {
            self.top.1 += 1.0;
            self.top.0 += f64::from(top.as_ref() == Some(wanted));
        }
        class == truth.class
    }

    /// F1 of cliffs within a day of the truth.
    pub fn cliff_f1(&self) -> f64 {
        2.0 * self.hit / (2.0 * self.hit + self.extra + self.missed).max(1.0)
    }

    /// Part of the eventless tables with an alarm.
    pub fn alarmed(&self) -> f64 {
        self.eventless.0 / self.eventless.1.max(1.0)
    }

    /// Part of the found cliffs whose first source is right.
    pub fn top_right(&self) -> f64 {
        self.top.0 / self.top.1.max(1.0)
    }

    fn causes(&self, truth: char, said: char) -> f64 {
        self.causes.get(&(truth, said)).copied().unwrap_or(0.0)
    }

    fn class_f1(&self, class: char) -> f64 {
        let said: f64 = "ABCDE".chars().map(|t| self.causes(t, class)).sum();
        let all: f64 = "ABCDE?".chars().map(|s| self.causes(class, s)).sum();
        2.0 * self.causes(class, class) / (said + all).max(1.0)
    }

    /// Mean F1 of the five causes; a cliff that was not found is a cause not found.
    pub fn cause_f1(&self) -> f64 {
        "ABCDE".chars().map(|c| self.class_f1(c)).sum::<f64>() / 5.0
    }

    /// A table of results.
    pub fn show(&self) -> String {
        let part = |(a, b): (f64, f64)| format!("{:.3} of {b}", a / b.max(1.0));
        let mut depth = self.depth.clone();
        depth.sort_by(f64::total_cmp);
        let (middle, count) = (depth.get(depth.len() / 2).unwrap_or(&0.0), depth.len().max(1));
        let mut out = format!(
            "cliff F1 within a day {:.3} (found {}, missed {}, extra {})\n\
             eventless alarmed {} {:?}\nfound by class {:?}\ntop source right {}\n\
             depth error: median {middle:.3}, mean {:.3}\n",
            self.cliff_f1(),
            self.hit,
            self.missed,
            self.extra,
            part(self.eventless),
            self.by_kind,
            self.recall,
            part(self.top),
            depth.iter().sum::<f64>() / count as f64,
        );
        for class in "ABCDE".chars() {
            let said = |s: char| format!("{s} {:>3}", self.causes(class, s));
            let said: Vec<String> = "ABCDE?".chars().map(said).collect();
            out += &format!(
                "cause {class}: F1 {:.3}  said {}\n",
                self.class_f1(class),
                said.join("  ")
            );
        }
        let noted: Vec<_> = self.by_notes.iter().map(|(k, v)| (k, part(*v))).collect();
        out + &format!("cause macro-F1 {:.3}; right by notes: {noted:?}\n", self.cause_f1())
    }
}
