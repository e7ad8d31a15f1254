//! Chat exports made from a seed: the same seed gives the same bytes on every machine.

use std::io::{Result, Write};

/// A small generator of numbers (xorshift64*, S. Vigna 2014); no need for a crate.
pub struct Rng(u64);

impl Rng {
    /// Starts from a seed other than 0.
    pub fn new(seed: u64) -> Rng {
        Rng(seed.max(1))
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n.max(1)
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

const OPENINGS: &[&str] = &[
    "早上好",
    "大家好",
    "请问",
    "我昨天",
    "刚才",
    "这个",
    "群里",
    "今天的",
    "上次买的",
    "老板",
    "有没有人",
    "姐妹们",
    "话说",
    "对了",
    "我家孩子",
    "下午",
    "周末",
    "谢谢",
    "好的",
    "收到",
];
const MIDDLES: &[&str] = &[
    "牛肉干",
    "锅巴",
    "露营灯",
    "帐篷",
    "快递",
    "链接",
    "优惠券",
    "尺码",
    "绘本",
    "辅食",
    "团购",
    "接龙",
    "订单号",
    "视频",
    "天气",
    "路线",
    "早餐",
    "咖啡",
    "发票",
    "说明书",
    "库存",
    "直播",
];
const ENDS: &[&str] = &[
    "到了吗",
    "挺好吃的",
    "怎么还没发货",
    "多少钱一份",
    "可以再便宜点吗",
    "收到了,谢谢",
    "明天一起去",
    "我也要一份",
    "在哪里下单",
    "哈哈哈哈",
    "[微笑]",
    "[图片]",
    "有霉点,怎么处理",
    "要退款",
    "客服在吗",
    "不错,推荐",
    "帮我看一下",
    "周六九点集合",
    "记得带伞",
    "加我微信聊",
    "已经付款了",
];

/// Writes an export of so many messages.
pub type Export = fn(&mut dyn Write, usize, u64) -> Result<()>;

/// One message after another: minutes since the start of 2020, the number of its author, its words.
struct Chat {
    rng: Rng,
    minute: u64,
}

impl Chat {
    fn new(seed: u64) -> Chat {
        Chat { rng: Rng::new(seed), minute: 0 }
    }

    fn next(&mut self) -> (u64, usize, String) {
        self.minute += self.rng.below(3) as u64;
        let (member, mut words) = (self.rng.below(180), String::new());
        for _ in 0..=self.rng.below(2) {
            for list in [OPENINGS, MIDDLES, ENDS] {
                words.push_str(self.rng.pick(list));
            }
            words.push('，');
        }
        (self.minute, member, words)
    }
}

/// Year, month, day, hour and minute; months have 28 days here.
fn date(minute: u64) -> (u64, u64, u64, u64, u64) {
    let (day, time) = (minute / 1440, minute % 1440);
    (2020 + day / 336, day / 28 % 12 + 1, day % 28 + 1, time / 60, time % 60)
}

/// WhatsApp (Android, Chinese words), about 83 bytes a message.
pub fn whatsapp(out: &mut dyn Write, messages: usize, seed: u64) -> Result<()> {
    let mut chat = Chat::new(seed);
    for _ in 0..messages {
        let (minute, member, words) = chat.next();
        let (year, month, day, hour, minute) = date(minute);
        writeln!(out, "{year}/{month}/{day} {hour}:{minute:02} - 成员{member:03}: {words}")?;
    }
    Ok(())
}

/// Telegram Desktop's JSON of one chat, about 330 bytes a message.
pub fn telegram(out: &mut dyn Write, messages: usize, seed: u64) -> Result<()> {
    let mut chat = Chat::new(seed);
    out.write_all("{\n \"name\": \"露营互助群\",\n \"type\": \"private_supergroup\",\n \"id\": 1900000123,\n \"messages\": [".as_bytes())?;
    for id in 1..=messages {
        let (minute, member, words) = chat.next();
        let (year, month, day, hour, rest) = date(minute);
        let comma = if id == 1 { "" } else { "," };
        write!(
            out,
            "{comma}\n  {{\n   \"id\": {id},\n   \"type\": \"message\",\n   \"date\": \"{year}-{month:02}-{day:02}T{hour:02}:{rest:02}:00\",\n   \"date_unixtime\": \"{}\",\n   \"from\": \"成员{member:03}\",\n   \"from_id\": \"user{}\",\n   \"text\": \"{words}\",\n   \"text_entities\": [\n    {{\n     \"type\": \"plain\",\n     \"text\": \"{words}\"\n    }}\n   ]\n  }}",
            1_577_836_800 + minute * 60,
            700_000_000 + member,
        )?;
    }
    out.write_all(b"\n ]\n}\n")
}

/// QQ Chat Exporter's JSON of one group, about 1 kB a message.
pub fn qce(out: &mut dyn Write, messages: usize, seed: u64) -> Result<()> {
    let mut chat = Chat::new(seed);
    out.write_all("{\n  \"metadata\": {\"name\": \"QQChatExporter V6 / https://github.com/shuakami/qq-chat-exporter\", \"version\": \"6.0.3\"},\n  \"chatInfo\": {\"name\": \"露营互助群\", \"type\": \"group\", \"selfUid\": \"u_0\", \"peerUid\": \"12345678\"},\n  \"messages\": [".as_bytes())?;
    for id in 1..=messages {
        let (minute, member, words) = chat.next();
        let seconds = 1_577_836_800 + minute * 60;
        let comma = if id == 1 { "" } else { "," };
        write!(
            out,
            "{comma}\n    {{\n      \"id\": \"{}\",\n      \"seq\": \"{id}\",\n      \"timestamp\": {seconds}000,\n      \"time\": \"2020-01-01T00:00:00.000Z\",\n      \"sender\": {{\n        \"uid\": \"u_{member}\",\n        \"uin\": \"19000{member:04}\",\n        \"name\": \"成员{member:03}\",\n        \"nickname\": \"昵称{member:03}\",\n        \"groupCard\": \"成员{member:03}\"\n      }},\n      \"type\": \"text\",\n      \"content\": {{\n        \"text\": \"{words}\",\n        \"html\": \"<span>{words}</span>\",\n        \"elements\": [\n          {{\n            \"type\": \"text\",\n            \"data\": {{\n              \"text\": \"{words}\"\n            }}\n          }}\n        ],\n        \"resources\": [],\n        \"mentions\": []\n      }},\n      \"recalled\": false,\n      \"system\": false,\n      \"rawMessage\": {{\"msgId\": \"{}\", \"msgTime\": \"{seconds}\", \"elements\": [{{\"elementType\": 1, \"textElement\": {{\"content\": \"{words}\"}}}}]}}\n    }}",
            7_600_000_000_000_000_000u64 + id as u64,
            7_600_000_000_000_000_000u64 + id as u64,
        )?;
    }
    out.write_all(b"\n  ]\n}\n")
}
