//! WhatsApp: `_chat.txt` and `WhatsApp Chat with X.txt`, iOS and Android, any locale (formats
//! study, A1).
//!
//! A head is a date and a time, in brackets or before a dash, then `name: words`. The order of the
//! date numbers is decided once for the file, never per line.

use super::builder::{Builder, Draft, Sender, When};
use super::notices::kind_of_file;
use super::when::{Cursor, is_mark, is_space, trim};
use super::{Format, Head, Input};
use crate::Result;
use crate::export::Kind;

pub(super) const FORMAT: Format = Format { id: "whatsapp", sniff, parse };

fn sniff(head: &Head) -> u8 {
    let (mut lines, mut heads, mut said, mut first) = (0u32, 0u32, 0u32, None);
    for line in head.all_lines().filter(|l| !trim(l).is_empty()) {
        lines += 1;
        let found = header(line);
        first.get_or_insert(found.is_some());
        if let Some((_, body)) = found {
            heads += 1;
            said += u32::from(split(body, |_| false).is_some());
        }
    }
    let share = (heads * 100).checked_div(lines).unwrap_or(0);
    let named = chat_name(&head.name).is_some() || head.name.ends_with("_chat.txt");
    // `[time] name: words` is also how people type a chat by hand; WhatsApp leaves its marks.
    let example = head.lines().map(trim).find(|l| header(l).is_some()).unwrap_or("");
    let bracket = example.starts_with('[');
    let hyphens = bracket && example.chars().take(9).any(|c| c == '-');
    let marked = named || head.text.contains('\u{200E}') || is_encryption_notice(&head.text);
    match (heads, said) {
        (2.., 1..) if bracket && !marked => {
            if hyphens {
                45
            } else {
                76
            }
        }
        (2.., 1..) if share >= 20 => (88 + share / 10).min(98) as u8,
        (2.., 1..) if share >= 2 && first == Some(true) => 70,
        (1.., _) if named => 80,
        (1, 1) if first == Some(true) => 60,
        _ => 0,
    }
}

fn parse(input: &mut Input<'_>, out: &mut Builder) -> Result<()> {
    let name = input.name;
    let mut people = People { title: chat_name(name).map(str::to_string), ..People::default() };
    out.conversation("", people.title.as_deref().unwrap_or(""), false);
    input.each_line(|line| {
        if line.continued {
            return out.piece(line.text, line.number);
        }
        match header(line.text) {
            Some((when, body)) => people.message(out, when, body, line.number),
            None if trim(line.text).is_empty() => out.blank(),
            None => out.line(without_edit_mark(line.text.trim_matches(is_mark)), line.number),
        }
    })?;
    out.end_message();
    if let Some(title) = people.title.as_deref().filter(|t| !t.is_empty()) {
        out.retitle(title);
    }
    let senders = out.member_names().count();
    out.set_direct(!people.is_group && senders <= 2);
    Ok(())
}

/// What the file has told about its people so far.
#[derive(Default)]
struct People {
    title: Option<String>,
    is_group: bool,
}

impl People {
    fn message(&mut self, out: &mut Builder, when: When, body: &str, line: u64) {
        let draft =
            Draft { sender: None, when, kind: Some(Kind::System), id: None, reply_to: None, line };
        let Some((name, text)) = split(body, |name| out.knows_name(name)) else {
            self.learn(body);
            return out.message(draft, trim(body));
        };
        // iOS prints notices under the name of the group or the contact, behind a mark.
        if text.starts_with('\u{200E}') && is_notice(text) {
            if is_encryption_notice(text) && self.title.is_none() {
                self.title = Some(name.to_string());
            }
            self.learn(text);
            return out.message(draft, trim(text));
        }
        let text = without_edit_mark(trim(text));
        let kind = kind_of(text).unwrap_or(Kind::Text);
        out.message(Draft { sender: Some(Sender::named(name)), kind: Some(kind), ..draft }, text);
    }

