//! Which column of a table is what, by the words of its header (formats study, X1).

use crate::ingest::when::trim;
use crate::time::Zone;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) enum Column {
    Time,
    /// A name; of several the lowest number is preferred.
    Name(u8),
    /// A remark on the sender where names stand beside it, else on anything.
    Remark,
    /// A name where it is the only one, an id beside a better one.
    NameOrId,
    /// Whom the shop talks with: the sender where no column is a better one.
    Customer,
    Id,
    /// The sender's id where it is the only trace of one, else that of the chat.
    Talker,
    /// Words; of several the lowest number is preferred.
    Text(u8),
    Kind,
    SubKind,
    Chat,
    ChatId,
    /// 1 for the owner of the export.
    Own,
    /// Words such as 发送 and 接收, or a state of something else.
    Direction,
    Recalled,
    /// What the sender is in the group, or of the shop.
    Role,
    /// The source's own id of the message.
    Message,
    /// That of the message it answers.
    Reply,
    /// Names of attached files.
    Files,
    /// Nothing of use here.
    Ignored,
}

impl Column {
    /// A plain name.
    pub(in crate::ingest) const NAME: Column = Column::Name(NAME);
}

const CARD: u8 = 0;
const SENDER: u8 = 1;
const REMARK: u8 = 2;
const NICKNAME: u8 = 3;
const NAME: u8 = 4;
const PART: u8 = 5;

