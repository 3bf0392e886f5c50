//! Something before the gate: what is looked for, piece by piece.

use super::catalogue::{Catalogue, Class};
use super::shown::PENALTY;
use super::{Act, Asked, Form, Lack, Leaving, Missing, Mode, Passed, Sent, Verdict};
use crate::display::Display;
use crate::measures::MeasureKind;
use crate::publication::{FREE_TEXT, NATURAL_PERSONS, Rules, WITHOUT_DAY, Withheld};
use crate::tables::dated::{Basis, Ruling};
use crate::tables::{DisplayChannel, Unpublished};
use domain::day::Day;
use domain::record::PartyKind;
use domain::span::{Span, Spans};
use std::collections::BTreeSet;

/// Which piece: its token, and its labels where it has some.
type What<'w> = (&'w str, (&'w str, &'w str));

pub(super) struct Door<'d> {
    leaving: &'d Leaving<'d>,
    catalogue: &'d Catalogue,
    rules: &'d Rules,
    missing: Vec<Missing>,
    rests_on: BTreeSet<String>,
}

impl<'d> Door<'d> {
    pub(super) fn before(leaving: &'d Leaving<'d>, catalogue: &'d Catalogue) -> Self {
        let rules = catalogue.publication.at(leaving.day).value;
        Self { leaving, catalogue, rules, missing: Vec::new(), rests_on: BTreeSet::new() }
    }

    pub(super) fn end(self) -> Result<Passed, Vec<Missing>> {
        if self.missing.is_empty() {
            Ok(Passed { rests_on: self.rests_on.into_iter().collect() })
        } else {
            Err(self.missing)
        }
    }

    /// Does it stand in the catalogue of the day, and may it leave in this mode?
    pub(super) fn item(&mut self) {
        let Leaving { item, mode, form, day, .. } = self.leaving;
        let Ruling { value: edition, basis } = self.catalogue.items.at(*day);
        self.rest(basis);
        let what = (mode.token(), mode.labels());
        match edition.items.get(*item) {
            None => self.lack(Lack::NotInCatalogue, plain(item), &edition.title, basis),
            Some(known) if !known.modes.contains(mode) => self.lack(Lack::ModeNotOpen, what, &known.basis, basis),
            Some(_) => {}
        }
        if !form.modes().contains(mode) {
            self.lack(Lack::WrongMode, what, &edition.title, basis);
        }
    }

    /// Is everything there that its form asks for?
    pub(super) fn way(&mut self) {
        let Leaving { item, form, day, fields, is_masked, is_released, .. } = self.leaving;
        let Ruling { value: ways, basis } = self.catalogue.ways.at(*day);
        self.rest(basis);
        let key = format!("{item}/{}", form.token());
        let Some(way) = ways.get(&key) else {
            self.lack(Lack::FormNotOpen, plain(&key), "", basis);
            return;
        };
        self.acts(&way.acts, &way.article, basis);
        for field in way.fields.iter().filter(|field| !fields.contains(&field.as_str())) {
            self.lack(Lack::FieldMissing, plain(field), &way.article, basis);
        }
        // Where no fields are named, whoever makes the page judges them.
        for field in fields.iter().filter(|field| !way.fields.is_empty() && !way.fields.iter().any(|one| one == *field))
        {
            self.lack(Lack::FieldNotAllowed, plain(field), &way.article, basis);
        }
        if way.masking && !is_masked {
            self.lack(Lack::NotMasked, plain(item), &way.article, basis);
        }
        if way.release {
            let basis = self.rule(FREE_TEXT);
            self.rest(basis);
            if self.rules.needs_release && !is_released {
                self.lack(Lack::NotReleased, plain(item), &way.article, basis);
            }
        }
    }

