//! What an analysis says about chats: incidents, clocks, people, numbers.

use std::ops::ControlFlow;
use std::path::Path;

use qunzhen::Session;
use qunzhen::report::{
    AnalysisReport, AnalyzeOptions, ClockState, IncidentKind, IncidentReport, ParseOptions, Part,
};
use qunzhen::rules::Severity;

use crate::support::read;

#[path = "../support/incidents.rs"]
mod measured;

/// A table of `HH:MM sender role text` lines on 2025-06-03; `[图片]` is a picture.
fn table(lines: &str) -> String {
    let mut out = String::from("时间,发送者,角色,类型,内容\n");
    for line in lines.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let mut parts = line.splitn(4, ' ');
        let mut next = || parts.next().unwrap_or("");
        let (time, sender, role, text) = (next(), next(), next(), next());
        let kind = match text {
            "[图片]" => "图片",
            _ if sender == "系统" => "系统",
            _ => "文本",
        };
        let role = if role == "-" { "" } else { role };
        out += &format!("2025-06-03 {time}:00,{sender},{role},{kind},\"{text}\"\n");
    }
    out
}

fn analyze(files: &[(&str, &str)], options: &AnalyzeOptions) -> AnalysisReport {
    let tables: Vec<(String, String)> =
        files.iter().map(|(name, lines)| (format!("{name}.csv"), table(lines))).collect();
    let inputs: Vec<(&str, &[u8])> =
        tables.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let (mut session, report) = read(&inputs, ParseOptions::default());
    assert!(report.failures.is_empty(), "{:?}", report.failures);
    session.analyze(options, &mut |_| ControlFlow::Continue(())).unwrap()
}

fn one(lines: &str) -> AnalysisReport {
    analyze(&[("chat", lines)], &AnalyzeOptions::default())
}

fn of(report: &AnalysisReport, kind: IncidentKind) -> &IncidentReport {
    let found = report.incidents.iter().find(|i| i.kind == kind);
    found.unwrap_or_else(|| panic!("no {kind:?} in {:?}", report.incidents))
}

fn clock(incident: &IncidentReport, name: &str) -> ClockState {
    incident
        .clocks
        .iter()
        .find(|c| c.name == name)
        .unwrap_or_else(|| panic!("no clock {name}"))
        .state
}

/// Mould in jerky: four complain, the shop acknowledges, promises, and states late or never.
const MOULD: &str = "
    08:30 小柿子 客服 早上好，今天的牛肉干都发出了
    09:00 阿青 成员 收到的牛肉干有霉点
    09:00 阿青 成员 [图片]
    09:02 老周 成员 我的也有！批号20250520，打开一股霉味
    09:03 豆芽 成员 我家孩子昨天吃完拉肚子了
    09:04 南瓜 成员 我也是20250520这批，不敢吃了，给个说法
    09:06 石头 成员 同求说法，怎么处理
    09:12 小柿子 客服 看到了，30分钟内给大家答复
";

#[test]
fn mould_in_food_is_an_incident_with_its_people_and_scope() {
    let report = one(MOULD);
    let incident = of(&report, IncidentKind::FoodSafety);
    assert_eq!(incident.severity, Severity::S1);
    assert_eq!((incident.playbook.as_str(), incident.conversation.as_str()), ("P3", "c1"));
    assert!(incident.messages.contains(&1) && incident.messages.contains(&4));
    let part = |name: &str| incident.participants.iter().find(|p| p.name == name).unwrap().part;
    assert_eq!(part("阿青"), Part::Complainant);
    assert_eq!(part("小柿子"), Part::Staff);
    let scope = incident.scope.as_ref().unwrap();
    assert!(scope.complainants >= 3, "{scope:?}");
    assert_eq!(
        (scope.scope.as_str(), scope.batches.as_slice()),
        ("batch", &["20250520".to_string()][..])
    );
    assert!(incident.why.iter().any(|w| w.signal == "picture_beside" && w.weight > 0.0));
    assert_eq!(incident.official_response.minutes, Some(12.0));
}

#[test]
fn clocks_run_are_missed_and_are_met() {
    let at = |now: &str, more: &str| {
        let lines = format!("{MOULD}{more}");
        let now = Some(format!("2025-06-03T{now}:00+08:00"));
        analyze(&[("chat", &lines)], &AnalyzeOptions { now, ..AnalyzeOptions::default() })
    };
    let running = at("09:20", "");
    let incident = of(&running, IncidentKind::FoodSafety);
    assert_eq!(clock(incident, "golden_4h"), ClockState::Running);
    assert_eq!(clock(incident, "promise"), ClockState::Running);
    assert_eq!(clock(incident, "first_response"), ClockState::Missed, "ten minutes for S1");
    let missed = at("13:05", "");
    let incident = of(&missed, IncidentKind::FoodSafety);
    assert_eq!(clock(incident, "golden_4h"), ClockState::Missed);
    assert_eq!(clock(incident, "promise"), ClockState::Missed);
    assert_eq!(incident.clocks[0].due.as_deref(), Some("2025-06-03T13:00:00+08:00"));
    let statement = "09:40 小柿子 客服 情况说明：这批已停售送检，全额退款，运费我们承担\n";
    let met = at("13:05", statement);
    let incident = of(&met, IncidentKind::FoodSafety);
    assert_eq!(clock(incident, "golden_4h"), ClockState::Met);
    assert_eq!(clock(incident, "promise"), ClockState::Met);
    assert_eq!(clock(incident, "progress_30m"), ClockState::Met);
}