/// Header words, folded as [`fold`] does.
const WORDS: &[(Column, &[&str])] = &[
    (
        Column::Time,
        &[
            "时间",
            "消息时间",
            "发送时间",
            "创建时间",
            "聊天时间",
            "发言时间",
            "日期",
            "日期时间",
            "发送日期",
            "消息日期",
            "时间戳",
            "時間",
            "日期時間",
            "strtime",
            "createtime",
            "ctime",
            "formattedtime",
            "time",
            "date",
            "timestamp",
            "datetime",
            "createdat",
            "msgtime",
            "messagetime",
            "sendtime",
            "senttime",
            "sentat",
            "ts",
            "datum",
            "uhrzeit",
            "fecha",
            "hora",
            "日付",
            "日時",
        ],
    ),
    (
        Column::Name(CARD),
        &[
            "群昵称",
            "群名片",
            "发送者群昵称",
            "发送人群昵称",
            "群内昵称",
            "groupnickname",
            "groupcard",
        ],
    ),
    (Column::Name(REMARK), &["发送者备注", "发送人备注", "备注名", "好友备注", "remarkname"]),
    (Column::Remark, &["备注", "remark"]),
    (
        Column::Name(NICKNAME),
        &[
            "昵称",
            "发送者昵称",
            "发送人昵称",
            "微信昵称",
            "用户昵称",
            "暱稱",
            "nickname",
            "nick",
            "fromnickname",
            "sendernickname",
        ],
    ),
    (
        // The column that every row fills: remarks and nicknames beside it come and go, and would
        // make two people of one.
        Column::Name(SENDER),
        &["发送人", "发送者", "发送方", "发言人", "发言者", "发信人", "说话人", "發送人", "發言人"],
    ),
    (
        Column::Name(NAME),
        &[
            "姓名",
            "名字",
            "联系人",
            "用户名",
            "成员",
            "发送人姓名",
            "发送者姓名",
            "发送人名称",
            "发送者名称",
            "sendername",
            "senderdisplayname",
            "fromname",
            "username",
            "displayname",
            "name",
            "speaker",
        ],
    ),
    (Column::Name(PART), &["发送者身份"]),
    (Column::NameOrId, &["用户", "sender", "from", "author", "user"]),
    (
        Column::Customer,
        &[
            "客户",
            "客户名",
            "客户名称",
            "客户姓名",
            "客户昵称",
            "顾客",
            "顾客昵称",
            "买家",
            "买家昵称",
            "買家",
            "客人",
            "访客昵称",
            "customer",
            "customername",
            "buyer",
            "buyername",
        ],
    ),
    (
        Column::Id,
        &[
            "发送者账号id",
            "发送者id",
            "发送人id",
            "发送人账号",
            "发送者账号",
            "发送者qq号",
            "发送者微信号",
            "发送者微信id",
            "发送人微信id",
            "发送人wxid",
            "发送者wxid",
            "用户id",
            "成员id",
            "qq号",
            "qq号码",
            "qq",
            "微信号",
            "微信id",
            "wxid",
            "senderusername",
            "senderid",
            "senderwxid",
            "authorid",
            "fromid",
            "fromuserid",
            "userid",
            "uid",
            "uin",
            "openid",
            "platformid",
        ],
    ),
    (Column::Talker, &["talker"]),
    (
        Column::Text(0),
        &[
            "内容",
            "消息内容",
            "聊天内容",
            "发言内容",
            "发送内容",
            "会话内容",
            "內容",
            "訊息內容",
            "strcontent",
            "content",
            "messagecontent",
            "msgcontent",
        ],
    ),
    (
        Column::Text(1),
        &["消息", "文本", "文本内容", "正文", "聊天记录", "訊息", "msg", "message", "text", "body"],
    ),
    (
        Column::Kind,
        &[
            "类型",
            "消息类型",
            "訊息類型",
            "類型",
            "typename",
            "type",
            "msgtype",
            "messagetype",
            "contenttype",
        ],
    ),
    (Column::SubKind, &["子类型", "subtype"]),
    (
        Column::Chat,
        &[
            "群名",
            "群名称",
            "群聊",
            "群聊名称",
            "群聊名",
            "群组",
            "群",
            "会话",
            "会话名称",
            "会话名",
            "聊天名称",
            "聊天对象",
            "所在群",
            "来源群",
            "talkername",
            "roomname",
            "groupname",
            "channel",
            "channelname",
            "chatname",
            "chatroom",
            "conversation",
            "conversationname",
        ],
    ),
    (
        Column::ChatId,
        &[
            "群id",
            "群号",
            "会话id",
            "talkerid",
            "roomid",
            "groupid",
            "channelid",
            "chatid",
            "conversationid",
        ],
    ),
    (Column::Own, &["issender", "issend", "isself", "是否发送", "是否本人", "是否自己"]),
    (Column::Direction, &["状态", "方向", "收发", "收发方向", "消息方向", "direction"]),
    (Column::Recalled, &["是否撤回", "已撤回", "recalled", "isrecalled", "isrevoke", "isrevoked"]),
    (
        Column::Role,
        &["角色", "身份", "群身份", "成员角色", "发送者角色", "发送人角色", "发送人身份", "role"],
    ),
    (Column::Message, &["消息id", "msgsvrid", "msgid", "messageid", "platformmessageid"]),
    (Column::Reply, &["回复消息id", "replytomessageid", "replytoid", "replyto"]),
    (Column::Files, &["附件", "附件名", "附件列表", "attachments", "attachment"]),
];

/// Words that only tables of figures have.
const FIGURES: &[&str] = &[
    "曝光",
    "曝光量",
    "展现",
    "展现量",
    "点击",
    "点击量",
    "点击率",
    "阅读",
    "阅读量",
    "阅读数",
    "播放",
    "播放量",
    "点赞",
    "点赞数",
    "点赞量",
    "收藏",
    "收藏数",
    "转发",
    "转发数",
    "评论数",
    "访客",
    "访客数",
    "浏览",
    "浏览量",
    "转化率",
    "成交",
    "成交额",
    "销量",
    "订单数",
    "gmv",
    "uv",
    "pv",
    "ctr",
    "新增关注",
    "粉丝数",
    "impressions",
    "clicks",
    "views",
    "likes",
    "shares",
    "visits",
    "orders",
    "revenue",
    "followers",
];