    /// Are the acts of the law done, in their order, by the day?
    fn acts(&mut self, acts: &[Act], article: &str, basis: Basis<'_>) {
        let Leaving { acts: done, day, .. } = self.leaving;
        let mut latest: Option<Day> = None;
        for act in acts {
            let what = (act.token(), act.labels());
            let Some((_, on)) = done.iter().find(|(one, _)| one == act) else {
                let lack = if act.is_notice() { Lack::NoticeMissing } else { Lack::DateMissing };
                self.lack(lack, what, article, basis);
                continue;
            };
            if on > day {
                let missing = self.piece(Lack::DateNotReached, what, article, basis);
                self.add(Missing { until: Some(*on), ..missing });
            }
            if latest.is_some_and(|latest| *on < latest) {
                self.lack(Lack::DatesOutOfOrder, what, article, basis);
            }
            latest = latest.max(Some(*on));
        }
    }

    /// May the public be told anything of this party?
    pub(super) fn person(&mut self) {
        let Leaving { party, mode, day, .. } = self.leaving;
        if *mode != Mode::Publish {
            return;
        }
        // Also who is shown is shown by that rule.
        if party.kind == Some(PartyKind::NaturalPerson) {
            self.rest(self.rule(NATURAL_PERSONS));
        }
        if self.rules.withholds_person(party.kind, party.is_registered) {
            self.withheld(Withheld::NaturalPerson);
        }
        let never = self.catalogue.tables.never_published(DisplayChannel::Gsxt, *day);
        if party.is_under_18 && never.value.contains(&Unpublished::Under18) {
            self.never(Unpublished::Under18, never.basis);
        }
    }

    pub(super) fn form(&mut self) {
        let Leaving { item, form, mode, .. } = self.leaving;
        let is_judged = matches!(form, Form::Display(Verdict::Penalty { .. }));
        if *item == PENALTY && *mode == Mode::Publish && !is_judged {
            let basis = self.catalogue.ways.at(self.leaving.day).basis;
            self.lack(Lack::NotJudged, plain(PENALTY), "", basis);
        }
        match form {
            Form::Listing(days) | Form::Display(Verdict::Days(days)) => self.in_force(days),
            Form::Display(Verdict::Penalty { display, withheld }) => self.penalty(display, withheld),
            Form::Measure(sent) => self.measure(sent),
            Form::Disclosure(asked) => self.disclosure(asked),
        }
    }

    fn in_force(&mut self, days: &Spans) {
        let Leaving { item, day, .. } = self.leaving;
        if !days.contains(*day) {
            let missing = self.piece(Lack::NotInForce, plain(item), "", RECORD);
            let until = days.iter().map(|span| span.from).filter(|from| from > day).min();
            self.add(Missing { until, ..missing });
        }
    }

    /// What the rules of displays say of a penalty.
    fn penalty(&mut self, display: &Display, withheld: &[Withheld]) {
        for ground in withheld {
            self.withheld(*ground);
        }
        if let Some(ground) = display.unpublished {
            // The table of the decision day says so.
            let decided = self.leaving.acts.iter().find(|(act, _)| *act == Act::Decided);
            let on = decided.map_or(self.leaving.day, |(_, on)| *on);
            let basis = self.catalogue.tables.never_published(display.channel, on).basis;
            self.never(ground, basis);
            return;
        }
        if display.published_on.is_none() {
            self.rest(self.rule(WITHOUT_DAY));
        }
        self.in_force(&self.rules.public(display));
        let shown = display.counting().into_iter().find(|shown| shown.span.contains(self.leaving.day));
        self.rests_on.extend(shown.filter(|shown| shown.provisional).map(|shown| shown.by));
    }

    /// A measure leaves as the list of measures and the table of its list have it, and as no more.
    fn measure(&mut self, sent: &Sent<'_>) {
        let Leaving { item, day, .. } = self.leaving;
        let Ruling { value: list, basis } = self.catalogue.uses.at(*day);
        self.rest(basis);
        self.in_force(sent.listed);
        if sent.basis.trim().is_empty() {
            self.lack(Lack::BasisMissing, plain(sent.code), &list.title, basis);
        }
        let allowed = list.uses.get(sent.code).filter(|one| one.triggers.iter().any(|trigger| trigger == item));
        let in_force = self.catalogue.measures.in_force(&Spans::one(Span::new(*day, day.next())));
        let measure = in_force.into_iter().find(|one| one.measure.code == sent.code);
        let (Some(allowed), Some(measure)) = (allowed, measure) else {
            self.lack(Lack::MeasureNotAllowed, plain(sent.code), &list.title, basis);
            return;
        };
        let by = Basis { by: measure.by, provisional: measure.provisional };
        self.rest(by);
        let measure = measure.measure;
        if !measure.departments.iter().any(|department| sent.department.contains(department.as_str())) {
            self.lack(Lack::WrongDepartment, plain(sent.department), &measure.basis, by);
        }
        let too_strong = match (allowed.class, sent.presented_as) {
            (Class::Rights, MeasureKind::Must) => Some(Lack::PresentedAsBan),
            (Class::Voluntary, MeasureKind::Must | MeasureKind::FactorToWeigh) => Some(Lack::PresentedAsInstruction),
            // Kinds are in order of their weight, the heaviest first.
            (_, presented) if presented < measure.kind => Some(Lack::PresentedTooStrong),
            _ => None,
        };
        if let Some(lack) = too_strong {
            self.lack(lack, plain(sent.code), &measure.basis, by);
        }
    }