#[test]
fn only_staff_stops_a_clock() {
    let base = MOULD.replace("09:12 小柿子 客服 看到了，30分钟内给大家答复", "");
    let others = format!(
        "{base}
        09:10 客服机器人 客服 您好，客服不在线，请留言，稍后回复
        09:11 石头 成员 我觉得应该先停售，大家别急"
    );
    let report = one(&others);
    let incident = of(&report, IncidentKind::FoodSafety);
    assert_eq!(incident.official_response.first_reply, None);
    // Named by the user, a member is staff.
    let staff = AnalyzeOptions { staff: vec!["石头".into()], ..AnalyzeOptions::default() };
    let report = analyze(&[("chat", &others)], &staff);
    let incident = of(&report, IncidentKind::FoodSafety);
    assert!(incident.official_response.first_reply.is_some());
    assert!(!incident.official_response.staff_assumed);
}

const QUARREL: &str = "
    18:40 团长阿蓉 群主 货到了，大家来取
    18:41 刘姐 成员 有的人先来挑，一袋一袋翻，剩下的才轮到别人
    18:42 小唐 成员 你说谁呢？五点就我在，你直接点名好了
    18:42 刘姐 成员 我点你名了？自己对号入座
    18:43 小唐 成员 你这人怎么这样，凭什么往我头上扣
    18:43 刘姐 成员 心里没鬼你急什么
    18:44 幺妹 成员 就是，看不惯很久了
    18:44 小唐 成员 你们约好的是吧，欺负人
    18:45 幺妹 成员 玩不起
    18:46 小唐 成员 行，我走就是了
    18:46 系统 - \"小唐\"退出了群聊
    18:50 何叔 成员 都少说两句，邻居一场
    19:20 团长阿蓉 群主 别吵了，东西是我没分好，我来处理
";

#[test]
fn a_quarrel_without_a_swear_word() {
    let quarrel = QUARREL.replace("\\\"", "");
    let report = one(&quarrel);
    let incident = of(&report, IncidentKind::Quarrel);
    let part = |name: &str| incident.participants.iter().find(|p| p.name == name).map(|p| p.part);
    assert_eq!(part("刘姐"), Some(Part::Instigator));
    assert_eq!(part("小唐"), Some(Part::Target));
    assert_eq!(part("何叔"), Some(Part::Peacemaker));
    assert_eq!(clock(incident, "admin_10m"), ClockState::Missed);
    assert!(incident.heat > 30.0);
    assert!(incident.why.iter().any(|w| w.signal == "back_and_forth"));
}

#[test]
fn banter_games_and_quick_help_are_quiet() {
    let chats = [
        "
        20:00 阿青 成员 你个猪，又迟到
        20:00 老周 成员 你才猪 哈哈哈
        20:01 阿青 成员 滚😂 罚你请奶茶
        20:01 老周 成员 凭什么！骗子 上次也是我请 😂
        20:02 豆芽 成员 你俩结婚吧哈哈
        20:02 阿青 成员 爱你哟
        ",
        "
        20:00 汪仔 成员 五黑来不来
        20:01 海盐 成员 打野打死他！中单会不会玩
        20:01 汪仔 成员 你闭嘴，上局谁送人头
        20:02 海盐 成员 对面射手太坑了，举报他
        20:03 汪仔 成员 这队友有毒，退群了退群了
        20:04 海盐 成员 再来一局排位
        ",
        "
        10:00 阿青 成员 杯子收到裂了
        10:00 阿青 成员 [图片]
        10:02 小柿子 客服 抱歉，马上给您补发一个，不用寄回
        10:03 阿青 成员 好的谢谢，处理真快👍
        10:20 老周 成员 今天有草莓吗
        10:21 小柿子 客服 有的，下午到
        ",
    ];
    for chat in chats {
        let report = one(chat);
        assert!(report.incidents.is_empty(), "{:?}", report.incidents);
    }
}

