//! Repeats a draw from its bundle and names the first thing that does not fit.

use crate::bundle::{Bundle, Public};
use crate::commitment::{CommitError, Commitment, OpenError};
use crate::draw::{Drawn, draw};
use crate::frozen::InputError;
use crate::merkle;

/// The first thing that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Difference {
    /// The commitment was published elsewhere in other words.
    #[error("the commitment of the bundle is not the one that was published")]
    PublishedCommitment,
    /// What is public elsewhere differs.
    #[error("what the bundle says is public is not what was published")]
    Published,
    /// The commitment has another digest than what is public says.
    #[error("the commitment does not fit its digest")]
    Commitment,
    /// The commitment came too late.
    #[error(transparent)]
    Lead(#[from] CommitError),
    /// Inputs, nonce or value do not open the commitment.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The seed differs.
    #[error("the seed does not follow from inputs, nonce and value")]
    Seed,
    /// A row has another outcome.
    #[error("the outcome of merchant {key} differs")]
    Outcome {
        /// Whose.
        key: String,
    },
    /// A size by class and kind differs.
    #[error("the size of class {class} differs")]
    Quota {
        /// Of which class.
        class: String,
    },
    /// A size by stratum differs.
    #[error("the size of stratum {key} differs")]
    Stratum {
        /// Of which.
        key: String,
    },
    /// A visit has another place or other inspectors.
    #[error("the visit to merchant {key} differs")]
    Visit {
        /// To whom.
        key: String,
    },
    /// A list has more or fewer entries.
    #[error("the list of {list} has {found} entries, not {wanted}")]
    Length {
        /// Which list.
        list: &'static str,
        /// How many it has.
        found: usize,
        /// How many the draw gives.
        wanted: usize,
    },
    /// The public list of merchants differs.
    #[error("the public list of merchants differs from the visits")]
    List,
    /// The public value is stated in two ways.
    #[error("the public value differs from the one drawn with")]
    Value,
    /// The Merkle root differs.
    #[error("the Merkle root differs")]
    Root,
    /// Something cannot be written.
    #[error(transparent)]
    Unwritten(#[from] InputError),
}

impl Bundle {
    /// Repeats the draw and compares everything with what the bundle says. It shows that the bundle fits
    /// itself; whoever has the published commitment asks [`Bundle::verify_published`].
    ///
    /// # Errors
    /// The first [`Difference`].
    pub fn verify(&self) -> Result<(), Difference> {
        let Self { commitment, drawn, frozen, nonce, public, salt, value } = self;
        if commitment.hash()? != public.commitment {
            return Err(Difference::Commitment);
        }
        commitment.leads(frozen)?;
        if commitment.open(frozen, nonce, value)? != public.seed {
            return Err(Difference::Seed);
        }
        if *value != public.value {
            return Err(Difference::Value);
        }
        compare(drawn, &draw(frozen, &public.seed))?;
        if !drawn.visits.iter().map(|visit| &visit.key).eq(&public.drawn) {
            return Err(Difference::List);
        }
        let leaves = merkle::leaves(&frozen.inputs().population, &drawn.outcomes, salt);
        let root = merkle::root(leaves.map_err(|error| InputError::Json(error.to_string()))?);
        if root == public.root { Ok(()) } else { Err(Difference::Root) }
    }

    /// As [`Bundle::verify`], and the bundle is about this commitment and this public statement, which come
    /// from where they were published and not from the bundle.
    ///
    /// # Errors
    /// The first [`Difference`].
    pub fn verify_published(&self, commitment: &Commitment, public: &Public) -> Result<(), Difference> {
        if self.commitment != *commitment {
            return Err(Difference::PublishedCommitment);
        }
        if self.public != *public {
            return Err(Difference::Published);
        }
        self.verify()
    }
}

fn compare(found: &Drawn, wanted: &Drawn) -> Result<(), Difference> {
    list("outcomes", &found.outcomes, &wanted.outcomes, |row| Difference::Outcome { key: row.key.clone() })?;
    list("quotas", &found.quotas, &wanted.quotas, |quota| Difference::Quota { class: quota.class.clone() })?;
    list("strata", &found.strata, &wanted.strata, |stratum| Difference::Stratum { key: stratum.key.clone() })?;
    list("visits", &found.visits, &wanted.visits, |visit| Difference::Visit { key: visit.key.clone() })
}

fn list<T: PartialEq>(
    list: &'static str,
    found: &[T],
    wanted: &[T],
    differs: impl Fn(&T) -> Difference,
) -> Result<(), Difference> {
    if let Some((_, wanted)) = found.iter().zip(wanted).find(|(found, wanted)| found != wanted) {
        return Err(differs(wanted));
    }
    let (found, wanted) = (found.len(), wanted.len());
    if found == wanted { Ok(()) } else { Err(Difference::Length { list, found, wanted }) }
}