/// Where a table keeps what. Columns are numbered from 0.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Dates, times of day or both.
    pub(super) times: Vec<usize>,
    /// The sender's names, the preferred one first.
    pub(super) names: Vec<usize>,
    pub(super) id: Option<usize>,
    pub(super) text: usize,
    pub(super) kind: Option<usize>,
    pub(super) sub_kind: Option<usize>,
    pub(super) chat: Option<usize>,
    pub(super) chat_id: Option<usize>,
    pub(super) own: Option<usize>,
    pub(super) direction: Option<usize>,
    pub(super) recalled: Option<usize>,
    pub(super) role: Option<usize>,
    pub(super) message: Option<usize>,
    pub(super) reply: Option<usize>,
    pub(super) files: Option<usize>,
    /// The zone that the header names.
    pub(super) zone: Option<Zone>,
    /// Number of columns.
    pub(super) width: usize,
}

impl Layout {
    /// Reads a row as the header of a chat: it has a column of words, and says when or who. What
    /// `known` says of a column stands above the general words.
    pub(super) fn of(cells: &[String], known: &[(&str, Column)]) -> Option<Layout> {
        let words: Vec<String> = cells.iter().map(|cell| fold(before_bracket(cell))).collect();
        if words.iter().filter(|word| FIGURES.contains(&word.as_str())).count() >= 2 {
            return None;
        }
        let known = |word: &str| known.iter().find(|(name, _)| *name == word).map(|(_, c)| *c);
        let columns: Vec<_> =
            words.iter().map(|word| known(word).or_else(|| column(word))).collect();
        let first = |column| columns.iter().position(|c| *c == Some(column));
        let all =
            |column| columns.iter().enumerate().filter(move |c| *c.1 == Some(column)).map(|c| c.0);
        let has_name = columns.iter().any(|c| matches!(c, Some(Column::Name(_))));
        let has_nickname = (CARD..=NICKNAME).any(|rank| first(Column::Name(rank)).is_some());
        let (either, talker) = (first(Column::NameOrId), first(Column::Talker));
        let id = first(Column::Id).or(if has_name { either } else { None });
        let traced = has_name || either.is_some() || id.is_some();
        let mut names: Vec<usize> = Vec::new();
        for rank in CARD..=PART {
            names.extend(all(Column::Name(rank)));
            // Beside nicknames 备注 is what the owner calls someone; elsewhere it is any remark.
            if rank == REMARK && (has_nickname || !traced) {
                names.extend(all(Column::Remark));
            }
            if rank == NAME && !has_name {
                names.extend(either);
            }
        }
        // Beside what says which side wrote, the customer is so on both.
        let sided = first(Column::Own).or(first(Column::Direction)).is_some();
        if names.is_empty() && id.is_none() && !sided {
            names.extend(first(Column::Customer));
        }
        let layout = Layout {
            times: all(Column::Time).collect(),
            names,
            id: id.or(if traced { None } else { talker }),
            text: first(Column::Text(0)).or(first(Column::Text(1)))?,
            kind: first(Column::Kind),
            sub_kind: first(Column::SubKind),
            chat: first(Column::Chat),
            chat_id: first(Column::ChatId).or(if traced { talker } else { None }),
            own: first(Column::Own),
            direction: first(Column::Direction),
            recalled: first(Column::Recalled),
            role: first(Column::Role),
            message: first(Column::Message),
            reply: first(Column::Reply),
            files: first(Column::Files),
            zone: first(Column::Time).and_then(|time| zone(&cells[time])),
            width: cells.len(),
        };
        (layout.has_sender() || !layout.times.is_empty()).then_some(layout)
    }

    /// `true` where some column tells who wrote.
    pub(super) fn has_sender(&self) -> bool {
        !self.names.is_empty()
            || self.id.is_some()
            || self.own.is_some()
            || self.direction.is_some()
    }
}

/// `true` for a header cell that may head remarks on people as well as notes.
pub(super) fn is_remark(cell: &str) -> bool {
    column(&fold(before_bracket(cell))) == Some(Column::Remark)
}

