//! The analysis of what is loaded: incidents, people, numbers.

use super::Session;
use crate::Result;
use crate::analysis::{Analysis, Input};
use crate::ingest::OnProgress;
use crate::report::{AnalysisReport, AnalyzeOptions, HitTotals, RoleOptions, ScanReport};

impl Session {
    /// Scans everything loaded and says what is going on in it. Staff is who the options or the
    /// files name; where nobody is named, names and manner tell, and the report says so.
    ///
    /// # Errors
    /// [`crate::Error::Cancelled`].
    pub fn analyze(
        &mut self,
        options: &AnalyzeOptions,
        on_progress: &mut OnProgress<'_>,
    ) -> Result<AnalysisReport> {
        let roles = RoleOptions {
            staff: options.staff.clone(),
            sellers: options.sellers.clone(),
            complete: false,
        };
        let scanned = self.scan_loaded(&roles, on_progress)?;
        self.keep_roles_of_files();
        let analysis = self.analysis.get_or_insert_with(Analysis::new);
        let ids: Vec<&str> = self.rules.infos().iter().map(|info| info.id.as_str()).collect();
        let findings = &self.findings;
        let report = analysis.run(&Input {
            export: &self.export,
            roles: &self.roles,
            rules: &ids,
            hits: &|row| findings.of(row),
            scores: None,
            options,
        });
        Ok(AnalysisReport { sources: self.source_reports(), hits: totals(&scanned), ..report })
    }

    /// A list of staff adds to the staff that the files name.
    fn keep_roles_of_files(&mut self) {
        for (role, member) in self.roles.iter_mut().zip(self.export.members()) {
            if member.role == crate::export::Role::Official {
                *role = member.role;
            }
        }
    }
}

fn totals(scanned: &ScanReport) -> HitTotals {
    let by_rule = scanned.by_rule.iter().map(|r| (r.rule.clone(), r.hits)).collect();
    HitTotals { total: scanned.hits, by_rule }
}
