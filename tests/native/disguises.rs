//! Words spelled by sound, in pinyin, in parts and in pictures, and their innocent twins.

use qunzhen::export::Role;
use qunzhen::rules::{RuleSet, Scratch};

/// Role, the rules one of which must find it, and the sentences.
const DISGUISED: &[(Role, &[&str], &[&str])] = &[
    (
        Role::Member,
        &["GB-07", "GB-08", "PL-02"],
        &[
            "加我薇信细聊",
            "添加葳芯领取",
            "加溦信:abc123",
            "加威芯拿货",
            "联系v芯拿货",
            "加我徽信",
            "加我微xin",
            "加wei信领取",
            "加我 wei xin 哦",
            "jia wo wei xin",
            "加我weixin",
            "加我wéi xìn",
            "加我we1x1n",
            "要的➕V",
            "要的➕vx",
            "加微亻言",
            "加个微亻言",
            "加我🛰️领取",
            "加我微❤️",
            "加薇⭐领取",
            "💚泡泡找我",
            "加🐧号 12345678",
            "进🅠群领资料",
            "大家快加裙一起玩",
            "快进👗,里面有红包",
            "加qun领福利",
            "加抠抠885500",
            "加威信,拉你进来",
            "联系 v xin 拿货",
        ],
    ),
    (
        Role::Member,
        &["GB-01", "GB-03"],
        &[
            "你个煞逼",
            "沙比吧你",
            "你shabi啊",
            "你个傻bi",
            "你个傻🖊",
            "你就是个飞舞",
            "nao残粉",
            "你这脑惨",
            "你女马死了",
            "你🐴死了",
            "尼玛的",
            "臭女表子",
            "滚🥚",
            "蠢🐷",
            "wangbadan",
            "王八🥚",
            "你这个制杖",
            "真是个出生",
            "你是个lj玩意",
            "你个傻13",
        ],
    ),
    (
        Role::Member,
        &["PL-03", "GB-07", "GB-10", "GB-11", "GB-06"],
        &[
            "淘宝耍单,佣金日结",
            "唰单的来",
            "刷dan的来",
            "shua单返现",
            "线上贝者博",
            "裸liao加我",
            "luo聊吗",
            "打s你",
            "nong死你",
            "线上赌bo",
        ],
    ),
    (
        Role::Official,
        &["AD-*"],
        &[
            "三天跟治鼻炎",
            "gen治脚气",
            "最女子的面膜",
            "全网zui低价",
            "全网醉低价",
            "guojiaji 品质",
            "国jia级配方",
            "稳转不赔的项目",
            "wen赚不赔",
            "独一无er的配方",
            "史无钱例的优惠",
            "绝无仅you",
            "抗🦀产品",
            "💯有效",
            "无付作用",
            "包治百bing",
        ],
    ),
    (
        Role::Member,
        &["GB-05"],
        &["138OO138OOO加我", "电话l38OO13800O", "199oooo2468", "I39 0000 12O4"],
    ),
    // Parts that nobody writes for themselves, words from their end, digits and signs for letters,
    // pictures with several names, what other words of the rule make sure of.
    (
        Role::Member,
        &["GB-*", "PL-*", "CP-*"],
        &[
            "这是讠乍骗",
            "这是言乍骗",
            "氵去院见,我要起讠斥你们",
            "倒着念:号信微的我找",
            "倒过来读,信微我加",
            "5318 0000 991 倒着打",
            "加我 wei1 xin4",
            "加w31x1n聊",
            "你个sh@bi",
            "你个$habi,sh4bi",
            "代款秒下,白户可做",
            "daikuan秒下,白户可做",
            "看x黄x片的加群",
            "听说那厂子被茶封了",
            "残脑玩意,滚",
            "➕薇✉,看头像",
        ],
    ),
];

