//! Money in talk: claims for commission, plans that promise it, what complaints may cost.

use super::stats::{quantile, rounded};
use super::talk::Talk;
use super::topics::Candidate;
use crate::report::{ClaimRow, IncidentKind, IncidentReport, LossRow, PlanRow};

/// The least damages by law, in yuan: food safety law article 148, consumer law article 55.
const FOOD_FLOOR: f64 = 1000.0;
const FRAUD_FLOOR: f64 = 500.0;

/// Claims in the commission disputes of a conversation: who, for when, how much.
pub(crate) fn claims(talk: &Talk<'_>, found: &[Candidate]) -> Vec<ClaimRow> {
    let disputes = found.iter().filter(|c| c.kind == IncidentKind::CommissionDispute);
    let mut rows: Vec<u32> = disputes.flat_map(|c| c.rows.iter().copied()).collect();
    rows.sort_unstable();
    rows.dedup();
    let mut out: Vec<ClaimRow> = Vec::new();
    for row in rows.into_iter().filter(|r| talk.by_customer(*r)) {
        let folded = talk.desk.cues.fold(talk.text(row));
        let (amount, period) = (amount(&folded), period(&folded));
        if amount.is_none() && period.is_none() {
            continue;
        }
        let name = talk.name(talk.writer(row)).to_string();
        // What someone adds to a claim belongs to it.
        let open = out.iter_mut().rev().find(|c| c.name == name && c.conversation == talk.id());
        match open.filter(|c| c.amount.is_none() || amount.is_none()) {
            Some(claim) => {
                claim.amount = claim.amount.or(amount);
                claim.period = claim.period.take().or(period);
            }
            None => out.push(ClaimRow {
                name,
                conversation: talk.id(),
                message: row - talk.rows.start,
                period,
                amount,
            }),
        }
    }
    out
}

/// Yuan in a text: `少了200`, `差270块`, `1.2万`; no percentages, hours or order numbers.
pub(crate) fn amount(text: &str) -> Option<f64> {
    let chars: Vec<char> = text.chars().collect();
    let mut best = None;
    let mut at = 0;
    while at < chars.len() {
        let digits = chars[at..].iter().take_while(|c| c.is_ascii_digit() || **c == '.').count();
        if digits == 0 {
            at += 1;
            continue;
        }
        let number: String = chars[at..at + digits].iter().collect();
        let after = chars.get(at + digits).copied().unwrap_or(' ');
        let before: String = chars[at.saturating_sub(4)..at].iter().collect();
        let lacks = ["少", "差", "欠", "扣", "补", "漏", "应该", "应得", "还有"]
            .iter()
            .any(|w| before.contains(w));
        let value: Option<f64> = number.parse().ok();
        let yuan = match after {
            '万' => value.map(|v| v * 10_000.0),
            '块' | '元' | '刀' => value,
            _ if lacks && !"%点个天月号单次折".contains(after) => value,
            _ => None,
        };
        // What is lacking tells more than what was sold.
        if let Some(yuan) = yuan.filter(|y| *y >= 1.0 && *y < 1e7)
            && (best.is_none() || lacks)
        {
            best = Some(yuan);
        }
        at += digits;
    }
    best
}

/// The period in a text, in its own words.
fn period(text: &str) -> Option<String> {
    const WORDS: &[&str] = &[
        "上个月",
        "这个月",
        "本月",
        "上月",
        "上周",
        "这周",
        "上期",
        "上季度",
        "去年",
        "年底",
        "上半月",
        "下半月",
    ];
    if let Some(word) = WORDS.iter().find(|word| text.contains(*word)) {
        return Some((*word).to_string());
    }
    let (at, _) = text.match_indices('月').find(|(at, _)| {
        text[..*at]
            .chars()
            .next_back()
            .is_some_and(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
    })?;
    let digits: Vec<char> = text[..at]
        .chars()
        .rev()
        .take_while(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c))
        .take(2)
        .collect();
    Some(digits.into_iter().rev().chain(std::iter::once('月')).collect())
}

/// Messages that describe a distribution plan.
pub(crate) fn plans(talk: &Talk<'_>) -> Vec<PlanRow> {
    let bits: Vec<(&str, u128)> = ["levels", "entry_fee", "headcount_reward", "promised_income"]
        .iter()
        .map(|name| (*name, talk.desk.cues.bit(&format!("plan_{name}"))))
        .collect();
    let third = talk.desk.cues.bit("plan_third_level");
    let any = bits.iter().fold(third, |set, (_, bit)| set | bit);
    let mut out = Vec::new();
    for row in talk.rows.clone().filter(|r| talk.has(*r, any)) {
        let set = talk.set(row);
        let features: Vec<String> =
            bits.iter().filter(|(_, bit)| set & bit != 0).map(|(n, _)| (*n).to_string()).collect();
        let red = features.iter().any(|f| f == "entry_fee" || f == "headcount_reward");
        let pyramid = set & third != 0 || red && features.len() >= 2;
        if pyramid || features.len() >= 2 {
            out.push(PlanRow {
                conversation: talk.id(),
                message: row - talk.rows.start,
                features,
                pyramid,
            });
        }
    }
    out
}

/// What complaints may cost, where prices were named in them.
pub(crate) fn loss(talk: &Talk<'_>, incident: &IncidentReport) -> Option<LossRow> {
    let scope = incident.scope.as_ref()?;
    let mut prices: Vec<f64> = incident
        .messages
        .iter()
        .filter_map(|index| amount(&talk.desk.cues.fold(talk.text(talk.rows.start + index))))
        .filter(|yuan| *yuan < 50_000.0)
        .collect();
    prices.sort_by(f64::total_cmp);
    let price = quantile(&prices, 0.5)?;
    let floor = if incident.kind == IncidentKind::FoodSafety { FOOD_FLOOR } else { FRAUD_FLOOR };
    let (harmed, agreeing) = (f64::from(scope.complainants), f64::from(scope.agreeing));
    Some(LossRow {
        incident: incident.id.clone(),
        low: rounded(harmed * price),
        middle: rounded((harmed + agreeing) * price),
        high: rounded((harmed + agreeing) * price + harmed * floor),
        price: rounded(price),
        people: (scope.complainants, scope.agreeing),
    })
}

#[cfg(test)]
mod tests {
    use super::{amount, period};

    #[test]
    fn amounts_and_periods() {
        assert_eq!(amount("上个月佣金少了200,怎么算的"), Some(200.0));
        assert_eq!(amount("我这9200 差270块"), Some(270.0));
        assert_eq!(amount("欠我1.2万"), Some(12_000.0));
        assert_eq!(amount("按8个点给的"), None);
        assert_eq!(period("上个月佣金少了").as_deref(), Some("上个月"));
        assert_eq!(period("咱们5月的返点").as_deref(), Some("5月"));
        assert_eq!(period("十二月没结").as_deref(), Some("十二月"));
    }
}
