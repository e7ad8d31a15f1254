// Generated from src/report.rs by `UPDATE_TYPES=1 cargo test typescript`. Do not edit.

export type Severity = "S1" | "S2" | "S3" | "S4";

export type Role = "official" | "seller" | "member" | "unknown";

export type Kind = "text" | "image" | "voice" | "video" | "file" | "sticker" | "link" | "location" | "contact" | "payment" | "call" | "poll" | "recalled" | "system" | "other";

export type Note = { 
/**
 * Kebab-case code, for example `zone-assumed`, `date-order-assumed`, `truncated`.
 */
code: string, 
/**
 * Values by name.
 */
args: { [key in string]: string }, 
/**
 * `true` for what was assumed, `false` for what looked wrong.
 */
assumption: boolean, };

export type Failure = { 
/**
 * File name; empty where the failure is about no file.
 */
file: string, 
/**
 * Number of the file among those given, from 0; `null` where the failure is about no file.
 */
input: number | null, 
/**
 * [`Error::code`].
 */
code: string, 
/**
 * The facts by name.
 */
args: { [key in string]: string }, 
/**
 * The same in English.
 */
message: string, };

export type JoinReason = "same-id" | "same-messages" | "same-name-and-people" | "same-name" | "by-hand";

export type JoinReport = { 
/**
 * What both have become, or the first of two that may be one.
 */
conversation: string, 
/**
 * The second, where they were left apart; else `null`.
 */
other: string | null, 
/**
 * The file that the second came from.
 */
file: string, 
/**
 * Why: `same-id`, `same-messages`, `same-name-and-people`, `same-name`, `by-hand`.
 */
reason: JoinReason, 
/**
 * Messages that both had; kept once.
 */
duplicates: number, };

export type ListReport = { 
/**
 * File name as given, and for one in an archive its path there.
 */
file: string, 
/**
 * Number of the file among those given, from 0.
 */
input: number, 
/**
 * People it names.
 */
people: number, 
/**
 * Conversations it names.
 */
conversations: number, };

export type ParseReport = { 
/**
 * One entry per file that was read, in the order given.
 */
sources: Array<SourceReport>, 
/**
 * Files that were not, in the order given.
 */
failures: Array<Failure>, 
/**
 * Conversations of different files that were joined, and those that may be one.
 */
joins: Array<JoinReport>, 
/**
 * Files that are no chat but say who and what the ids of others stand for.
 */
lists: Array<ListReport>, };

export type SourceReport = { 
/**
 * File name as given, and for one of several chats in an archive its path there.
 */
file: string, 
/**
 * Number of the file among those given, from 0; an archive may hold several sources.
 */
input: number, 
/**
 * Format id, for example `whatsapp`.
 */
format: string, 
/**
 * Text encoding, for example `utf-8`, `gb18030`, `utf-16le`.
 */
encoding: string, 
/**
 * The conversations found, in order of their first appearance.
 */
conversations: Array<ConversationReport>, 
/**
 * Lines or records that are neither a message nor a known part of the layout.
 */
unparsed: Unparsed, 
/**
 * What was assumed, in English.
 */
assumptions: Array<string>, 
/**
 * What looked wrong, in English.
 */
warnings: Array<string>, 
/**
 * The same assumptions and warnings as codes.
 */
notes: Array<Note>, 
/**
 * Where every line or record of the file went.
 */
ledger: Ledger, 
/**
 * Every format that fits at all, best first, with its evidence score 0..=100.
 */
candidates: Array<Candidate>, 
/**
 * `dmy`, `mdy` or `ymd` where the file's dates needed an order; else `null`.
 */
date_order: string | null, 
/**
 * The time zone that wall-clock times were read in, for example `Asia/Shanghai`.
 */
zone: string, 
/**
 * For tables: their columns, and which of them were used; else `null`.
 */
table: TableReport | null, };

export type TableReport = { 
/**
 * Names of the columns, from the left; at most 64 columns and 80 characters of each.
 */
header: Array<string>, 
/**
 * The first rows below it, at most 5.
 */
rows: Array<Array<string>>, 
/**
 * Number of the column, from 0, by what it holds: `time`, `sender`, `sender_id`, `text`,
 * `kind`, `conversation`. What is missing was not found.
 */
columns: Record<string, number>, };

export type Candidate = { 
/**
 * Format id.
 */
format: string, 
/**
 * Evidence 0..=100.
 */
score: number, };

