//! What ratings read of policy beside the tables of the law, read once before anything is answered by it: a word that
//! nobody knows would hide what is to be shown, and a number that is none would hold nothing.

use crate::{disclosure, holds, public};
use domain::vocab::StatusKind;
use policy::fault::Fault;
use policy::library::Library;
use policy::parameter::{Unit, Value};
use policy::reader::{Reader, on_every_day};
use statute::publication::Rules;

/// Whatever the day, can all of it be read?
///
/// # Errors
/// Every fault of the parameters of disclosure, holds, publication and growth.
pub fn check(library: &Library) -> Result<(), Vec<Fault>> {
    let own = &library.parameters;
    on_every_day(own, |day| {
        let mut reader = Reader::on(own, day);
        reader.take(disclosure::TABLE, Unit::Words, disclosure::known);
        reader.take(public::TABLE, Unit::Tokens, statuses);
        reader.take(holds::MINIMUM, Unit::Count, number);
        reader.take(holds::SHARE, Unit::Permille, number);
        reader.take(holds::SOURCE_SHARE, Unit::Permille, number);
        reader.end()
    })?;
    Rules::check(&library.publication)?;
    alerts::Rules::check(&library.alerts)
}

fn statuses(value: &Value) -> Result<(), String> {
    let known = |token: &str| StatusKind::ALL.iter().any(|kind| kind.token() == token);
    match value.texts().ok_or("a list of statuses is needed")?.into_iter().find(|token| !known(token)) {
        Some(token) => Err(format!("{token:?} is no status")),
        None => Ok(()),
    }
}

fn number(value: &Value) -> Result<i64, String> {
    value.integer().filter(|number| *number >= 0).ok_or_else(|| "a whole number from 0 on is needed".to_owned())
}
