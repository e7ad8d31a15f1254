//! What an incident is about, how hot it is, and what is at stake in it.

use std::collections::BTreeMap;

use super::talk::{NOBODY, Talk};
use crate::report::IncidentKind;

/// The cause tag: the kind where that says it, else the words used most.
pub(crate) fn tag(talk: &Talk<'_>, kind: IncidentKind, rows: &[u32]) -> String {
    use IncidentKind::*;
    let fixed = match kind {
        CommissionDispute => Some("money"),
        SlowResponse | StaffTurnover | StockOut | PaymentOutage | LiveAccident => Some("service"),
        Rumour | Provocation | AccountLimited => Some("external"),
        _ => None,
    };
    if let Some(tag) = fixed {
        return tag.to_string();
    }
    const TAGS: &[(&str, f64)] = &[
        ("misunderstanding", 1.3),
        ("admin", 1.2),
        ("money", 1.0),
        ("rules", 1.0),
        ("values", 1.0),
        ("external", 0.9),
        ("service", 0.8),
    ];
    let prior = |tag: &str| match (kind, tag) {
        (Quarrel, "service") => 0.0,
        (Quarrel, _) => 0.1,
        (_, "service") => 2.0,
        _ => 0.0,
    };
    let score = |(tag, weight): &(&'static str, f64)| {
        let bit = talk.desk.cues.bit(&format!("cause_{tag}"));
        let said = rows.iter().filter(|r| talk.has(**r, bit)).count();
        (*tag, said as f64 * weight + prior(tag))
    };
    let best = TAGS
        .iter()
        .map(score)
        .fold(("misunderstanding", 0.0), |best, next| if next.1 > best.1 { next } else { best });
    best.0.to_string()
}

/// Heat of the wording, 0 to 100: hot lines by their weight, half of it reached at four of them.
pub(crate) fn heat(talk: &Talk<'_>, rows: &[u32]) -> f64 {
    let f = talk.desk.families;
    let weights = [
        (f.threat, 2.0),
        (f.abuse, 1.5),
        (f.attack, 1.0),
        (f.retort, 0.6),
        (f.sarcasm, 0.5),
        (f.challenge, 0.4),
        (f.escalate, 0.5),
        (f.churn, 0.3),
        (f.bang, 0.3),
    ];
    let line = |row: &u32| {
        let set = talk.set(*row);
        let sum: f64 = weights.iter().filter(|(bit, _)| set & bit != 0).map(|(_, w)| w).sum();
        sum * talk.worth(*row)
    };
    let sum: f64 = rows.iter().map(line).sum();
    100.0 * sum / (sum + 4.0)
}

/// What is at stake.
pub(crate) fn interest(talk: &Talk<'_>, kind: IncidentKind, rows: &[u32]) -> String {
    if kind == IncidentKind::CommissionDispute {
        return "commission".to_string();
    }
    const WORDS: &[(&str, &[&str])] = &[
        ("refund", &["退款", "退钱", "赔", "退货", "补偿", "退", "refund"]),
        ("price", &["差价", "价格", "便宜", "涨价", "降价", "贵", "多少钱", "买贵", "price"]),
        ("commission", &["佣金", "返佣", "提成", "分润", "结算", "commission"]),
        (
            "status",
            &[
                "资格",
                "名额",
                "群主",
                "管理员",
                "等级",
                "会员",
                "老客户",
                "插队",
                "先来后到",
                "排队",
                "凭什么",
            ],
        ),
    ];
    let count = |words: &[&str]| {
        rows.iter().filter(|r| words.iter().any(|w| talk.text(**r).contains(w))).count()
    };
    let best = WORDS.iter().map(|(name, words)| (*name, count(words)));
    let best = best.fold(("none", 0), |best, next| if next.1 > best.1 { next } else { best });
    let least = (rows.len() / 20).max(1);
    if best.1 >= least { best.0 } else { "none" }.to_string()
}

/// Mentions of other platforms, forwards and screenshots.
pub(crate) fn outward(talk: &Talk<'_>, rows: &[u32]) -> u32 {
    const WORDS: &[&str] = &[
        "小红书",
        "抖音",
        "微博",
        "朋友圈",
        "快手",
        "b站",
        "论坛",
        "热搜",
        "截图",
        "录屏",
        "转发",
        "转到",
        "发到",
        "别的群",
        "隔壁群",
        "其他群",
        "业主群",
        "大众点评",
        "黑猫",
        "12315",
        "screenshot",
        "forwarded",
    ];
    let out = |row: &&u32| WORDS.iter().any(|word| talk.text(**row).contains(word));
    rows.iter().filter(out).count() as u32
}

/// Who sent more heat first, and for whom most of it was meant.
pub(crate) fn sides(talk: &Talk<'_>, core: &[u32]) -> (u32, u32) {
    let f = talk.desk.families;
    let mut sent: BTreeMap<u32, f64> = BTreeMap::new();
    for row in core {
        let set = talk.set(*row);
        let hot = set & (f.attack | f.abuse | f.retort | f.sarcasm | f.thirdneg | f.challenge) != 0;
        *sent.entry(talk.writer(*row)).or_default() += if hot { 1.0 } else { 0.2 };
    }
    let first = core.first().map_or(NOBODY, |r| talk.writer(*r));
    let mut order: Vec<(u32, f64)> = sent.into_iter().collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let top = |skip: u32| order.iter().map(|(m, _)| *m).find(|m| *m != skip).unwrap_or(NOBODY);
    // Whoever began it, unless hardly anything came from them.
    let began = order.iter().find(|(m, _)| *m == first).map_or(0.0, |(_, h)| *h);
    let most = order.first().map_or(0.0, |(_, h)| *h);
    let instigator = if began >= 0.35 * most { first } else { top(NOBODY) };
    (instigator, top(instigator))
}
