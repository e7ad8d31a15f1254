//! Invented traffic tables with what happened in them: five causes, and tables without an event.
//! The same number gives the same case everywhere.

/// What the table shows, to be found.
#[derive(Debug, Clone, Default)]
pub struct Truth {
    /// `A` to `E`; a space where nothing happened.
    pub class: char,
    /// First low point as a point number; `None` without a cliff.
    pub start: Option<usize>,
    /// Depth of the column that fell.
    pub depth: f64,
    /// Source with the largest loss, where one stands out.
    pub top: Option<String>,
    /// The notes name the right cause, none, or a wrong one.
    pub notes: &'static str,
    /// For eventless tables: what they show instead.
    pub kind: &'static str,
}

/// One table with its notes.
#[derive(Debug, Clone, Default)]
pub struct Case {
    pub table: String,
    pub notes: Option<String>,
    pub truth: Truth,
}

/// SplitMix64 (Steele et al. 2014).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5851_F42D_4C95_7F2D)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    pub fn whole(&mut self, low: usize, high: usize) -> usize {
        low + (self.next() % (high - low + 1) as u64) as usize
    }

    pub fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.whole(0, list.len() - 1)]
    }

    /// A count around a mean, more spread than chance alone.
    fn count(&mut self, mean: f64, noise: f64) -> f64 {
        let mean = mean * (1.0 + noise * self.normal()).max(0.05);
        (mean + mean.sqrt() * self.normal()).round().max(0.0)
    }
}

/// Source ids with the names that dashboards give them.
const SOURCES: &[(&str, &[&str])] = &[
    ("recommend", &["推荐流量", "自然推荐", "推荐页", "手淘推荐", "推荐"]),
    ("followers", &["粉丝访问", "粉丝主动访问", "关注页", "关注", "老客"]),
    ("search", &["搜索流量", "搜索", "搜一搜", "手淘搜索", "搜索访客"]),
    ("share", &["分享", "私域分享", "朋友圈", "社群", "转发流量"]),
    ("ads", &["付费流量", "千川", "广告", "投放流量", "直通车"]),
    ("other", &["其他", "其他来源", "其它", "其他", "未知"]),
];

const TOTALS: &[(&str, &str)] = &[
    ("访客数", "visits"),
    ("播放量", "views"),
    ("新增关注", "new_followers"),
    ("浏览量", "views"),
    ("UV", "visits"),
    ("总访问量", "visits"),
    ("新增粉丝数", "new_followers"),
];

/// Days since 1970-01-01 as `YYYY-MM-DD` parts (H. Hinnant).
fn date(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + i64::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
}