export type Ledger = { 
/**
 * Lines or records in the file.
 */
total: number, 
/**
 * First lines of messages, or message records, system notices included.
 */
messages: number, 
/**
 * Further lines of messages.
 */
continuation: number, 
/**
 * Recognised non-messages: banner, date bar, table header, footer, comment.
 */
recognised: number, 
/**
 * Blank lines that belong to no message.
 */
blank: number, 
/**
 * Records left out because the same message was already there.
 */
duplicates: number, 
/**
 * Everything else; the same number as `unparsed.records`.
 */
unparsed: number, };

export type Unparsed = { 
/**
 * How many.
 */
records: number, 
/**
 * The first few of them.
 */
samples: Array<UnparsedSample>, };

export type UnparsedSample = { 
/**
 * Line (text) or record (JSON array) number from 1.
 */
line: number, 
/**
 * Its text, at most 200 characters.
 */
text: string, 
/**
 * The file of the export that it stands in, where the export is several files.
 */
part?: string, };

export type ConversationReport = { 
/**
 * `c1`, `c2`, ... over all files of the call.
 */
id: string, 
/**
 * Group name, or the other person's; the file name where the file gives none.
 */
title: string, 
/**
 * `group` or `direct`.
 */
kind: string, 
/**
 * Messages people sent: text, media, recalled; not system notices.
 */
messages: number, 
/**
 * People who sent at least one of them.
 */
participants: number, 
/**
 * Earliest time.
 */
first: string | null, 
/**
 * Latest time.
 */
last: string | null, 
/**
 * Messages by kind; system notices only appear here.
 */
kinds: Record<string, number>, };

export type MessageRow = { 
/**
 * Conversation id.
 */
conversation: string, 
/**
 * Position in the conversation, from 0, in order of time.
 */
index: number, 
/**
 * When it was sent.
 */
time: string | null, 
/**
 * The sender's name as shown at that moment; `null` for notices without one.
 */
sender: string | null, 
/**
 * Stable id where the source has one.
 */
sender_id: string | null, 
/**
 * The sender's role.
 */
role: Role, 
/**
 * What kind of message it is.
 */
kind: Kind, 
/**
 * Its text, without quoted words of others.
 */
text: string, 
/**
 * `index` of the message it answers, in the same conversation.
 */
reply_to: number | null, 
/**
 * Line (text) or record (JSON array) number in its file, from 1.
 */
line: number, };

export type HitReport = { 
/**
 * Rule id, for example `AD-01`.
 */
rule: string, 
/**
 * How soon a person must look: `S1` 10 min, `S2` 30 min, `S3` 4 h, `S4` 24 h.
 */
severity: Severity, 
/**
 * First UTF-16 code unit of the original text.
 */
start: number, 
/**
 * One past the last UTF-16 code unit.
 */
end: number, 
/**
 * The original text between them.
 */
matched: string, 
/**
 * `true` where the words were only found after undoing a disguise.
 */
evasion: boolean, 
/**
 * The law or rule it may touch, in Chinese.
 */
law: string, 
/**
 * A compliant wording or the next step, in Chinese.
 */
suggestion: string, 
/**
 * What stands for these words in these surroundings in [`Profile::exempt`]: 16 hex digits.
 */
fingerprint: string, };

export type ScanRow = { 
/**
 * Line number from 1.
 */
line: number, 
/**
 * Findings, sorted by start, then end (longest first), then rule.
 */
hits: Array<HitReport>, };

export type Localized = { 
/**
 * Simplified Chinese.
 */
zh: string, 
/**
 * English.
 */
en: string, };

export type RuleInfo = { 
/**
 * Rule id.
 */
id: string, 
/**
 * Pack id.
 */
pack: string, 
/**
 * What it finds.
 */
title: Localized, 
/**
 * `advertising`, `platform`, `group`, `complaint`, `safety`, `service`.
 */
category: string, 
/**
 * Default severity.
 */
severity: Severity, 
/**
 * Roles whose words it looks at.
 */
speakers: Array<Role>, 
/**
 * Law or platform rule, with article.
 */
law: Localized, 
/**
 * Who in the team looks at it.
 */
owner: Localized, 
/**
 * What to do first.
 */
action: Localized, 
/**
 * A compliant wording.
 */
suggestion: Localized, 
/**
 * When the same words are fine.
 */
exceptions: Localized, 
/**
 * How well the text of that law was checked; `null` where the pack does not say.
 */
basis: BasisInfo | null, };