/// `true` where remarks, each with the name beside it, are no names: sentences, the same one on
/// several people, or several on one.
pub(super) fn are_notes(called: &[(String, String)]) -> bool {
    let filled: Vec<_> = called.iter().filter(|(remark, _)| !remark.is_empty()).collect();
    let sentence = |text: &str| {
        text.chars().count() > 16 || text.contains(['，', '。', '！', '？', '；', '、', '\n'])
    };
    let sentences = filled.iter().filter(|(remark, _)| sentence(remark)).count();
    let mixed = |a: &(String, String), b: &(String, String)| {
        !a.1.is_empty() && !b.1.is_empty() && (a.0 == b.0) != (a.1 == b.1)
    };
    let mixed = filled.iter().any(|a| filled.iter().any(|b| mixed(a, b)));
    sentences * 3 >= filled.len().max(1) || mixed
}

fn column(word: &str) -> Option<Column> {
    WORDS.iter().find(|(_, words)| words.contains(&word)).map(|(column, _)| *column)
}

/// Lower case, without spaces, underscores and hyphens: `sender_name` is `SenderName`.
pub(in crate::ingest) fn fold(word: &str) -> String {
    let kept =
        trim(word).chars().filter(|c| !matches!(c, ' ' | '_' | '-' | '"' | '*' | '\u{3000}'));
    kept.flat_map(char::to_lowercase).collect()
}

pub(super) fn before_bracket(cell: &str) -> &str {
    cell.split(['(', '（']).next().unwrap_or(cell)
}

/// The zone in brackets: `time(Asia/Shanghai)`, `时间（北京时间）`.
fn zone(cell: &str) -> Option<Zone> {
    let (_, inside) = cell.split_once(['(', '（'])?;
    let name = inside.trim_end_matches([')', '）', ' ']);
    Zone::named(if name == "北京时间" { "Asia/Shanghai" } else { name.trim() }).ok()
}

/// What only people have: one of these stands in every table of people.
const PEOPLE: &[&str] = &[
    "昵称",
    "姓名",
    "名字",
    "成员",
    "员工",
    "员工姓名",
    "成员姓名",
    "群昵称",
    "群名片",
    "微信号",
    "wxid",
    "微信id",
    "qq号",
    "qq",
    "手机",
    "手机号",
    "手机号码",
    "name",
    "nickname",
    "fullname",
    "phone",
    "mobile",
    "userid",
    "externaluserid",
    "openid",
    "username",
];

/// What else such tables tell of them.
const TRAITS: &[&str] = &[
    "备注",
    "备注名",
    "电话",
    "联系电话",
    "联系方式",
    "帐号",
    "账号",
    "部门",
    "主部门",
    "所属部门",
    "岗位",
    "入职时间",
    "入职日期",
    "员工编号",
    "职位",
    "职务",
    "工号",
    "性别",
    "地区",
    "省份",
    "城市",
    "生日",
    "年龄",
    "标签",
    "邮箱",
    "入群时间",
    "进群时间",
    "加入时间",
    "添加时间",
    "入群方式",
    "邀请人",
    "最后发言",
    "最后发言时间",
    "等级",
    "会员等级",
    "头衔",
    "角色",
    "身份",
    "来源",
    "头像",
    "头像地址",
    "累计订单",
    "积分",
    "email",
    "gender",
    "remark",
    "alias",
    "joined",
    "jointime",
    "joinedat",
    "birthday",
    "avatar",
    "role",
];

/// `true` for the header of a table of people: such words only, but for a third of the columns,
/// and none of messages.
pub(super) fn is_roster(cells: &[String]) -> bool {
    let words: Vec<String> = cells.iter().map(|cell| fold(before_bracket(cell))).collect();
    let people = words.iter().filter(|word| PEOPLE.contains(&word.as_str())).count();
    let traits = words.iter().filter(|word| TRAITS.contains(&word.as_str())).count();
    let text = words.iter().any(|word| matches!(column(word), Some(Column::Text(_))));
    let filled = words.iter().filter(|word| !word.is_empty()).count();
    people > 0 && people + traits >= 2 && (people + traits) * 3 >= filled * 2 && !text
}
