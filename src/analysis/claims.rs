//! What a complaint is about: products and batches, how many have it, how fast it grew.

use std::collections::BTreeSet;

use super::signals::MINUTE;
use super::stats::rounded;
use super::talk::{NOBODY, Talk};
use super::topics::Candidate;
use crate::report::{IncidentKind, ScopeReport};

/// Kinds that are complaints about goods or their handling.
pub(crate) fn is_complaint(kind: IncidentKind) -> bool {
    use IncidentKind::*;
    matches!(kind, TrustCrisis | FoodSafety | StockOut | PaymentOutage | SpreadingReview)
}

/// Words for goods where harm is worse: one step more severe.
pub(crate) fn vulnerable(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "奶粉",
        "辅食",
        "婴儿",
        "宝宝",
        "米粉",
        "保健品",
        "药",
        "医美",
        "面膜",
        "疫苗",
        "孕妇",
        "新生儿",
        "formula",
        "baby",
    ];
    WORDS.iter().any(|word| text.contains(word))
}

/// A staff line that says something is being checked.
pub(crate) fn verifies(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "核实",
        "核对",
        "查一下",
        "查了",
        "排查",
        "送检",
        "电话",
        "联系了",
        "批次",
        "订单号",
        "拍",
        "发我",
        "确认一下",
        "了解",
        "checking",
        "check",
        "batch",
        "photo",
    ];
    WORDS.iter().any(|word| text.contains(word))
}

/// A staff line that gives a cause.
pub(crate) fn explains(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "原因是",
        "是因为",
        "由于",
        "导致",
        "可能是您",
        "应该是您",
        "正常现象",
        "运输途中",
        "保存不当",
        "because",
        "due to",
    ];
    WORDS.iter().any(|word| text.contains(word))
}

/// How far a complaint reaches; `None` where the incident is none.
pub(crate) fn scope(talk: &Talk<'_>, found: &Candidate, rows: &[u32]) -> Option<ScopeReport> {
    if !is_complaint(found.kind) {
        return None;
    }
    let f = talk.desk.families;
    let start = rows.first().map_or(0, |r| talk.time(*r));
    let mut complainants = BTreeSet::new();
    let mut curve: Vec<(f64, u32)> = Vec::new();
    for row in &found.core {
        if complainants.insert(talk.writer(*row)) {
            let minutes = (talk.time(*row) - start) as f64 / MINUTE as f64;
            curve.push((rounded(minutes), complainants.len() as u32));
        }
    }
    let agreeing: BTreeSet<u32> = rows
        .iter()
        .filter(|r| talk.by_customer(**r) && talk.has(**r, f.metoo | f.demand | f.churn | f.gang))
        .map(|r| talk.writer(*r))
        .filter(|m| *m != NOBODY && !complainants.contains(m))
        .collect();
    let mut batches = Vec::new();
    let mut named_by: BTreeSet<u32> = BTreeSet::new();
    for row in rows {
        for batch in batches_in(talk.text(*row)) {
            named_by.insert(talk.writer(*row));
            if !batches.contains(&batch) {
                batches.push(batch);
            }
        }
    }
    let same = rows.iter().any(|r| {
        let text = talk.text(*r);
        ["同一批", "同批", "这批", "这一批", "一个批次", "same batch"]
            .iter()
            .any(|w| text.contains(w))
    });
    let count = complainants.len() as u32;
    let scope = match count {
        2.. if batches.len() == 1 && named_by.len() >= 2 => "batch",
        2.. if batches.len() > 1 => "line",
        2.. if same => "batch",
        3.. => "batch_suspected",
        _ => "item",
    };
    let agreeing = agreeing.len() as u32;
    Some(ScopeReport {
        complainants: count,
        agreeing,
        bystander_ratio: rounded(f64::from(agreeing) / f64::from(count.max(1))),
        scope: scope.to_string(),
        batches,
        curve,
    })
}

/// Batch numbers in a text: `批号 2304-B`, `批次:20250603`, `LOT 88A`, `2304-B 这批`.
fn batches_in(text: &str) -> Vec<String> {
    const HEADS: &[&str] = &["批号", "批次", "生产批", "生产日期", "LOT", "lot", "Batch", "batch"];
    let mut found = Vec::new();
    for head in HEADS {
        for (at, _) in text.match_indices(head) {
            let rest = text[at + head.len()..]
                .trim_start_matches(|c: char| !c.is_ascii_alphanumeric() && c != '\n');
            let skipped = text[at + head.len()..].len() - rest.len();
            let code: String = rest
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
                .take(24)
                .collect();
            let digits = code.chars().filter(char::is_ascii_digit).count();
            if skipped <= 18 && digits >= 2 && !found.contains(&code) {
                found.push(code);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::batches_in;

    #[test]
    fn batch_numbers() {
        assert_eq!(batches_in("包装纸上批号都是2304-B。可是"), ["2304-B"]);
        assert_eq!(batches_in("批次：20250603,大家看看"), ["20250603"]);
        assert!(batches_in("这批不好吃").is_empty());
    }
}
