//! A registry that says where merchants are, as a ledger follows it.

use crate::house::{House, merchant};
use contracts::access::Reach;
use contracts::change::Change;
use contracts::port::{Feed, Merchants, PortError, Registration};
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::industry::Industry;
use domain::instant::Instant;
use domain::record::MerchantKind;
use ledger::Asker;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use testkit::told_of;

pub(crate) const SHENXIAN: &str = "371522";
pub(crate) const DONGCHANGFU: &str = "371502";

pub(crate) fn area(code: &str) -> AreaCode {
    AreaCode::parse(code).unwrap()
}

pub(crate) fn within(code: &str) -> Reach {
    Reach::Within(area(code))
}

/// An official who is limited to an area.
pub(crate) fn official<'a>(actor: &'a str, code: &str) -> Asker<'a> {
    Asker { actor, reach: within(code), department: None }
}

/// What the registry has said, and how it stands.
#[derive(Default)]
pub(crate) struct Town {
    changes: Mutex<Vec<Change>>,
    registered: Mutex<BTreeMap<PartyCode, AreaCode>>,
    pub(crate) away: AtomicBool,
    /// How often it was asked.
    pub(crate) asked: AtomicUsize,
}

impl Town {
    /// A merchant is registered in an area from now on, or nowhere any more.
    pub(crate) fn says(&self, number: u32, area: Option<&str>) {
        let code = merchant(number);
        let mut registered = self.registered.lock().unwrap();
        match area {
            Some(area) => drop(registered.insert(code, crate::town::area(area))),
            None => drop(registered.remove(&code)),
        }
        let mut changes = self.changes.lock().unwrap();
        let change = told_of(changes.len() + 1, i64::from(number) + 1, code.as_str());
        changes.push(change);
    }

    /// A ledger takes in everything that has been said.
    pub(crate) fn tells(&self, house: &House) {
        while house.ledger.follow_places(self, self, Duration::ZERO).unwrap() > 0 {}
    }

    /// The same for a ledger that has followed another registry, whose changes are counted anew.
    pub(crate) fn tells_anew(&self, house: &House) {
        house
            .db
            .write::<_, db::DbError>(|conn| {
                use diesel::prelude::*;
                let forget = diesel::sql_query("DELETE FROM place_feed");
                match conn {
                    db::Conn::Sqlite(conn) => forget.execute(conn)?,
                    db::Conn::Postgres(conn) => forget.execute(conn)?,
                };
                Ok(())
            })
            .unwrap();
        self.tells(house);
    }

    fn answer<T>(&self, answer: T) -> Result<T, PortError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if self.away.load(Ordering::SeqCst) {
            return Err(PortError::Away { service: "registry".into(), cause: "it is out".into() });
        }
        Ok(answer)
    }
}

impl Feed for Town {
    fn service(&self) -> &'static str {
        "registry"
    }

    fn changes(&self, after: Option<&str>, limit: u16, wait: Duration) -> Result<Vec<Change>, PortError> {
        let after = after.map_or(0, |cursor| cursor.parse::<usize>().unwrap());
        let some: Vec<Change> =
            self.changes.lock().unwrap().iter().skip(after).take(usize::from(limit)).cloned().collect();
        if some.is_empty() {
            std::thread::sleep(wait.min(Duration::from_millis(5)));
        }
        self.answer(some)
    }

    fn end(&self) -> Result<Option<String>, PortError> {
        self.answer(self.changes.lock().unwrap().last().map(|change| change.cursor.clone()))
    }
}

impl Merchants for Town {
    fn registered(&self, codes: &[PartyCode], _: Option<Instant>) -> Result<Vec<Option<Registration>>, PortError> {
        let registered = self.registered.lock().unwrap();
        let merchant = |code: &PartyCode| {
            let (name, kind) = ("店".to_owned(), MerchantKind::Enterprise);
            let industry = Industry::parse("5211").unwrap();
            let active = true;
            registered.get(code).map(|area| Registration {
                code: *code,
                name,
                kind,
                area: *area,
                industry,
                active,
                registered_on: None,
            })
        };
        self.answer(codes.iter().map(merchant).collect())
    }
}