#[test]
fn the_same_claim_told_anew_in_two_groups_is_one_spread() {
    let first = "
        13:50 鹿妈 成员 上周买的藏青防晒衣268，第一次下水水全黑了
        13:51 鹿妈 成员 [图片]
        13:52 鹿妈 成员 白校服领口都染了，客服说是我洗的方法不对，太失望了
        13:55 徐徐 成员 我也有一件，不敢穿了
        13:58 徐徐 成员 这个能转给我同事看看吗
        14:20 南瓜 成员 我的也掉色！要退货
    ";
    let second = "
        15:49 可可 成员 别的群转来的，大家看看
        15:50 可可 成员 268的防晒衣洗一次水变墨汁，孩子校服报废，商家说你不会洗
        15:51 可可 成员 [图片]
        15:54 洋爸 成员 我家也有三件，怎么办，能退吗
        15:56 朵奶 成员 我的也掉色，脖子上一圈蓝，骗人的吧
    ";
    let report = analyze(&[("一群", first), ("二群", second)], &AnalyzeOptions::default());
    let incident = of(&report, IncidentKind::SpreadingReview);
    assert_eq!(incident.spread.groups, 2);
    assert_eq!(incident.spread.order, ["c1", "c2"]);
    assert_eq!(incident.spread.carriers[1], "可可");
    // The same announcement by staff in both groups is none.
    let notice = "
        10:00 小柿子 客服 大家好，牛肉干有霉点的那批已经停售召回，全额退款，给大家添麻烦了
        10:05 老周 成员 收到
    ";
    let report = analyze(&[("一群", notice), ("二群", notice)], &AnalyzeOptions::default());
    assert!(report.incidents.iter().all(|i| i.spread.groups == 1), "{:?}", report.incidents);
}

#[test]
fn what_we_owe_is_no_risk_and_distress_never_counts_against_anyone() {
    let report = one(&format!(
        "{MOULD}
        22:00 夏天 成员 真的活不下去了，不想活了
        22:01 石头 成员 你别吓我们，你在哪，身边有人吗
        22:02 南瓜 成员 谁有她家电话，赶紧报警"
    ));
    assert_eq!(of(&report, IncidentKind::PersonalSafety).severity, Severity::S1);
    let member = |name: &str| report.members.iter().find(|m| m.name == name).unwrap();
    assert_eq!(member("夏天").conduct_risk, 0.0);
    assert!(member("夏天").evidence.iter().all(|e| e.about != "conduct"));
    let complains = member("老周");
    assert!(
        complains.service_debt > 0.0 && complains.conduct_risk == 0.0 && complains.small_sample
    );
}

#[test]
fn numbers_say_what_they_rest_on_and_stay_empty_without_it() {
    let report = one(MOULD);
    let first = &report.metrics["M01"];
    assert_eq!((first.name.as_str(), first.unit.as_str()), ("first_response_time", "minutes"));
    assert!(first.n > 0 && first.median.is_some());
    let nps = &report.metrics["M24"];
    assert_eq!((nps.value, nps.n), (None, 0));
    assert!(!nps.missing.is_empty());
    assert_eq!(report.metrics["M09"].value, Some(0.0), "messages, and no quarrel");
    assert!(report.hits.total > 0 && report.hits.by_rule.contains_key("CP-01"));
    for id in 1..=28 {
        assert!(report.metrics.contains_key(&format!("M{id:02}")), "M{id:02}");
    }
    let empty = Session::new()
        .unwrap()
        .analyze(&AnalyzeOptions::default(), &mut |_| ControlFlow::Continue(()));
    assert!(empty.unwrap().metrics["M09"].value.is_none());
}

#[test]
fn claims_for_commission_become_a_sheet() {
    let report = one("
        09:00 果子姐 群主 五月结算单发了，大家看下
        09:05 玲子 成员 上个月佣金少了200，说好8个点怎么变5个点了
        09:06 面馆 成员 我的也是，返点差270块，凭什么没通知就改
        09:08 张姐 成员 5月我这少算了310元，规则说改就改
        09:20 玲子 成员 给个说法吧，到底按什么算
    ");
    of(&report, IncidentKind::CommissionDispute);
    let sheet: Vec<_> = report.money.claims.iter().map(|c| (c.name.as_str(), c.amount)).collect();
    assert_eq!(sheet, [("玲子", Some(200.0)), ("面馆", Some(270.0)), ("张姐", Some(310.0))]);
    assert_eq!(report.money.claims[2].period.as_deref(), Some("5月"));
}

#[test]
fn two_runs_give_the_same_bytes() {
    let json = || serde_json::to_string(&one(&format!("{MOULD}{QUARREL}"))).unwrap();
    assert_eq!(json(), json());
}

/// The development chats: they were tuned on, so this holds what was reached, and says nothing about
/// chats that nobody here has seen.
#[test]
fn development_chats_stay_as_good_as_they_were() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/incidents");
    for with_staff in [false, true] {
        let mut all = measured::Tally::default();
        for (_, tally) in measured::measure(&folder, with_staff) {
            all.add(&tally);
        }
        assert!(all.incidents >= 20 && all.quiet >= 8, "{all}");
        assert!(measured::share(all.found, all.incidents) >= 0.85, "{all}");
        assert!(measured::share(all.kind, all.incidents) >= 0.75, "{all}");
        assert!(measured::share(all.true_urgent, all.urgent) >= 0.8, "{all}");
        assert!(measured::share(all.quiet_alarmed, all.quiet) <= 0.2, "{all}");
    }
}
