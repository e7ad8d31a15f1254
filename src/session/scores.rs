//! The text model in a session: texts and what is loaded, scored and explained.

use std::cell::OnceCell;

use super::Session;
use crate::Result;
use crate::export::Role;
use crate::model::{HEADS, Model, Reader, WHOLE, fact, features::Alphabet, file::Target};
use crate::report::{
    ClassifyOptions, ClassifyRow, Explanation, HeadReport, Judgement, Sensitivity,
};
use crate::rules::{Hit, RuleSet, Scratch};

/// Most voices named for one question.
const MOST_VOICES: usize = 12;

/// The model, unpacked when it is first asked for.
#[derive(Default)]
pub(super) struct Judge {
    model: OnceCell<Model>,
}

impl Judge {
    fn model(&self) -> Result<&Model> {
        if let Some(model) = self.model.get() {
            return Ok(model);
        }
        let model = Model::builtin()?;
        Ok(self.model.get_or_init(|| model))
    }
}

/// Scores one text after the other.
struct Scorer<'a> {
    model: &'a Model,
    rules: &'a RuleSet,
    /// Bucket of each rule.
    facts: Vec<u32>,
    sensitivity: Sensitivity,
    found: Vec<u32>,
    reader: Reader,
}

impl<'a> Scorer<'a> {
    fn new(model: &'a Model, rules: &'a RuleSet, sensitivity: Sensitivity) -> Self {
        let facts = rules.infos().iter().map(|info| fact(&info.id)).collect();
        Scorer { model, rules, facts, sensitivity, found: vec![], reader: Reader::default() }
    }

    fn judge(&mut self, text: &str, hits: &[Hit]) -> [Judgement; HEADS] {
        self.found.clear();
        self.found.extend(rules_of(hits).iter().map(|rule| self.facts[usize::from(*rule)]));
        let normalizer = self.rules.normalizer();
        let scored = self.model.score(normalizer, text, &self.found, &mut self.reader);
        let Some((alphabet, scores)) = scored else { return Default::default() };
        let Some(heads) = self.model.heads(alphabet) else { return Default::default() };
        std::array::from_fn(|i| {
            let score = f64::from(scores[i]) / f64::from(WHOLE);
            Judgement { score, label: score >= heads[i].threshold(self.sensitivity) }
        })
    }
}

/// Rules with a finding, each once, ascending.
fn rules_of(hits: &[Hit]) -> Vec<u16> {
    let mut rules: Vec<u16> = hits.iter().map(|hit| hit.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

impl Session {
    /// Scores texts that are not loaded, in order, as if a customer had written them.
    ///
    /// # Errors
    /// [`crate::Error::Model`], where the built-in model is broken.
    pub fn classify(
        &self,
        texts: &[String],
        options: &ClassifyOptions,
        scratch: &mut Scratch,
    ) -> Result<Vec<ClassifyRow>> {
        let mut scorer = Scorer::new(self.judge.model()?, &self.rules, options.sensitivity);
        let mut hits = vec![];
        let row = |(i, text): (usize, &String)| {
            self.rules.scan(text, Role::Member, scratch, &mut hits);
            let [offensive, complaint] = scorer.judge(text, &hits);
            ClassifyRow { line: i as u64 + 1, offensive, complaint }
        };
        Ok(texts.iter().enumerate().map(row).collect())
    }

    /// Why a text is scored as it is.
    ///
    /// # Errors
    /// [`crate::Error::Model`], where the built-in model is broken.
    pub fn explain(&self, text: &str, scratch: &mut Scratch) -> Result<Explanation> {
        let model = self.judge.model()?;
        let mut hits = vec![];
        self.rules.scan(text, Role::Member, scratch, &mut hits);
        let infos = self.rules.infos();
        let name = |rule: &u16| infos[usize::from(*rule)].id.as_str();
        let facts: Vec<(u32, &str)> =
            rules_of(&hits).iter().map(|rule| (fact(name(rule)), name(rule))).collect();
        let [offensive, complaint] =
            model.explain(self.rules.normalizer(), text, &facts, MOST_VOICES);
        Ok(Explanation { offensive, complaint })
    }

    /// What the model can do, measured on texts held back from training.
    ///
    /// # Errors
    /// [`crate::Error::Model`], where the built-in model is broken.
    pub fn model(&self) -> Result<Vec<HeadReport>> {
        let report = |head: &crate::model::file::Head| HeadReport {
            target: match head.target {
                Target::Offensive => "offensive".into(),
                Target::Complaint => "complaint".into(),
            },
            alphabet: match head.alphabet {
                Alphabet::Han => "han".into(),
                Alphabet::Latin => "latin".into(),
            },
            held_back: head.held_back,
            thresholds: head.thresholds.clone(),
        };
        Ok(self.judge.model()?.card().heads.iter().map(report).collect())
    }
}
