//! What happens to a city: its files come in parts, in any order, some twice; officials act on what has come;
//! days pass.

use crate::files::{Part, torn};
use crate::house::{ALL, House};
use crate::scratch::{day, settle};
use contracts::access::Reach;
use contracts::clock::Clock as _;
use domain::code::PartyCode;
use domain::record::{Content, RecordKind};
use domain::vocab::{InspectionResult, TestResult};
use fastrand::Rng;
use intake::Cells;
use intake::layout::Layout;
use ledger::Asker;
use ledger::{LedgerError, OnRecord, VersionView, Wanted};
use samplecity::City;
use std::collections::BTreeMap;

/// So many merchants that some of them can be a mass event.
pub(crate) const LARGE: u32 = 100;

/// How often each thing happened.
#[derive(Default, Debug)]
pub(crate) struct Tally(BTreeMap<&'static str, usize>);

impl Tally {
    pub(crate) fn happened(&mut self, what: &'static str) {
        *self.0.entry(what).or_default() += 1;
    }

    pub(crate) fn count(&self, what: &str) -> usize {
        self.0.get(what).copied().unwrap_or(0)
    }

    /// Histories in which something never happens would not test it.
    pub(crate) fn assert_all_happened(&self) {
        let all = [
            "history",
            "import",
            "repeat",
            "correction",
            "withdrawal",
            "move",
            "display stop",
            "annulment",
            "conflict",
            "decision",
            "new day",
            "held",
        ];
        all.into_iter().for_each(|what| assert!(self.count(what) > 0, "{what} never happened: {self:?}"));
    }
}

/// A city on its way.
pub(crate) struct Tale<'t> {
    house: &'t House,
    tally: &'t mut Tally,
    dice: Rng,
    /// What is still to come in.
    coming: Vec<Part>,
    /// What has come in.
    come: Vec<Part>,
    is_large: bool,
    /// Acts that are still to follow once everything has come in.
    acts_left: usize,
}

impl<'t> Tale<'t> {
    pub(crate) fn new(city: &City, house: &'t House, tally: &'t mut Tally) -> Self {
        let is_large = city.merchants >= LARGE;
        let mut dice = Rng::with_seed(city.seed);
        let mut coming = torn(city, if is_large { 1 } else { 3 }, &house.kinds(), &mut dice);
        dice.shuffle(&mut coming);
        Self { house, tally, dice, coming, come: Vec::new(), is_large, acts_left: 6 }
    }

    /// The next thing that happens; false if there is none.
    pub(crate) fn goes_on(&mut self) -> bool {
        match self.dice.u8(..12) {
            0 if self.house.clock.today() < day("2026-11-24") => {
                self.house.clock.turn_to(self.house.clock.today().next());
                self.tally.happened("new day");
            }
            1 => self.repeat(),
            2 => self.conflict(),
            // Mostly everything comes in while ratings are being made; now and then everybody is rated first.
            3 => settle(&self.house.rating),
            4..9 => self.act(),
            _ => self.file(),
        }
        if self.coming.is_empty() {
            self.acts_left -= 1;
        }
        self.acts_left > 0
    }

    /// How often something has happened so far.
    pub(crate) fn count(&self, what: &str) -> usize {
        self.tally.count(what)
    }

    pub(crate) fn file(&mut self) {
        let Some(part) = self.coming.pop() else { return };
        // Only whoever is rated already can be held.
        if self.is_large {
            settle(&self.house.rating);
        }
        let history = self.dice.bool();
        self.house.import(part.kind, &part.text, history);
        self.tally.happened(if history { "history" } else { "import" });
        self.come.push(part);
    }

    pub(crate) fn repeat(&mut self) {
        let Some(part) = self.dice.choice(&self.come) else { return };
        self.house.import(part.kind, &part.text, self.dice.bool());
        self.tally.happened("repeat");
    }

