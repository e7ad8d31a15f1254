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

export type Sensitivity = "cautious" | "balanced" | "sensitive";

export type Judgement = { 
/**
 * Calibrated probability, 0 to 1, four decimals.
 */
score: number, 
/**
 * `true` where the score reaches the threshold of the [`Sensitivity`] in use.
 */
label: boolean, };

export type ClassifyRow = { 
/**
 * Line number from 1.
 */
line: number, 
/**
 * Insults, threats, contempt for persons or groups.
 */
offensive: Judgement, 
/**
 * Discontent with goods or service.
 */
complaint: Judgement, };

export type ClassifyOptions = { 
/**
 * Which thresholds decide.
 */
sensitivity: Sensitivity, };

export type Voice = { 
/**
 * A run of characters of the folded text, or the id of a rule.
 */
text: string, 
/**
 * Above 0: for, below 0: against. In log odds.
 */
weight: number, };

export type Explanation = { 
/**
 * What spoke for or against it being offensive, strongest first, at most 12.
 */
offensive: Array<Voice>, 
/**
 * The same for a complaint.
 */
complaint: Array<Voice>, };

export type Threshold = { 
/**
 * Its name.
 */
sensitivity: Sensitivity, 
/**
 * Probability from which on the answer is yes.
 */
probability: number, 
/**
 * Of 1 said yes to, the share that is.
 */
precision: number, 
/**
 * Of 1 that is, the share said yes to.
 */
recall: number, 
/**
 * Of 1 calm everyday line, the share said yes to all the same.
 */
alarms: number, };

export type HeadReport = { 
/**
 * `offensive` or `complaint`.
 */
target: string, 
/**
 * `han` for texts with Chinese characters, `latin` for others.
 */
alphabet: string, 
/**
 * Texts held back that the figures come from.
 */
held_back: number, 
/**
 * From cautious to sensitive.
 */
thresholds: Array<Threshold>, };

export type DiagnoseOptions = { 
/**
 * IANA zone of wall-clock times; default `Asia/Shanghai`.
 */
tz?: string, 
/**
 * What columns hold, by their name, as in [`TrafficColumn::metric`] or a source id with
 * `src_` before it; default: recognised by their names.
 */
columns?: Record<string, string>, 
/**
 * Year of dates that have none; default: so that the last one lies in the year that the notes
 * or the file name tell.
 */
year?: number, };

export type TrafficReport = { 
/**
 * What was read.
 */
table: TrafficTable, 
/**
 * One entry a column of figures, in the order of the table.
 */
series: Array<TrafficSeries>, 
/**
 * Level shifts of at least 20 % downwards, in order of time.
 */
cliffs: Array<Cliff>, 
/**
 * The playbook of the weightiest cliff, for example `P8-A`; `null` where there is none.
 */
plan: string | null, 
/**
 * The three-step check: what the data already answers, and what a person must look up.
 */
steps: Array<DiagnosisStep>, 
/**
 * What happened, by the notes.
 */
events: Array<TrafficEvent>, 
/**
 * Sums that must hold in the table, and whether they do.
 */
checks: Array<IdentityCheck>, 
/**
 * Signs that followers are about to leave; `null` where there is none.
 */
unfollow: UnfollowWarning | null, 
/**
 * Rows that could not be read.
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
 * The same as codes.
 */
notes: Array<Note>, };

export type TrafficTable = { 
/**
 * File names.
 */
files: Array<string>, 
/**
 * Text encoding of the first file.
 */
encoding: string, 
/**
 * `hour`, `day`, `week`, `month`, `quarter`, `year` or `index`.
 */
frequency: string, 
/**
 * Points in time.
 */
points: number, 
/**
 * Points in time that the table leaves out between its first and last.
 */
missing: number, 
/**
 * Columns of figures.
 */
columns: Array<TrafficColumn>, 
/**
 * Time of every point; empty for `index`.
 */
times: Array<string>, };

export type TrafficColumn = { 
/**
 * Its name in the table; of a long table, the value that its rows share.
 */
name: string, 
/**
 * `metric`, `source` (one part of a metric), `ratio`, or `cumulative` (shown as differences).
 */
role: string, 
/**
 * What it counts, for example `visits`, `new_followers`, `orders`; `other` where unknown.
 */
metric: string, 
/**
 * For a source: `recommend`, `followers`, `search`, `ads`, `share`, `direct`, ...; else `null`.
 */
source: string | null, 
/**
 * `false` where the name alone did not tell, so that a person should look.
 */
sure: boolean, };