const INNOCENT: &[&str] = &[
    "村支书很有威信",
    "他树立了威信",
    "这是唯心主义",
    "戊戌维新运动",
    "卫星发射成功",
    "车上加卫星定位",
    "说了违心的话",
    "蝴蝶在飞舞",
    "雪花飞舞真好看",
    "加裙摆的设计",
    "加裙子的图案",
    "她会耍单杠",
    "孩子耍单车",
    "沙比尔先生到访",
    "泥沙比较细",
    "豆沙比例多少",
    "声音轻微,信号也差",
    "安徽信阳挨着吗",
    "参加群众活动",
    "我们加群山那个民宿",
    "印刷单位已更换",
    "这批牙刷单独包装",
    "电脑残留文件",
    "women are here",
    "the hen is on a ship",
    "I can do it with him",
    "我叫 Wei Xiaoming",
    "Weixian County",
    "wei 是什么意思",
    "🛰️ 观测数据公开",
    "动物园的🐧很可爱",
    "🐴上就到",
    "等我五分钟🐴上下楼",
    "🐶东西买多了",
    "➕一碗汤",
    "👗那条绿裙子改短一点",
    "⭐星星好看",
    "❤️收到",
    "💊吃了吗",
    "📦到了",
    "🍳鸡蛋收到",
    "我女子的班主任",
    "贝者博物馆开放",
    "拾贝者博览会",
    "人言可畏",
    "女马的养殖基地",
    "木艮字旁写错了",
    "十贝壳的手串",
    "木子李,弓长张",
    "跟治疗有关吗",
    "稳转舵,别急",
    "醉低头族危险",
    "喝醉好几次",
    "一包纸巾",
    "收件人写谁",
    "刚出生的宝宝",
    "袁大头诉讼案",
    "只好等等了",
    "简直了",
    "白吃了一顿",
    "新款加为好友",
    "iphone 15 pro 128g",
    "10l的油 5i8",
    "1800ol 12",
    "型号l380",
    "圆周率 3.14159265358",
    "草泥马玩偶好可爱",
    "阳台苔藓好看",
    "保本色的拉链",
    "讠字旁的字有哪些",
    "番茄炒蛋先放蛋还是反着",
    "把车倒着停进去",
    "邮箱写的是li@na那个",
    "左1右1前1后",
    "第3ge2人",
    "一楼出去是八楼",
    "✉️收到了",
];

fn reports(rules: &RuleSet, text: &str, role: Role) -> Vec<qunzhen::report::HitReport> {
    let (mut scratch, mut found) = (Scratch::default(), Vec::new());
    rules.scan(text, role, &mut scratch, &mut found);
    let report = rules.report(text, &found);
    let units: Vec<u16> = text.encode_utf16().collect();
    for hit in &report {
        let slice = &units[hit.start as usize..hit.end as usize];
        assert_eq!(String::from_utf16_lossy(slice), hit.matched, "{text}");
    }
    report
}

fn is_one_of(rule: &str, ids: &[&str]) -> bool {
    ids.iter().any(|id| id.strip_suffix('*').map_or(*id == rule, |head| rule.starts_with(head)))
}

