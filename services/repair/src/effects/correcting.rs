//! An item that was wrong is corrected (执行更正): whoever keeps it is commanded, those to whom it had been given are looked
//! for in the trails of the services that show it, and both are put down together. Tried again it is the same: an order of
//! one cause does nothing twice, and tells again from when to when what was wrong could be read.

use super::command::cause;
use super::refused;
use crate::correction;
use crate::corrections::Became;
use crate::repairs::Repairs;
use crate::showing::{Sees, authorisation, services};
use crate::store::{BeforeRow, CorrectionRow, Key, RecipientRow, store};
use crate::target::{MEMBERSHIP, case_of_key};
use cases::{About, CaseError, CaseFile, Sight, StepTaken};
use contracts::port::{Amended, ListAct, PortError, Reading, ReadingsAsked, RecordOrder};
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::RecordKind;
use domain::span::{Span, Spans};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// An item as it was corrected.
struct Corrected {
    became: Became,
    amended: BTreeMap<String, Amended>,
    /// The codes under which it was shown.
    codes: Vec<PartyCode>,
    /// From when to when what was wrong could be read.
    wrong: (Instant, Instant),
}

/// Account, role, department and operation.
type Reader = (String, Option<&'static str>, Option<String>, String);

/// To whom what was wrong had been given.
#[derive(Default)]
struct Received {
    /// By whom, and by which operation: how often, and when last.
    named: BTreeMap<Reader, (i64, Instant)>,
    /// How often to whoever the trail has no account of; who looks without a token is not in the trail.
    unnamed: i64,
}

impl Received {
    fn add(&mut self, reading: Reading) {
        let Reading { at, who, role, department, action, .. } = reading;
        let Some(who) = who else {
            self.unnamed += 1;
            return;
        };
        let of = (who, role.map(contracts::access::Role::token), department, action);
        let (times, last) = self.named.entry(of).or_insert((0, at));
        *times += 1;
        *last = at.max(*last);
    }
}

impl Repairs {
    /// Corrects the item of a case, by a step that says so.
    pub(super) fn correct(&self, key: Key, about: &About, step: &StepTaken) -> Result<(), PortError> {
        let book = &self.court.book;
        let known = book.database().read::<_, CaseError>(|conn| Ok(store(conn).correction(key)?));
        if known.map_err(|error| away(&error))?.is_some() {
            return Ok(());
        }
        let file = book.file(key.1, &Sight::EVERYWHERE).map_err(|error| away(&error))?;
        let rule = self.bench.rule(&file.procedure, step).ok_or_else(|| refused("the law has no such step"))?;
        let procedure = self.bench.law.procedures.get(&file.procedure).map_or("", |known| &known.title.zh);
        let reason = format!("{}（{procedure}，案件 {}）", rule.title.zh, file.case_no);
        let public = self.public_before(key, about, step)?;
        let done = self.corrected((key, &file), about, step, &reason)?;
        let received = self.received(about, &done, &public)?;
        let Received { named, unnamed } = received;
        let row = CorrectionRow {
            place: 0,
            subject_id: key.0,
            case_no: key.1,
            number: key.2,
            code: file.code.to_string(),
            procedure: file.procedure.clone(),
            office: file.office.clone(),
            kind: about.kind.clone(),
            item: about.key.clone(),
            became: done.became.token().to_owned(),
            amended: serde_json::to_string(&done.amended).map_err(|error| refused(&error.to_string()))?,
            on_day: step.on.number(),
            article: rule.article.clone(),
            reason,
            wrong_since: done.wrong.0.micros(),
            wrong_until: done.wrong.1.micros(),
            recorded_at: self.clock.now().micros(),
            unnamed,
        };
        let recipients = (1..).zip(named).map(|(number, ((who, role, department, operation), (times, last)))| {
            let (role, last_at) = (role.map(str::to_owned), last.micros());
            RecipientRow { place: 0, number, who, role, department, operation, times, last_at }
        });
        let recipients: Vec<RecipientRow> = recipients.collect();
        let written = book.database().write::<_, CaseError>(|conn| {
            let store = store(conn);
            if store.correction(key)?.is_some() {
                return Ok(());
            }
            let place = store.next_place()?;
            let row = CorrectionRow { place, ..row.clone() };
            let recipients: Vec<RecipientRow> =
                recipients.iter().map(|one| RecipientRow { place, ..one.clone() }).collect();
            Ok(store.add_correction(&row, &recipients)?)
        });
        written.map_err(|error| away(&error))
    }

    /// Days on which the item was public before anything was commanded. Put down, since what was taken back, or left, tells
    /// nobody when it had been there, and all of this may be tried again.
    fn public_before(&self, key: Key, about: &About, step: &StepTaken) -> Result<Spans, PortError> {
        let unread = |error: serde_json::Error| refused(&error.to_string());
        if let Some(known) = self.before(key)? {
            let days: Vec<(i32, i32)> = serde_json::from_str(&known.public).map_err(unread)?;
            let span = |(from, off)| Span::new(Day::from_number(from), Day::from_number(off));
            return Ok(days.into_iter().map(span).collect());
        }
        let public = self.bench.public_days(key.0, about, step.on).map_err(told)?;
        let days: Vec<(i32, i32)> = public.iter().map(|span| (span.from.number(), span.off.number())).collect();
        let days = serde_json::to_string(&days).map_err(unread)?;
        self.put_before(&BeforeRow {
            subject_id: key.0,
            case_no: key.1,
            number: key.2,
            public: days,
            answered_at: None,
        })?;
        Ok(public)
    }

    /// When the list had done as it was ordered: then for the first time, however often it is asked.
    fn answered(&self, key: Key) -> Result<Instant, PortError> {
        let now = self.clock.now();
        match self.before(key)? {
            Some(BeforeRow { answered_at: Some(at), .. }) => Ok(Instant::from_micros(at)),
            Some(row) => self.put_before(&BeforeRow { answered_at: Some(now.micros()), ..row }).map(|()| now),
            None => Ok(now),
        }
    }

    fn before(&self, key: Key) -> Result<Option<BeforeRow>, PortError> {
        let found = self.court.book.database().read::<_, CaseError>(|conn| Ok(store(conn).before(key)?));
        found.map_err(|error| away(&error))
    }

    fn put_before(&self, row: &BeforeRow) -> Result<(), PortError> {
        let written = self.court.book.database().write::<_, CaseError>(|conn| Ok(store(conn).put_before(row)?));
        written.map_err(|error| away(&error))
    }

    /// What whoever keeps the item has made of it.
    fn corrected(
        &self,
        (key, file): (Key, &CaseFile),
        about: &About,
        step: &StepTaken,
        reason: &str,
    ) -> Result<Corrected, PortError> {
        if RecordKind::of_key(&about.key).is_some() {
            let what = correction::of(&step.stated).map_err(|error| refused(&error.to_string()))?;
            let became = Became::of(&what);
            let (subject_id, item, on, reason) = (key.0, about.key.clone(), step.on, reason.to_owned());
            let order = RecordOrder { subject_id, key: item, what, on, cause: cause(key), reason };
            let ordered = self.bench.around.orders.order(&order)?;
            let mut codes = vec![file.code, ordered.party];
            codes.dedup();
            return Ok(Corrected { became, amended: ordered.amended, codes, wrong: (ordered.wrong_since, ordered.at) });
        }
        let (became, since, until) = match about.kind.as_str() {
            MEMBERSHIP => {
                let all = self.bench.around.lists.of_subject(key.0)?;
                let listed = all.iter().find(|one| case_of_key(&about.key) == Some(one.case_no));
                let since = listed.map(|one| one.listed_on);
                self.order_list(key, about, ListAct::Correct, step)?;
                // Until it was done everybody was shown it.
                (Became::Delisted, since, self.answered(key)?)
            }
            // A class follows from records alone and is computed anew whenever one of them changes, so that nobody is
            // commanded; since when it was wrong nobody knows.
            _ => (Became::RatedAnew, None, step.recorded_at),
        };
        // Before any trail, where nobody knows.
        let wrong = (since.map_or(Instant::from_micros(0), Instant::start_of), until);
        Ok(Corrected { became, amended: BTreeMap::new(), codes: vec![file.code], wrong })
    }

    /// Who was given the item while it was wrong, by the trails of every service that shows it.
    fn received(&self, about: &About, done: &Corrected, public: &Spans) -> Result<Received, PortError> {
        let sees = Sees { law: &self.bench.law, public };
        let shows = services(&about.kind, &about.key);
        let (mut received, mut known) = (Received::default(), BTreeMap::new());
        let (from, until) = done.wrong;
        for trail in self.bench.around.trails.iter().filter(|trail| shows.contains(&trail.service())) {
            for merchant in done.codes.iter().copied() {
                let mut asked = ReadingsAsked { merchant, from, until, before: None };
                loop {
                    let page = trail.readings(&asked)?;
                    for one in page.items {
                        let authorised = self.authorised(&one, &mut known)?;
                        if sees.shown((about.kind.as_str(), about.key.as_str()), &one, authorised) {
                            received.add(one);
                        }
                    }
                    if page.next.is_none() {
                        break;
                    }
                    asked.before = page.next;
                }
            }
        }
        Ok(received)
    }

    /// The groups that a merchant had authorised to be read by a reading; what it authorises never changes, and what was
    /// answered by it was authorised then.
    fn authorised<'k>(
        &self,
        reading: &Reading,
        known: &'k mut BTreeMap<i64, Vec<String>>,
    ) -> Result<&'k [String], PortError> {
        let Some(number) = authorisation(reading) else { return Ok(&[]) };
        if let Entry::Vacant(place) = known.entry(number) {
            let found = self.bench.around.authorisations.authorisation(number)?;
            place.insert(found.map(|found| found.groups).unwrap_or_default());
        }
        Ok(known.get(&number).map_or(&[], Vec::as_slice))
    }
}

/// Why it is not known what was public: whoever keeps the item says it himself.
fn told(error: CaseError) -> PortError {
    match error {
        CaseError::Port(error) => error,
        error => away(&error),
    }
}

/// The own database is not there, or says something strange: tried again.
pub(super) fn away(error: &CaseError) -> PortError {
    PortError::Away { service: crate::SERVICE.to_owned(), cause: error.to_string() }
}