export type TrafficSeries = { 
/**
 * Name of the column.
 */
name: string, 
/**
 * Where a new regime begins, in order of time.
 */
changes: Array<TrafficChange>, 
/**
 * Single points far from what was to be expected.
 */
anomalies: Array<TrafficAnomaly>, 
/**
 * The figures, one a point; `null` where missing.
 */
observed: (number | null)[], 
/**
 * What was to be expected had nothing happened since the last regime of before, one a point;
 * empty for columns without such a model.
 */
expected: (number | null)[], 
/**
 * Lower end of the 90 % band around `expected`.
 */
low: (number | null)[], 
/**
 * Upper end.
 */
high: (number | null)[], };

export type TrafficChange = { 
/**
 * First point of the new regime.
 */
index: number, 
/**
 * Its time.
 */
time: string | null, 
/**
 * `level`, `trend`, `pulse`, `slow_decline`, `hangover` (back from a hump) or `recovery`.
 */
kind: string, 
/**
 * Usual value before.
 */
before: number, 
/**
 * Usual value after.
 */
after: number, 
/**
 * How sure it is that something changed here.
 */
confidence: number, };

export type TrafficAnomaly = { 
/**
 * Which point.
 */
index: number, 
/**
 * Its time.
 */
time: string | null, 
/**
 * What was to be expected.
 */
expected: number, 
/**
 * What was seen.
 */
observed: number, 
/**
 * Distance in robust standard deviations.
 */
score: number, };

export type Cliff = { 
/**
 * Name of the column.
 */
metric: string, 
/**
 * First point of the low level.
 */
start: string | null, 
/**
 * First point back near the level before; `null` where that has not come yet.
 */
end: string | null, 
/**
 * Point number of `start`.
 */
index: number, 
/**
 * Earliest and latest start that the data allow (90 %), as point numbers.
 */
between: [number, number], 
/**
 * Usual value before.
 */
expected: number, 
/**
 * Usual value after.
 */
observed: number, 
/**
 * `1 - observed / expected`, weekdays taken out.
 */
depth: number, 
/**
 * 90 % interval of the depth.
 */
depth_between: [number, number], 
/**
 * What was lost from `start` to `end`, or to the last point.
 */
lost: number, 
/**
 * `step`, `step_and_recovery`, `fresh` (the last points only) or `after_hump`.
 */
shape: string, 
/**
 * How sure it is that this is a cliff.
 */
confidence: number, 
/**
 * Sources by their part in the loss, largest first.
 */
attribution: Array<Attribution>, 
/**
 * `true` where all sources fell by about the same share.
 */
together: boolean, 
/**
 * The funnel: how far each step explains the fall, first step first.
 */
funnel: Array<FunnelStep>, 
/**
 * Other columns that fell at the same time.
 */
also: Array<AlsoFell>, 
/**
 * Why.
 */
cause: Cause, 
/**
 * How far it has come back.
 */
recovery: Recovery, };

export type Attribution = { 
/**
 * Name of the source's column.
 */
source: string, 
/**
 * Change of its usual value.
 */
delta: number, 
/**
 * Part of the whole loss; above 1 or below 0 where sources moved against each other.
 */
share: number, 
/**
 * Usual value before.
 */
before: number, 
/**
 * Usual value after.
 */
after: number, 
/**
 * Its own depth.
 */
depth: number, 
/**
 * Distance in robust standard deviations.
 */
score: number, 
/**
 * `true` for those that explain the cliff.
 */
explains: boolean, };

export type FunnelStep = { 
/**
 * Name of the column, or of two as `a / b` for the rate between them.
 */
name: string, 
/**
 * Value before.
 */
before: number, 
/**
 * Value after.
 */
after: number, 
/**
 * Part of the fall of the last step on the log scale; all parts sum to 1.
 */
share: number, };

export type AlsoFell = { 
/**
 * Name of the column.
 */
name: string, 
/**
 * What it counts.
 */
metric: string, 
/**
 * Its depth; negative where it rose.
 */
depth: number, 
/**
 * Points by which it moved earlier (negative) or later than the cliff.
 */
lag: number, };

