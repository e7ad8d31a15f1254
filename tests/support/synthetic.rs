//! Chat exports made from a seed: the same seed gives the same bytes on every machine.

use std::fmt::Write;

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

/// A WhatsApp export (Android, Chinese words) of so many messages, about 83 bytes each.
pub fn whatsapp(messages: usize, seed: u64) -> String {
    let mut rng = Rng::new(seed);
    let mut out = String::with_capacity(messages * 90);
    let mut minute = 0u64;
    for _ in 0..messages {
        minute += rng.below(3) as u64;
        let (day, time) = (minute / 1440, minute % 1440);
        let (year, month, day) = (2020 + day / 336, day / 28 % 12 + 1, day % 28 + 1);
        let member = rng.below(180);
        let _ =
            write!(out, "{year}/{month}/{day} {}:{:02} - 成员{member:03}: ", time / 60, time % 60);
        for _ in 0..=rng.below(2) {
            out.push_str(rng.pick(OPENINGS));
            out.push_str(rng.pick(MIDDLES));
            out.push_str(rng.pick(ENDS));
            out.push('，');
        }
        out.push('\n');
    }
    out
}
