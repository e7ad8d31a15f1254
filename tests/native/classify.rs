//! The text model: what it says, why, and that it says it the same way every time.

use qunzhen::model::file::{Card, Head, write};
use qunzhen::model::{Model, Reader};
use qunzhen::report::{ClassifyOptions, ClassifyRow, Sensitivity};
use qunzhen::rules::Scratch;
use qunzhen::text::Normalizer;
use qunzhen::{Error, Session};

fn classify(texts: &[&str], sensitivity: Sensitivity) -> Vec<ClassifyRow> {
    let session = Session::new().unwrap();
    let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    session.classify(&texts, &ClassifyOptions { sensitivity }, &mut Scratch::default()).unwrap()
}

#[test]
fn abuse_is_told_from_ordinary_talk() {
    let abuse = [
        "你脑子有病吧，滚出去，别在这恶心人",
        "你算个什么东西，狗都比你会说话",
        "这种女的就是贱，活该没人要",
        "shut the fuck up you stupid idiot",
    ];
    let calm = [
        "明天的团购几点开始呀",
        "谢谢老板，苹果很甜，孩子爱吃",
        "我下午去门口取快递，顺便帮你带",
        "thanks everyone, see you at the meetup tomorrow",
    ];
    for row in classify(&abuse, Sensitivity::Balanced) {
        assert!(row.offensive.label, "{}: {row:?}", abuse[row.line as usize - 1]);
    }
    for row in classify(&calm, Sensitivity::Balanced) {
        assert!(
            !row.offensive.label && !row.complaint.label,
            "{}: {row:?}",
            calm[row.line as usize - 1]
        );
    }
}

#[test]
fn discontent_is_told_from_praise() {
    let discontent = [
        "等了两个小时才送到，饭都凉透了，再也不点了",
        "用了三天就坏了，质量真差，客服也不理人",
        "跟图片完全不一样，太失望了",
    ];
    let praise =
        ["送得很快，味道也好，下次还点", "用了三天了，质量很好，客服也耐心", "跟图片一样，很满意"];
    for row in classify(&discontent, Sensitivity::Balanced) {
        assert!(row.complaint.label, "{}: {row:?}", discontent[row.line as usize - 1]);
    }
    for row in classify(&praise, Sensitivity::Balanced) {
        assert!(!row.complaint.label, "{}: {row:?}", praise[row.line as usize - 1]);
    }
}

#[test]
fn a_text_without_words_scores_nothing() {
    for row in classify(&["", "😀😀😀", "12345 !!!", "\u{0}"], Sensitivity::Sensitive) {
        assert_eq!((row.offensive.score, row.offensive.label), (0.0, false));
        assert_eq!((row.complaint.score, row.complaint.label), (0.0, false));
    }
}

#[test]
fn a_more_sensitive_setting_says_yes_to_no_less() {
    let texts: Vec<&str> = include_str!("../fixtures/phrasing/abuse.tsv")
        .lines()
        .filter(|line| line.split('\t').nth(1) != Some("-"))
        .filter_map(|line| line.split('\t').nth(2))
        .collect();
    let yes = |sensitivity| {
        classify(&texts, sensitivity).iter().filter(|row| row.offensive.label).count()
    };
    let counts = [Sensitivity::Cautious, Sensitivity::Balanced, Sensitivity::Sensitive].map(yes);
    assert!(counts[0] < counts[1] && counts[1] < counts[2], "{counts:?} of {}", texts.len());
}

#[test]
fn scores_are_the_same_every_time_and_in_every_company() {
    let texts = ["滚", "东西烂了", "好的谢谢", "what a piece of garbage"];
    let together = classify(&texts, Sensitivity::Balanced);
    for (text, row) in texts.iter().zip(&together) {
        let alone = classify(&[text], Sensitivity::Balanced);
        assert_eq!((alone[0].offensive, alone[0].complaint), (row.offensive, row.complaint));
    }
}

#[test]
fn an_explanation_names_the_words_that_spoke() {
    let session = Session::new().unwrap();
    let said = session.explain("你就是个废物，什么都不会", &mut Scratch::default()).unwrap();
    assert!(said.offensive.iter().any(|voice| voice.text == "GB-01"), "{said:?}");
    let strongest = said.offensive.iter().find(|voice| !voice.text.contains('-')).unwrap();
    assert!(strongest.weight > 0.0 && "你就是个废物".contains(&strongest.text), "{said:?}");
    assert!(said.offensive.windows(2).all(|w| w[0].weight.abs() >= w[1].weight.abs()));
    let calm = session.explain("谢谢，已经收到了，味道不错", &mut Scratch::default()).unwrap();
    assert!(calm.complaint.iter().any(|voice| voice.weight < 0.0), "{calm:?}");
}

#[test]
fn every_head_tells_what_its_thresholds_do() {
    let heads = Session::new().unwrap().model().unwrap();
    assert_eq!(heads.len(), 4);
    for head in heads {
        assert!(head.held_back > 500, "{head:?}");
        let recalls: Vec<f64> = head.thresholds.iter().map(|t| t.recall).collect();
        assert!(recalls.is_sorted() && recalls.len() == 3, "{head:?}");
        let precisions: Vec<f64> = head.thresholds.iter().map(|t| t.precision).collect();
        assert!(precisions.iter().rev().is_sorted(), "{head:?}");
    }
}

#[test]
fn a_cut_model_file_is_refused() {
    let whole = include_bytes!("../../src/model/model.bin");
    for length in [0, 5, 100, whole.len() / 2, whole.len() - 1] {
        assert!(matches!(Model::unpack(&whole[..length]), Err(Error::Model)), "{length}");
    }
}

#[test]
fn a_model_file_comes_back_as_it_was_written() {
    let head = Head { unit: 1.0, knots: vec![(-1.0, 0.0), (1.0, 1.0)], ..Head::default() };
    let bytes =
        write(Card { heads: vec![head], ..Card::default() }, &[vec![(3, 5), (700_000, -7)]]);
    let (card, weights) = qunzhen::model::file::read(&bytes).unwrap();
    assert_eq!(weights, [vec![(3, 25), (700_000, -49)]]);
    assert_eq!(card.heads[0].probability(0, 1), 0.5);
    assert_eq!(card.heads[0].probability(9, 1), 1.0);
    assert_eq!(card.heads[0].probability(-9, 1), 0.0);
}

#[test]
fn links_names_digits_and_repeats_do_not_matter() {
    let model = Model::builtin().unwrap();
    let normalizer = Normalizer::new();
    let score = |text: &str| model.score(&normalizer, text, &[], &mut Reader::default());
    for (one, other) in [
        ("看这个 https://a.example/x?y=1 怎么样", "看这个 https://b.example/zzz 怎么样"),
        ("@阿青 你来一下", "@露营的老王 你来一下"),
        ("等了30分钟", "等了99分钟"),
        ("太好吃了啊啊啊啊啊啊", "太好吃了啊啊"),
        ("ＡＢＣ垃圾", "abc垃圾"),
    ] {
        assert_eq!(score(one), score(other), "{one} / {other}");
    }
}