export type Cause = { 
/**
 * `A` violation or limited flow, `B` follower loss, `C` competitor diversion, `D` payment or
 * system fault, `E` season or normal; `null` where the evidence does not decide.
 */
class: string | null, 
/**
 * `violation_limited`, `follower_loss`, `competitor_diversion`, `payment_or_system_fault`,
 * `season_or_normal` or `unclear`.
 */
name: string, 
/**
 * How sure.
 */
confidence: number, 
/**
 * What speaks for it, in Chinese.
 */
evidence: Array<string>, 
/**
 * What speaks against it, in Chinese.
 */
against: Array<string>, 
/**
 * The fact that would decide, as a code: `platform_notice`, `follower_list`,
 * `competitor_events`, `payment_log`, `same_days_last_year`.
 */
would_decide: string, 
/**
 * Every class with its probability, `A` to `E`.
 */
classes: Array<ClassScore>, 
/**
 * The evidence as codes with numbers, weightiest first.
 */
signals: Array<CauseSignal>, };

export type ClassScore = { 
/**
 * `A` to `E`.
 */
class: string, 
/**
 * Its probability.
 */
probability: number, };

export type CauseSignal = { 
/**
 * Stable code, for example `recommend_collapsed`.
 */
code: string, 
/**
 * The class it speaks to.
 */
class: string, 
/**
 * How much it speaks for it; negative against.
 */
weight: number, 
/**
 * Values by name.
 */
args: { [key in string]: string }, };

export type Recovery = { 
/**
 * `(latest - trough) / (baseline - trough)`.
 */
of_loss: number, 
/**
 * `latest / baseline`.
 */
of_baseline: number, 
/**
 * Level before.
 */
baseline: number, 
/**
 * Lowest level since.
 */
trough: number, 
/**
 * Level now.
 */
latest: number, 
/**
 * Points from the trough until half of the loss is regained, at the pace so far; `null` where it
 * does not come back.
 */
half_life: number | null, 
/**
 * Points from the start until 90 % of the level before, reached or at the pace so far.
 */
to_90: number | null, 
/**
 * `true` where it fell again after it had come back by a third of the loss or more.
 */
relapse: boolean, };

export type DiagnosisStep = { 
/**
 * `platform`, `sources` or `competitors`.
 */
id: string, 
/**
 * Minutes after the start by which it is due.
 */
due_minutes: number, 
/**
 * `answered` by the data, `partly`, or `open`: a person must look.
 */
state: string, 
/**
 * What the data say, as codes with values.
 */
facts: Array<CauseSignal>, 
/**
 * What a person must look up, as codes.
 */
look_up: Array<string>, };

export type TrafficEvent = { 
/**
 * File of the note.
 */
file: string, 
/**
 * Line of the note.
 */
line: number, 
/**
 * Its time as in the table's points.
 */
time: string | null, 
/**
 * `violation`, `competitor`, `system`, `campaign`, `ads`, `post`, `operation`, `holiday`,
 * `follower` or `other`.
 */
kind: string, 
/**
 * Its text.
 */
text: string, 
/**
 * Days from the weightiest cliff to it, negative before; `null` without one.
 */
lag_days: number | null, 
/**
 * `true` where it was taken as evidence.
 */
used: boolean, 
/**
 * Rules that its text hits, where it is a post of the 72 hours before the cliff, worst first.
 */
hits: Array<PostHit>, };

export type PostHit = { 
/**
 * Rule id.
 */
rule: string, 
/**
 * `S1` (worst) to `S4`.
 */
severity: string, 
/**
 * The words.
 */
matched: string, };

export type IdentityCheck = { 
/**
 * `sources_sum` or `net_followers`.
 */
code: string, 
/**
 * The columns concerned, the sum last.
 */
columns: Array<string>, 
/**
 * Points at which it was looked at.
 */
points: number, 
/**
 * Points at which it is off by more than 5 %.
 */
off: number, 
/**
 * `true` where it holds at nine points of ten.
 */
holds: boolean, };

export type UnfollowWarning = { 
/**
 * The first point at which the signs came together.
 */
index: number, 
/**
 * Its time.
 */
time: string | null, 
/**
 * How strong they are.
 */
score: number, 
/**
 * Points before the cliff or, without one, before the last point.
 */
lead: number, 
/**
 * What they are, as codes with values.
 */
reasons: Array<CauseSignal>, };

