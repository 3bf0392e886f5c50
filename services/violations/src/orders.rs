//! Orders about displays (公示指令): another service of the house has decided that the display of a penalty stops or
//! resumes, and commands it here. An order is kept beside the ledger and binds the record: whatever is learnt of it
//! later, from whomever, holds what was ordered.

mod binding;

pub(crate) use binding::oblige;

use crate::displays::Displays;
use crate::store::{OrderRow, store};
use contracts::clock::Clock;
use contracts::port::{DisplayAct, DisplayOrder, DisplayOrdered, DisplayOrders, PortError, cause};
use db::{DbError, QueryError, Transient};
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::Penalty;
use ledger::{LONGEST_REASON, Ledger, LedgerError, VersionView};
use std::sync::Arc;

const STOP: &str = "stop";
const RESUME: &str = "resume";
const SHIELD: &str = "shield";
const UNSHIELD: &str = "unshield";

/// The orders about the penalties of a ledger (公示指令), beside it.
#[derive(Clone)]
pub struct Orders {
    ledger: Arc<Ledger>,
    clock: Arc<dyn Clock>,
}

/// Why an order was not followed.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// The ledger: no reason was given, the database does not answer.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A penalty that is stored cannot be read.
    #[error("a penalty cannot be read: {0}")]
    Content(#[from] serde_json::Error),
    /// There is no such penalty.
    #[error("there is no such penalty")]
    NoPenalty,
    /// It was taken back: nothing of it is displayed.
    #[error("the penalty was taken back")]
    Withdrawn,
    /// The same cause has ordered something else of this penalty.
    #[error("{0} has ordered something else before")]
    Otherwise(String),
    /// An order of the opposite kind holds from a later day on, which this one could not change.
    #[error("another order says otherwise from {0} on")]
    Later(Day),
    /// The cause names no service, or nothing of it.
    #[error("must be a service, a colon and a step of a case there, such as repair:12#5")]
    Cause,
    /// The day lies before the decision.
    #[error("the day lies before {0}, when the penalty was decided")]
    Undecided(Day),
    /// A display resumes, and is shielded or not any more, today at the latest.
    #[error("only a stop can be ordered for a day ahead")]
    Ahead,
}

impl From<QueryError> for OrderError {
    fn from(error: QueryError) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<DbError> for OrderError {
    fn from(error: DbError) -> Self {
        Self::Ledger(error.into())
    }
}

impl Transient for OrderError {
    fn database(&self) -> Option<&DbError> {
        match self {
            Self::Ledger(error) => error.database(),
            _ => None,
        }
    }
}

impl Displays {
    /// The orders about the displays of the penalties.
    #[must_use]
    pub fn orders(&self) -> Orders {
        Orders::new(Arc::clone(&self.ledger), Arc::clone(&self.clock))
    }
}

impl Orders {
    /// Beside a ledger.
    #[must_use]
    pub fn new(ledger: Arc<Ledger>, clock: Arc<dyn Clock>) -> Self {
        Self { ledger, clock }
    }

    /// Whose penalty it is, if there is one.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn party(&self, penalty: (i64, &str)) -> Result<Option<PartyCode>, OrderError> {
        let standing = self.ledger.stands(penalty)?.filter(|_| is_penalty(penalty.1));
        Ok(standing.map(|view| read(&view)).transpose()?.map(|penalty| penalty.party))
    }

