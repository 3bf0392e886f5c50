//! Orders about records that were found to be wrong (更正指令): another service of the house has decided that a record is
//! taken back or put right, and commands it here. An order is a new version like every act, and is kept beside the ledger:
//! a source that says again what was found to be wrong changes nothing.

mod binding;

pub(crate) use binding::{Ordered, ordered};

use crate::acts::{Standing, content_of, reasoned, unfit};
use crate::asker::Asker;
use crate::book::Ledger;
use crate::error::LedgerError;
use crate::store::{OrderRow, VersionRow, store};
use crate::versions::{Act, Manner};
use contracts::access::Reach;
use contracts::port::leaves::{self, Leaves};
use contracts::port::{PortError, RecordAct, RecordOrder, RecordOrdered, RecordOrders, StandingRecord, cause};
use db::Transient as _;
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::{Content, RecordKind};
use intake::Cells;
use serde_json::{Map, Value};

const WITHDRAW: &str = "withdraw";
const AMEND: &str = "amend";

impl Ledger {
    /// Does as it is ordered (执行更正指令): the order and the version of the record are written together, so that whoever
    /// follows hears of it at once. An order of a cause that was heard before does nothing.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if there is no such record; [`LedgerError::Unfit`] if its cause has ordered something else of
    /// it, names no service, or the record was taken back and is to be put right; else as [`Ledger::correct`]. Then
    /// nothing was written.
    pub fn order(&self, order: &RecordOrder) -> Result<RecordOrdered, LedgerError> {
        let reason = reasoned(&order.reason)?;
        if !cause::is_one(&order.cause) {
            return Err(unfit(
                "the cause must be a service, a colon and a step of a case there, such as repair:12#5",
                "来由应为服务名、冒号和该服务的案件步骤，如 repair:12#5",
            ));
        }
        self.change(|mut conn| {
            let keys = [(order.subject_id, order.key.as_str())];
            let versions = store(conn.again()).versions(&keys, Reach::Everywhere)?;
            let standing = Standing::among(versions)?.ok_or(LedgerError::Missing("record"))?;
            let mut given = store(conn.again()).orders(&[order.subject_id])?;
            given.retain(|row| row.key == order.key);
            if let Some(before) = given.iter().find(|row| row.cause == order.cause) {
                return repeated(before, order, &standing);
            }
            let now = self.clock.now();
            let content = match &order.what {
                RecordAct::Withdraw if standing.row.withdrawn => standing.content.clone(),
                RecordAct::Withdraw => self.withdrawn(&standing)?,
                RecordAct::Amend(_) if standing.row.withdrawn => {
                    return Err(unfit("it is withdrawn already", "该记录已撤回"));
                }
                RecordAct::Amend(cells) => self.corrected(&standing.content, &Cells::from_iter(cells.clone()))?,
            };
            let (act, amended) = match order.what {
                RecordAct::Withdraw => (Act::Withdrawal, Leaves::new()),
                RecordAct::Amend(_) => (Act::Correction, changes(&standing.content, &content)?),
            };
            let row = OrderRow {
                subject_id: order.subject_id,
                key: order.key.clone(),
                number: given.last().map_or(1, |last| last.number + 1),
                what: word(&order.what).to_owned(),
                cells: asked(&order.what)?,
                amended: serde_json::to_string(&amended)?,
                on_day: order.on.number(),
                cause: order.cause.clone(),
                reason: reason.to_owned(),
                wrong_since: wrong_since(&standing.versions, &amended)?.unwrap_or(now.micros()),
                recorded_at: now.micros(),
                actor: cause::actor(&order.cause),
            };
            store(conn.again()).add_order(&row)?;
            // Always a version, so that of two who write at once one sees what the other has done.
            let learnt = standing.learnt(&content, standing.after(now))?;
            let manner = Manner::decided(act, Asker::house(&row.actor), &row.reason, now);
            self.write(&mut conn, vec![learnt], &manner)?;
            let versions = store(conn.again()).versions(&keys, Reach::Everywhere)?;
            let standing = Standing::among(versions)?.ok_or(LedgerError::Missing("record"))?;
            told(&row, &standing, false)
        })
    }

