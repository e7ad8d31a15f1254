//! The boundary, in a real browser: a dedicated worker in headless Chromium.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, missing_docs)]

use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use qunzhen::wasm::Core;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const SHARE: &str = include_str!("fixtures/chats/wechat_share/4m_14t_group.txt");
const CHAT: &str = "3/13/25, 09:02 - 小柿子客服: 早上好\n3/13/25, 09:05 - 阿青: 牛肉干上有霉点\n";

/// A `ByteSource` over bytes, as the worker makes one over a `File`.
fn source(name: &str, bytes: &[u8]) -> JsValue {
    let object = Object::new();
    let data = Uint8Array::from(bytes);
    let set = |key: &str, value: &JsValue| Reflect::set(&object, &key.into(), value).unwrap();
    set("name", &name.into());
    set("size", &(bytes.len() as f64).into());
    set("data", &data);
    let read = Function::new_with_args("at, n", "return this.data.subarray(at, at + n)");
    set("read", &read);
    object.into()
}

fn json(value: &JsValue) -> serde_json::Value {
    let text = js_sys::JSON::stringify(value).unwrap();
    serde_json::from_str(&String::from(text)).unwrap()
}

fn parse(core: &mut Core, name: &str, bytes: &[u8]) -> serde_json::Value {
    let sources = Array::of1(&source(name, bytes));
    json(&core.parse(sources, Array::new().into(), None).unwrap())
}

/// The same report as the native build, key for key: no file, clock or locale of the host shows.
#[wasm_bindgen_test]
fn wasm_and_native_agree() {
    let mut core = Core::new().unwrap();
    let from_js = parse(&mut core, "share.txt", SHARE.as_bytes());
    let mut session = qunzhen::Session::new().unwrap();
    let mut files = [qunzhen::ingest::File {
        name: "share.txt".to_string(),
        data: Box::new(SHARE.as_bytes()),
        options: Default::default(),
    }];
    let mut go = |_| std::ops::ControlFlow::Continue(());
    let report = session.parse(&mut files, &mut go).unwrap();
    assert_eq!(from_js, serde_json::to_value(&report).unwrap());
    let rows = json(&core.messages("c1", 0, 100).unwrap());
    assert_eq!(rows, serde_json::to_value(session.messages("c1", 0, 100)).unwrap());
    let golden = include_str!("fixtures/golden/share.json");
    let golden: serde_json::Value = serde_json::from_str(golden).unwrap();
    assert_eq!(serde_json::json!({ "report": from_js, "messages": rows }), golden);
}

#[wasm_bindgen_test]
fn a_chat_becomes_findings_and_pages_of_rows() {
    let mut core = Core::new().unwrap();
    parse(&mut core, "_chat.txt", CHAT.as_bytes());
    let report = json(&core.scan_loaded(JsValue::UNDEFINED, None).unwrap());
    assert_eq!(report["messages"], 2);
    let rules = report["by_rule"].as_array().unwrap();
    assert!(rules.iter().any(|r| r["rule"] == "CP-01" && r["severity"] == "S1"), "{report}");
    let all = Object::new();
    assert_eq!(core.select_view(all.into()).unwrap(), 2);
    assert_eq!(core.view_hits().to_vec(), [1]);
    let rows = json(&core.view_rows(1, 5).unwrap());
    let (row, hit) = (&rows[0], &rows[0]["hits"][0]);
    let units: Vec<u16> = row["text"].as_str().unwrap().encode_utf16().collect();
    let cut = |key: &str| hit[key].as_u64().unwrap() as usize;
    let slice = String::from_utf16(&units[cut("start")..cut("end")]).unwrap();
    assert_eq!(hit["matched"], slice.as_str());
    assert!(row["reply_to"].is_null(), "what is absent is null, not undefined");
}

