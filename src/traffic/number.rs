//! Cells that hold a figure, as dashboards print them.

/// A figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    pub(super) value: f64,
    /// It had a percent sign; the value is the share, 0.123 for `12.3%`.
    pub(super) percent: bool,
}

/// Units that may stand behind a figure.
const UNITS: &[&str] = &[
    "人次", "人", "次", "个", "单", "件", "元", "条", "笔", "粉", "位", "秒", "分钟", "分", "小时",
    "天", "部", "篇", "场", "倍", "s", "ms", "min",
];

/// What multiplies a figure.
const SCALES: &[(&str, f64)] = &[
    ("万亿", 1e12),
    ("亿", 1e8),
    ("百万", 1e6),
    ("万", 1e4),
    ("千", 1e3),
    ("w", 1e4),
    ("k", 1e3),
    ("m", 1e6),
];

/// What stands where there is no figure.
const MISSING: &[&str] = &[
    "-",
    "--",
    "---",
    "—",
    "——",
    "–",
    "/",
    "\\",
    "n/a",
    "na",
    "nan",
    "null",
    "none",
    "nil",
    "无",
    "暂无",
    "暂无数据",
    "无数据",
    "缺失",
    "未统计",
    "#n/a",
    "#div/0!",
    "#value!",
    ".",
    "?",
    "…",
];

/// `true` for a cell that says it holds nothing.
pub(super) fn is_missing(text: &str) -> bool {
    text.is_empty() || MISSING.contains(&text.to_lowercase().as_str())
}

/// Reads `3,420`, `1.2万`, `12.3%`, `¥1,234.50`, `+12`, `(300)`, `1.5e13`, `00:01:30`, `120人`.
pub(super) fn number(text: &str) -> Option<Number> {
    if text.is_empty() || text.len() > 40 {
        return None;
    }
    if let Ok(value) = text.parse::<f64>() {
        let plain = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
        return (plain && value.is_finite()).then_some(Number { value, percent: false });
    }
    let mut half: String = text.chars().map(half_width).collect::<String>().to_lowercase();
    half.retain(|c| !c.is_whitespace() && c != ',');
    let mut rest = half.as_str();
    let mut sign = 1.0;
    if let Some(inner) = rest.strip_prefix('(').and_then(|r| r.strip_suffix(')')) {
        (rest, sign) = (inner, -1.0);
    }
    for (mark, factor) in [('-', -1.0), ('−', -1.0), ('+', 1.0), ('↑', 1.0), ('↓', -1.0)] {
        if let Some(after) = rest.strip_prefix(mark) {
            (rest, sign) = (after, sign * factor);
        }
    }
    rest = rest.trim_start_matches(['¥', '￥', '$', '€', '£', '≈', '~']);
    if let Some(seconds) = duration(rest) {
        return Some(Number { value: seconds, percent: false });
    }
    let percent = rest.strip_suffix('%');
    rest = percent.unwrap_or(rest);
    rest = UNITS.iter().find_map(|u| rest.strip_suffix(u)).unwrap_or(rest);
    let scale = SCALES.iter().find_map(|(word, by)| Some((rest.strip_suffix(word)?, *by)));
    let (digits, scale) = scale.unwrap_or((rest, 1.0));
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let value: f64 = digits.parse().ok().filter(|v: &f64| v.is_finite())?;
    let share = if percent.is_some() { 0.01 } else { 1.0 };
    Some(Number { value: sign * value * scale * share, percent: percent.is_some() })
}

/// `01:30` and `00:01:30` in seconds.
fn duration(text: &str) -> Option<f64> {
    let mut parts = text.split(':');
    let mut seconds: f64 = parts.next()?.parse::<u32>().ok()?.into();
    let mut count = 0;
    for part in parts {
        let next: u32 = part.parse().ok().filter(|n| part.len() == 2 && *n < 60)?;
        seconds = seconds * 60.0 + f64::from(next);
        count += 1;
    }
    (1..=2).contains(&count).then_some(seconds)
}

/// The half-width form of a full-width sign.
pub(super) fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{A0}' => ' ',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_dashboards() {
        for (text, want) in [
            ("800", Some(800.0)),
            ("3,420", Some(3420.0)),
            ("1.2万", Some(12000.0)),
            ("1.2w", Some(12000.0)),
            ("1.05亿", Some(105_000_000.0)),
            ("12.3%", Some(0.123)),
            ("１２．５％", Some(0.125)),
            ("¥1,234.50", Some(1234.5)),
            ("+12", Some(12.0)),
            ("-5000", Some(-5000.0)),
            ("(300)", Some(-300.0)),
            ("1.5e13", Some(1.5e13)),
            ("00:01:30", Some(90.0)),
            ("120人", Some(120.0)),
            ("3.5元", Some(3.5)),
            ("-", None),
            ("合计", None),
            ("inf", None),
            ("2025-06-03", None),
            ("第3期", None),
        ] {
            let found = number(text).map(|n| (n.value * 1e6).round() / 1e6);
            assert_eq!(found, want, "{text}");
        }
        assert!(is_missing("--") && is_missing("暂无") && is_missing("N/A") && !is_missing("0"));
    }
}