    /// Does as it is ordered: the order and the version of the record that holds it are written together, so that whoever
    /// follows hears of it at once. An order of a cause that was heard before does nothing.
    ///
    /// # Errors
    /// [`OrderError`]; then nothing was written.
    pub fn order(&self, order: &DisplayOrder) -> Result<DisplayOrdered, OrderError> {
        if !cause::is_one(&order.cause) {
            return Err(OrderError::Cause);
        }
        let reason = order.reason.trim();
        match reason.chars().count() {
            0 => return Err(LedgerError::NoReason.into()),
            length if length > LONGEST_REASON => return Err(LedgerError::LongReason(length).into()),
            _ => {}
        }
        let record = (order.subject_id, order.key.as_str());
        let db = self.ledger.database();
        db.whole(|| {
            let view = self.ledger.stands(record)?.filter(|_| is_penalty(record.1)).ok_or(OrderError::NoPenalty)?;
            let mut given = db.read::<_, OrderError>(|conn| Ok(store(conn).orders(&[order.subject_id])?))?;
            given.retain(|row| row.key == order.key);
            if let Some(before) = given.iter().find(|row| row.cause == order.cause) {
                let is_same = *before == row(order, before.number, before.recorded_at);
                return if is_same { told(&view, true) } else { Err(OrderError::Otherwise(order.cause.clone())) };
            }
            let penalty = read(&view)?;
            self.fits(order, &penalty, &given)?;
            let number = given.last().map_or(1, |last| last.number + 1);
            let row = row(order, number, self.clock.now().micros());
            db.write::<_, OrderError>(|conn| Ok(store(conn).add_order(&row)?))?;
            if penalty.withdrawn {
                // Kept for the day on which its source brings it again.
                return told(&view, false);
            }
            told(&self.ledger.write_anew(record, (&row.actor, reason))?, false)
        })
    }

    /// Can the order be followed by what stands and what was ordered before?
    fn fits(&self, order: &DisplayOrder, penalty: &Penalty, given: &[OrderRow]) -> Result<(), OrderError> {
        // A shield of what was taken back since is lifted for nothing, so that nothing else of its case waits for it.
        if penalty.withdrawn && order.what != DisplayAct::Unshield {
            return Err(OrderError::Withdrawn);
        }
        if order.on < penalty.decided_on {
            return Err(OrderError::Undecided(penalty.decided_on));
        }
        // What happened has not done so after today, as with every row of a source.
        if !matches!(order.what, DisplayAct::Stop { .. }) && order.on > self.clock.today() {
            return Err(OrderError::Ahead);
        }
        let others = given.iter().filter(|row| row.what == opposite(order.what) && row.on_day > order.on.number());
        others.map(|row| row.on_day).max().map_or(Ok(()), |day| Err(OrderError::Later(Day::from_number(day))))
    }
}

/// The service as others in this process command it.
impl DisplayOrders for Orders {
    fn order(&self, order: &DisplayOrder) -> Result<DisplayOrdered, PortError> {
        self.order(order).map_err(|error| {
            let (service, cause) = (crate::SERVICE.to_owned(), error.to_string());
            if error.will_pass() { PortError::Away { service, cause } } else { PortError::Refused { service, cause } }
        })
    }
}

fn is_penalty(key: &str) -> bool {
    key.starts_with("penalty:")
}

fn read(view: &VersionView) -> Result<Penalty, serde_json::Error> {
    serde_json::from_str(&view.content)
}

fn told(view: &VersionView, repeated: bool) -> Result<DisplayOrdered, OrderError> {
    let Penalty { display_stopped_on, stop_revoked_on, .. } = read(view)?;
    Ok(DisplayOrdered { repeated, version: view.version, display_stopped_on, stop_revoked_on })
}

const fn word(what: DisplayAct) -> &'static str {
    match what {
        DisplayAct::Stop { .. } => STOP,
        DisplayAct::Resume => RESUME,
        DisplayAct::Shield => SHIELD,
        DisplayAct::Unshield => UNSHIELD,
    }
}

/// What undoes it. A shield and a stop stand beside each other: neither undoes the other.
const fn opposite(what: DisplayAct) -> &'static str {
    match what {
        DisplayAct::Stop { .. } => RESUME,
        DisplayAct::Resume => STOP,
        DisplayAct::Shield => UNSHIELD,
        DisplayAct::Unshield => SHIELD,
    }
}

fn row(order: &DisplayOrder, number: i32, recorded_at: i64) -> OrderRow {
    let stop_reason = match order.what {
        DisplayAct::Stop { reason } => Some(reason.token().to_owned()),
        DisplayAct::Resume | DisplayAct::Shield | DisplayAct::Unshield => None,
    };
    OrderRow {
        subject_id: order.subject_id,
        key: order.key.clone(),
        number,
        what: word(order.what).to_owned(),
        on_day: order.on.number(),
        stop_reason,
        cause: order.cause.clone(),
        reason: order.reason.trim().to_owned(),
        recorded_at,
        actor: cause::actor(&order.cause),
    }
}