export type IncidentKind = "quarrel" | "trust_crisis" | "food_safety" | "rumour" | "provocation" | "commission_dispute" | "slow_response" | "payment_outage" | "stock_out" | "account_limited" | "data_leak" | "personal_safety" | "live_accident" | "staff_turnover" | "spreading_review";

export type Part = "instigator" | "target" | "joiner" | "bystander" | "peacemaker" | "complainant" | "staff";

export type ClockState = "met" | "missed" | "running" | "unknown";

export type AnalyzeOptions = { 
/**
 * Names or ids of people who speak for the operator, in every conversation.
 */
staff: Array<string>, 
/**
 * Names or ids of people who sell: distributors, group-buy leaders, influencers.
 */
sellers: Array<string>, 
/**
 * The time that running clocks are measured against, RFC 3339; default: the newest message.
 */
now?: string, 
/**
 * Opening hours of the service, local time, as `09:00-21:00`, which is the default.
 */
service_hours?: string, 
/**
 * Times in which every incident is one step more severe (a financing round, a big promotion),
 * as pairs of RFC 3339 times.
 */
sensitive: Array<[string, string]>, 
/**
 * Tier of members by name or id, such as `VIP`.
 */
tiers: { [key in string]: string }, };

export type AnalysisReport = { 
/**
 * What was read.
 */
sources: Array<SourceReport>, 
/**
 * What needs a person, most severe first.
 */
incidents: Array<IncidentReport>, 
/**
 * People, those with something to look at first; at most 500.
 */
members: Array<MemberReport>, 
/**
 * M01 to M28 by id (`domain` 3.2); all conversations together.
 */
metrics: { [key in string]: Metric }, 
/**
 * Findings of the rules.
 */
hits: HitTotals, 
/**
 * Traffic tables given beside the chats, by whoever calls: the core knows only chats.
 */
traffic: TrafficReport | null, 
/**
 * The same metrics of each conversation.
 */
conversations: Array<ConversationMetrics>, 
/**
 * Sanctions, rules, frictions.
 */
governance: GovernanceReport, 
/**
 * Claims for money, and plans that promise it.
 */
money: MoneyReport, 
/**
 * What was assumed, in English.
 */
assumptions: Array<string>, };

export type HitTotals = { 
/**
 * All findings.
 */
total: number, 
/**
 * By rule id.
 */
by_rule: Record<string, number>, };

export type IncidentReport = { 
/**
 * `i1`, `i2`, ... in the order of the list.
 */
id: string, 
/**
 * What it is.
 */
kind: IncidentKind, 
/**
 * The playbook for it, `P1` to `P16`.
 */
playbook: string, 
/**
 * How soon a person must look, after its modifiers.
 */
severity: Severity, 
/**
 * What changed its severity: `several_members`, `several_groups`, `sensitive_window`,
 * `vulnerable_product`, `staff_answered`, `weak_evidence`.
 */
modifiers: Array<string>, 
/**
 * Conversation id.
 */
conversation: string, 
/**
 * Time of its first message.
 */
start: string | null, 
/**
 * Time at which most was written about it in ten minutes.
 */
peak: string | null, 
/**
 * Time of its last message.
 */
end: string | null, 
/**
 * `index` of its first message.
 */
first_message: number, 
/**
 * `index` of all its messages, ascending.
 */
messages: Array<number>, 
/**
 * Who has which part in it, most messages first.
 */
participants: Array<Participant>, 
/**
 * What made it an incident, weightiest first; what speaks against it has a negative weight.
 */
why: Array<Why>, 
/**
 * 0 to 1: how far its score is above the bar. 0.5 is just enough.
 */
confidence: number, 
/**
 * What it is about: `rules`, `money`, `admin`, `external`, `misunderstanding`, `values`,
 * `service`.
 */
cause: string, 
/**
 * Heat of its wording, 0 to 100.
 */
heat: number, 
/**
 * What is at stake: `price`, `commission`, `refund`, `status`; `none` where it is not about that.
 */
interest: string, 
/**
 * What the operator said.
 */
official_response: OfficialResponse, 
/**
 * Deadlines.
 */
clocks: Array<ClockReport>, 
/**
 * Promises with a time that staff made in it.
 */
promises: Array<PromiseReport>, 
/**
 * How far it got.
 */
spread: SpreadReport, 
/**
 * For complaints: who, what, how far; `null` for others.
 */
scope: ScopeReport | null, };

