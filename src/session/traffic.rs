//! Traffic tables: read, diagnosed, put into words. Nothing of them is kept.

use crate::export::Role;
use crate::ingest::{File, rows};
use crate::report::{DiagnoseOptions, HitReport, PostHit, TrafficEvent, TrafficReport};
use crate::rules::Scratch;
use crate::{Result, Session, traffic, words};

impl Session {
    /// What one or more traffic tables show, read as one; `noted` are tables of what happened.
    ///
    /// # Errors
    /// Where a file cannot be read or holds no figures over time; [`crate::Error::NoSuchZone`].
    pub fn diagnose(
        &self,
        tables: &mut [File<'_>],
        noted: &mut [File<'_>],
        options: &DiagnoseOptions,
    ) -> Result<TrafficReport> {
        let tables = tables.iter_mut().map(rows::tables).collect::<Result<Vec<_>>>()?;
        let noted = noted.iter_mut().map(rows::tables).collect::<Result<Vec<_>>>()?;
        let mut report = traffic::diagnose(&tables, &noted, options)?;
        self.scan_posts(&mut report);
        words::traffic::fill(&mut report);
        report.assumptions = words::english(report.notes.iter().filter(|n| n.assumption));
        report.warnings = words::english(report.notes.iter().filter(|n| !n.assumption));
        Ok(report)
    }

    /// Scans what was posted in the 72 hours before the weightiest cliff, as its day does not tell
    /// the hour: up to its end.
    fn scan_posts(&self, report: &mut TrafficReport) {
        let mut scratch = Scratch::default();
        let near = |e: &&mut TrafficEvent| {
            e.kind == "post" && e.lag_days.is_some_and(|lag| (-3.0..1.0).contains(&lag))
        };
        for event in report.events.iter_mut().filter(near) {
            let mut hits = self.scan(&event.text, Role::Official, &mut scratch);
            hits.sort_by_key(|hit| (hit.severity, hit.start));
            let hit = |hit: HitReport| PostHit {
                rule: hit.rule,
                severity: format!("{:?}", hit.severity),
                matched: hit.matched,
            };
            event.hits = hits.into_iter().map(hit).collect();
        }
    }
}
