//! A merchant before the judge: its records as they were known at an instant, by a scheme, on a day.

use crate::error::RatingError;
use crate::judge::answer::ByPoints;
use crate::judge::certificate::{Evidence, Statement};
use crate::judge::{Known, facts};
use crate::look::Told;
use crate::public::{OnDisplay, Public};
use crate::rulings::Ruling;
use domain::day::Day;
use domain::facts::Facts;
use domain::instant::Instant;
use domain::record::Records;
use scoring::explain::{Explanation, Subject};
use scoring::peers::PeersRow;
use statute::succession::pruned;
use std::collections::BTreeSet;

/// A merchant before the judge.
pub(crate) struct Case<'c> {
    ruling: &'c Ruling,
    day: Day,
    known_at: Option<Instant>,
    known: &'c Known,
    records: Records<'c>,
    facts: Facts,
    peers: Option<PeersRow>,
}

impl<'c> Case<'c> {
    /// Lays out what was known of a merchant by then.
    ///
    /// # Errors
    /// [`RatingError::Missing`] if it was not known by then.
    pub(crate) fn open(
        ruling: &'c Ruling,
        (day, known_at): (Day, Option<Instant>),
        known: &'c Known,
        peers: Option<PeersRow>,
    ) -> Result<Self, RatingError> {
        let records = Self::records(ruling, known, known_at)?;
        Ok(Self::over(ruling, (day, known_at), known, records, peers))
    }

    /// The records that count with a merchant, as they were known by then.
    ///
    /// # Errors
    /// [`RatingError::Missing`] if it was not known by then.
    pub(crate) fn records(
        ruling: &Ruling,
        known: &'c Known,
        known_at: Option<Instant>,
    ) -> Result<Records<'c>, RatingError> {
        Ok(pruned(known.records(known_at)?.ok_or(RatingError::Missing)?, &ruling.rulebook.tables))
    }

    /// Lays out these records of a merchant.
    pub(crate) fn over(
        ruling: &'c Ruling,
        (day, known_at): (Day, Option<Instant>),
        known: &'c Known,
        records: Records<'c>,
        peers: Option<PeersRow>,
    ) -> Self {
        let facts = facts(&records, &ruling.rulebook.tables);
        Self { ruling, day, known_at, known, records, facts, peers }
    }

    /// The rating with every reason.
    pub(crate) fn explanation(&self) -> Explanation<'_> {
        let expected = self.peers.as_ref().map_or(0, |row| row.expected_thousandths);
        Subject::new(&self.ruling.program, &self.facts, expected).explain(self.day)
    }

    /// The same as it is answered, and what is public today.
    pub(crate) fn told(&self, today: Day) -> Result<Told, RatingError> {
        let explanation = self.explanation();
        let answer = ByPoints {
            scheme: &self.ruling.rulebook.scheme,
            policies: &self.ruling.rulebook.policies,
            name: &self.records.merchant.name,
            facts: &self.facts,
            known_at: self.known_at,
            explanation: &explanation,
            peers: self.peers.as_ref(),
        };
        let lines = explanation.lines.iter().flat_map(|line| &line.records);
        let rules = explanation.rules.iter().flat_map(|rule| &rule.records);
        let keys: BTreeSet<&str> = lines.chain(rules).map(|key| key.as_str()).collect();
        Ok(Told {
            explanation: answer.json()?,
            public: self.public(today)?,
            keys: keys.into_iter().map(str::to_owned).collect(),
        })
    }

    /// What a certificate states, and what that rests on.
    pub(crate) fn certified(&self) -> Result<(Statement, Evidence), RatingError> {
        let rulebook = &self.ruling.rulebook;
        let evidence = Evidence {
            records: self.records.to_dossier(),
            scheme: rulebook.text.clone(),
            policies: rulebook.policies.files().map(|(path, text)| (path.to_owned(), text.to_owned())).collect(),
            peers: self.peers.clone(),
        };
        let statement = Statement::of(&evidence, self.day, self.known_at)?;
        Ok((statement, evidence))
    }

    /// What is public on a day, by everything that is known: what was withdrawn since is public no more.
    fn public(&self, day: Day) -> Result<Option<OnDisplay>, RatingError> {
        let Some(records) = self.known.records(None)? else { return Ok(None) };
        let facts = facts(&records, &self.ruling.rulebook.tables);
        Ok(Some(Public::of(&facts, &records, self.ruling, day).on_display()))
    }
}
