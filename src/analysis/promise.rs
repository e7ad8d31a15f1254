//! Promises with a time: "30 分钟内给大家答复", "明天下午三点前出结果".

use super::signals::{DAY, HOUR, MINUTE};

/// What a text promises.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Promise {
    /// The words that give the time.
    pub(crate) text: String,
    /// Milliseconds since the epoch; `None` for a vague one.
    pub(crate) due: Option<i64>,
}

/// Words that say what is promised.
const DEEDS: &[&str] = &[
    "回复",
    "答复",
    "处理",
    "给大家",
    "给您",
    "给你",
    "给各位",
    "给个",
    "公布",
    "公示",
    "通知",
    "同步",
    "发货",
    "发出",
    "到账",
    "退",
    "解决",
    "结果",
    "方案",
    "说明",
    "更新",
    "联系",
    "恢复",
    "反馈",
    "补发",
    "上线",
    "修好",
    "出货",
    "结算",
    "交代",
    "进展",
    "进度",
    "通报",
    "reply",
    "update",
    "refund",
    "ship",
    "answer",
];
const VAGUE: &[&str] =
    &["尽快", "尽早", "稍后", "晚点", "抓紧", "第一时间", "随后", "早日", "as soon as", "asap"];
/// Grace behind a promise, as a share of its time.
pub(crate) const GRACE: f64 = 0.1;

/// The promise in a folded text written at `now`, whose local time is `now + offset`.
pub(crate) fn find(text: &str, now: i64, offset: i64) -> Option<Promise> {
    if !DEEDS.iter().any(|deed| text.contains(deed)) || text.ends_with('?') {
        return None;
    }
    let chars: Vec<char> = text.chars().collect();
    within(&chars, now).or_else(|| by_clock(&chars, now, offset)).or_else(|| {
        let word = VAGUE.iter().find(|word| text.contains(*word))?;
        Some(Promise { text: (*word).to_string(), due: None })
    })
}

/// `30分钟内`, `两小时之内`, `半小时后`, `3个工作日内`, `within 2 hours`.
fn within(chars: &[char], now: i64) -> Option<Promise> {
    const UNITS: &[(&str, i64)] = &[
        ("分钟", MINUTE),
        ("个小时", HOUR),
        ("小时", HOUR),
        ("个钟头", HOUR),
        ("个钟", HOUR),
        ("个工作日", DAY),
        ("工作日", DAY),
        ("天", DAY),
        (" minutes", MINUTE),
        (" hours", HOUR),
        (" days", DAY),
    ];
    let starts = |at: usize, word: &str| {
        let mut i = at;
        word.chars().all(|c| {
            i += 1;
            chars.get(i - 1) == Some(&c)
        })
    };
    for start in 0..chars.len() {
        let Some((number, end)) = number(chars, start) else { continue };
        let Some((unit, ms)) = UNITS.iter().find(|(unit, _)| starts(end, unit)) else { continue };
        let after = end + unit.chars().count();
        let bounded =
            ["内", "之内", "以内", "后", "左右", "的时间"].iter().any(|w| starts(after, w));
        let within = start >= 7 && starts(start - 7, "within ");
        if bounded || within {
            let text = chars[start..after].iter().collect();
            return Some(Promise { text, due: Some(now + (number * *ms as f64) as i64) });
        }
    }
    None
}

/// `今天18点前`, `明早十点`, `明天下午三点前`, `今晚`, `下班前`.
fn by_clock(chars: &[char], now: i64, offset: i64) -> Option<Promise> {
    let text: String = chars.iter().collect();
    let midnight = (now + offset).div_euclid(DAY) * DAY - offset;
    const DAYS: &[(&str, i64)] = &[
        ("大后天", 3),
        ("后天", 2),
        ("明天", 1),
        ("明早", 1),
        ("明晚", 1),
        ("明儿", 1),
        ("今天", 0),
        ("今晚", 0),
        ("今日", 0),
        ("tomorrow", 1),
        ("today", 0),
    ];
    const PARTS: &[(&str, i64, i64)] = &[
        ("凌晨", 0, 6),
        ("明早", 0, 10),
        ("早上", 0, 10),
        ("上午", 0, 12),
        ("中午", 12, 13),
        ("下午", 12, 18),
        ("傍晚", 12, 19),
        ("今晚", 12, 24),
        ("明晚", 12, 24),
        ("晚上", 12, 24),
        ("下班前", 12, 18),
    ];
    let day = DAYS.iter().find(|(word, _)| text.contains(word));
    let part = PARTS.iter().find(|(word, ..)| text.contains(word));
    let hour = clock_hour(chars);
    let before = text.contains("点前")
        || text.contains("点之前")
        || text.contains("点以前")
        || text.contains("点半前")
        || text.contains(" by ");
    if day.is_none() && !(before && hour.is_some()) && !text.contains("下班前") {
        return None;
    }
    let days = day.map_or(0, |(_, days)| *days);
    let minutes = match (hour, part) {
        (Some(m), Some((_, noon, _))) if *noon == 12 && m < 12 * 60 => m + 12 * 60,
        // Nobody promises the past: 6 点 written in the afternoon is 18 点.
        (Some(m), None) if days == 0 && m < 12 * 60 && midnight + m * MINUTE < now => m + 12 * 60,
        (Some(m), _) => m,
        (None, Some((_, _, end))) => end * 60,
        (None, None) => 24 * 60,
    };
    let due = midnight + days * DAY + minutes * MINUTE;
    let word =
        day.or(None).map(|(word, _)| *word).or(part.map(|(word, ..)| *word)).unwrap_or("点前");
    (due > now).then(|| Promise { text: word.to_string(), due: Some(due) })
}

