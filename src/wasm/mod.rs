//! The boundary to JavaScript: one class over [`Session`](crate::Session). Structured values cross
//! through serde, long columns as typed arrays; errors become JS `Error`s with `code`, `file` and
//! `args`.

mod source;

use std::ops::ControlFlow;

use js_sys::{Array, Function, Reflect, Uint32Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::export::Role;
use crate::ingest::{FORMATS, File};
use crate::report::{
    AnalyzeOptions, ClassifyOptions, CopyOptions, DiagnoseOptions, Failure, GoldLabel, PackText,
    ParseOptions, ProgressReport, RoleOptions, ViewFilter,
};
use crate::rules::Scratch;
use crate::{Error, Session};

use source::JsSource;

type JsResult = Result<JsValue, JsValue>;

/// The roles as `scan` numbers them.
const ROLES: [Role; 4] = [Role::Official, Role::Seller, Role::Member, Role::Unknown];

/// Everything the engine can do, for one user.
#[wasm_bindgen]
pub struct Core {
    session: Session,
    scratch: Scratch,
}

#[wasm_bindgen]
impl Core {
    /// Loads the built-in rules.
    ///
    /// # Errors
    /// Where a built-in pack is broken.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Result<Core, JsValue> {
        let session = Session::new().map_err(js_error)?;
        Ok(Core { session, scratch: Scratch::default() })
    }

    /// Reads files and keeps them. `sources` are `ByteSource`s, `options` one `ParseOptions` for
    /// each; `progress` is called about once a MiB and may throw to cancel.
    ///
    /// # Errors
    /// `cancelled`; files that cannot be read are listed in the result.
    pub fn parse(
        &mut self,
        sources: Array,
        options: JsValue,
        progress: Option<Function>,
    ) -> JsResult {
        let mut options: Vec<ParseOptions> = from_js(options)?;
        options.resize(sources.length() as usize, options.last().cloned().unwrap_or_default());
        let mut files = Vec::with_capacity(options.len());
        for (source, options) in sources.iter().zip(options) {
            let source = JsSource::new(&source)?;
            let name = source.name.clone();
            files.push(File { name, data: Box::new(source), options });
        }
        let mut on_progress = |p: ProgressReport| tell(progress.as_ref(), &p);
        to_js(&self.session.parse(&mut files, &mut on_progress).map_err(js_error)?)
    }

    /// The beginning of a file that may be anything, as a `Peek` of at most `lines` lines.
    ///
    /// # Errors
    /// Where it cannot be read, or is no text.
    pub fn peek(&self, source: &JsValue, lines: u32) -> JsResult {
        let source = JsSource::new(source)?;
        let name = source.name.clone();
        let options = ParseOptions::default();
        let mut file = File { name, data: Box::new(source), options };
        to_js(&Session::peek(&mut file, lines as usize).map_err(js_error)?)
    }

    /// Joins conversations, given by id, into the first of them. Gives a `ParseReport` without
    /// failures.
    ///
    /// # Errors
    /// None but those of the boundary itself.
    pub fn join(&mut self, conversations: Vec<String>) -> JsResult {
        to_js(&self.session.join(&conversations))
    }

    /// Messages of one conversation as `MessageRow[]`.
    ///
    /// # Errors
    /// None but those of the boundary itself.
    pub fn messages(&self, conversation: &str, from: u32, count: u32) -> JsResult {
        to_js(&self.session.messages(conversation, from, count))
    }

    /// People as `MemberRow[]`, most messages first.
    ///
    /// # Errors
    /// None but those of the boundary itself.
    pub fn members(&self, conversation: Option<String>, from: u32, count: u32) -> JsResult {
        to_js(&self.session.members(conversation.as_deref(), from, count))
    }

    /// Scans texts that are not loaded. They come as one, with a line feed between each two, for
    /// each that crosses by itself costs as much as it takes to scan it: `lengths` are in UTF-16
    /// code units, `roles` are places in [`ROLES`], one for each. Gives `ScanRow[]` as JSON, without
    /// the rows that have no findings.
    ///
    /// # Errors
    /// Where `lengths` or `roles` do not fit the texts.
    pub fn scan(&mut self, texts: &str, lengths: &[u32], roles: &[u8]) -> Result<String, JsValue> {
        let role = |i: usize| roles.get(i).and_then(|role| ROLES.get(usize::from(*role)));
        let known = roles.len() == lengths.len() && (0..lengths.len()).all(|i| role(i).is_some());
        let role = |i| role(i).copied().unwrap_or_default();
        let rows = self.session.scan_joined(texts, lengths, role, &mut self.scratch);
        let rows =
            rows.filter(|_| known).ok_or_else(|| wrong("no roles or lengths of these texts"))?;
        serde_json::to_string(&rows).map_err(|error| wrong(&error.to_string()))
    }

    /// Scores texts that are not loaded; `options` is a `ClassifyOptions`. Gives `ClassifyRow[]`.
    ///
    /// # Errors
    /// `model`, where the built-in model is broken; where `options` holds something else.
    pub fn classify(&mut self, texts: Vec<String>, options: JsValue) -> JsResult {
        let options: ClassifyOptions = from_js(options)?;
        let rows = self.session.classify(&texts, &options, &mut self.scratch);
        to_js(&rows.map_err(js_error)?)
    }

    /// Why a text is scored as it is, as an `Explanation`.
    ///
    /// # Errors
    /// `model`, where the built-in model is broken.
    pub fn explain(&mut self, text: &str) -> JsResult {
        to_js(&self.session.explain(text, &mut self.scratch).map_err(js_error)?)
    }

    /// What the text model can do, as `HeadReport[]`.
    ///
    /// # Errors
    /// `model`, where the built-in model is broken.
    pub fn model(&self) -> JsResult {
        to_js(&self.session.model().map_err(js_error)?)
    }

    /// Checks copy before it is sent; `options` is a `CopyOptions`. Gives a `CopyReport`.
    ///
    /// # Errors
    /// `pack`, where a pack's wording or exemption is broken; where `options` holds something else.
    #[wasm_bindgen(js_name = checkCopy)]
    pub fn check_copy(&self, text: &str, options: JsValue) -> JsResult {
        let options: CopyOptions = from_js(options)?;
        to_js(&self.session.check_copy(text, options).map_err(js_error)?)
    }

    /// Scans everything loaded. Gives a `ScanReport`.
    ///
    /// # Errors
    /// `cancelled`.
    #[wasm_bindgen(js_name = scanLoaded)]
    pub fn scan_loaded(&mut self, roles: JsValue, progress: Option<Function>) -> JsResult {
        let roles: RoleOptions =
            if roles.is_undefined() { RoleOptions::default() } else { from_js(roles)? };
        let mut on_progress = |p: ProgressReport| tell(progress.as_ref(), &p);
        to_js(&self.session.scan_loaded(&roles, &mut on_progress).map_err(js_error)?)
    }

    /// Scans everything loaded and says what is going on in it. Gives an `AnalysisReport`.
    ///
    /// # Errors
    /// `cancelled`; where `options` are no `AnalyzeOptions`.
    pub fn analyze(&mut self, options: JsValue, progress: Option<Function>) -> JsResult {
        let options: AnalyzeOptions = from_js(options)?;
        let mut on_progress = |p: ProgressReport| tell(progress.as_ref(), &p);
        to_js(&self.session.analyze(&options, &mut on_progress).map_err(js_error)?)
    }

    /// Chooses what `viewRows` pages through; returns how many rows there are.
    ///
    /// # Errors
    /// Where the filter is no `ViewFilter`.
    #[wasm_bindgen(js_name = selectView)]
    pub fn select_view(&mut self, filter: JsValue) -> Result<u32, JsValue> {
        let filter: ViewFilter = from_js(filter)?;
        Ok(self.session.select_view(&filter))
    }

    /// Rows of the chosen view as `ViewRow[]`.
    ///
    /// # Errors
    /// None but those of the boundary itself.
    #[wasm_bindgen(js_name = viewRows)]
    pub fn view_rows(&self, from: u32, count: u32) -> JsResult {
        to_js(&self.session.view_rows(from, count))
    }

    /// Positions in the chosen view that have findings.
    #[wasm_bindgen(js_name = viewHits)]
    pub fn view_hits(&self) -> Uint32Array {
        Uint32Array::from(self.session.view_hits().as_slice())
    }

    /// Position of a message in the chosen view, or -1.
    #[wasm_bindgen(js_name = viewPosition)]
    pub fn view_position(&self, message: u32) -> f64 {
        self.session.view_position(message).map_or(-1.0, f64::from)
    }

    /// One message with all its text and findings as `ViewRow`, or `null`.
    ///
    /// # Errors
    /// None but those of the boundary itself.
    #[wasm_bindgen(js_name = wholeMessage)]
    pub fn whole_message(&self, message: u32) -> JsResult {
        to_js(&self.session.whole_message(message))
    }

    /// Every rule loaded as `RuleInfo[]`.
    ///
    /// # Errors
    /// None but those of the boundary itself.
    pub fn rules(&self) -> JsResult {
        to_js(&self.session.rules())
    }

    /// Every format id this build reads.
    pub fn formats(&self) -> Vec<String> {
        FORMATS.iter().map(|f| f.id.to_string()).collect()
    }

    /// Loads a rule pack (TOML or JSON); `name` is its file name.
    ///
    /// # Errors
    /// `pack`, where it or one of its examples is wrong.
    #[wasm_bindgen(js_name = addPack)]
    pub fn add_pack(&mut self, toml: &str, name: &str) -> Result<(), JsValue> {
        self.session.add_pack(toml, name).map_err(js_error)
    }

    /// Replaces everything of the user's about rules by an `OwnRules`.
    ///
    /// # Errors
    /// `pack`, where a pack or one of its examples is wrong; nothing is changed then.
    #[wasm_bindgen(js_name = setRules)]
    pub fn set_rules(&mut self, own: JsValue) -> Result<(), JsValue> {
        self.session.set_rules(from_js(own)?).map_err(js_error)
    }

    /// A pack (`PackText`) written as `toml` or as JSON.
    ///
    /// # Errors
    /// `pack`, where it is none.
    #[wasm_bindgen(js_name = packText)]
    pub fn pack_text(&self, pack: JsValue, format: &str) -> Result<String, JsValue> {
        Session::pack_text(&from_js(pack)?, format).map_err(js_error)
    }

    /// What texts hit with the rules in use and with draft packs (`PackText[]`), as `TryRow[]`;
    /// `roles` has one role for each text.
    ///
    /// # Errors
    /// `pack`, where one cannot be compiled.
    #[wasm_bindgen(js_name = tryText)]
    pub fn try_text(&self, packs: JsValue, texts: Vec<String>, roles: JsValue) -> JsResult {
        let packs: Vec<PackText> = from_js(packs)?;
        let mut roles: Vec<Role> = from_js(roles)?;
        roles.resize(texts.len(), Role::Unknown);
        let texts: Vec<(String, Role)> = texts.into_iter().zip(roles).collect();
        to_js(&self.session.try_texts(&packs, &texts).map_err(js_error)?)
    }

    /// What draft packs (`PackText[]`) would find in what is loaded, as `Preview`. Where `roles` are
    /// left out, those of the last scan count.
    ///
    /// # Errors
    /// `pack`, where one cannot be compiled.
    pub fn preview(&self, packs: JsValue, roles: JsValue) -> JsResult {
        let packs: Vec<PackText> = from_js(packs)?;
        let roles: Option<RoleOptions> = from_js(roles)?;
        let mut go_on = |_: ProgressReport| ControlFlow::Continue(());
        to_js(&self.session.preview(&packs, roles.as_ref(), &mut go_on).map_err(js_error)?)
    }

    /// Messages for a person to judge, as `GoldSample`; needs `scanLoaded` first.
    ///
    /// # Errors
    /// None but those of the boundary itself.
    #[wasm_bindgen(js_name = goldSample)]
    pub fn gold_sample(&self, count: u32, seed: u32) -> JsResult {
        to_js(&self.session.gold_sample(count, seed))
    }

    /// What traffic tables show, as a `TrafficReport`. `tables` and `noted` are `ByteSource`s: tables
    /// of figures, read as one, and tables of what happened; `options` is a `DiagnoseOptions`.
    ///
    /// # Errors
    /// Where a file cannot be read or holds no figures over time.
    pub fn diagnose(&self, tables: Array, noted: Array, options: JsValue) -> JsResult {
        let options: DiagnoseOptions = from_js(options)?;
        let (mut tables, mut noted) = (files(&tables)?, files(&noted)?);
        to_js(&self.session.diagnose(&mut tables, &mut noted, &options).map_err(js_error)?)
    }

    /// How the rules in use do by judgements (`GoldLabel[]`), as `GoldReport`.
    ///
    /// # Errors
    /// Where the labels are something else.
    #[wasm_bindgen(js_name = goldScore)]
    pub fn gold_score(&self, labels: JsValue) -> JsResult {
        let labels: Vec<GoldLabel> = from_js(labels)?;
        to_js(&self.session.gold_score(&labels))
    }
}