export type ScanReport = { 
/**
 * Messages scanned.
 */
messages: number, 
/**
 * Messages with at least one finding.
 */
messages_hit: number, 
/**
 * Findings.
 */
hits: number, 
/**
 * Findings left out because the user exempted them ([`Profile::exempt`]).
 */
exempted: number, 
/**
 * Findings by severity, `S1` to `S4`.
 */
by_severity: Record<string, number>, 
/**
 * One entry per rule that fired: severest first, then most findings, then id.
 */
by_rule: Array<RuleCount>, 
/**
 * One entry per person with a finding: severest first, then most findings, then name.
 */
by_person: Array<PersonCount>, 
/**
 * One entry per conversation, in order.
 */
by_conversation: Array<ConversationCount>, };

export type RuleCount = { 
/**
 * Rule id.
 */
rule: string, 
/**
 * Severity.
 */
severity: Severity, 
/**
 * Findings.
 */
hits: number, 
/**
 * Messages with one.
 */
messages: number, 
/**
 * People who wrote them.
 */
people: number, 
/**
 * Time of the first.
 */
first: string | null, 
/**
 * Time of the last.
 */
last: string | null, };

export type PersonCount = { 
/**
 * Handle for [`ViewFilter::member`].
 */
member: number, 
/**
 * Name as last shown.
 */
name: string, 
/**
 * Conversation id.
 */
conversation: string, 
/**
 * Role.
 */
role: Role, 
/**
 * Messages this person sent.
 */
messages: number, 
/**
 * Findings in them.
 */
hits: number, 
/**
 * Severest finding.
 */
worst: Severity, 
/**
 * Findings by rule id.
 */
rules: Record<string, number>, };

export type ConversationCount = { 
/**
 * Conversation id.
 */
conversation: string, 
/**
 * Messages people sent.
 */
messages: number, 
/**
 * Findings.
 */
hits: number, 
/**
 * Findings by severity.
 */
by_severity: Record<string, number>, };

export type MemberRow = { 
/**
 * Handle for [`ViewFilter::member`] and role overrides.
 */
member: number, 
/**
 * Conversation id.
 */
conversation: string, 
/**
 * Name as last shown.
 */
name: string, 
/**
 * Stable id where the source has one.
 */
sender_id: string | null, 
/**
 * Role after overrides.
 */
role: Role, 
/**
 * `true` where the name or the source suggests that this is staff.
 */
suggested_staff: boolean, 
/**
 * Messages sent.
 */
messages: number, };

export type ViewFilter = { 
/**
 * Conversation id.
 */
conversation: string | null, 
/**
 * Rule id: only messages with a finding of it.
 */
rule: string | null, 
/**
 * Member handle.
 */
member: number | null, 
/**
 * Only messages with a finding at least as severe.
 */
severity: Severity | null, 
/**
 * Only messages with any finding.
 */
hits_only: boolean, };

export type ViewRow = { 
/**
 * Handle of the message over everything loaded.
 */
message: number, 
/**
 * Member handle of the sender.
 */
member: number | null, 
/**
 * `true` where the text was cut.
 */
cut: boolean, 
/**
 * Findings in it, as in [`ScanRow::hits`]; findings beyond the cut are left out.
 */
hits: Array<HitReport>, 
/**
 * Conversation id.
 */
conversation: string, 
/**
 * Position in the conversation, from 0, in order of time.
 */
index: number, 
/**
 * When it was sent.
 */
time: string | null, 
/**
 * The sender's name as shown at that moment; `null` for notices without one.
 */
sender: string | null, 
/**
 * Stable id where the source has one.
 */
sender_id: string | null, 
/**
 * The sender's role.
 */
role: Role, 
/**
 * What kind of message it is.
 */
kind: Kind, 
/**
 * Its text, without quoted words of others.
 */
text: string, 
/**
 * `index` of the message it answers, in the same conversation.
 */
reply_to: number | null, 
/**
 * Line (text) or record (JSON array) number in its file, from 1.
 */
line: number, };

export type ProgressReport = { 
/**
 * What is being done.
 */
stage: Stage, 
/**
 * Bytes (parse) or messages (scan) done.
 */
done: number, 
/**
 * Bytes or messages in all.
 */
total: number, 
/**
 * Messages read so far.
 */
messages: number, };

export type Stage = "parse" | "scan";