#[wasm_bindgen_test]
fn texts_are_scanned_by_role() {
    let mut core = Core::new().unwrap();
    let texts = ["早上好", "全网最好用的辅食机,今天到手价199", "早上好"];
    let lengths = texts.map(|text| text.encode_utf16().count() as u32);
    let (official, member) = (0, 2);
    let rows = core.scan(&texts.join("\n"), &lengths, &[member, official, member]).unwrap();
    let rows: serde_json::Value = serde_json::from_str(&rows).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 1, "texts without findings are left out");
    assert_eq!(rows[0]["line"], 2);
    assert!(rows[0]["hits"].as_array().unwrap().iter().any(|h| h["rule"] == "AD-01"));
    assert!(core.scan("早上好", &[3], &[9]).is_err(), "there is no such role");
    assert!(core.scan("早上好", &[4], &[0]).is_err(), "it is shorter");
}

#[wasm_bindgen_test]
fn a_throwing_progress_function_cancels() {
    let mut core = Core::new().unwrap();
    let stop = Function::new_no_args("throw 1");
    let sources = Array::of1(&source("_chat.txt", CHAT.as_bytes()));
    let error = core.parse(sources, Array::new().into(), Some(stop)).unwrap_err();
    assert_eq!(Reflect::get(&error, &"code".into()).unwrap(), "cancelled");
    assert!(error.dyn_ref::<js_sys::Error>().is_some());
}

#[wasm_bindgen_test]
fn failures_carry_code_file_and_facts() {
    let mut core = Core::new().unwrap();
    let report = parse(&mut core, "photo.txt", b"\x89PNG\r\n\x1A\n\0\0");
    assert_eq!(report["failures"][0]["code"], "not-text");
    assert_eq!(report["failures"][0]["args"]["kind"], "png");
    let broken = source("gone.txt", CHAT.as_bytes());
    let fail = Function::new_with_args("at, n", "throw new Error('the file has changed')");
    Reflect::set(&broken, &"read".into(), &fail).unwrap();
    let report = core.parse(Array::of1(&broken), Array::new().into(), None).unwrap();
    let failure = &json(&report)["failures"][0];
    assert_eq!(failure["code"], "io");
    assert_eq!(failure["args"]["reason"], "the file has changed");
    let error = core.add_pack("nonsense = ", "mine.toml").unwrap_err();
    assert_eq!(Reflect::get(&error, &"code".into()).unwrap(), "pack");
}

/// `FileReaderSync` exists only in workers: the real road of a dropped file.
#[wasm_bindgen_test]
fn a_blob_is_read_piece_by_piece() {
    let text = CHAT.repeat(40_000);
    let make = Function::new_with_args(
        "text",
        "const blob = new Blob([text]); const reader = new FileReaderSync();\
         return {name: '_chat.txt', size: blob.size, reads: 0, read(at, n) { this.reads++;\
         return new Uint8Array(reader.readAsArrayBuffer(blob.slice(at, at + n))) }}",
    );
    let blob = make.call1(&JsValue::NULL, &text.as_str().into()).unwrap();
    let mut core = Core::new().unwrap();
    let report = json(&core.parse(Array::of1(&blob), Array::new().into(), None).unwrap());
    assert_eq!(report["sources"][0]["conversations"][0]["messages"], 80_000);
    let reads = Reflect::get(&blob, &"reads".into()).unwrap().as_f64().unwrap();
    assert!(reads < 12.0, "one MiB at a time: {reads}");
}

#[wasm_bindgen_test]
fn copy_is_checked_for_a_product_and_a_channel() {
    let core = Core::new().unwrap();
    let options = Object::new();
    Reflect::set(&options, &"product".into(), &"infant".into()).unwrap();
    let report = json(&core.check_copy("👶宝宝喝了智商飙升", options.into()).unwrap());
    let finding = &report["findings"][0];
    assert_eq!((&finding["rule"], &finding["start"]), (&"AD-08".into(), &6.into()), "{report}");
    assert_eq!(report["options"]["channel"], "group");
    assert!(finding["exemption"].is_null());
    assert!(core.check_copy("", JsValue::from_str("nonsense")).is_err());
}
