//! Words that are to be read from their end, where someone says so.

use super::heard::Change;

/// What may stand between such a remark and what it is about.
const BETWEEN: &str = "念读看写打拼来是过就行下一哈哦的了吧,:, ";
/// Clauses after the remark that are turned.
const CLAUSES: usize = 3;
/// Characters of a clause that are turned.
const LONGEST: usize = 40;

/// What is said backwards, turned: the clauses after the remark, or else the one before it.
pub(super) fn backwards(text: &str, remarks: &[&str]) -> Vec<Change> {
    let found = remarks.iter().filter_map(|remark| Some((text.find(remark)?, remark.len())));
    let Some((at, length)) = found.min() else { return vec![] };
    let tail = text[at + length..].trim_start_matches(|c| BETWEEN.contains(c));
    let clauses: Vec<&str> = tail.split(ends_clause).take(CLAUSES).collect();
    if clauses.iter().any(|clause| clause.chars().count() > 1) {
        let mut start = text.len() - tail.len();
        let mut changes = vec![];
        for clause in clauses {
            changes.extend(turned(clause, start));
            start += clause.len()
                + text[start + clause.len()..].chars().next().map_or(0, char::len_utf8);
        }
        return changes;
    }
    let head = text[..at].trim_end_matches(|c| ends_clause(c) || c == ' ');
    let start = head
        .rfind(ends_clause)
        .map_or(0, |end| end + head[end..].chars().next().map_or(0, char::len_utf8));
    turned(&head[start..], start).into_iter().collect()
}

fn ends_clause(c: char) -> bool {
    matches!(c, ',' | ';' | '!' | '?' | '。' | '\n')
}

/// A clause from its last character to its first; numbers without the gaps in them.
fn turned(clause: &str, start: usize) -> Option<Change> {
    let bare = clause.trim();
    if bare.is_empty() || bare.chars().count() > LONGEST {
        return None;
    }
    let start = start + clause.len() - clause.trim_start().len();
    let chars: Vec<char> = bare.chars().rev().collect();
    let digit = |i: Option<usize>| i.and_then(|i| chars.get(i)).is_some_and(char::is_ascii_digit);
    let is_gap = |i: usize| {
        matches!(chars[i], ' ' | '-' | '.' | '·') && digit(i.checked_sub(1)) && digit(Some(i + 1))
    };
    let to = (0..chars.len()).filter(|i| !is_gap(*i)).map(|i| chars[i]).collect();
    Some(Change { range: start..start + bare.len(), to })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_backwards_is_turned() {
        for (text, expected) in [
            ("倒着念:号信微的我找", &["找我的微信号"][..]),
            ("5318 0000 991 倒着打过来", &["19900008135"]),
            ("你好,残脑,倒着看", &["脑残"]),
            ("倒着读,信微加,货拿。好", &["加微信", "拿货", "好"]),
            ("倒着念", &[]),
            ("把车倒着停", &["车把"]),
            ("没有这话", &[]),
        ] {
            let found = backwards(text, &["倒着", "反着读"]);
            let found: Vec<_> = found.iter().map(|change| change.to.as_str()).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