/// Minutes since midnight of the first hour named, such as `18点`, `三点半`, `15:30`.
fn clock_hour(chars: &[char]) -> Option<i64> {
    for start in 0..chars.len() {
        let Some((hour, end)) = number(chars, start) else { continue };
        if !(0.0..=24.0).contains(&hour) {
            continue;
        }
        let minutes = hour as i64 * 60;
        match chars.get(end) {
            Some('点') if chars.get(end + 1) != Some(&'货') => {
                return Some(minutes + if chars.get(end + 1) == Some(&'半') { 30 } else { 0 });
            }
            Some(':') => {
                if let Some((m, _)) = number(chars, end + 1).filter(|(m, _)| *m < 60.0) {
                    return Some(minutes + m as i64);
                }
            }
            _ => {}
        }
    }
    None
}

/// The number that begins at a place where none goes on, and where it ends: `30`, `1.5`, `两`, `十五`.
fn number(chars: &[char], start: usize) -> Option<(f64, usize)> {
    let digit = |c: &char| c.is_ascii_digit() || *c == '.';
    if start > 0 && digit(&chars[start]) && digit(&chars[start - 1]) {
        return None;
    }
    let end = start + chars[start..].iter().take_while(|c| digit(c)).count();
    if end > start {
        let text: String = chars[start..end].iter().collect();
        return text.parse().ok().filter(|n| *n < 1e6).map(|n| (n, end));
    }
    let value = |c: &char| "零一二三四五六七八九十".chars().position(|d| d == *c).map(|n| n as f64);
    let special = match chars[start] {
        '半' => Some(0.5),
        '两' | '俩' => Some(2.0),
        _ => None,
    };
    if let Some(n) = special {
        return Some((n, start + 1));
    }
    let first = value(&chars[start])?;
    if start > 0 && value(&chars[start - 1]).is_some() {
        return None;
    }
    let second = chars.get(start + 1).and_then(value);
    let third = chars.get(start + 2).and_then(value);
    Some(match (first, second, third) {
        (10.0, Some(b), _) if b < 10.0 => (10.0 + b, start + 2),
        (a, Some(10.0), Some(c)) if c < 10.0 => (a * 10.0 + c, start + 3),
        (a, Some(10.0), _) => (a * 10.0, start + 2),
        (a, ..) => (a, start + 1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const EIGHT: i64 = 8 * HOUR;

    /// 2025-06-03 at an hour and minute in Shanghai.
    fn at(hour: i64, minute: i64) -> i64 {
        1_748_880_000_000 + hour * HOUR + minute * MINUTE
    }

    fn due(text: &str) -> Option<Option<i64>> {
        find(text, at(14, 0), EIGHT).map(|p| p.due)
    }

    #[test]
    fn times_within() {
        assert_eq!(due("30分钟内给大家回复处理方案"), Some(Some(at(14, 30))));
        assert_eq!(due("两小时之内给您答复"), Some(Some(at(16, 0))));
        assert_eq!(due("半小时内更新一次进展"), Some(Some(at(14, 30))));
        assert_eq!(due("24小时内发货"), Some(Some(at(38, 0))));
        assert_eq!(due("十五分钟内回复"), Some(Some(at(14, 15))));
    }

    #[test]
    fn times_by_the_clock() {
        assert_eq!(due("18点前到账,没到的找我退"), Some(Some(at(18, 0))));
        assert_eq!(due("今晚八点前给方案"), Some(Some(at(20, 0))));
        assert_eq!(due("明天下午三点前给大家结果"), Some(Some(at(24 + 15, 0))));
        assert_eq!(due("明早10点公布"), Some(Some(at(24 + 10, 0))));
        assert_eq!(due("6点前给您答复"), Some(Some(at(18, 0))));
    }

    #[test]
    fn vague_ones_and_none() {
        assert_eq!(due("我们尽快处理"), Some(None));
        assert_eq!(due("这个煮30分钟就好"), None);
        assert_eq!(due("已经退款了"), None);
    }
}
