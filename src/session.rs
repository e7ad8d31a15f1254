//! What one user has open: the files read, the rules loaded, the findings, and the list on screen.
//! The page, JavaScript and the command line all speak to this.

mod analysis;
mod many;
mod own;
mod scores;
mod traffic;

use std::collections::BTreeSet;
use std::ops::Range;

use crate::export::{Conversation, ConversationId, Export, Join, Kind, MemberId, Message, Role};
use crate::findings::{Findings, scan_export};
use crate::ingest::{self, File, OnProgress};
use crate::report::{
    ConversationReport, CopyOptions, CopyReport, Failure, HitReport, JoinReport, MemberRow,
    MessageRow, ParseReport, Peek, RoleOptions, RuleInfo, ScanReport, SourceReport, Unparsed,
    ViewFilter, ViewRow,
};
use crate::rules::{RuleSet, Scratch};
use crate::{Result, words};

use own::Own;
use scores::Judge;

/// Most messages or members handed out by one call.
pub const PAGE: u32 = 10_000;

/// Most rows of a list handed out by one call.
pub const VIEW_PAGE: u32 = 1_000;

/// Longest text of a message in a list, in UTF-16 code units.
const LONGEST_IN_LIST: usize = 4_000;

/// Rules, and what was read with them.
pub struct Session {
    rules: RuleSet,
    own: Own,
    judge: Judge,
    export: Export,
    sent: Vec<u32>,
    roles: Vec<Role>,
    findings: Findings,
    view: View,
    /// Read when first asked for.
    analysis: Option<crate::analysis::Analysis>,
}

/// The rows that a list shows.
enum View {
    /// A run of messages.
    Run(Range<u32>),
    /// These messages, ascending.
    Some(Vec<u32>),
}

impl Session {
    /// A session with the built-in rules and nothing loaded.
    ///
    /// # Errors
    /// [`crate::Error::Pack`], where a built-in pack is broken.
    pub fn new() -> Result<Session> {
        let rules = RuleSet::builtin()?;
        Ok(Session {
            own: Own::none(&rules),
            judge: Judge::default(),
            rules,
            export: Export::default(),
            sent: Vec::new(),
            roles: Vec::new(),
            findings: Findings::default(),
            view: View::Run(0..0),
            analysis: None,
        })
    }

    /// Everything the page shows about the rules.
    pub fn rules(&self) -> &[RuleInfo] {
        self.rules.infos()
    }

