//! One conversation as the detectors walk it: who wrote which row, and what is only talk.

use std::ops::Range;

use super::cues::{Cues, Set};
use super::signals::{MINUTE, Signals};
use super::staff::{Staff, Standing};
use crate::export::{Export, Kind};

/// Nobody.
pub(crate) const NOBODY: u32 = u32::MAX;

/// The families that detectors ask for by name.
pub(crate) struct Families {
    pub(crate) laugh: Set,
    pub(crate) banter: Set,
    pub(crate) game: Set,
    pub(crate) quote_rule: Set,
    pub(crate) othershop: Set,
    pub(crate) news: Set,
    pub(crate) past: Set,
    pub(crate) hypo: Set,
    pub(crate) thanks: Set,
    pub(crate) raffle: Set,
    pub(crate) list: Set,
    pub(crate) image: Set,
    pub(crate) recall: Set,
    pub(crate) leave: Set,
    pub(crate) removed: Set,
    pub(crate) metoo: Set,
    pub(crate) demand: Set,
    pub(crate) escalate: Set,
    pub(crate) churn: Set,
    pub(crate) question: Set,
    pub(crate) mention: Set,
    pub(crate) calm: Set,
    pub(crate) gang: Set,
    pub(crate) attack: Set,
    pub(crate) retort: Set,
    pub(crate) sarcasm: Set,
    pub(crate) challenge: Set,
    pub(crate) thirdneg: Set,
    pub(crate) exit: Set,
    pub(crate) you: Set,
    pub(crate) bang: Set,
    pub(crate) apology: Set,
    pub(crate) blame: Set,
    pub(crate) statement: Set,
    pub(crate) autoreply: Set,
    pub(crate) staff_fix: Set,
    pub(crate) promo: Set,
    pub(crate) quiet_ok: Set,
    pub(crate) abuse: Set,
    pub(crate) threat: Set,
    pub(crate) newcomer: Set,
    pub(crate) stir: Set,
    pub(crate) offensive: Set,
    pub(crate) fiction: Set,
    pub(crate) hyperbole: Set,
    pub(crate) selfharm: Set,
    pub(crate) complaint: Set,
    pub(crate) trouble: Set,
}

impl Families {
    /// Looks them up.
    pub(crate) fn of(cues: &Cues) -> Families {
        let bit = |name: &str| cues.bit(name);
        let complaint = [
            "defect",
            "foodbad",
            "harm",
            "distrust",
            "pay",
            "stock",
            "leak",
            "commission",
            "nag",
            "demand",
            "account",
            "live_fail",
        ];
        let trouble = [
            "demand",
            "nag",
            "distrust",
            "challenge",
            "metoo",
            "escalate",
            "churn",
            "defect",
            "foodbad",
            "harm",
            "bang",
            "worry",
            "unfair",
            "sarcasm",
            "retort",
            "model_complaint",
            "CP-15",
            "CP-06",
            "CP-03",
            "CP-08",
            "CP-10",
            "CP-11",
            "rumour_ask",
            "exit",
        ];
        Families {
            laugh: bit("laugh"),
            banter: bit("banter"),
            game: bit("game"),
            quote_rule: bit("quote_rule"),
            othershop: bit("othershop"),
            news: bit("news"),
            past: bit("past"),
            hypo: bit("hypo"),
            thanks: bit("thanks"),
            raffle: bit("raffle"),
            list: bit("list"),
            image: bit("image"),
            recall: bit("recall"),
            leave: bit("leave"),
            removed: bit("removed"),
            metoo: bit("metoo"),
            demand: bit("demand"),
            escalate: bit("escalate") | bit("CP-10"),
            churn: bit("churn") | bit("CP-11"),
            question: bit("question"),
            mention: bit("mention"),
            calm: bit("calm"),
            gang: bit("gang"),
            attack: bit("attack"),
            retort: bit("retort"),
            sarcasm: bit("sarcasm"),
            challenge: bit("challenge"),
            thirdneg: bit("thirdneg"),
            exit: bit("exit"),
            you: bit("you"),
            bang: bit("bang"),
            apology: bit("apology"),
            blame: bit("blame") | bit("SV-01"),
            statement: bit("statement"),
            autoreply: bit("autoreply"),
            staff_fix: bit("staff_fix"),
            promo: bit("promo"),
            quiet_ok: bit("quiet_ok"),
            abuse: bit("GB-01") | bit("GB-03"),
            threat: bit("threat") | bit("GB-06"),
            newcomer: bit("newcomer"),
            stir: bit("stir"),
            offensive: bit("model_offensive"),
            fiction: bit("fiction"),
            hyperbole: bit("hyperbole"),
            selfharm: bit("selfharm") | bit("SE-01"),
            trouble: trouble.iter().fold(0, |set, name| set | bit(name)),
            complaint: complaint.iter().fold(0, |set, name| set | bit(name)),
        }
    }
}