    /// A group shows itself by its notices; the first that names it gives the title.
    fn learn(&mut self, notice: &str) {
        let group = ["group", "群", "Gruppe", "grupo", "gruppo", "groupe", "グループ"];
        self.is_group |= group.iter().any(|word| notice.contains(word));
        let created = ["created", "创建", "建立", "erstellt", "creó", "créé", "criou", "creato"];
        if self.title.is_none() && created.iter().any(|word| notice.contains(word)) {
            self.title = quoted(notice).map(str::to_string);
        }
    }
}

fn quoted(text: &str) -> Option<&str> {
    let pairs = [('“', '”'), ('"', '"'), ('「', '」'), ('„', '“'), ('«', '»')];
    pairs.iter().find_map(|(open, close)| {
        let from = text.find(*open)? + open.len_utf8();
        let len = text[from..].rfind(*close)?;
        Some(trim(&text[from..from + len]))
    })
}

/// Date, time and the rest of a head line.
fn header(line: &str) -> Option<(When, &str)> {
    let mut c = Cursor::new(line);
    c.marks();
    let bracket = c.one_of("[");
    let numbers = c.date_numbers()?;
    c.one_of(",.，");
    c.spaces();
    c.weekday();
    if !c.rest.starts_with(|first: char| first.is_ascii_digit()) {
        let _ = ["klo ", "kl. ", "um ", "at ", "às ", "à "].iter().any(|word| c.word(word));
        c.spaces();
    }
    let clock = c.clock_or_dot()?;
    c.spaces();
    if bracket {
        c.one_of("]").then_some(())?;
    } else if !c.one_of("-–") {
        // Some locales print `date time: name: words`.
        c.one_of(":").then_some(())?;
        c.rest.starts_with(is_space).then_some(())?;
    }
    let rest = c.rest.strip_prefix(is_space).unwrap_or(c.rest);
    Some((When::Ambiguous(numbers, clock), rest))
}

/// Sender and words; `None` for a notice.
///
/// Most names have been seen before; `known` spares them the look at what notices say.
fn split(body: &str, known: impl Fn(&str) -> bool) -> Option<(&str, &str)> {
    let spaced = body.find(": ");
    let at = match spaced {
        Some(at) => at,
        None => {
            // `Name:text`, `Name:.` and `Name:` occur; an address in a notice does not count.
            let at = body.find(':')?;
            let short = body[..at].chars().count() <= 30 && !body[at + 1..].starts_with("//");
            (short && !is_notice(body)).then_some(at)?
        }
    };
    let name = clean_name(&body[..at]);
    let plausible =
        known(name) || (!name.is_empty() && name.chars().count() <= 80 && !is_deed(name));
    plausible.then(|| (name, body[at + 1..].strip_prefix(' ').unwrap_or(&body[at + 1..])))
}

/// A name without the marks and the `~ ` that WhatsApp puts around people outside the contacts.
fn clean_name(name: &str) -> &str {
    let name = trim(name);
    trim(name.strip_prefix("~").map_or(name, |n| n.trim_start_matches(is_space)))
}

/// What stands before the colon is no name but the start of a notice: `X changed this group`.
fn is_deed(name: &str) -> bool {
    const DEEDS: &[&str] = &[
        " changed the ",
        " changed this group",
        " added ",
        " removed ",
        " created group",
        " created this group",
        " joined using",
        " turned on ",
        " turned off ",
        " pinned a message",
        "更改了",
        "变更了",
        "添加了",
        "移除了",
        "创建了群组",
        "建立了群組",
        " hat die Gruppe",
        " hat den Betreff",
        " hat das Gruppenbild",
        " cambió ",
        " creó el grupo",
        " a changé ",
        " a créé le groupe",
        " mudou ",
        " ha cambiato ",
    ];
    DEEDS.iter().any(|deed| name.contains(deed))
}

fn is_encryption_notice(text: &str) -> bool {
    const PHRASES: &[&str] = &[
        "end-to-end encrypted",
        "端到端加密",
        "端對端加密",
        "点对点加密",
        "Ende-zu-Ende-verschlüsselt",
        "cifrados de extremo a extremo",
        "cifrado de extremo a extremo",
        "chiffrés de bout en bout",
        "criptografia de ponta a ponta",
        "crittografia end-to-end",
        "エンドツーエンド",
        "종단간 암호화",
    ];
    PHRASES.iter().any(|phrase| text.contains(phrase))
}

