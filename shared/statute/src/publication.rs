//! What this house shows of what the law lets it publish (本平台公示范围). It touches no counting: what may be published
//! is [`crate::display`]'s, and that alone decides what counts.

use crate::display::Display;
use crate::tables::{DisplayChannel, Unpublished};
use domain::day::Day;
use domain::record::{PartyKind, Penalty};
use domain::span::Spans;
use policy::fault::Fault;
use policy::parameter::{Unit, Value};
use policy::reader::{Basis, Reader, on_every_day};
use policy::set::PolicySet;
use std::collections::BTreeMap;

/// Why a penalty that may be published is not shown here (不在本平台公示的情形).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Withheld {
    /// Another department decided.
    OtherField,
    /// A natural person who is not registered as a merchant.
    NaturalPerson,
}

impl Withheld {
    /// The token used in answers.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::OtherField => "other_field",
            Self::NaturalPerson => "natural_person",
        }
    }

    /// The Chinese label.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::OtherField => "其他部门作出的处罚，由其渠道公示",
            Self::NaturalPerson => "当事人为未登记的自然人",
        }
    }

    /// The English label.
    #[must_use]
    pub const fn en(self) -> &'static str {
        match self {
            Self::OtherField => "another department decided, which shows it on its own channel",
            Self::NaturalPerson => "the party is a natural person who is not registered as a merchant",
        }
    }

    /// The parameter that says so.
    #[must_use]
    pub const fn parameter(self) -> &'static str {
        match self {
            Self::OtherField => OWN_FIELD_ONLY,
            Self::NaturalPerson => NATURAL_PERSONS,
        }
    }
}

const OWN_FIELD_ONLY: &str = "publication.own_field_only";
pub(crate) const NATURAL_PERSONS: &str = "publication.natural_persons";

/// The parameter that says what becomes of a penalty of which no day of publication is known.
pub const WITHOUT_DAY: &str = "publication.without_day";
/// The parameter that says whether what a person wrote of a decision waits for an official's release.
pub const FREE_TEXT: &str = "publication.free_text";
/// The parameter that names the article of each ground of [`Unpublished`].
pub const GROUNDS: &str = "publication.grounds";

/// What the policy says of publication on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rules {
    /// Are decisions of our own field alone shown?
    pub own_field_only: bool,
    /// Are natural persons shown only if they are registered?
    pub registered_only: bool,
    /// Is a penalty of which no day of publication is known taken for published from its decision on?
    pub shown_without_day: bool,
    /// Do a text and a summary wait for an official's release?
    pub needs_release: bool,
    /// Instrument and article of each ground on which nothing is published.
    pub grounds: BTreeMap<&'static str, (String, String)>,
    /// The intervals that this was read from.
    pub basis: Vec<Basis>,
}

impl Rules {
    /// Whatever the day, can the rules be read?
    ///
    /// # Errors
    /// Those of [`Rules::on`] on the first day of each interval.
    pub fn check(set: &PolicySet) -> Result<(), Vec<Fault>> {
        on_every_day(set, |day| Self::on(set, day))
    }

    /// The first day behind `day` on which they may be others.
    #[must_use]
    pub fn next_change_day(set: &PolicySet, day: Day) -> Option<Day> {
        let days = set.parameters().flat_map(|parameter| &parameter.intervals).map(|interval| interval.day);
        days.filter(|first| *first > day).min()
    }

    /// Reads what holds on `day`, the day on which something is shown.
    ///
    /// # Errors
    /// Every parameter that is missing, ends, or has not the shape that is needed.
    pub fn on(set: &PolicySet, day: Day) -> Result<Self, Vec<Fault>> {
        let mut reader = Reader::on(set, day);
        let own_field_only = reader.take(OWN_FIELD_ONLY, Unit::Tokens, choice(["own_field", "all_fields"]));
        let registered_only = reader.take(NATURAL_PERSONS, Unit::Tokens, choice(["registered_only", "everybody"]));
        let shown_without_day = reader.take(WITHOUT_DAY, Unit::Tokens, choice(["shown", "withheld"]));
        let needs_release = reader.take(FREE_TEXT, Unit::Tokens, choice(["release", "masked"]));
        let grounds = reader.take(GROUNDS, Unit::Words, grounds);
        let basis = reader.end()?;
        let read = || {
            Some(Self {
                own_field_only: own_field_only?,
                registered_only: registered_only?,
                shown_without_day: shown_without_day?,
                needs_release: needs_release?,
                grounds: grounds?,
                basis,
            })
        };
        // What is missing is a fault, and those have been told.
        read().ok_or_else(Vec::new)
    }

    /// From which day on a penalty is published (首次公示日): its own, or where none is known that of the decision, if
    /// the policy takes it for published. A penalty counts before that, but the public does not see it.
    #[must_use]
    pub fn published_from(&self, penalty: &Penalty) -> Option<Day> {
        penalty.published_on.or_else(|| self.shown_without_day.then_some(penalty.decided_on))
    }

    /// Days on which the public may see a penalty with this display.
    #[must_use]
    pub fn public(&self, display: &Display) -> Spans {
        match display.published_on {
            None if self.shown_without_day => display.unhidden(),
            _ => display.public(),
        }
    }

    /// Is somebody not shown, whatever there is to tell?
    #[must_use]
    pub fn withholds_person(&self, kind: Option<PartyKind>, is_registered: bool) -> bool {
        self.registered_only && kind == Some(PartyKind::NaturalPerson) && !is_registered
    }

    /// The interval of one of these parameters.
    #[must_use]
    pub fn basis_of(&self, id: &str) -> Option<&Basis> {
        let is_of = |basis: &&Basis| basis.reference.split_once('@').is_some_and(|(of, _)| of == id);
        self.basis.iter().find(is_of)
    }

    /// Why a penalty is not shown here, whatever the law lets be published. Whose decision it is, its channel tells.
    #[must_use]
    pub fn withheld(&self, penalty: &Penalty, channel: DisplayChannel, is_registered: bool) -> Vec<Withheld> {
        let is_of_others = channel != DisplayChannel::Gsxt;
        let grounds = [
            (self.own_field_only && is_of_others, Withheld::OtherField),
            (self.withholds_person(penalty.party_kind, is_registered), Withheld::NaturalPerson),
        ];
        grounds.into_iter().filter_map(|(holds, ground)| holds.then_some(ground)).collect()
    }
}

/// One of two words: is it the first?
fn choice([yes, no]: [&'static str; 2]) -> impl Fn(&Value) -> Result<bool, String> {
    move |value| match value.text() {
        Some(word) if word == yes => Ok(true),
        Some(word) if word == no => Ok(false),
        _ => Err(format!("either {yes} or {no} is needed")),
    }
}

fn grounds(value: &Value) -> Result<BTreeMap<&'static str, (String, String)>, String> {
    let article = |(token, _): (&'static str, Unpublished)| {
        let words = value.entry(token).and_then(Value::texts);
        match words.as_deref() {
            Some([title, article]) => Ok((token, ((*title).to_owned(), (*article).to_owned()))),
            _ => Err(format!("{token} needs an instrument and an article")),
        }
    };
    Unpublished::ALL.into_iter().map(article).collect()
}