    /// Reads files and keeps them; what was loaded before is dropped.
    ///
    /// # Errors
    /// [`crate::Error::Cancelled`]; files that cannot be read are listed as failures.
    pub fn parse(
        &mut self,
        files: &mut [File<'_>],
        on_progress: &mut OnProgress<'_>,
    ) -> Result<ParseReport> {
        self.export = Export::default();
        self.findings = Findings::default();
        self.view = View::Run(0..0);
        let (export, failures) = ingest::read(files, on_progress)?;
        self.open(export);
        let failure = |(input, error): &(usize, crate::Error)| Failure {
            input: Some(*input as u32),
            ..Failure::from(error)
        };
        let failures = failures.iter().map(failure).collect();
        Ok(ParseReport { failures, ..self.parse_report() })
    }

    /// The beginning of a file that may be anything, at most `lines` lines of it.
    ///
    /// # Errors
    /// Where it cannot be read, or is no text.
    pub fn peek(file: &mut File<'_>, lines: usize) -> Result<Peek> {
        let (encoding, lines) = ingest::peek(file, lines.min(PAGE as usize))?;
        Ok(Peek { encoding: encoding.to_string(), lines })
    }

    /// Joins conversations that the user says are one, into the first of them; findings are
    /// dropped. The report has no failures: those of [`Session::parse`] stand.
    pub fn join(&mut self, conversations: &[String]) -> ParseReport {
        let known = conversations.iter().filter_map(|name| self.conversation(name));
        let list: Vec<u32> = known.map(|(id, _)| id.0).collect();
        let mut export = std::mem::take(&mut self.export);
        ingest::join_by_hand(&mut export, &list);
        self.open(export);
        self.parse_report()
    }

    /// Takes what was read; nothing of it has been scanned.
    fn open(&mut self, export: Export) {
        self.export = export;
        self.look();
        self.findings = Findings::default();
        self.view = View::Run(0..0);
        self.sent = sent_by_member(&self.export);
        self.roles = self.export.members().iter().map(|m| m.role).collect();
    }

    fn parse_report(&self) -> ParseReport {
        let join = |join: &Join| JoinReport {
            conversation: conversation_name(ConversationId(join.conversation)),
            other: join.apart.then(|| conversation_name(ConversationId(join.other))),
            file: self.export.sources()[join.source as usize].file.clone(),
            reason: join.reason,
            duplicates: join.duplicates,
        };
        ParseReport {
            sources: self.source_reports(),
            failures: Vec::new(),
            joins: self.export.joins().iter().map(join).collect(),
            lists: self.export.lists().to_vec(),
        }
    }

    /// What was read.
    pub fn export(&self) -> &Export {
        &self.export
    }

    fn source_reports(&self) -> Vec<SourceReport> {
        let people = self.people();
        let mut conversations: Vec<Vec<ConversationReport>> =
            vec![Vec::new(); self.export.sources().len()];
        for (i, c) in self.export.conversations().iter().enumerate() {
            let report = self.conversation_report(ConversationId(i as u32), c, &people);
            conversations[c.source as usize].push(report);
        }
        let sources = self.export.sources().iter().zip(conversations);
        let report = |(source, conversations): (&crate::export::SourceInfo, _)| SourceReport {
            file: source.file.clone(),
            input: source.input,
            format: source.format.to_string(),
            encoding: source.encoding.to_string(),
            conversations,
            unparsed: Unparsed {
                records: source.ledger.unparsed,
                samples: source.unparsed.clone(),
            },
            assumptions: words::english(source.notes.iter().filter(|n| n.assumption)),
            warnings: words::english(source.notes.iter().filter(|n| !n.assumption)),
            notes: source.notes.clone(),
            ledger: source.ledger,
            candidates: source.candidates.clone(),
            date_order: source.date_order.map(str::to_string),
            zone: source.zone.name().to_string(),
            table: source.table.clone(),
        };
        sources.map(report).collect()
    }

    /// How many people wrote in each conversation.
    fn people(&self) -> Vec<u64> {
        let mut people = vec![0; self.export.conversations().len()];
        for (member, sent) in self.export.members().iter().zip(&self.sent) {
            people[member.conversation.0 as usize] += u64::from(*sent > 0);
        }
        people
    }

    fn conversation_report(
        &self,
        id: ConversationId,
        c: &Conversation,
        people: &[u64],
    ) -> ConversationReport {
        let mut messages = 0;
        let (mut first, mut last) = (None, None);
        for message in self.export.messages(c) {
            if message.kind != Kind::System {
                messages += 1;
            }
            if message.time.is_some() {
                first = first.or(message.time);
                last = message.time;
            }
        }
        ConversationReport {
            id: conversation_name(id),
            title: c.title.clone(),
            kind: if c.direct { "direct" } else { "group" }.to_string(),
            messages,
            participants: people[id.0 as usize],
            first: self.export.time_text(id, first),
            last: self.export.time_text(id, last),
            kinds: self.export.kinds(c),
        }
    }

    /// Messages of one conversation from `from` on, at most [`PAGE`]. Empty past the end and for
    /// an unknown conversation.
    pub fn messages(&self, conversation: &str, from: u32, count: u32) -> Vec<MessageRow> {
        let Some((_, c)) = self.conversation(conversation) else { return Vec::new() };
        let rows = window(&c.rows, from, count.min(PAGE));
        rows.map(|row| self.message_row(&self.export.message(row))).collect()
    }

    fn conversation(&self, name: &str) -> Option<(ConversationId, &Conversation)> {
        let index = name.strip_prefix('c')?.parse::<u32>().ok()?.checked_sub(1)?;
        let conversation = self.export.conversations().get(index as usize)?;
        Some((ConversationId(index), conversation))
    }

    fn message_row(&self, m: &Message<'_>) -> MessageRow {
        let rows = &self.export.conversations()[m.conversation.0 as usize].rows;
        let member = m.member.and_then(|id| self.export.members().get(id.0 as usize));
        MessageRow {
            conversation: conversation_name(m.conversation),
            index: m.id.0 - rows.start,
            time: self.export.time_text(m.conversation, m.time),
            sender: m.name.map(str::to_string),
            sender_id: member.and_then(|member| member.id.clone()),
            role: self.role(m.member),
            kind: m.kind,
            text: m.text.to_string(),
            reply_to: m.reply_to.map(|id| id.0.saturating_sub(rows.start)),
            line: u64::from(m.line),
        }
    }

    fn role(&self, member: Option<MemberId>) -> Role {
        member.and_then(|m| self.roles.get(m.0 as usize)).copied().unwrap_or_default()
    }

    /// People of one conversation, or of all, most messages first, then in order of appearance; at
    /// most [`PAGE`].
    pub fn members(&self, conversation: Option<&str>, from: u32, count: u32) -> Vec<MemberRow> {
        let only = match conversation {
            Some(name) => match self.conversation(name) {
                Some((id, _)) => Some(id),
                None => return Vec::new(),
            },
            None => None,
        };
        let members = self.export.members();
        let mut order: Vec<u32> = (0..members.len() as u32)
            .filter(|i| only.is_none_or(|id| members[*i as usize].conversation == id))
            .collect();
        order.sort_by_key(|i| std::cmp::Reverse(self.sent[*i as usize]));
        let range = window(&(0..order.len() as u32), from, count.min(PAGE));
        let row = |i: u32| {
            let index = order[i as usize];
            let member = &members[index as usize];
            let name = self.export.name(member.name);
            MemberRow {
                member: index,
                conversation: conversation_name(member.conversation),
                name: name.to_string(),
                sender_id: member.id.clone(),
                role: self.roles[index as usize],
                suggested_staff: member.role == Role::Official || sounds_like_staff(name),
                messages: u64::from(self.sent[index as usize]),
            }
        };
        range.map(row).collect()
    }

    /// Scans one text that is not loaded.
    pub fn scan(&self, text: &str, role: Role, scratch: &mut Scratch) -> Vec<HitReport> {
        let mut hits = Vec::new();
        self.rules.scan(text, role, scratch, &mut hits);
        self.judged(text, hits)
    }

    /// Checks copy before it is sent.
    ///
    /// # Errors
    /// [`crate::Error::Pack`], where a pack's wording or exemption is broken.
    pub fn check_copy(&self, text: &str, options: CopyOptions) -> Result<CopyReport> {
        self.rules.check_copy(text, options)
    }

    /// Scans everything loaded. Whoever is neither staff nor seller is a member; where nobody is
    /// named, the roles of the files stand.
    ///
    /// # Errors
    /// [`crate::Error::Cancelled`].
    pub fn scan_loaded(
        &mut self,
        options: &RoleOptions,
        on_progress: &mut OnProgress<'_>,
    ) -> Result<ScanReport> {
        self.roles = assign_roles(&self.export, options);
        let lens = &self.own.lens;
        self.findings = scan_export(&self.export, &self.rules, &self.roles, lens, on_progress)?;
        self.view = View::Run(0..self.export.len() as u32);
        Ok(self.findings.report(&self.export, &self.rules, &self.roles, &self.sent))
    }

    /// Chooses the rows that [`view_rows`](Self::view_rows) pages through; returns how many.
    pub fn select_view(&mut self, filter: &ViewFilter) -> u32 {
        let run = match filter.conversation.as_deref() {
            Some(name) => self.conversation(name).map_or(0..0, |(_, c)| c.rows.clone()),
            None => 0..self.export.len() as u32,
        };
        let rule = filter.rule.as_deref().map(|id| self.rules.rule_index(id));
        let with_hits = filter.hits_only || rule.is_some() || filter.severity.is_some();
        let member = |row: &u32| {
            filter.member.is_none_or(|m| self.export.message(*row).member == Some(MemberId(m)))
        };
        self.view = if with_hits {
            let fits = |row: u32, hit: &crate::rules::Hit| {
                let severe = |least| {
                    self.findings.severity(self.export.message(row).conversation, hit.rule) <= least
                };
                rule.is_none_or(|rule| rule == Some(hit.rule)) && filter.severity.is_none_or(severe)
            };
            let rows = self.findings.rows_with(fits);
            View::Some(rows.filter(|row| run.contains(row)).filter(member).collect())
        } else if filter.member.is_some() {
            View::Some(run.filter(member).collect())
        } else {
            View::Run(run)
        };
        self.view.len()
    }

    /// Rows of the chosen list from `from` on, at most [`VIEW_PAGE`].
    pub fn view_rows(&self, from: u32, count: u32) -> Vec<ViewRow> {
        let range = window(&(0..self.view.len()), from, count.min(VIEW_PAGE));
        range.map(|i| self.view_row(self.view.row(i))).collect()
    }

    /// One message with all its text and findings; `None` past the end.
    pub fn whole_message(&self, message: u32) -> Option<ViewRow> {
        ((message as usize) < self.export.len()).then(|| self.uncut_row(message))
    }

    fn uncut_row(&self, row: u32) -> ViewRow {
        let message = self.export.message(row);
        ViewRow {
            message: row,
            member: message.member.map(|m| m.0),
            hits: self.rules.report_as(message.text, self.findings.of(row), |rule| {
                self.findings.severity(message.conversation, rule)
            }),
            row: self.message_row(&message),
            cut: false,
        }
    }

    fn view_row(&self, row: u32) -> ViewRow {
        Self::cut(self.uncut_row(row))
    }

    fn cut(mut view: ViewRow) -> ViewRow {
        let mut units = 0;
        let cut = view.row.text.char_indices().find(|(_, c)| {
            units += c.len_utf16();
            units > LONGEST_IN_LIST
        });
        if let Some((at, _)) = cut {
            view.row.text.truncate(at);
            view.cut = true;
            view.hits.retain(|hit| hit.end as usize <= LONGEST_IN_LIST);
        }
        view
    }

    /// Positions in the chosen list that have findings, ascending.
    pub fn view_hits(&self) -> Vec<u32> {
        let rows = self.findings.rows_with(|_, _| true);
        rows.filter_map(|row| self.view.position(row)).collect()
    }

    /// Position of a message in the chosen list.
    pub fn view_position(&self, message: u32) -> Option<u32> {
        self.view.position(message)
    }
}

impl View {
    fn len(&self) -> u32 {
        match self {
            View::Run(run) => run.end - run.start,
            View::Some(rows) => rows.len() as u32,
        }
    }