export type ParseOptions = { 
/**
 * IANA zone of wall-clock times; default `Asia/Shanghai`.
 */
tz?: string, 
/**
 * `dmy`, `mdy` or `ymd`, where the file's dates are ambiguous; default: inferred.
 */
date_order?: string, 
/**
 * Format id; default: recognised from the content.
 */
format?: string, 
/**
 * The day on which this is read, `2025-03-08`: where nothing in a file tells the year of its
 * dates, its last one is not after this day. Default: such dates are left out.
 */
today?: string, 
/**
 * Path of the folder that the file lies in, from the one that was dropped, such as
 * `export/general`: files below one dropped folder that make up one export are one source.
 */
folder?: string, 
/**
 * `true` leaves conversations of different files apart even where they are clearly the same.
 */
keep_apart?: boolean, 
/**
 * One or two lines of a layout that is not recognised, with who, when and what marked: every
 * line of that shape begins a message. Takes precedence over `format`.
 */
layout?: Array<MarkedLine>, 
/**
 * For tables: the columns to use, as in [`TableReport::columns`]; default: recognised by their
 * names.
 */
columns?: Record<string, number>, };

export type MarkedLine = { 
/**
 * The line.
 */
text: string, 
/**
 * The sender's name.
 */
who: [number, number] | null, 
/**
 * Date, time, or both.
 */
when: [number, number] | null, 
/**
 * The words, where they stand on the same line; else they are the lines below.
 */
what: [number, number] | null, };

export type Peek = { 
/**
 * Text encoding.
 */
encoding: string, 
/**
 * The first lines that are not blank, at most 400 characters of each.
 */
lines: Array<string>, };

export type RoleOptions = { 
/**
 * Names or ids of people who speak for the operator, in every conversation.
 */
staff: Array<string>, 
/**
 * Names or ids of people who sell: distributors, group-buy leaders, influencers.
 */
sellers: Array<string>, 
/**
 * `true` where the lists are complete, even if empty: whoever is not in them is a member.
 * Default: so where either list names someone, else the roles of the files stand.
 */
complete: boolean, };

export type Product = "general" | "food" | "infant" | "cosmetics" | "health_food" | "education" | "finance";

export type Channel = "group" | "moments" | "post" | "live" | "shop" | "announcement";

export type ExemptClass = "service" | "goal" | "own_brand" | "usage_tip" | "grade" | "name" | "background" | "award" | "limited" | "public_contact";

export type CopyOptions = { 
/**
 * What is sold; default: `general`.
 */
product: Product, 
/**
 * Where it appears; default: `group`.
 */
channel: Channel, };

export type CopyReport = { 
/**
 * What it was checked for.
 */
options: CopyOptions, 
/**
 * Characters of the text, without white space.
 */
characters: number, 
/**
 * FNV-1a of its UTF-8 bytes, 64 bits as 16 hexadecimal digits: tells two texts apart.
 */
fingerprint: string, 
/**
 * Findings, sorted by start, then end (longest first), then rule.
 */
findings: Array<CopyFinding>, 
/**
 * The rules of these findings, by id.
 */
rules: Array<CopyRule>, 
/**
 * How many rules were applied.
 */
rules_applied: number, 
/**
 * Packs these rules are from.
 */
packs: Array<PackVersion>, 
/**
 * Months between which the sources of the rules were last checked, such as `2026-11`.
 */
checked: [string, string] | null, };

export type CopyFinding = { 
/**
 * Rule id.
 */
rule: string, 
/**
 * How urgent it is for this product; `S4` where an exemption may apply.
 */
severity: Severity, 
/**
 * `true` where the product made it more urgent than the rule alone.
 */
raised: boolean, 
/**
 * First code unit.
 */
start: number, 
/**
 * One past the last.
 */
end: number, 
/**
 * The text between them.
 */
matched: string, 
/**
 * `true` where the words were only found after undoing a disguise.
 */
evasion: boolean, 
/**
 * What may make it fine; it is then a note, not a problem.
 */
exemption: CopyExemption | null, 
/**
 * Compliant wordings. With each of them alone applied this finding is gone.
 */
fixes: Array<CopyFix>, };

export type CopyExemption = { 
/**
 * The kind of exemption.
 */
class: ExemptClass, 
/**
 * The words of the text that suggest it.
 */
cue: string, 
/**
 * Their first code unit.
 */
start: number, 
/**
 * One past the last.
 */
end: number, };

export type CopyFix = { 
/**
 * First code unit that is replaced.
 */
start: number, 
/**
 * One past the last.
 */
end: number, 
/**
 * What to put there.
 */
text: string, 
/**
 * `true` where it is right only if it is true, so that a person must decide.
 */
person: boolean, };

