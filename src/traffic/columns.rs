//! What columns are, by their names (`columns.tsv`).

use super::number::half_width;

/// Names of columns, one line an id.
const NAMES: &str = include_str!("columns.tsv");

/// What a line of the list says its names are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Time,
    Hour,
    Index,
    Category,
    Metric,
    Ratio,
    Cumulative,
    Source,
}

/// What the name of a column tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Meaning {
    /// What it counts, and how.
    pub(super) metric: Option<(Kind, &'static str)>,
    /// Where what it counts comes from.
    pub(super) source: Option<&'static str>,
    /// The whole name is in the list.
    pub(super) exact: bool,
}

/// The list, once a call.
pub(super) struct Names {
    names: Vec<(&'static str, Kind, &'static str)>,
}

impl Names {
    pub(super) fn load() -> Names {
        let mut names = Vec::new();
        for line in NAMES.lines().filter(|l| !l.starts_with('#')) {
            let mut parts = line.split('\t');
            let (Some(kind), Some(id), Some(list)) = (parts.next(), parts.next(), parts.next())
            else {
                continue;
            };
            let kind = match kind {
                "time" => Kind::Time,
                "hour" => Kind::Hour,
                "index" => Kind::Index,
                "category" => Kind::Category,
                "ratio" => Kind::Ratio,
                "cumulative" => Kind::Cumulative,
                "source" => Kind::Source,
                _ => Kind::Metric,
            };
            names.extend(list.split('|').map(|name| (name, kind, id)));
        }
        // Longest first; of equals the first of the list.
        names.sort_by_key(|(name, _, _)| std::cmp::Reverse(name.chars().count()));
        Names { names }
    }

    /// The kind of a column that is no figure, by its whole name.
    pub(super) fn place(&self, name: &str) -> Option<Kind> {
        let name = fold(name);
        let places = [Kind::Time, Kind::Hour, Kind::Index, Kind::Category];
        let found = self.names.iter().find(|(n, kind, _)| *n == name && places.contains(kind));
        found.map(|(_, kind, _)| *kind)
    }

    /// The known id of a metric or (`src_...`) a source, with its kind.
    pub(super) fn by_id(&self, id: &str) -> Option<Meaning> {
        let source = id.strip_prefix("src_");
        let wanted = source.unwrap_or(id);
        let is_figure = |kind: Kind| match source {
            Some(_) => kind == Kind::Source,
            None => matches!(kind, Kind::Metric | Kind::Ratio | Kind::Cumulative),
        };
        let (_, kind, id) =
            self.names.iter().find(|(_, kind, id)| *id == wanted && is_figure(*kind))?;
        Some(match source {
            Some(_) => Meaning { source: Some(id), exact: true, metric: None },
            None => Meaning { metric: Some((*kind, id)), exact: true, source: None },
        })
    }

    /// What a column of figures counts: the longest name of a metric in it, and in what is left of
    /// it the longest of a source.
    pub(super) fn meaning(&self, name: &str) -> Meaning {
        let name = fold(name);
        let metrics = |kind: Kind| matches!(kind, Kind::Metric | Kind::Ratio | Kind::Cumulative);
        let whole = self
            .names
            .iter()
            .find(|(n, kind, _)| *n == name && (metrics(*kind) || *kind == Kind::Source));
        if let Some((_, kind, id)) = whole {
            return match kind {
                Kind::Source => Meaning { source: Some(id), exact: true, metric: None },
                kind => Meaning { metric: Some((*kind, id)), exact: true, source: None },
            };
        }
        // `...率` is a ratio whatever it is a ratio of.
        let ends_as_ratio = ["率", "占比", "比例", "rate", "ratio", "%", "roi", "客单价", "均价"]
            .iter()
            .any(|end| name.ends_with(end));
        let fits = |kind: Kind| {
            if ends_as_ratio { kind == Kind::Ratio } else { metrics(kind) }
        };
        let inside = |text: &str, n: &str| match n.is_ascii() {
            // Latin words count only whole, single letters not at all.
            true => n.len() > 2 && word_in(text, n),
            false => text.contains(n),
        };
        let metric = self.names.iter().find(|(n, kind, _)| fits(*kind) && inside(&name, n));
        let rest = metric.map_or(name.clone(), |(n, _, _)| name.replacen(n, " ", 1));
        let source =
            self.names.iter().find(|(n, kind, _)| *kind == Kind::Source && inside(&rest, n));
        Meaning {
            metric: metric.map(|(_, kind, id)| (*kind, *id)),
            source: source.map(|(_, _, id)| *id),
            exact: false,
        }
    }
}

/// `true` where a Latin word stands in a text with no letter beside it.
fn word_in(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        !letter(text[..at].chars().next_back()) && !letter(text[at + word.len()..].chars().next())
    })
}

/// Lower case, half width, without spaces, signs and what stands in brackets behind a name.
pub(super) fn fold(name: &str) -> String {
    let lower: String = name.chars().map(half_width).collect::<String>().to_lowercase();
    let cut = lower.find(['(', '[', '【']).filter(|at| *at > 0).map_or(&*lower, |at| &lower[..at]);
    cut.chars().filter(|c| !c.is_whitespace() && !"-_/:：·\"'*".contains(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_many_dashboards() {
        let names = Names::load();
        let show = |name: &str| {
            let m = names.meaning(name);
            let source = m.source.map(|s| format!("src_{s} ")).unwrap_or_default();
            format!("{source}{}", m.metric.map_or("", |(_, id)| id))
        };
        for (name, want) in [
            ("新增关注", "new_followers"),
            ("取消关注人数", "lost_followers"),
            ("净增关注(人数)", "net_followers"),
            ("累积关注人数", "total_followers"),
            ("总粉丝量", "total_followers"),
            ("推荐流量", "src_recommend visits"),
            ("推荐转化率", "src_recommend conversion"),
            ("粉丝访问", "src_followers visits"),
            ("关注", "src_followers "),
            ("搜索访客数", "src_search visits"),
            ("商品点击率(人数)", "click_rate"),
            ("直播间观看-互动率(人数)", "interaction_rate"),
            ("成交金额（元）", "gmv"),
            ("付费流量", "src_ads "),
            ("Organic Search", "src_search "),
            ("Sessions", "visits"),
            ("Video Views", "views"),
            ("平均响应时长(秒)", "response_time"),
            ("支付成功率", "pay_success"),
            ("value", ""),
            ("jfk_passengers", ""),
        ] {
            assert_eq!(show(name), want, "{name}");
        }
        assert_eq!(names.place("统计日期"), Some(Kind::Time));
        assert_eq!(names.place("流量来源"), Some(Kind::Category));
    }
}