    fn row(&self, position: u32) -> u32 {
        match self {
            View::Run(run) => run.start + position,
            View::Some(rows) => rows[position as usize],
        }
    }

    fn position(&self, row: u32) -> Option<u32> {
        match self {
            View::Run(run) => run.contains(&row).then(|| row - run.start),
            View::Some(rows) => rows.binary_search(&row).ok().map(|i| i as u32),
        }
    }
}

/// `c1` for the first conversation.
pub(crate) fn conversation_name(id: ConversationId) -> String {
    format!("c{}", u64::from(id.0) + 1)
}

/// The part of `rows` that starts at offset `from` and has at most `count` rows.
fn window(rows: &Range<u32>, from: u32, count: u32) -> Range<u32> {
    let start = rows.start.saturating_add(from).min(rows.end);
    start..start.saturating_add(count).min(rows.end)
}

/// Messages each member sent, notices left out.
fn sent_by_member(export: &Export) -> Vec<u32> {
    let mut sent = vec![0; export.members().len()];
    for row in 0..export.len() as u32 {
        let message = export.message(row);
        if let Some(member) = message.member
            && message.kind != Kind::System
        {
            sent[member.0 as usize] += 1;
        }
    }
    sent
}

fn assign_roles(export: &Export, options: &RoleOptions) -> Vec<Role> {
    let staff: BTreeSet<&str> = options.staff.iter().map(String::as_str).collect();
    let sellers: BTreeSet<&str> = options.sellers.iter().map(String::as_str).collect();
    let nobody_named = staff.is_empty() && sellers.is_empty() && !options.complete;
    let role = |member: &crate::export::Member| {
        let name = export.name(member.name);
        let named = |list: &BTreeSet<&str>| {
            list.contains(name) || member.id.as_deref().is_some_and(|id| list.contains(id))
        };
        match member.role {
            _ if named(&staff) => Role::Official,
            _ if named(&sellers) => Role::Seller,
            given if nobody_named => given,
            Role::Seller => Role::Seller,
            _ => Role::Member,
        }
    };
    export.members().iter().map(role).collect()
}

/// A name under which a team speaks. Only ever a suggestion for the user to confirm.
fn sounds_like_staff(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "客服",
        "官方",
        "小助手",
        "助理",
        "店长",
        "运营",
        "群主",
        "管理员",
        "团队",
        "售后",
        "品控",
        "小编",
        "official",
        "support",
        "admin",
        "service",
        "helpdesk",
        "team",
    ];
    let lower = name.to_lowercase();
    WORDS.iter().any(|word| lower.contains(word))
}
