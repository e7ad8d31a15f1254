//! Texts that look a little like chats and are none: each is refused rather than guessed at.

use qunzhen::report::ParseOptions;

use crate::support::read;

const LOOK_ALIKES: &[(&str, &str)] = &[
    (
        "a novel",
        "第一章 雨夜\n\n他说：“你来了。”\n她没有回答。\n他又说：“外面下雨，进来吧。”\n她说：“我只是路过。”\n他说：“路过也要躲雨。”\n她笑了：“好。”\n\n老周说：他从没见过这么大的雨。\n阿青说：是啊。\n\n2025年3月8日 09:02，一切都变了。\n",
    ),
    (
        "a diary",
        "2025年3月8日 晴\n今天去了水库。\n\n2025年3月9日 雨\n在家看书。\n\n2025年3月10日 阴\n上班。\n",
    ),
    (
        "source code",
        "def parse(x):\n    if x:\n        return x\n    else:\n        raise ValueError(\"bad: x\")\n\nclass A:\n    name: str = \"a\"\n    age: int = 3\n",
    ),
    (
        "a graded log",
        "2025-03-08 09:02:11 INFO Starting\n2025-03-08 09:02:12 INFO Connected\n2025-03-08 09:02:13 WARN Slow: 1200\n2025-03-08 09:02:14 INFO Connected\n",
    ),
    (
        "a log of modules",
        "2025-03-08 09:02:11,123 - app.main - INFO - started: ok\n2025-03-08 09:02:12,456 - app.db - INFO - connected: ok\n2025-03-08 09:02:13,789 - app.main - ERROR - failed: x\n",
    ),
    (
        "a log with brackets",
        "[2025-03-08 09:02:11] INFO: started\n[2025-03-08 09:02:12] ERROR: failed\n[2025-03-08 09:02:13] INFO: retry\n",
    ),
    (
        "a plain log",
        "2025-03-08 09:02:11 Server started\n2025-03-08 09:02:12 Client connected\n2025-03-08 09:02:13 Client left\n2025-03-08 09:02:14 Client connected\n2025-03-08 09:02:15 Shutting down\n",
    ),
    (
        "a system log",
        "Mar  8 09:02:11 host sshd[123]: Accepted: root\nMar  8 09:02:12 host sshd[123]: opened: root\nMar  8 09:02:13 host cron[124]: job: start\n",
    ),
    (
        "orders",
        "2025-03-08 09:02:11 订单20250308001 已付款\n2025-03-08 09:03:11 订单20250308002 已发货\n2025-03-08 09:04:11 订单20250308003 已付款\n2025-03-08 09:05:11 订单20250308004 已退款\n2025-03-08 09:06:11 订单20250308005 已付款\n",
    ),
    (
        "subtitles",
        "1\n00:00:01,000 --> 00:00:04,000\n你好\n\n2\n00:00:05,000 --> 00:00:08,000\n老周：你来了\n\n3\n00:00:09,000 --> 00:00:12,000\n- 是的\n",
    ),
    (
        "subtitles of the web",
        "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Lena>hello\n\n00:00:05.000 --> 00:00:08.000\n<v Tom>hi\n",
    ),
    ("a song", "[ti:歌]\n[ar:人]\n[00:01.00]第一句\n[00:05.20]第二句：有冒号\n[00:09.30]第三句\n"),
    (
        "a form",
        "品类: 帐篷\n色: 绿\n价: 199\n注: 无\n\n品类: 睡袋\n色: 蓝\n价: 99\n注: 无\n\n品类: 锅\n色: 银\n价: 59\n注: 送货\n",
    ),
    (
        "contacts",
        "姓名：张三\n电话：19900000001\n地址：某市某区\n\n姓名：李四\n电话：19900000002\n地址：某市某区\n",
    ),
    (
        "settings",
        "name: app\nversion: 1.0\nservices:\n  web:\n    image: nginx\n    ports: 80\n  db:\n    image: pg\n    ports: 5432\n",
    ),
    (
        "questions and answers",
        "Q1:新版怎么返回？\nA1：跳到一个中间页面。\nA2：可以加参数。\nQ2: 可以直接查单么?\nA1：这样会变慢。\nQ3：有没有别的？\nA1：有。\n",
    ),
    (
        "an agenda",
        "2025/03/08 09:00 开幕式\n2025/03/08 09:30 主题演讲\n2025/03/08 10:30 茶歇\n2025/03/08 11:00 圆桌\n2025/03/08 12:00 午餐\n",
    ),
    (
        "an agenda of times",
        "09:00 签到\n09:30 开幕: 主持人致辞\n10:00 演讲: 增长\n11:00 圆桌: 未来\n12:00 午餐\n",
    ),
    (
        "rows of numbers",
        "1,2025-03-08 09:02:11,120.5,ok\n2,2025-03-08 09:03:11,121.5,ok\n3,2025-03-08 09:04:11,119.5,bad\n",
    ),
    (
        "a history of commits",
        "commit 1234567890\nAuthor: Lena <lena@example.com>\nDate:   Sat Mar 8 09:02:11 2025 +0800\n\n    fix: parse dates\n\ncommit 1234567891\nAuthor: Tom <tom@example.com>\nDate:   Sat Mar 8 10:02:11 2025 +0800\n\n    feat: add tests\n",
    ),
    (
        "a recipe",
        "番茄炒蛋\n\n材料：番茄两个，鸡蛋三个\n做法：\n1. 番茄切块\n2. 鸡蛋打散\n注意：火不要太大\n",
    ),
    (
        "a manual",
        "# Tool\n\n> 2025-03-08 released\n\n## Install\n\n- **Linux**: apt install x\n- **Mac**: brew install x\n- **Windows**: download it\n\nRun: `x --help`\n",
    ),
    ("markup", "<p>hi</p>\n<p>ho</p>\n<div>x</div>\n<p>2025-03-08 09:02 a: b</p>\n"),
];

#[test]
fn what_is_no_chat_is_refused() {
    let mut wrong = Vec::new();
    for (what, text) in LOOK_ALIKES {
        let (_, report) = read(&[("a.txt", text.as_bytes())], ParseOptions::default());
        match report.failures.first() {
            Some(failure) if failure.code == "unknown-format" => {}
            Some(failure) => wrong.push(format!("{what}: {}", failure.code)),
            None => wrong.push(format!("{what}: read as {}", report.sources[0].format)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