/// Words of the platform rather than of a person.
fn is_notice(text: &str) -> bool {
    const PHRASES: &[&str] = &[
        "created group",
        "created this group",
        "added you",
        "was added",
        "joined using",
        "joined from the community",
        "changed the subject",
        "changed the group",
        "changed this group",
        "changed their phone number",
        "security code",
        "You're now an admin",
        "disappearing messages",
        "创建了群组",
        "创建了本群组",
        "建立了群組",
        "建立了此群組",
        "加入了群组",
        "加入了群組",
        "已被添加",
        "添加了",
        "已退出",
        "退出了群组",
        "更改了群组",
        "更改了群名",
        "變更了群組",
        "安全码已更改",
        "安全码已变更",
        "限时消息",
        "hat die Gruppe",
        "hinzugefügt",
        "Sicherheitsnummer",
        "creó el grupo",
        "creó este grupo",
        "te añadió",
        "código de seguridad",
        "a créé le groupe",
        "criou o grupo",
        "ha creato il gruppo",
    ];
    is_encryption_notice(text)
        || PHRASES.iter().any(|phrase| text.contains(phrase))
        || text.trim_matches(is_mark).trim_end().ends_with(" left")
}

/// Takes the mark of an edit off the end: it is not the sender's word.
fn without_edit_mark(text: &str) -> &str {
    const MARKS: &[&str] = &[
        "<This message was edited>",
        "<这条消息已经过编辑>",
        "<此消息已被编辑>",
        "<此訊息已被編輯>",
        "<Diese Nachricht wurde bearbeitet.>",
        "<Diese Nachricht wurde bearbeitet>",
        "<Se editó este mensaje.>",
        "<Se editó este mensaje>",
    ];
    let trimmed = text.trim_end_matches(is_mark);
    match MARKS.iter().find_map(|mark| trimmed.strip_suffix(mark)) {
        Some(rest) => rest.trim_end_matches(|c: char| is_mark(c) || is_space(c)),
        None => text,
    }
}

/// Bytes of the longest of the placeholders.
const LONGEST_PLACEHOLDER: usize = 64;

/// Placeholders, whole text, letters in either case, and their kinds.
const PLACEHOLDERS: &[(&str, Kind)] = &[
    ("image omitted", Kind::Image),
    ("photo omitted", Kind::Image),
    ("gif omitted", Kind::Sticker),
    ("video omitted", Kind::Video),
    ("video note omitted", Kind::Video),
    ("audio omitted", Kind::Voice),
    ("sticker omitted", Kind::Sticker),
    ("document omitted", Kind::File),
    ("contact card omitted", Kind::Contact),
    ("图像已忽略", Kind::Image),
    ("图片已忽略", Kind::Image),
    ("视频已忽略", Kind::Video),
    ("音频已忽略", Kind::Voice),
    ("贴图已忽略", Kind::Sticker),
    ("文档已忽略", Kind::File),
    ("gif 动态图已被忽略", Kind::Sticker),
    ("联系人名片已忽略", Kind::Contact),
    ("圖片已略去", Kind::Image),
    ("影片已略去", Kind::Video),
    ("音訊已略去", Kind::Voice),
    ("貼圖已略去", Kind::Sticker),
    ("文件已略去", Kind::File),
    ("bild weggelassen", Kind::Image),
    ("video weggelassen", Kind::Video),
    ("audio weggelassen", Kind::Voice),
    ("sticker weggelassen", Kind::Sticker),
    ("dokument weggelassen", Kind::File),
    ("imagen omitida", Kind::Image),
    ("video omitido", Kind::Video),
    ("audio omitido", Kind::Voice),
    ("sticker omitido", Kind::Sticker),
    ("documento omitido", Kind::File),
    ("image absente", Kind::Image),
    ("vidéo absente", Kind::Video),
    ("audio omis", Kind::Voice),
    ("imagem ocultada", Kind::Image),
    ("vídeo omitido", Kind::Video),
    ("áudio ocultado", Kind::Voice),
    ("immagine omessa", Kind::Image),
    ("video omesso", Kind::Video),
    ("audio omesso", Kind::Voice),
    ("this message was deleted", Kind::Recalled),
    ("you deleted this message", Kind::Recalled),
    ("这条消息已删除", Kind::Recalled),
    ("此消息已删除", Kind::Recalled),
    ("您删除了这条消息", Kind::Recalled),
    ("你删除了这条消息", Kind::Recalled),
    ("此訊息已刪除", Kind::Recalled),
    ("您已刪除此訊息", Kind::Recalled),
    ("diese nachricht wurde gelöscht", Kind::Recalled),
    ("du hast diese nachricht gelöscht", Kind::Recalled),
    ("se eliminó este mensaje", Kind::Recalled),
    ("eliminaste este mensaje", Kind::Recalled),
    ("ce message a été supprimé", Kind::Recalled),
    ("esta mensagem foi apagada", Kind::Recalled),
    ("questo messaggio è stato eliminato", Kind::Recalled),
    ("waiting for this message", Kind::Other),
    ("waiting for this message. this may take a while", Kind::Other),
    ("正在等待此消息", Kind::Other),
    ("正在等待此訊息", Kind::Other),
    ("missed voice call", Kind::Call),
    ("missed video call", Kind::Call),
    ("未接语音通话", Kind::Call),
    ("未接视频通话", Kind::Call),
];