    /// The code under which a record names its merchant, if there is such a record.
    ///
    /// # Errors
    /// If the database does not answer.
    pub(crate) fn party_of(&self, record: (i64, &str)) -> Result<Option<PartyCode>, LedgerError> {
        Ok(self.row_of(record)?.map(|row| content_of(&row)).transpose()?.map(|content| content.party()))
    }

    fn row_of(&self, record: (i64, &str)) -> Result<Option<VersionRow>, LedgerError> {
        let rows = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).versions(&[record], Reach::Everywhere)?))?;
        Ok(rows.into_iter().find(|row| row.standing))
    }
}

/// The service as others in this process command it.
impl RecordOrders for Ledger {
    fn stands(&self, subject_id: i64, key: &str) -> Result<Option<StandingRecord>, PortError> {
        let found = self.row_of((subject_id, key)).map_err(|error| self.port(&error))?;
        let record = found.filter(|row| !row.withdrawn).and_then(|row| {
            let kind = RecordKind::from_token(&row.kind)?;
            Some(StandingRecord { kind, key: row.key, content: row.content, by: Vec::new() })
        });
        Ok(record)
    }

    fn order(&self, order: &RecordOrder) -> Result<RecordOrdered, PortError> {
        self.order(order).map_err(|error| self.port(&error))
    }
}

impl Ledger {
    fn port(&self, error: &LedgerError) -> PortError {
        let (service, cause) = (self.service().to_owned(), error.to_string());
        if error.will_pass() { PortError::Away { service, cause } } else { PortError::Refused { service, cause } }
    }
}

const fn word(what: &RecordAct) -> &'static str {
    match what {
        RecordAct::Withdraw => WITHDRAW,
        RecordAct::Amend(_) => AMEND,
    }
}

/// The cells that are ordered, as they are kept.
fn asked(what: &RecordAct) -> Result<String, serde_json::Error> {
    match what {
        RecordAct::Withdraw => Ok("{}".to_owned()),
        RecordAct::Amend(cells) => serde_json::to_string(cells),
    }
}

/// An order of a cause that was heard before: the same, or another one.
fn repeated(before: &OrderRow, order: &RecordOrder, standing: &Standing) -> Result<RecordOrdered, LedgerError> {
    let (what, cells) = (word(&order.what), asked(&order.what)?);
    let now = (what, cells.as_str(), order.on.number(), order.reason.trim());
    if (before.what.as_str(), before.cells.as_str(), before.on_day, before.reason.as_str()) != now {
        let cause = &order.cause;
        return Err(unfit(
            &format!("{cause} has ordered something else before"),
            &format!("来由 {cause} 此前的指令与此不同"),
        ));
    }
    told(before, standing, true)
}

fn told(row: &OrderRow, standing: &Standing, repeated: bool) -> Result<RecordOrdered, LedgerError> {
    Ok(RecordOrdered {
        repeated,
        version: standing.row.version,
        party: standing.content.party(),
        amended: amended(row)?,
        wrong_since: Instant::from_micros(row.wrong_since),
        at: Instant::from_micros(row.recorded_at),
    })
}

/// What one content says otherwise than another.
fn changes(before: &Content, after: &Content) -> Result<Leaves, serde_json::Error> {
    Ok(leaves::changes(&fields(&before.json()?)?, &fields(&after.json()?)?))
}

/// What an order has put right. The first ones were kept by whole objects.
fn amended(row: &OrderRow) -> Result<Leaves, serde_json::Error> {
    Ok(leaves::spread(serde_json::from_str(&row.amended)?))
}

fn fields(content: &str) -> Result<Map<String, Value>, serde_json::Error> {
    serde_json::from_str(content)
}

/// When the first version was recorded that said what was wrong: any of these fields, or the record at all.
fn wrong_since(versions: &[VersionRow], amended: &Leaves) -> Result<Option<i64>, serde_json::Error> {
    let mut since: Option<i64> = None;
    for row in versions.iter().filter(|row| !row.withdrawn) {
        let fields = fields(&row.content)?;
        if amended.is_empty() || amended.iter().any(|(path, one)| leaves::said(&fields, path) == &one.from) {
            since = Some(since.map_or(row.recorded_at, |known| known.min(row.recorded_at)));
        }
    }
    Ok(since)
}