export type Participant = { 
/**
 * Name as last shown.
 */
name: string, 
/**
 * Their part.
 */
part: Part, 
/**
 * Messages in the incident.
 */
messages: number, };

export type Why = { 
/**
 * Name of the signal, snake case.
 */
signal: string, 
/**
 * What it added to the score; negative where it speaks against.
 */
weight: number, 
/**
 * `index` of the messages behind it.
 */
messages: Array<number>, };

export type OfficialResponse = { 
/**
 * Time of the first answer by staff.
 */
first_reply: string | null, 
/**
 * Minutes from the first message to that.
 */
minutes: number | null, 
/**
 * Time of the first statement of fact and measure.
 */
statement: string | null, 
/**
 * `index` of the first answer.
 */
first_reply_message: number | null, 
/**
 * `index` of the statement.
 */
statement_message: number | null, 
/**
 * `true` where nobody is named as staff, and names or manner had to tell.
 */
staff_assumed: boolean, 
/**
 * `blame_before_check`, `cause_before_check`: what was said before anything was verified.
 */
order: Array<string>, };

export type ClockReport = { 
/**
 * `golden_4h`, `first_response`, `progress_30m`, `promise`, `admin_10m`; with `_service` the same
 * in service hours.
 */
name: string, 
/**
 * Until when.
 */
due: string | null, 
/**
 * How it stands.
 */
state: ClockState, 
/**
 * When it was done, where it was.
 */
done: string | null, };

export type PromiseReport = { 
/**
 * `index` of the message.
 */
message: number, 
/**
 * The words.
 */
text: string, 
/**
 * Until when; `null` for a vague one.
 */
due: string | null, 
/**
 * How it stands; `unknown` for a vague one.
 */
state: ClockState, };

export type SpreadReport = { 
/**
 * Conversations.
 */
groups: number, 
/**
 * People who carried it or took part.
 */
people: number, 
/**
 * First time.
 */
first: string | null, 
/**
 * Last time.
 */
last: string | null, 
/**
 * Conversation ids in the order it reached them.
 */
order: Array<string>, 
/**
 * Names of those who brought it into a conversation.
 */
carriers: Array<string>, 
/**
 * Minutes until half of the conversations had it.
 */
half_minutes: number | null, 
/**
 * Mentions of other platforms, forwards and screenshots.
 */
outward: number, };

export type ScopeReport = { 
/**
 * Distinct members with the problem.
 */
complainants: number, 
/**
 * Distinct members who only agree or fan it.
 */
agreeing: number, 
/**
 * `agreeing` over `complainants`.
 */
bystander_ratio: number, 
/**
 * `item`, `batch`, `batch_suspected`, `line`.
 */
scope: string, 
/**
 * Batch numbers named, in order.
 */
batches: Array<string>, 
/**
 * Distinct complainants by minutes since the first: `[minutes, people]`.
 */
curve: Array<[number, number]>, };

export type MemberReport = { 
/**
 * Name as last shown.
 */
name: string, 
/**
 * Conversation id.
 */
conversation: string, 
/**
 * The role used.
 */
role: Role, 
/**
 * `true` where that is staff only by name or manner.
 */
role_assumed: boolean, 
/**
 * Tier of a member table, where one was given.
 */
tier: string | null, 
/**
 * Messages sent.
 */
messages: number, 
/**
 * 0 to 1: conduct that breaks rules, halved every 30 days. Behaviour, never character.
 */
conduct_risk: number, 
/**
 * 0 to 1: answers and repairs that we owe.
 */
service_debt: number, 
/**
 * 0 to 1: how many react to what they write.
 */
influence: number, 
/**
 * `true` under 20 messages: too little to tell.
 */
small_sample: boolean, 
/**
 * What the numbers rest on.
 */
evidence: Array<Evidence>, };

export type Evidence = { 
/**
 * `conduct`, `debt`, `influence` or `provocation`.
 */
about: string, 
/**
 * What was seen, snake case.
 */
signal: string, 
/**
 * Conversation id.
 */
conversation: string, 
/**
 * `index` of the messages.
 */
messages: Array<number>, };