/// The words that stand behind or before the name of an attached file, in angle or round brackets.
const ATTACHED: &[&str] = &[
    "attached",
    "file attached",
    "附件",
    "已附加",
    "檔案已附加",
    "adjunto",
    "archivo adjunto",
    "datei angehängt",
    "angehängt",
    "anhang",
    "pièce jointe",
    "fichier joint",
    "anexado",
    "arquivo anexado",
    "allegato",
    "file allegato",
    "添付ファイル",
];

/// The kind of a text that is nothing but a placeholder of WhatsApp.
fn kind_of(text: &str) -> Option<Kind> {
    let text = trim(text);
    let first = text.lines().next().unwrap_or(text).trim_matches(is_mark).trim();
    // iOS puts the name of a document before its placeholder, each behind a mark.
    if let Some((_, last)) = first.rsplit_once('\u{200E}')
        && let Some(kind) = kind_of(last)
    {
        return Some(kind);
    }
    if first.len() <= LONGEST_PLACEHOLDER {
        let phrase = first.trim_end_matches(['.', '。']);
        let found = PLACEHOLDERS.iter().find(|(p, _)| p.eq_ignore_ascii_case(phrase));
        if let Some((_, kind)) = found {
            return Some(*kind);
        }
    }
    if let Some(at) = first.find("https://maps.google.com/?q=")
        && (at == 0 || first[..at].ends_with(": "))
    {
        return Some(Kind::Location);
    }
    if first.starts_with("POLL:") || first.starts_with("投票：") || first.starts_with("UMFRAGE:")
    {
        return Some(Kind::Poll);
    }
    if let Some(inside) = first.strip_prefix('<').and_then(|f| f.strip_suffix('>')) {
        return Some(match inside.split_once([':', '：']) {
            Some((word, file)) if ATTACHED.contains(&word.trim().to_lowercase().as_str()) => {
                kind_of_file(file)
            }
            // `<Media omitted>`, in some fifty languages: what it was is not said.
            _ => (!inside.contains(['<', '>']) && text.lines().count() == 1)
                .then_some(Kind::Other)?,
        });
    }
    let (file, tail) = first.strip_suffix(')')?.rsplit_once('(')?;
    ATTACHED.contains(&tail.to_lowercase().as_str()).then(|| kind_of_file(file))
}