/// What comes of an argument that makes no sense.
fn wrong(reason: &str) -> JsValue {
    js_sys::TypeError::new(reason).into()
}

/// `ByteSource`s as files.
fn files(sources: &Array) -> Result<Vec<File<'static>>, JsValue> {
    let file = |source: JsValue| {
        let source = JsSource::new(&source)?;
        let name = source.name.clone();
        Ok(File { name, data: Box::new(source), options: ParseOptions::default() })
    };
    sources.iter().map(file).collect()
}

fn from_js<T: DeserializeOwned>(value: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value).map_err(JsValue::from)
}

/// Plain objects, `null` for what is absent, numbers for numbers: what `JSON.parse` would give.
fn to_js<T: Serialize + ?Sized>(value: &T) -> JsResult {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map_err(JsValue::from)
}

/// Hands progress to JavaScript; whatever it throws means stop.
fn tell(progress: Option<&Function>, report: &ProgressReport) -> ControlFlow<()> {
    let Some(progress) = progress else { return ControlFlow::Continue(()) };
    let told = to_js(report).and_then(|report| progress.call1(&JsValue::NULL, &report));
    if told.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
}

/// A JS `Error` with `code`, `file` and `args` beside its English message.
fn js_error(error: Error) -> JsValue {
    let failure = Failure::from(&error);
    let js = js_sys::Error::new(&failure.message);
    let args = to_js(&failure.args).unwrap_or(JsValue::UNDEFINED);
    for (key, value) in
        [("code", failure.code.into()), ("file", failure.file.into()), ("args", args)]
    {
        // Setting a field of a fresh object does not fail.
        let _ = Reflect::set(&js, &key.into(), &value);
    }
    js.into()
}