    /// What somebody asks for is open to the role on the ground, and authorised where that is the ground.
    fn disclosure(&mut self, asked: &Asked<'_>) {
        let Ruling { value: opened, basis } = self.catalogue.opened.at(self.leaving.day);
        self.rest(basis);
        self.in_force(asked.usable);
        let key = format!("{}/{}", asked.role, asked.ground);
        let groups = opened.get(&key).map_or(&[][..], Vec::as_slice);
        for group in asked.groups.iter().filter(|group| !groups.iter().any(|one| one == *group)) {
            self.lack(Lack::NotOpened, plain(group), &key, basis);
        }
        if asked.groups.is_empty() {
            self.lack(Lack::NotOpened, plain(&key), &key, basis);
        }
        if asked.ground == "authorisation" && !asked.is_authorised {
            self.lack(Lack::NotAuthorised, plain(asked.role), &key, basis);
        }
    }

    fn withheld(&mut self, ground: Withheld) {
        let basis = self.rule(ground.parameter());
        self.rest(basis);
        self.lack(Lack::Withheld(ground), plain(ground.token()), "", basis);
    }

    fn never(&mut self, ground: Unpublished, basis: Basis<'_>) {
        let article = self.rules.grounds.get(ground.token());
        let article = article.map_or_else(String::new, |(title, article)| format!("{title} {article}"));
        self.lack(Lack::NeverPublished(ground), plain(ground.token()), &article, basis);
    }

    /// What a rule of publication rests on.
    fn rule(&self, id: &str) -> Basis<'d> {
        let basis = self.rules.basis_of(id);
        basis.map_or(RECORD, |basis| Basis { by: &basis.reference, provisional: basis.provisional })
    }

    fn rest(&mut self, basis: Basis<'_>) {
        self.rests_on.extend(basis.provisional.then(|| basis.by.to_owned()));
    }

    fn lack(&mut self, lack: Lack, what: What<'_>, article: &str, basis: Basis<'_>) {
        let missing = self.piece(lack, what, article, basis);
        self.add(missing);
    }

    fn piece(&self, lack: Lack, (what, (zh, en)): What<'_>, article: &str, basis: Basis<'_>) -> Missing {
        let is_told = matches!(lack, Lack::NeverPublished(_) | Lack::Withheld(_));
        let text = |label: &str, what: &str, colon: &str| {
            if is_told { label.to_owned() } else { format!("{label}{colon}{what}") }
        };
        Missing {
            lack,
            what: what.to_owned(),
            zh: text(lack.zh(), zh, "："),
            en: text(lack.en(), en, ": "),
            article: article.to_owned(),
            by: basis.by.to_owned(),
            provisional: basis.provisional,
            until: None,
        }
    }

    /// Two rules may miss the same piece.
    fn add(&mut self, missing: Missing) {
        let is_known = |known: &Missing| (known.lack, &known.what) == (missing.lack, &missing.what);
        if !self.missing.iter().any(is_known) {
            self.missing.push(missing);
        }
    }
}

/// What the records themselves say.
const RECORD: Basis<'_> = Basis { by: "record", provisional: false };

/// A piece that is called by its token.
const fn plain<'w>(token: &'w str) -> What<'w> {
    (token, (token, token))
}