    /// One visit is told at once with two results.
    pub(crate) fn conflict(&mut self) {
        let Some(code) = self.merchant() else { return };
        let number = format!("V{}", self.dice.u8(..4));
        let row = |result: &InspectionResult| -> Cells {
            let cells =
                [("code", code.as_str()), ("number", &number), ("day", "2026-11-18"), ("result", result.token())];
            cells.into_iter().map(|(id, text)| (id.to_owned(), text.to_owned())).collect()
        };
        let rows: Vec<Cells> = self.dice.choose_multiple(InspectionResult::ALL, 2).into_iter().map(row).collect();
        let ledger = &self.house.desk(RecordKind::Inspection).ledger;
        ledger.send(Layout::of(RecordKind::Inspection), &rows, false, Asker::house("sender")).unwrap();
        self.tally.happened("conflict");
    }

    /// An official acts on a record; what the ledger refuses changes nothing.
    pub(crate) fn act(&mut self) {
        use RecordKind::{Inspection, Penalty, Test};
        let any = self.house.kinds();
        let acts: [(&str, &[RecordKind]); 6] = [
            ("correction", &any),
            ("withdrawal", &any),
            ("move", &any),
            ("display stop", &[Penalty, Inspection, Test]),
            ("annulment", &[Penalty, Inspection, Test]),
            ("decision", &[Inspection]),
        ];
        let (what, kinds) = acts[self.dice.usize(..acts.len())];
        let kind = kinds[self.dice.usize(..kinds.len())];
        let contested = (what == "decision").then_some(true);
        let ledger = &self.house.desk(kind).ledger;
        let (all, _) =
            ledger.list(kind, &Wanted { limit: ALL, contested, ..Wanted::default() }, Reach::Everywhere).unwrap();
        let Some(view) = self.dice.choice(all) else { return };
        let content = Content::from_json(kind, &view.content).unwrap();
        let (code, key) = (content.party(), content.key());
        let on =
            OnRecord { code, key: key.as_str(), version: view.version, by: Asker::house("王某"), reason: "核查" };
        let correct = |id: &str, text: &str| ledger.correct(on, &[(id.to_owned(), text.to_owned())].into());
        let done = match what {
            "correction" => {
                let (id, text) = self.other(kind);
                correct(id, text)
            }
            "withdrawal" => ledger.withdraw(on),
            "move" => self.merchant().map_or(Ok(()), |to| ledger.move_to(on, to)),
            "display stop" => correct("display_stopped_on", "2026-11-19"),
            "annulment" => correct("annulled_on", "2026-11-19"),
            _ => {
                let contested = ledger
                    .versions(code, key.as_str(), None, Reach::Everywhere)
                    .unwrap()
                    .into_iter()
                    .filter(|v| v.contested);
                let chosen: VersionView = self.dice.choice(contested.collect::<Vec<_>>()).unwrap();
                ledger.decide(on, chosen.version)
            }
        };
        match done {
            Ok(()) => self.tally.happened(what),
            Err(LedgerError::Unfit { .. } | LedgerError::Row(_)) => {}
            Err(error) => panic!("{what} of {}: {error}", key.as_str()),
        }
    }

    /// A cell that says something else.
    fn other(&mut self, kind: RecordKind) -> (&'static str, &'static str) {
        let dice = &mut self.dice;
        let [fine, day] =
            [["0.1", "5", "60"], ["2026-03-01", "2026-09-01", "2026-11-01"]].map(|all| all[dice.usize(..3)]);
        match kind {
            RecordKind::Penalty => ("cf_nr_fk", fine),
            RecordKind::Inspection => ("result", dice.choice(InspectionResult::ALL).unwrap().token()),
            RecordKind::Test => ("result", dice.choice(TestResult::ALL).unwrap().token()),
            RecordKind::Complaint | RecordKind::Report => ("received_on", day),
            RecordKind::OdrCase => ("filed_on", day),
            RecordKind::Standing => ("from", day),
            RecordKind::Merchant => ("registered_on", day),
            RecordKind::Payment | RecordKind::Assessment => ("day", day),
        }
    }

    fn merchant(&mut self) -> Option<PartyCode> {
        let view = self.dice.choice(self.house.standing(RecordKind::Merchant))?;
        Some(Content::from_json(RecordKind::Merchant, &view.content).unwrap().party())
    }
}