/// The chat's name as WhatsApp writes it into the name of the file.
fn chat_name(file: &str) -> Option<&str> {
    const AROUND: &[(&str, &str)] = &[
        ("WhatsApp Chat with ", ""),
        ("WhatsApp Chat - ", ""),
        ("WhatsApp Chat mit ", ""),
        ("WhatsApp-Chat mit ", ""),
        ("Chat de WhatsApp con ", ""),
        ("Chat WhatsApp con ", ""),
        ("Discussion WhatsApp avec ", ""),
        ("Conversa do WhatsApp com ", ""),
        ("与", "的 WhatsApp 聊天"),
        ("与", "的WhatsApp聊天"),
        ("與", "的WhatsApp對話"),
        ("與", "的 WhatsApp 對話"),
    ];
    let name = file.rsplit(['/', '\\']).next()?;
    let name = name.strip_suffix(".txt").unwrap_or(name);
    let found = AROUND.iter().find_map(|(a, b)| name.strip_prefix(a)?.strip_suffix(b));
    found.map(trim).filter(|n| !n.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> Option<(&str, &str)> {
        header(line).and_then(|(_, body)| split(body, |_| false))
    }

    #[test]
    fn heads_of_many_locales() {
        for line in [
            "3/8/25, 09:02 - 阿青: 周末报个名",
            "[2025/3/8 09:05:12] 阿青: 周末报个名",
            "[08.03.25, 9:05:12\u{202F}PM] 阿青: 周末报个名",
            "\u{200E}[2025/3/8 下午3:07:11] 阿青: 周末报个名",
            "2025/3/8 下午3:07 - 阿青: 周末报个名",
            "8/3/2025, 3:07 p.\u{A0}m. - 阿青: 周末报个名",
            "8.3.2025 klo 9.02 - 阿青: 周末报个名",
            "2025年3月8日 09:02 - 阿青: 周末报个名",
            "08/03/2025 09:02: 阿青: 周末报个名",
        ] {
            assert_eq!(said(line), Some(("阿青", "周末报个名")), "{line}");
        }
        assert_eq!(header("3/8/25 haben wir Zeit - oder nicht"), None);
        assert_eq!(header("1/2/25 kg: Zucker"), None);
    }

    #[test]
    fn names_and_notices() {
        assert_eq!(said("3/8/25, 09:02 - John-John Doe: a: b"), Some(("John-John Doe", "a: b")));
        assert_eq!(said("3/8/25, 09:02 - ~ 小林: 好"), Some(("小林", "好")));
        assert_eq!(
            said("3/8/25, 09:02 - \u{202A}+86 199 0000 0001\u{202C}: 好"),
            Some(("+86 199 0000 0001", "好"))
        );
        assert_eq!(said("3/8/25, 09:02 - 老周:好"), Some(("老周", "好")));
        assert_eq!(said("3/8/25, 09:02 - 老周:"), Some(("老周", "")));
        assert_eq!(said("3/8/25, 09:02 - Lena changed the subject from \"a: b\" to \"c\""), None);
        assert_eq!(said("3/8/25, 09:02 - 消息和通话已进行端到端加密。"), None);
    }

    #[test]
    fn media() {
        for (text, kind) in [
            ("<Media omitted>", Kind::Other),
            ("<省略影音内容>", Kind::Other),
            ("\u{200E}图像已忽略", Kind::Image),
            ("IMG-20250308-WA0001.jpg (file attached)", Kind::Image),
            ("\u{200E}<附件：00000012-AUDIO-2025-03-08-09-05-12.opus>", Kind::Voice),
            ("This message was deleted", Kind::Recalled),
            ("https://maps.google.com/?q=30.6,119.8", Kind::Location),
        ] {
            assert_eq!(kind_of(text), Some(kind), "{text}");
        }
        assert_eq!(kind_of("<3 dich"), None);
        assert_eq!(without_edit_mark("好的 \u{200E}<这条消息已经过编辑>"), "好的");
    }

    #[test]
    fn titles_from_file_names() {
        assert_eq!(chat_name("与露营互助群的 WhatsApp 聊天.txt"), Some("露营互助群"));
        assert_eq!(chat_name("WhatsApp Chat with Lena.txt"), Some("Lena"));
        assert_eq!(chat_name("_chat.txt"), None);
    }
}