/// Days since 1970-01-01.
pub fn days(year: i64, month: i64, day: i64) -> i64 {
    let y = year - i64::from(month <= 2);
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let doy = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

/// A case of a class; `class` is `A` to `E` or a space.
pub fn case(class: char, seed: u64) -> Case {
    let mut d = Dice::new(seed ^ (class as u64) << 40);
    let hourly = class != 'E' && d.chance(0.12);
    let short = d.chance(0.2);
    let n = match (hourly, short) {
        (true, _) => 24 * d.whole(10, 16),
        (false, true) => d.whole(14, 30),
        (false, false) => d.whole(31, 160),
    };
    let per_day = if hourly { 24 } else { 1 };
    // When it happens, with enough before it.
    let mut start =
        d.whole((n * 3 / 10).max(9 * per_day), (n * 9 / 10).max(9 * per_day + 1).min(n - 1));
    let mut first = days(2025, 1, 1) + d.whole(60, 700) as i64;
    if !(6..9).contains(&date(first).1) && class != 'E' && d.chance(0.5) {
        first = days(2025, 7, 1) + d.whole(0, 40) as i64;
    }
    let mut season = "";
    if class == 'E' && !hourly {
        // The start is tied to the calendar.
        let (name, day) = [
            ("618", days(2025, 6, 19)),
            ("双11", days(2025, 11, 12)),
            ("春节", days(2026, 2, 14)),
            ("国庆", days(2025, 10, 1)),
            ("双12", days(2025, 12, 13)),
            ("开学", days(2025, 9, 1)),
            ("国庆后", days(2025, 10, 8)),
        ][d.whole(0, 6)];
        season = name;
        start = start.max(12).min(n - 1);
        first = day + d.whole(0, 2) as i64 - start as i64;
    }
    let level = libm::exp(d.between(libm::log(60.0), libm::log(40_000.0)));
    let noise = d.between(0.03, 0.14);
    let weekend = if d.chance(0.7) { d.between(-0.35, 0.4) } else { 0.0 };
    let trend = if d.chance(0.5) { d.between(-0.002, 0.004) / per_day as f64 } else { 0.0 };
    let alike = if d.chance(0.4) { d.between(0.1, 0.5) } else { 0.0 };
    let mut drift = 0.0;
    let shape: Vec<f64> = (0..n)
        .map(|i| {
            let day = first + (i / per_day) as i64;
            let weekday = (day + 3).rem_euclid(7);
            let mut v = 1.0 + trend * i as f64;
            if weekday >= 5 {
                v *= 1.0 + weekend;
            } else if weekday == 4 {
                v *= 1.0 + weekend * 0.3;
            }
            if hourly {
                let hour = (i % 24) as f64;
                v *= (0.12
                    + 0.9 * libm::exp(-((hour - 20.0) / 5.0).powi(2))
                    + 0.5 * libm::exp(-((hour - 12.0) / 3.0).powi(2)))
                    * 0.1;
            }
            drift = alike * drift + noise * 0.6 * d.normal();
            v * (1.0 + drift).max(0.2)
        })
        .collect();
    let mut shares: Vec<f64> =
        [0.45, 0.2, 0.12, 0.08, 0.1, 0.05].iter().map(|s| s * d.between(0.5, 1.6)).collect();
    if class == 'B' {
        shares[1] *= 1.7;
    }
    let sum: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|s| *s /= sum);
    // How each source is hit: depth of the fall, and the course of it.
    let mut hit = [0.0f64; 6];
    let (mut low, mut orders_hit, mut lost_up, mut inter, mut slow_reply) =
        (0usize, 0.0, 1.0, 0.0, 1.0);
    let mut visits_hold = false;
    let mut kind = "";
    let mut course: Vec<f64> = vec![0.0; n];
    let mut lift: Vec<f64> = vec![1.0; n];
    let rest = n - start;
    match class {
        'A' => {
            hit = [
                d.between(0.55, 0.97),
                d.between(0.0, 0.15),
                d.between(0.0, 0.6),
                d.between(0.0, 0.2),
                d.between(-0.05, 0.08),
                d.between(0.0, 0.2),
            ];
            low = if d.chance(0.4) { d.whole(5, 20) * per_day } else { rest };
        }
        'B' => {
            hit = [
                d.between(0.0, 0.25),
                d.between(0.45, 0.85),
                d.between(0.0, 0.15),
                d.between(0.1, 0.5),
                d.between(-0.05, 0.1),
                d.between(0.0, 0.2),
            ];
            lost_up = d.between(1.6, 4.0);
            inter = d.between(0.1, 0.4);
            slow_reply = d.between(1.2, 2.6);
            low = rest;
        }
        'C' => {
            hit = [
                d.between(0.1, 0.35),
                d.between(0.1, 0.35),
                d.between(0.4, 0.7),
                d.between(0.35, 0.75),
                d.between(0.1, 0.35),
                d.between(0.0, 0.3),
            ];
            low = if d.chance(0.65) { d.whole(4, 14) * per_day } else { rest };
        }
        'D' => {
            visits_hold = d.chance(0.55);
            if visits_hold {
                orders_hit = d.between(0.6, 1.0);
                slow_reply = d.between(1.0, 4.0);
            } else {
                let all = d.between(0.65, 0.99);
                hit = [all; 6].map(|h| h * d.between(0.94, 1.0));
                slow_reply = d.between(2.0, 8.0);
            }
            low = if hourly {
                d.whole(6, 30)
            } else if d.chance(0.7) {
                d.whole(4, 8)
            } else {
                rest
            };
        }
        'E' => {
            let all = d.between(0.3, 0.6);
            hit = [all; 6].map(|h| h * d.between(0.9, 1.1));
            low = match season {
                "春节" => d.whole(8, 15),
                "国庆" => d.whole(6, 8),
                _ => d.whole(8, 30),
            };
            if matches!(season, "618" | "双11" | "双12" | "国庆后") {
                let (length, up) = (d.whole(3, 12), d.between(1.3, 2.2));
                for l in lift[start.saturating_sub(length)..start].iter_mut() {
                    *l = up;
                }
            }
        }
        _ => {
            kind = [
                "flat",
                "growth",
                "pulse_down",
                "pulse_up",
                "slow_decline",
                "hump",
                "flat",
                "alike",
            ][d.whole(0, 7)];
            match kind {
                "growth" => (0..n).for_each(|i| lift[i] = 1.0 + 1.2 * i as f64 / n as f64),
                "pulse_down" | "pulse_up" => {
                    let (length, by) = (d.whole(1, 2) * per_day.min(3), d.between(0.3, 0.7));
                    let at = start.min(n - length - 3);
                    lift[at..at + length].fill(if kind == "pulse_up" {
                        1.0 + 2.0 * by
                    } else {
                        1.0 - by
                    });
                }
                "slow_decline" => {
                    let (length, by) = (rest.min(d.whole(21, 60) * per_day), d.between(0.3, 0.55));
                    (start..n).for_each(|i| {
                        lift[i] = 1.0 - by * ((i - start) as f64 / length as f64).min(1.0)
                    });
                }
                "hump" => {
                    let length = d.whole(3, 10) * per_day.min(6);
                    let at = start.saturating_sub(length).max(5);
                    let end = (at + length).min(n);
                    lift[at..end].fill(d.between(1.4, 2.4));
                }
                _ => {}
            }
        }
    }
    if class != ' ' {
        let half = d.chance(0.3);
        let gradual = d.chance(0.35);
        let days = course.iter_mut().enumerate().take((start + low).min(n)).skip(start);
        for (i, hit) in days {
            let p = (i - start) as f64 / low.max(1) as f64;
            *hit = if gradual && low > 5 { 1.0 - 0.6 * p } else { 1.0 };
        }
        if half && low > 3 && !hourly {
            course[start] *= 0.7;
        }
        if low < rest && gradual {
            course[start + low..(start + low + 4).min(n)].fill(0.25);
        }
    }
    // The table.
    let with_total = d.chance(0.75);
    let with_sources = d.chance(0.85) && !(class == 'D' && d.chance(0.4));
    let (total_name, _) = TOTALS[d.whole(0, TOTALS.len() - 1)];
    let style = d.whole(0, 4);
    let used: Vec<usize> =
        (0..6).filter(|i| *i < 2 || *i == 2 && class == 'C' || d.chance(0.75)).collect();
    let names: Vec<&str> = used.iter().map(|i| SOURCES[*i].1[style]).collect();
    let mut columns: Vec<(String, Vec<String>)> = Vec::new();
    let mut values: Vec<Vec<f64>> = vec![Vec::new(); used.len()];
    for (s, source) in used.iter().enumerate() {
        for i in 0..n {
            let mean = level
                * shares[*source]
                * shape[i]
                * lift[i]
                * (1.0 - hit[*source] * course[i]).max(0.0);
            values[s].push(d.count(mean, noise * 0.7));
        }
    }
    let totals: Vec<f64> = (0..n).map(|i| values.iter().map(|v| v[i]).sum()).collect();
    let scale = d.chance(0.15) && level > 20_000.0;
    let show =
        |v: f64| if scale && v >= 10_000.0 { format!("{:.2}万", v / 1e4) } else { format!("{v}") };
    if with_total || !with_sources {
        columns.push((total_name.to_string(), totals.iter().map(|v| show(*v)).collect()));
    }
    if with_sources {
        for (name, v) in names.iter().zip(&values) {
            columns.push((name.to_string(), v.iter().map(|v| show(*v)).collect()));
        }
    }
    let sold = visits_hold || d.chance(0.4);
    if sold {
        let rate = d.between(0.02, 0.09).max(12.0 / level.max(1.0)).min(0.4);
        let mut orders = Vec::new();
        let mut rates = Vec::new();
        for i in 0..n {
            let p = rate * (1.0 - orders_hit * course[i]).max(0.0);
            let o = d.count(totals[i] * p, noise);
            rates.push(if totals[i] > 0.0 {
                format!("{:.2}%", o / totals[i] * 100.0)
            } else {
                "-".into()
            });
            orders.push(format!("{o}"));
        }
        columns.push((d.pick(&["支付订单数", "成交订单数", "订单数"]).to_string(), orders));
        if d.chance(0.6) {
            columns.push((d.pick(&["支付转化率", "转化率", "成交转化率"]).to_string(), rates));
        }
        if visits_hold && d.chance(0.4) {
            let ok = |i: usize, d: &mut Dice| {
                format!("{:.1}%", (96.0 + d.normal()) * (1.0 - orders_hit * course[i]).max(0.01))
            };
            columns.push(("支付成功率".into(), (0..n).map(|i| ok(i, &mut d)).collect()));
        }
    }
    if d.chance(if class == 'B' { 0.7 } else { 0.3 }) {
        let base = (level * 0.03).max(6.0);
        let before = if class == 'B' { d.whole(0, 3) } else { 0 };
        let up = |i: usize| {
            let c = course.get((i + before).min(n - 1)).copied().unwrap_or(0.0);
            1.0 + (lost_up - 1.0) * f64::from(c > 0.0)
        };
        let list = (0..n).map(|i| format!("{}", d.count(base * shape[i] * up(i), noise))).collect();
        columns.push((d.pick(&["取关人数", "取消关注", "脱粉量"]).to_string(), list));
    }
    if d.chance(if class == 'B' { 0.6 } else { 0.3 }) {
        let list = (0..n).map(|i| {
            format!(
                "{:.2}%",
                6.0 * (1.0 - inter * f64::from(course[i] > 0.0)) * (1.0 + 0.08 * d.normal())
            )
        });
        columns.push(("互动率".into(), list.collect()));
    }
    if d.chance(0.25) {
        let list = (0..n).map(|i| {
            format!(
                "{:.0}",
                60.0 * (1.0 + (slow_reply - 1.0) * f64::from(course[i] > 0.0))
                    * (1.0 + 0.15 * d.normal()).max(0.2)
            )
        });
        columns.push(("平均响应时长(秒)".into(), list.collect()));
    }
    let depth = if visits_hold {
        orders_hit
    } else {
        1.0 - used.iter().map(|s| shares[*s] * (1.0 - hit[*s])).sum::<f64>()
            / used.iter().map(|s| shares[*s]).sum::<f64>()
    };
    let losses: Vec<f64> = used.iter().map(|s| shares[*s] * hit[*s]).collect();
    let most = losses.iter().copied().fold(0.0, f64::max);
    let second = losses.iter().copied().filter(|l| *l < most).fold(0.0, f64::max);
    let top =
        (with_sources && !visits_hold && most > second * 1.15 && class != ' ' && class != 'E')
            .then(|| names[losses.iter().position(|l| *l == most).unwrap_or(0)].to_string());
    let long = with_sources && with_total && !visits_hold;
    let table = write(&columns, first, n, hourly, &mut d, long, names.len());
    let when = first + (start / per_day) as i64;
    let (notes, noted) = notes(class, when, season, &mut d);
    // A cliff is a fall of the whole by a fifth; what is less is no event.
    let event = class != ' ' && depth >= 0.2;
    Case {
        table,
        notes,
        truth: Truth {
            class,
            start: event.then_some(start),
            depth,
            top: top.filter(|_| event),
            notes: noted,
            kind,
        },
    }
}