/// Everything the detectors read, for all conversations.
pub(crate) struct Desk<'a> {
    pub(crate) export: &'a Export,
    pub(crate) cues: &'a Cues,
    pub(crate) signals: &'a Signals,
    pub(crate) standing: &'a Standing,
    pub(crate) families: &'a Families,
}

/// Rows behind a remark about another shop, a game or the news that still belong to it.
const CONTEXT_ROWS: u32 = 10;
/// And for how long.
const CONTEXT_MS: i64 = 15 * MINUTE;

/// Laughter counts so many rows and so long around itself.
const LAUGH_ROWS: u32 = 6;
const LAUGH_MS: u64 = 6 * MINUTE as u64;

/// One conversation.
pub(crate) struct Talk<'a> {
    pub(crate) desk: &'a Desk<'a>,
    pub(crate) conversation: u32,
    pub(crate) rows: Range<u32>,
    /// Writer of each row, [`NOBODY`] for notices.
    pub(crate) who: Vec<u32>,
    /// How much of what a row says counts, 0 to 1, by the context of jokes, games and other shops.
    pub(crate) weight: Vec<f32>,
    /// Names of those who speak for the operator.
    pub(crate) staff_names: Vec<&'a str>,
}

impl<'a> Talk<'a> {
    /// Walks a conversation once.
    pub(crate) fn new(desk: &'a Desk<'a>, conversation: u32) -> Talk<'a> {
        let rows = desk.export.conversations()[conversation as usize].rows.clone();
        let who = rows.clone().map(|row| {
            let message = desk.export.message(row);
            match message.kind {
                Kind::System => NOBODY,
                _ => message.member.map_or(NOBODY, |m| m.0),
            }
        });
        let (weight, staff_names) = (Vec::new(), Vec::new());
        let who = who.collect();
        let mut talk = Talk { desk, conversation, who, weight, staff_names, rows };
        let mut staff: Vec<u32> =
            talk.who.iter().copied().filter(|m| *m != NOBODY && talk.staff(*m).yes()).collect();
        staff.sort_unstable();
        staff.dedup();
        talk.staff_names =
            staff.into_iter().map(|m| talk.name(m)).filter(|n| !n.is_empty()).collect();
        talk.weight = talk.weigh();
        talk
    }

    fn weigh(&self) -> Vec<f32> {
        let f = self.desk.families;
        let contexts =
            [(f.othershop, 0.5), (f.game, 0.4), (f.news, 0.6), (f.raffle, 0.6), (f.fiction, 0.6)];
        let mut last: [Option<u32>; 5] = [None; 5];
        let merry = self.merry();
        let mut weights = Vec::with_capacity(self.who.len());
        for row in self.rows.clone() {
            let set = self.set(row);
            let mut weight: f64 = 1.0;
            for (has, factor) in [
                (f.laugh, 0.5),
                (f.banter, 0.5),
                (f.game, 0.15),
                (f.quote_rule, 0.3),
                (f.othershop, 0.3),
                (f.news, 0.6),
                (f.hypo, 0.7),
                (f.past, 0.8),
                (f.raffle, 0.4),
                (f.fiction, 0.4),
                (f.list, 0.0),
            ] {
                if set & has != 0 {
                    weight *= factor;
                }
            }
            for ((has, factor), last) in contexts.iter().zip(&mut last) {
                if set & has != 0 {
                    *last = Some(row);
                } else if last.is_some_and(|at| {
                    row - at <= CONTEXT_ROWS && self.time(row) - self.time(at) <= CONTEXT_MS
                }) {
                    weight *= factor;
                }
            }
            if set & f.selfharm != 0 && set & (f.hyperbole | f.laugh) != 0 {
                weight *= 0.3;
            }
            weight *= merry[(row - self.rows.start) as usize];
            weights.push(weight as f32);
        }
        weights
    }

    /// What laughter around each row leaves of it.
    fn merry(&self) -> Vec<f64> {
        let laughs = self.desk.families.laugh | self.desk.families.banter;
        let rows: Vec<u32> = self.rows.clone().filter(|r| self.has(*r, laughs)).collect();
        let (mut from, mut to) = (0, 0);
        let count = |row: u32| {
            while from < rows.len() && rows[from] + LAUGH_ROWS < row {
                from += 1;
            }
            while to < rows.len() && rows[to] <= row + LAUGH_ROWS {
                to += 1;
            }
            let near = rows[from..to.max(from)].iter();
            let near = near.filter(|r| self.time(row).abs_diff(self.time(**r)) <= LAUGH_MS);
            match near.count() {
                0 | 1 => 1.0,
                2 => 0.7,
                _ => 0.45,
            }
        };
        self.rows.clone().map(count).collect()
    }

    pub(crate) fn set(&self, row: u32) -> Set {
        self.desk.signals.set[row as usize]
    }

    pub(crate) fn has(&self, row: u32, set: Set) -> bool {
        self.set(row) & set != 0
    }

    pub(crate) fn time(&self, row: u32) -> i64 {
        self.desk.signals.time[row as usize]
    }

    pub(crate) fn writer(&self, row: u32) -> u32 {
        self.who[(row - self.rows.start) as usize]
    }

    pub(crate) fn worth(&self, row: u32) -> f64 {
        f64::from(self.weight[(row - self.rows.start) as usize])
    }

    pub(crate) fn staff(&self, member: u32) -> Staff {
        self.desk.standing.staff.get(member as usize).copied().unwrap_or_default()
    }

    pub(crate) fn is_bot(&self, member: u32) -> bool {
        self.desk.standing.bot.get(member as usize).copied().unwrap_or(false)
    }

    /// A row written by someone who speaks for the operator, no program.
    pub(crate) fn by_staff(&self, row: u32) -> bool {
        let who = self.writer(row);
        who != NOBODY && self.staff(who).yes() && !self.is_bot(who)
    }

    /// A row written by a customer.
    pub(crate) fn by_customer(&self, row: u32) -> bool {
        let who = self.writer(row);
        who != NOBODY && !self.staff(who).yes() && !self.is_bot(who)
    }

    /// The text of a row.
    pub(crate) fn text(&self, row: u32) -> &'a str {
        self.desk.export.message(row).text
    }

    /// The name of a member as last shown.
    pub(crate) fn name(&self, member: u32) -> &'a str {
        self.desk
            .export
            .members()
            .get(member as usize)
            .map_or("", |m| self.desk.export.name(m.name))
    }

    /// Rows from one on, while they are within a time and a number of rows.
    pub(crate) fn after(&self, row: u32, ms: i64, count: u32) -> impl Iterator<Item = u32> + '_ {
        let end = self.rows.end.min(row.saturating_add(count).saturating_add(1));
        (row + 1..end).take_while(move |r| self.time(*r) - self.time(row) <= ms)
    }
}
