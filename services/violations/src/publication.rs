//! Publication of a penalty (公示): what the law lets be published, what of that is shown here and from when, and what
//! masking makes of it. The law alone decides what counts; showing never touches that.

use crate::displays::{DisplayError, Displays, PenaltyDisplay};
use crate::summary::Summary;
use crate::texts::{Release, Served, TextBook, TextError, WITHOUT_TEXT};
use contracts::access::Reach;
use contracts::port::Registration;
use domain::code::PartyCode;
use domain::digest::Digest;
use domain::record::Penalty;
use domain::span::Span;
use ledger::{Asker, LedgerError};
use masking::{Known, Masked, mask};
use statute::gate::{Missing, Passed};
use statute::publication::Rules;
use std::sync::Arc;

/// A penalty as it may be published today.
#[derive(Clone, Debug)]
pub struct Publication {
    /// Its display today.
    pub display: PenaltyDisplay,
    /// May everybody be shown it here today, as the lawfulness gate says?
    pub verdict: Result<Passed, Vec<Missing>>,
    /// The interval around today in which the public may see it: on display, and published.
    pub public: Option<Span>,
    /// Type of violation by the table of causes.
    pub cause: Option<String>,
    /// What a person wrote of it, masked.
    pub summary: Summary,
    /// May the summary be shown?
    pub summary_state: TextState,
    /// Its text, masked, if there is one.
    pub text: Option<PublicText>,
    /// The last release or withdrawal, of a text and its summary or of the summary alone.
    pub release: Option<Release>,
    /// What the policy says today.
    pub rules: Rules,
}

/// The text of a decision as masking makes it today.
#[derive(Clone, Debug)]
pub struct PublicText {
    /// The version that it was made of.
    pub version: i32,
    /// Masked.
    pub masked: Masked,
    /// What an official releases: SHA-256 of the masked text.
    pub digest: Digest,
    /// May it be shown?
    pub state: TextState,
    /// The last release or withdrawal.
    pub release: Option<Release>,
}

/// Whether an official has looked at a masked text, or summary, and released it (放行状态).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextState {
    /// It is shown.
    Released,
    /// Nobody has released it yet.
    NotReleased,
    /// Another version was released.
    Changed,
    /// The release was withdrawn.
    Withdrawn,
    /// Masking makes something else of it than what was released: the party's name or the rule has changed.
    MaskedOtherwise,
}

impl Publication {
    /// Is the penalty shown here today?
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.verdict.is_ok()
    }

    /// The summary, if it is shown.
    #[must_use]
    pub fn shown_summary(&self) -> Option<&Summary> {
        Some(&self.summary).filter(|_| self.is_shown() && self.summary_state == TextState::Released)
    }

    /// The text, if it is shown.
    #[must_use]
    pub fn shown_text(&self) -> Option<&PublicText> {
        self.text.as_ref().filter(|text| self.is_shown() && text.state == TextState::Released)
    }
}

impl Displays {
    /// The texts of the penalties.
    #[must_use]
    pub fn texts(&self) -> TextBook {
        TextBook::new(Arc::clone(&self.ledger), Arc::clone(&self.clock))
    }

    /// A penalty as it may be published today.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if there is no such penalty within the reach.
    pub fn publication(&self, (code, key): (PartyCode, &str), reach: Reach) -> Result<Publication, DisplayError> {
        let display = self.of_penalty((code, key), None, None, reach)?;
        let rules = self.law().rules(display.day).clone();
        let (of_law, is_registered) = (&display.reading.display, display.party.is_some());
        let verdict = self.law().catalogue.shows(&display.penalty, of_law, is_registered, display.day);
        let asker = Asker { actor: crate::SERVICE, reach, department: None };
        let (text, release) = self.texts().last((code, key), asker).map_err(unread)?;
        // Whoever is named in the text is named in the summary as well.
        let persons = text.as_ref().map(|text| text.persons.as_slice()).unwrap_or_default();
        let known = known(&display.penalty, display.party.as_ref(), persons);
        let summary = Summary::of(&display.penalty, &known)?;
        let summary_state = summary.state(release.as_ref(), rules.needs_release);
        let text = text.as_ref().map(|text| public(text, release.clone(), &known, rules.needs_release));
        let seen = rules.public(&display.reading.display).around(display.day).filter(|_| !display.penalty.withdrawn);
        let cause = self.cause(&display.penalty);
        Ok(Publication { verdict, public: seen, cause, summary, summary_state, text, release, rules, display })
    }

    /// A penalty that is shown here today, for everybody.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if it is not shown, whatever the reason.
    pub fn shown(&self, code: PartyCode, key: &str) -> Result<Publication, DisplayError> {
        let found = self.publication((code, key), Reach::Everywhere)?;
        if found.is_shown() { Ok(found) } else { Err(LedgerError::Missing("penalty on display").into()) }
    }
}

pub(crate) fn unread(error: TextError) -> DisplayError {
    match error {
        TextError::Ledger(error) => error.into(),
        TextError::Content(error) => error.into(),
        // Said only of what is put and released.
        _ => LedgerError::Missing("text").into(),
    }
}

fn public(text: &Served, release: Option<Release>, known: &Known, needs_release: bool) -> PublicText {
    let masked = mask(&text.text, known);
    let digest = Digest::of_bytes(masked.text.as_bytes());
    let state = match &release {
        _ if !needs_release => TextState::Released,
        // A summary that was released by itself says nothing of a text that came later.
        None | Some(Release { text_version: WITHOUT_TEXT, .. }) => TextState::NotReleased,
        Some(release) if release.text_version != text.version => TextState::Changed,
        Some(Release { digest: None, .. }) => TextState::Withdrawn,
        Some(Release { digest: Some(released), .. }) if *released != digest => TextState::MaskedOtherwise,
        Some(_) => TextState::Released,
    };
    PublicText { version: text.version, masked, digest, state, release }
}

/// What is known of a penalty before its text or its summary is read. The registry knows no address of premises, so that
/// every address is masked. A merchant that is called as one of the persons is masked in the text too.
pub(crate) fn known(penalty: &Penalty, party: Option<&Registration>, persons: &[String]) -> Known {
    let names = party.map(|party| party.name.clone()).into_iter().chain([penalty.authority.clone()]);
    let codes = party.map(|party| party.code).into_iter().chain([penalty.party]);
    Known {
        names: persons.to_vec(),
        kept: names.filter(|name| !persons.contains(name)).collect(),
        premises: Vec::new(),
        codes: codes.collect(),
    }
}