export type Metric = { 
/**
 * Name, snake case.
 */
name: string, 
/**
 * The value; `null` where there is none to give.
 */
value: number | null, 
/**
 * Median, where the metric is a distribution.
 */
median?: number, 
/**
 * Nine tenths are below it.
 */
p90?: number, 
/**
 * 95 % interval of the value: Clopper and Pearson for shares, exact Poisson for rates, order
 * statistics for medians.
 */
interval: [number, number] | null, 
/**
 * Unit: `minutes`, `hours`, `share`, `per_1k_messages`, `per_10k_messages`, `per_1k_members`,
 * `ratio`, `count`, `index`.
 */
unit: string, 
/**
 * What it counts over.
 */
n: number, 
/**
 * Why there is no value, in English; empty where there is one.
 */
missing: string, };

export type ConversationMetrics = { 
/**
 * Conversation id.
 */
conversation: string, 
/**
 * By id.
 */
metrics: { [key in string]: Metric }, };

export type GovernanceReport = { 
/**
 * People who were sanctioned or broke a rule, most violations first; at most 200.
 */
sanctions: Array<SanctionRow>, 
/**
 * Quarrels after which only one side was sanctioned though both broke rules: incident ids.
 */
one_sided: Array<string>, 
/**
 * Sanctions by violation of members with a tier over those without; `null` value under 10
 * violations on each side.
 */
parity: Metric, 
/**
 * What the pasted group rules say, for each conversation.
 */
rules: Array<RuleCoverage>, 
/**
 * Pairs with friction on several days and no quarrel yet.
 */
friction: Array<FrictionRow>, };

export type SanctionRow = { 
/**
 * Name as last shown.
 */
name: string, 
/**
 * Conversation id.
 */
conversation: string, 
/**
 * Tier, where one was given.
 */
tier: string | null, 
/**
 * Messages that break a rule of conduct.
 */
violations: number, 
/**
 * `index` of the notices and staff messages that sanction them.
 */
sanctions: Array<number>, };

export type RuleCoverage = { 
/**
 * Conversation id.
 */
conversation: string, 
/**
 * `index` of the message with the most complete rules; `null` where none was found.
 */
message: number | null, 
/**
 * When it was posted.
 */
published: string | null, 
/**
 * Members who wrote only after that.
 */
joined_after: number, 
/**
 * Subjects with a clause: `abuse`, `ads`, `privacy`, `rumour`, `poaching`, `flooding`,
 * `trade`, `complaints`, `penalties`, `appeal`.
 */
covered: Array<string>, 
/**
 * Subjects without one.
 */
missing: Array<string>, };

export type FrictionRow = { 
/**
 * Conversation id.
 */
conversation: string, 
/**
 * Their names.
 */
between: [string, string], 
/**
 * Days on which something was said.
 */
days: number, 
/**
 * `index` of the messages.
 */
messages: Array<number>, };

export type MoneyReport = { 
/**
 * Claims for commission, in order.
 */
claims: Array<ClaimRow>, 
/**
 * Messages that describe a distribution plan, with features of pyramid selling.
 */
plans: Array<PlanRow>, 
/**
 * What complaints may cost, low to high, in yuan, where prices were named.
 */
losses: Array<LossRow>, };

export type ClaimRow = { 
/**
 * Who claims.
 */
name: string, 
/**
 * Conversation id.
 */
conversation: string, 
/**
 * `index` of the message.
 */
message: number, 
/**
 * For when, in their words.
 */
period: string | null, 
/**
 * How much, in yuan.
 */
amount: number | null, };

export type PlanRow = { 
/**
 * Conversation id.
 */
conversation: string, 
/**
 * `index` of the message.
 */
message: number, 
/**
 * `levels`, `entry_fee`, `headcount_reward`, `promised_income`.
 */
features: Array<string>, 
/**
 * `true` for an entry fee, a reward for recruiting, or three levels (禁止传销条例, articles 2 and 7).
 */
pyramid: boolean, };

export type LossRow = { 
/**
 * Incident id.
 */
incident: string, 
/**
 * Refunds of those who complained.
 */
low: number, 
/**
 * And of those who agreed.
 */
middle: number, 
/**
 * With the least damages by law for each who complained: 1,000 yuan for food, else 500.
 */
high: number, 
/**
 * The price it rests on, in yuan: the median of those named.
 */
price: number, 
/**
 * Complainants, and those who agreed.
 */
people: [number, number], };