export type CopyRule = { 
/**
 * Rule id.
 */
id: string, 
/**
 * What it finds.
 */
title: Localized, 
/**
 * Law or platform rule, with article.
 */
law: Localized, 
/**
 * Range of the penalty; `null` where it was not checked.
 */
penalty: Localized | null, 
/**
 * How well its source was checked: `text`, `secondary`, `unverified`, `house`.
 */
status: string | null, 
/**
 * Month of that check.
 */
checked: string | null, 
/**
 * What to write instead.
 */
suggestion: Localized, 
/**
 * When the same words are fine.
 */
exceptions: Localized, };

export type PackVersion = { 
/**
 * Its id.
 */
id: string, 
/**
 * Version of its content.
 */
version: string, };

export type BasisInfo = { 
/**
 * `text`, `secondary`, `unverified`, `house`.
 */
status: string, 
/**
 * Month of the check, for example `2026-11`.
 */
checked: string, };

export type PackText = { 
/**
 * Its file name, for messages.
 */
name: string, 
/**
 * The pack.
 */
text: string, };

export type RuleSetting = { 
/**
 * `false` switches it off; absent: as it was.
 */
on?: boolean, 
/**
 * Another severity; absent: as it was.
 */
severity?: Severity, };

export type GroupProfile = { 
/**
 * Title of the conversation, or the id that its source gives it.
 */
group: string, 
/**
 * By rule id.
 */
rules: Record<string, RuleSetting>, };

export type Profile = { 
/**
 * By rule id, for everything.
 */
rules: Record<string, RuleSetting>, 
/**
 * For single groups; what a group does not say is as for everything.
 */
groups: Array<GroupProfile>, 
/**
 * Fingerprints of findings that are left out ([`HitReport::fingerprint`]).
 */
exempt: Array<string>, };

export type OwnRules = { 
/**
 * Packs beside the built-in ones, in order: a later one may extend rules of an earlier one.
 */
packs: Array<PackText>, 
/**
 * What is changed about rules.
 */
profile: Profile, };

export type PreviewItem = { 
/**
 * Rule id.
 */
rule: string, 
/**
 * Findings.
 */
hits: number, 
/**
 * Messages with one.
 */
messages: number, 
/**
 * Findings of an addition that the rule makes without it, too.
 */
known: number, 
/**
 * The first messages, at most 50, with only these findings.
 */
rows: Array<ViewRow>, };

export type Preview = { 
/**
 * Messages looked at.
 */
messages: number, 
/**
 * One for each rule of the packs and then each addition to a rule, pack by pack.
 */
items: Array<PreviewItem>, };

export type TryRow = { 
/**
 * With the rules in use.
 */
now: Array<HitReport>, 
/**
 * With the draft.
 */
then: Array<HitReport>, };

export type GoldItem = { 
/**
 * The message with its findings.
 */
row: ViewRow, 
/**
 * The stratum it was drawn from: a rule id, or empty for messages without a finding.
 */
stratum: string, 
/**
 * Different messages in that stratum.
 */
population: number, 
/**
 * What stands for its text where no text may be kept: 16 hex digits.
 */
fingerprint: string, };

export type GoldSample = { 
/**
 * In the order in which to judge them: any beginning of it is a sample, too.
 */
items: Array<GoldItem>, 
/**
 * Different messages it was drawn from.
 */
population: number, };

export type GoldLabel = { 
/**
 * [`ViewRow::message`].
 */
message: number, 
/**
 * [`GoldItem::stratum`].
 */
stratum: string, 
/**
 * [`GoldItem::population`].
 */
population: number, 
/**
 * Ids of the rules that are right about it, whether they found something or not.
 */
right: Array<string>, };

export type Rate = { 
/**
 * The estimate, 0 to 1.
 */
value: number, 
/**
 * Lower end.
 */
low: number, 
/**
 * Upper end.
 */
high: number, };

export type GoldRule = { 
/**
 * Rule id; empty for all rules together.
 */
rule: string, 
/**
 * Judged messages in which it found something.
 */
found: number, 
/**
 * Those of them where that was right.
 */
right: number, 
/**
 * Judged messages where it should have found something and did not.
 */
missed: number, 
/**
 * Share of its findings that are right; `null` where fewer than 10 were judged.
 */
precision: Rate | null, 
/**
 * Share that it finds of what it should; `null` where fewer than 10 such were judged.
 */
recall: Rate | null, };

export type GoldReport = { 
/**
 * Messages judged.
 */
labelled: number, 
/**
 * Judged messages in which at least one finding was right, or something was missed.
 */
with_problem: number, 
/**
 * All rules together.
 */
all: GoldRule, 
/**
 * Every rule that found something, or should have, most findings first.
 */
rules: Array<GoldRule>, };