/// Puts the columns down as some dashboard would.
fn write(
    columns: &[(String, Vec<String>)],
    first: i64,
    n: usize,
    hourly: bool,
    d: &mut Dice,
    sums: bool,
    sources: usize,
) -> String {
    let style = d.whole(0, 4);
    let stamp = |i: usize| {
        let (y, m, day) = date(first + (if hourly { i / 24 } else { i }) as i64);
        let date = match style {
            0 | 1 => format!("{y}-{m:02}-{day:02}"),
            2 => format!("{y}/{m}/{day}"),
            3 => format!("{y}{m:02}{day:02}"),
            _ => format!("{y}年{m}月{day}日"),
        };
        if hourly { format!("{date} {:02}:00", i % 24) } else { date }
    };
    let stamp = |i: usize| {
        if hourly && style == 3 {
            stamp(i).replacen(" ", "", 1).replace(":00", "")
        } else {
            stamp(i)
        }
    };
    let missing = if d.chance(0.5) { d.between(0.0, 0.04) } else { 0.0 };
    let mut rows: Vec<String> = Vec::new();
    for i in 0..n {
        if d.chance(missing) && i > 2 {
            if d.chance(0.5) {
                continue;
            }
            let empty = vec![d.pick(&["-", "", "--"]); columns.len()].join(",");
            rows.push(format!("{},{empty}", stamp(i)));
            continue;
        }
        let cells: Vec<&str> = columns.iter().map(|c| c.1[i].as_str()).collect();
        rows.push(format!("{},{}", stamp(i), cells.join(",")));
    }
    if d.chance(0.3) {
        rows.reverse();
    }
    let mut out = String::new();
    if d.chance(0.2) {
        out.push_str("数据导出\n统计账号:示例小店,导出人:运营\n");
    }
    if !hourly && sums && sources > 1 && d.chance(0.15) {
        // Long: one row a day and source.
        out.push_str("日期,流量来源,访客数\n");
        for row in &rows {
            let cells: Vec<&str> = row.split(',').collect();
            for s in 0..sources {
                out.push_str(&format!("{},{},{}\n", cells[0], columns[1 + s].0, cells[2 + s]));
            }
        }
        return out;
    }
    let names: Vec<&str> = columns.iter().map(|c| c.0.as_str()).collect();
    let name = if hourly {
        "时间"
    } else {
        d.pick(&["日期", "统计日期", "数据日期", "时间"])
    };
    out.push_str(&format!("{name},{}\n{}\n", names.join(","), rows.join("\n")));
    if d.chance(0.2) {
        out.push_str(&format!("合计{}\n", ",0".repeat(columns.len())));
    }
    out
}

