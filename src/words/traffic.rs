//! Evidence of a diagnosis in Chinese, for the `evidence` and `against` of the contract, and its
//! notes in English. The page makes its own words from the codes.

use crate::report::{CauseSignal, TrafficReport};

/// Fills the strings of a report from its codes.
pub(crate) fn fill(report: &mut TrafficReport) {
    for cliff in &mut report.cliffs {
        let cause = &mut cliff.cause;
        let class = cause.class.clone().or_else(|| {
            let best = cause.classes.iter().max_by(|a, b| a.probability.total_cmp(&b.probability));
            best.map(|c| c.class.clone())
        });
        let own = |s: &&CauseSignal| Some(&s.class) == class.as_ref();
        let words = |s: &CauseSignal| Some(sentence(s)).filter(|w| !w.is_empty());
        cause.evidence =
            cause.signals.iter().filter(own).filter(|s| s.weight > 0.0).filter_map(words).collect();
        // Against a class speaks what weighs against it, and what speaks for another.
        let against = |s: &&CauseSignal| {
            if Some(&s.class) == class.as_ref() { s.weight < 0.0 } else { s.weight >= 0.5 }
        };
        cause.against = cause.signals.iter().filter(against).filter_map(words).collect();
        cause.against.dedup();
        cause.against.retain(|w| !cause.evidence.contains(w));
    }
}

fn sentence(signal: &CauseSignal) -> String {
    let arg = |key: &str| signal.args.get(key).map_or("", String::as_str);
    let two = |what: &str| format!("{what}:{} → {}", arg("before"), arg("after"));
    let part = |what: &str| format!("{what}(降 {}%,占损失 {}%)", arg("depth"), arg("share"));
    let note = |what: &str| {
        let lag: f64 = arg("lag_days").parse().unwrap_or(0.0);
        let when = if lag.abs() < 0.05 {
            "当天".to_string()
        } else if lag < 0.0 {
            format!("之前 {} 天", -lag)
        } else {
            format!("之后 {lag} 天")
        };
        format!("{when}有{what}:{}", arg("text"))
    };
    match signal.code.as_str() {
        "note_violation" => note("违规通知"),
        "note_competitor" => note("竞品动态"),
        "note_system" => note("系统或支付记录"),
        "note_follower" => note("粉丝反馈"),
        "note_holiday" => note("放假记录"),
        "note_campaign" => note("活动记录"),
        "recommend_collapsed" => part("推荐流量大幅下跌"),
        "recommend_holds" => part("推荐流量基本不变"),
        "followers_left" => part("粉丝主动访问下跌最多"),
        "followers_hold" => part("粉丝访问基本不变"),
        "search_fell_most" => part("搜索来源跌得最深"),
        "search_holds" => part("搜索来源基本不变"),
        "shares_fell" => part("分享和社群来源下跌"),
        "ads_fell" => part("付费来源下跌"),
        "ads_hold" => part("付费来源基本不变"),
        "all_fell_together" if arg("depth").is_empty() => {
            "各来源按差不多的比例一起下跌".to_string()
        }
        "all_fell_together" => format!("各来源按差不多的比例一起下跌(约 {}%)", arg("depth")),
        "one_source" => part("损失集中在一个来源"),
        "visits_hold_orders_fall" if arg("before").is_empty() => "访问没少,订单少了".to_string(),
        "visits_hold_orders_fall" => two("访问没少,订单少了;访问"),
        "payments_fail" => two("支付成功率下降或失败增多"),
        "conversion_fell" => two("转化率下降"),
        "conversion_holds" => "转化率基本不变".to_string(),
        "responses_slower" => two("响应变慢"),
        "unfollows_rose" => two("取关增多"),
        "unfollows_normal" => two("取关没有变多"),
        "followers_shrink" => two("粉丝净增变为负数"),
        "interaction_fell" => two("互动率下降"),
        "more_ads" => two("发布或广告变密"),
        "complaints_rose" => two("投诉增多"),
        "impressions_fell" => two("曝光下降"),
        "ad_spend_cut" => two("投放减少"),
        "fans_return_less" => two("回访粉丝减少"),
        "after_promotion" => format!("正处在大促之后({})", season(arg("season"))),
        "holiday" => format!("正值假期({})", season(arg("season"))),
        "after_holiday" => format!("假期刚结束({})", season(arg("season"))),
        "after_hump" => "下跌之前有一段明显高于平时的高峰".to_string(),
        "short_and_deep" => format!("跌得深、恢复快({} 天)", arg("days")),
        "came_back" => format!("{} 天后回到原来水平", arg("days")),
        "stays_low" => format!("{} 天仍未恢复", arg("days")),
        "near_zero" => format!("几乎归零(降 {}%)", arg("depth")),
        "deep" => format!("单一指标骤降 {}%", arg("depth")),
        "moderate" => format!("降幅中等({}%)", arg("depth")),
        _ => String::new(),
    }
}

fn season(id: &str) -> &str {
    match id {
        "618" => "618",
        "double11" => "双11",
        "double12" => "双12",
        "women_day" => "38 节",
        "520" => "520",
        "99" => "99 大促",
        "818" => "818",
        "new_year" => "元旦",
        "labour_day" => "五一",
        "national_day" => "国庆",
        "qingming" => "清明",
        "spring_festival" => "春节",
        "nianhuo" => "年货节",
        "dragon_boat" => "端午",
        "mid_autumn" => "中秋",
        other => other,
    }
}