#[test]
fn disguised_words_are_found() {
    let rules = RuleSet::builtin().unwrap();
    let (mut lines, mut missed) = (0, vec![]);
    for (role, ids, texts) in DISGUISED {
        for text in *texts {
            lines += 1;
            let report = reports(&rules, text, *role);
            if !report.iter().any(|hit| hit.evasion && is_one_of(&hit.rule, ids)) {
                let found: Vec<_> = report.iter().map(|hit| &hit.rule).collect();
                missed.push(format!("{text} {found:?}"));
            }
        }
    }
    assert!(lines >= 60, "{lines}");
    assert!(missed.is_empty(), "{} of {lines}:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn innocent_twins_stay_silent() {
    let rules = RuleSet::builtin().unwrap();
    let mut alarms = vec![];
    for text in INNOCENT {
        for role in [Role::Member, Role::Official] {
            for hit in reports(&rules, text, role) {
                alarms.push(format!("{text}: {} {}", hit.rule, hit.matched));
            }
        }
    }
    assert!(INNOCENT.len() >= 60);
    assert!(alarms.is_empty(), "{} alarms:\n{}", alarms.len(), alarms.join("\n"));
}

/// Invisible characters and marks between the characters of a disguise change nothing but its span.
#[test]
fn disguises_inside_disguises() {
    let rules = RuleSet::builtin().unwrap();
    for (role, ids, texts) in DISGUISED {
        for text in texts.iter().filter(|text| text.chars().all(|c| c > '\u{4DFF}')) {
            // A mark stays with its character.
            let stuffed = stuffed(text).replace("\u{200B}\u{FE0F}", "\u{FE0F}");
            let plain = reports(&rules, text, *role);
            let report = reports(&rules, &stuffed, *role);
            for hit in plain.iter().filter(|hit| is_one_of(&hit.rule, ids)) {
                let same = report.iter().find(|other| other.rule == hit.rule);
                let same = same.unwrap_or_else(|| panic!("{} misses {stuffed:?}", hit.rule));
                let bare: String = same.matched.chars().filter(|c| *c != '\u{200B}').collect();
                assert_eq!(bare, hit.matched, "{text}");
                assert!(!same.matched.starts_with('\u{200B}') && same.evasion, "{text}");
            }
        }
    }
}

fn stuffed(text: &str) -> String {
    text.chars().flat_map(|c| [c, '\u{200B}']).collect()
}

/// Numbers of persons, however they are written, and numbers that are none.
#[test]
fn personal_data_in_any_dress() {
    let rules = RuleSet::builtin().unwrap();
    let found = |text: &str, role| reports(&rules, text, role).iter().any(|h| h.rule == "GB-05");
    for text in [
        // Mobile numbers.
        "19900001234",
        "１９９００００１２３４",
        "①⑨⑨⓪⓪⓪⓪①②③④",
        "一九九零零零零一二三四",
        "壹玖玖零零零零壹贰叁肆",
        "1九9〇0零0一②三4",
        "199 0000 1234",
        "199-0000-1234",
        "199·0000·1234",
        "199🌙0000🌙1234",
        "+86 (199) 0000—1234",
        "1 9 9 0 0 0 0 1 2 3 4",
        "1\n9\n9\n0\n0\n0\n0\n1\n2\n3\n4",
        "l99OOOO1234",
        "1990000lZ34",
        // Identity numbers.
        "11010519491231002X",
        "１１０１０５１９４９１２３１００２ｘ",
        "110105 19491231 002X",
        "110105-1949-1231-002X",
        "一一零一零五一九四九一二三一零零二X",
        // Cards.
        "6222 0212 3456 7894",
        "6222-0212-3456-7894",
        "６２２２０２１２３４５６７８９４",
        // Addresses.
        "linxia@example.com",
        "ｌｉｎｘｉａ＠ｅｘａｍｐｌｅ．ｃｏｍ",
        "linxia艾特example点com",
        "l i n x i a @ e x a m p l e . c o m",
        "浙江省某市某区幸福路8号3栋201室",
        // Accounts.
        "微信号momo_0099",
        "wx:momo0099",
        "qq号885500123",
    ] {
        for text in [text.to_string(), format!("在这里:{text},多谢")] {
            assert!(found(&text, Role::Member), "{text}");
        }
    }
    for text in [
        "金额 1380013.80 元",
        "一共19900.00元",
        "2026-11-22 10:30",
        "2026年11月22日 8:00-13:80",
        "20261122103000",
        "订单号202611210001234567",
        "订单号138001380001234",
        "快递单号73112345678901",
        "SF1990000123456",
        "编号110105194912310021",
        "流水 6222021234567890",
        "ISBN 9787111128069",
        "978-7-5199-0000-3",
        "客服热线400-000-0000",
        "12345678901 不是手机号",
        "一三五七九,二四六八十",
        "九九八十一难",
        "13.5 14.6 15.7 16.8 99",
        "价格@5.00元",
        "@张三 你好.com 是啥",
        "微信支付199.00",
        "qq音乐2026",
    ] {
        for role in [Role::Member, Role::Official] {
            assert!(!found(text, role), "{text}");
        }
    }
    assert!(!found("客服微信shop_8899", Role::Official));
}