fn said(class: char, season: &str, d: &mut Dice) -> (&'static str, String) {
    let text = match class {
        'A' => (
            "违规通知",
            d.pick(&[
                "一条视频涉嫌夸大宣传,减少推荐",
                "收到平台违规通知,账号被限流7天",
                "作品审核不通过,停止推荐",
            ]),
        ),
        'B' => (
            "运营",
            d.pick(&[
                "连续多天发广告,粉丝抱怨太多",
                "客服回复太慢,取关变多",
                "老粉反馈内容质量下降",
            ]),
        ),
        'C' => (
            "竞品动态",
            d.pick(&["竞品发起0元抽奖", "同类头部账号直播间半价秒杀", "对手账号连续三天大额补贴"]),
        ),
        'D' => ("系统", d.pick(&["支付接口异常,部分用户无法付款", "服务器故障", "小程序打不开"])),
        _ => match season {
            "春节" | "国庆" => ("放假", "节假日休息"),
            "开学" => ("放假", "暑假结束,开学季"),
            _ => ("活动", d.pick(&["大促活动结束", "促销收官,恢复原价"])),
        },
    };
    (text.0, text.1.to_string())
}

fn notes(class: char, when: i64, season: &str, d: &mut Dice) -> (Option<String>, &'static str) {
    let mut rows: Vec<(i64, &str, String)> = Vec::new();
    let (post, operation) = ("发布新品视频", "更换头像和简介");
    for _ in 0..d.whole(0, 3) {
        let at = when + d.whole(0, 40) as i64 - 25;
        rows.push(if d.chance(0.5) {
            (at, "内容", post.into())
        } else {
            (at, "运营", operation.into())
        });
    }
    let roll = d.unit();
    let kind = if roll < 0.45 {
        if class != ' ' {
            let (kind, text) = said(class, season, d);
            rows.push((when - d.whole(0, 1) as i64, kind, text));
        }
        "right"
    } else if roll < 0.7 {
        return (None, "none");
    } else if roll < 0.82 {
        "beside"
    } else {
        let wrong: Vec<char> = "ABCD".chars().filter(|c| *c != class).collect();
        let (kind, text) = said(wrong[d.whole(0, wrong.len() - 1)], season, d);
        rows.push((when + d.whole(0, 4) as i64 - 3, kind, text));
        "wrong"
    };
    rows.sort();
    let line = |(at, kind, text): &(i64, &str, String)| {
        let (y, m, day) = date(*at);
        format!("{y}-{m:02}-{day:02},{kind},{text}\n")
    };
    (Some(format!("日期,类型,内容\n{}", rows.iter().map(line).collect::<String>())), kind)
}
