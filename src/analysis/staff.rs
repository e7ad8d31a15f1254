//! Who speaks for the operator: as listed, as the file says, else by name and by manner.

use super::cues::{Cues, Set};
use super::signals::Signals;
use crate::export::{Conversation, Export, Kind, Role};

/// How it is known that someone is staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Staff {
    /// Not staff.
    #[default]
    No,
    /// Speaks like staff; nothing else says so.
    ByManner,
    /// Is named like staff; nothing else says so.
    ByName,
    /// Named by the user, or with a staff role in the file.
    Known,
}

impl Staff {
    /// Staff, however it is known.
    pub(crate) fn yes(self) -> bool {
        self != Staff::No
    }
}

/// Parts of names under which operators speak.
const NAMES: &[&str] = &[
    "客服",
    "官方",
    "店主",
    "店长",
    "掌柜",
    "老板",
    "小助手",
    "助理",
    "管家",
    "群主",
    "管理员",
    "群管",
    "运营",
    "主播",
    "班主任",
    "助教",
    "教练",
    "物业",
    "售后",
    "品控",
    "主理人",
    "馆长",
    "园长",
    "站长",
    "小编",
    "值班",
    "客户经理",
    "旗舰店",
    "专卖店",
    "工作室",
    "团购站",
    "服务中心",
    "服务号",
    "商城",
    "团长",
    "official",
    "support",
    "admin",
    "service",
    "helpdesk",
    "customer care",
    "moderator",
    "host",
];

/// Names of programs that answer by themselves.
const BOTS: &[&str] = &["机器人", "智能客服", "智能助手", "自动回复", "bot", "robot"];

/// Least messages in the manner of staff.
const MANNER_LEAST: u32 = 3;

/// Everyone's standing, by number of member.
pub(crate) struct Standing {
    pub(crate) staff: Vec<Staff>,
    pub(crate) bot: Vec<bool>,
}

impl Standing {
    /// Looks at every conversation once. `roles` are those of the user and the files.
    pub(crate) fn of(
        export: &Export,
        roles: &[Role],
        listed: bool,
        cues: &Cues,
        signals: &Signals,
    ) -> Standing {
        let members = export.members();
        let name = |i: usize| export.name(members[i].name).to_lowercase();
        let bot = (0..members.len()).map(|i| BOTS.iter().any(|w| ends_like(&name(i), w))).collect();
        let mut staff: Vec<Staff> = (0..members.len())
            .map(|i| match roles.get(i) {
                Some(Role::Official) => Staff::Known,
                _ => Staff::No,
            })
            .collect();
        let voice = cues.bit("staff_voice") | cues.bit("staff_fix") | cues.bit("promo");
        for conversation in export.conversations() {
            let known = conversation
                .rows
                .clone()
                .any(|row| member(export, row).is_some_and(|m| staff[m] == Staff::Known));
            if !known && !listed {
                infer(export, conversation, signals, voice, &mut staff);
            }
        }
        Standing { staff, bot }
    }
}

fn member(export: &Export, row: u32) -> Option<usize> {
    export.message(row).member.map(|m| m.0 as usize)
}

fn ends_like(name: &str, word: &str) -> bool {
    name.contains(word)
}

/// Marks who is named like staff, and who speaks like it.
fn infer(
    export: &Export,
    conversation: &Conversation,
    signals: &Signals,
    voice: Set,
    staff: &mut [Staff],
) {
    let mut tally: std::collections::BTreeMap<usize, (u32, u32)> =
        std::collections::BTreeMap::new();
    for row in conversation.rows.clone() {
        let message = export.message(row);
        if message.kind == Kind::System {
            continue;
        }
        let Some(m) = message.member else { continue };
        let counts = tally.entry(m.0 as usize).or_default();
        counts.0 += 1;
        counts.1 += u32::from(signals.set[row as usize] & voice != 0);
    }
    let mut named = false;
    for m in tally.keys() {
        let name = export.name(export.members()[*m].name).to_lowercase();
        if NAMES.iter().any(|word| name.contains(word)) {
            staff[*m] = Staff::ByName;
            named = true;
        }
    }
    if !named {
        addressed(export, conversation, signals, &tally, staff);
    }
    let share = if named { 0.4 } else { 0.25 };
    for (m, (sent, voiced)) in &tally {
        let enough = *voiced >= MANNER_LEAST + u32::from(named);
        if enough && f64::from(*voiced) >= share * f64::from(*sent) && staff[*m] == Staff::No {
            staff[*m] = Staff::ByManner;
        }
    }
}

/// Most people looked at, and most messages, to see who is asked.
const MOST_ASKED: usize = 12;
const MOST_ROWS: usize = 4_000;
/// Least others who call somebody by name, for someone who also writes like staff.
const LEAST_CALLS: usize = 3;

/// Marks the one whom others call by name with their questions, where that person also writes in the
/// manner of staff now and then.
fn addressed(
    export: &Export,
    conversation: &Conversation,
    signals: &Signals,
    tally: &std::collections::BTreeMap<usize, (u32, u32)>,
    staff: &mut [Staff],
) {
    let mut likely: Vec<(u32, usize)> =
        tally.iter().filter(|(_, (_, voiced))| *voiced > 0).map(|(m, (_, v))| (*v, *m)).collect();
    likely.sort_by_key(|(voiced, m)| (std::cmp::Reverse(*voiced), *m));
    likely.truncate(MOST_ASKED);
    let mut calls: Vec<(usize, usize)> = Vec::new();
    for (voiced, m) in likely {
        let name = export.name(export.members()[m].name);
        let mut by = std::collections::BTreeSet::new();
        for row in conversation.rows.clone().take(MOST_ROWS) {
            let message = export.message(row);
            let Some(who) = message.member.map(|w| w.0 as usize).filter(|w| *w != m) else {
                continue;
            };
            if signals.length[row as usize] > 1 && super::links::is_named(message.text, name) {
                by.insert(who);
            }
        }
        calls.push((by.len() * 2 + voiced as usize, m));
        if by.len() + usize::from(voiced >= 2) < LEAST_CALLS {
            calls.pop();
        }
    }
    if let Some((_, m)) = calls.into_iter().max_by_key(|(n, m)| (*n, std::cmp::Reverse(*m))) {
        staff[m] = Staff::ByManner;
    }
}
