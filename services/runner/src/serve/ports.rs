//! The ports of the services: each is the service itself where it runs in this process, else its client.

use super::plan::Plan;
use super::tokens::Own;
use super::wire::OWNERS;
use access::Access;
use anyhow::{Result, anyhow};
use audit::{Keeper, Readers, TrailPage};
use clients::{
    RemoteAccess, RemoteClasses, RemoteDeadlines, RemoteDisplayOrders, RemoteFeed, RemoteLists, RemoteMarked,
    RemoteReadings, RemoteRecordOrders, RemoteRecords, RemoteSubjects, RemoteSuppositions, RemoteTrail, Tokens,
};
use contracts::access::Role;
use contracts::authorisation::Authorisations;
use contracts::page::Page;
use contracts::port::{
    Classes, DisplayOrders, Feed, Lists, Marked, Merchants, PortError, Readings, RecordOrder, RecordOrdered,
    RecordOrders, Records, StandingRecord, Subjects, Suppositions,
};
use contracts::trust::Trust;
use domain::record::RecordKind;
use ledger::{Deadline, Desk};
use rating::Ratings;
use registry::Registry;
use repair::Repairs;
use std::sync::Arc;
use violations::Displays;
use web::Shown;
use web::token::Grant;

/// Minutes for which a token of this process holds.
const MINUTES: u16 = 15;

/// Where the services of this process find each other and those elsewhere.
pub(crate) struct Ports<'h> {
    plan: &'h Plan,
    registry: Option<&'h Registry>,
    access: Option<&'h Arc<Access>>,
    /// By what services elsewhere are asked; nothing where there is nobody to ask.
    tokens: Option<Arc<dyn Tokens>>,
}

impl<'h> Ports<'h> {
    /// The ports of a process, with the registry and the accounts if they run here.
    pub(crate) fn of(plan: &'h Plan, registry: Option<&'h Registry>, access: Option<&'h Arc<Access>>) -> Result<Self> {
        let own = access.map(|access| -> Arc<dyn Tokens> {
            let grant = Grant::of_role("house", "内部服务 house", Role::Service);
            Arc::new(Own { access: Arc::clone(access), grant, minutes: MINUTES })
        });
        let tokens = match (own, plan.secret()?) {
            (None, Some(secret)) => Some(Arc::new(secret) as Arc<dyn Tokens>),
            (own, _) => own,
        };
        Ok(Self { plan, registry, access, tokens })
    }

    pub(crate) fn subjects(&self) -> Result<Arc<dyn Subjects>> {
        Ok(match self.registry {
            Some(registry) => Arc::<registry::SubjectBook>::clone(&registry.subjects),
            None => Arc::new(RemoteSubjects::new(self.server(registry::SERVICE)?)),
        })
    }

    pub(crate) fn merchants(&self) -> Result<Arc<dyn Merchants>> {
        Ok(match self.registry {
            Some(registry) => Arc::<registry::MerchantBook>::clone(&registry.merchants),
            None => Arc::new(RemoteSubjects::new(self.server(registry::SERVICE)?)),
        })
    }

    pub(crate) fn classes(&self, ratings: Option<&Arc<Ratings>>) -> Result<Arc<dyn Classes>> {
        Ok(match ratings {
            Some(ratings) => Arc::<Ratings>::clone(ratings),
            None => Arc::new(RemoteClasses::new(self.server(rating::SERVICE)?)),
        })
    }

    /// The service that keeps penalties, for whoever decides about the display of one.
    pub(crate) fn display_orders(&self, displays: Option<&Arc<Displays>>) -> Result<Arc<dyn DisplayOrders>> {
        Ok(match displays {
            Some(displays) => Arc::new(displays.orders()),
            None => Arc::new(RemoteDisplayOrders::new(self.server(violations::SERVICE)?)),
        })
    }

    /// The services that keep records, for whoever finds one to be wrong; these are the desks that run here, in the order of
    /// the owners.
    pub(crate) fn record_orders(&self, desks: [Option<&Arc<Desk>>; OWNERS.len()]) -> Result<Arc<dyn RecordOrders>> {
        let owners = OWNERS.iter().zip(desks).map(|((service, _), desk)| -> Result<Arc<dyn RecordOrders>> {
            Ok(match desk {
                Some(desk) => Arc::<ledger::Ledger>::clone(&desk.ledger),
                None => Arc::new(RemoteRecordOrders::new(self.server(service)?, service)),
            })
        });
        Ok(Arc::new(Owners(owners.collect::<Result<_>>()?)))
    }

    /// Who was answered about a merchant by each service that shows something of one.
    pub(crate) fn readings(&self, keeper: &Arc<Keeper>) -> Result<Vec<Arc<dyn Readings>>> {
        let of = |service| -> Result<Arc<dyn Readings>> {
            Ok(match self.plan.has(service) {
                true => Arc::new(Readers::new(keeper, service)),
                false => Arc::new(RemoteReadings::new(self.server(service)?, service)),
            })
        };
        SHOWING.into_iter().map(of).collect()
    }

    pub(crate) fn trust(&self) -> Result<Arc<dyn Trust>> {
        Ok(match self.access {
            Some(access) => Arc::<Access>::clone(access),
            None => Arc::new(RemoteAccess::new(self.server(access::SERVICE)?)),
        })
    }

    pub(crate) fn authorisations(&self) -> Result<Arc<dyn Authorisations>> {
        Ok(match self.access {
            Some(access) => Arc::<Access>::clone(access),
            None => Arc::new(RemoteAccess::new(self.server(access::SERVICE)?)),
        })
    }

    /// The changes of a service that keeps records.
    pub(crate) fn feed(&self, service: &'static str, desk: Option<&Arc<Desk>>) -> Result<Arc<dyn Feed>> {
        self.changes(service, desk.map(|desk| Arc::<ledger::Ledger>::clone(&desk.ledger) as Arc<dyn Feed>))
    }

    /// The changes of a service, of which this is what runs here.
    pub(crate) fn changes(&self, service: &'static str, here: Option<Arc<dyn Feed>>) -> Result<Arc<dyn Feed>> {
        here.map_or_else(|| Ok(Arc::new(RemoteFeed::new(self.server(service)?, service)) as Arc<dyn Feed>), Ok)
    }

    /// What stands about a merchant in a service that keeps records.
    pub(crate) fn records(&self, service: &'static str, desk: Option<&Arc<Desk>>) -> Result<Arc<dyn Records>> {
        Ok(match desk {
            Some(desk) => Arc::<ledger::Ledger>::clone(&desk.ledger),
            None => Arc::new(RemoteRecords::new(self.server(service)?, service)),
        })
    }

    /// What a class would be if something ended.
    pub(crate) fn suppositions(&self, here: Option<&Arc<Ratings>>) -> Result<Arc<dyn Suppositions>> {
        Ok(match here {
            Some(here) => Arc::<Ratings>::clone(here),
            None => Arc::new(RemoteSuppositions::new(self.server(rating::SERVICE)?)),
        })
    }

    /// Who is on which list.
    pub(crate) fn lists(&self, here: Option<&Arc<listing::Lists>>) -> Result<Arc<dyn Lists>> {
        Ok(match here {
            Some(here) => Arc::<listing::Lists>::clone(here),
            None => Arc::new(RemoteLists::new(self.server(listing::SERVICE)?)),
        })
    }

    /// What stands beside items, of the service that keeps objections and replies.
    pub(crate) fn marked(&self, here: Option<&Arc<Repairs>>) -> Result<Arc<dyn Marked>> {
        Ok(match here {
            Some(here) => Arc::<Repairs>::clone(here),
            None => Arc::new(RemoteMarked::new(self.server(repair::SERVICE)?)),
        })
    }

    /// The trails of the services elsewhere that are searched from here.
    pub(crate) fn trails(&self) -> Result<Vec<Arc<dyn audit::Elsewhere>>> {
        let of = |service| -> Result<Arc<dyn audit::Elsewhere>> {
            Ok(match self.plan.knows(service) {
                true => Arc::new(Searched(RemoteTrail::new(self.server(service)?, service))),
                false => Arc::new(Unknown(service)),
            })
        };
        self.plan.searched().into_iter().map(of).collect()
    }

    /// The time limits of the services elsewhere that are listed with those from here.
    pub(crate) fn deadlines(&self) -> Result<Vec<Arc<dyn ledger::Elsewhere>>> {
        let of = |service| -> Result<Arc<dyn ledger::Elsewhere>> {
            Ok(match self.plan.knows(service) {
                true => Arc::new(Due(RemoteDeadlines::new(self.server(service)?, service))),
                false => Arc::new(Unknown(service)),
            })
        };
        let own = OWNERS.map(|(service, _)| service);
        let keepers: Vec<&str> = own.into_iter().chain([listing::SERVICE, repair::SERVICE]).collect();
        self.plan.searched().into_iter().filter(|service| keepers.contains(service)).map(of).collect()
    }

    fn server(&self, service: &str) -> Result<clients::Server> {
        let tokens = self.tokens.as_ref().ok_or_else(|| anyhow!("nobody said where {} is", access::SERVICE))?;
        self.plan.server(service, tokens)
    }
}

/// The services that show something of a merchant, each of which tells from its trail to whom.
const SHOWING: [&str; 7] = [
    registry::SERVICE,
    violations::SERVICE,
    complaints::SERVICE,
    inspections::SERVICE,
    listing::SERVICE,
    repair::SERVICE,
    rating::SERVICE,
];

/// The services that keep records, in the order of the owners: an order goes to the one whose record it is about.
struct Owners(Vec<Arc<dyn RecordOrders>>);

impl Owners {
    fn of(&self, key: &str) -> Option<&dyn RecordOrders> {
        let kind = RecordKind::of_key(key)?;
        let owner = OWNERS.iter().zip(&self.0).find(|((_, kinds), _)| kinds.contains(&kind));
        owner.map(|(_, orders)| &**orders)
    }
}

impl RecordOrders for Owners {
    fn stands(&self, subject_id: i64, key: &str) -> Result<Option<StandingRecord>, PortError> {
        self.of(key).map_or(Ok(None), |owner| owner.stands(subject_id, key))
    }

    fn order(&self, order: &RecordOrder) -> Result<RecordOrdered, PortError> {
        let nobody =
            || PortError::Refused { service: "house".to_owned(), cause: format!("nobody keeps {}", order.key) };
        self.of(&order.key).ok_or_else(nobody)?.order(order)
    }
}

/// The trail of a service elsewhere.
struct Searched(RemoteTrail);

impl audit::Elsewhere for Searched {
    fn service(&self) -> &str {
        self.0.service()
    }

    fn entries(&self, shown: &Shown, query: &[(&str, &str)]) -> Result<TrailPage, PortError> {
        self.0.entries((shown.token(), shown.purpose()), query)
    }
}

/// The time limits of a service elsewhere.
struct Due(RemoteDeadlines);

impl ledger::Elsewhere for Due {
    fn service(&self) -> &str {
        self.0.service()
    }

    fn deadlines(&self, shown: &Shown, query: &[(&str, &str)]) -> Result<Page<Deadline>, PortError> {
        self.0.page((shown.token(), shown.purpose()), query)
    }
}

/// A service of which nobody said where it is.
struct Unknown(&'static str);

impl Unknown {
    fn away(&self) -> PortError {
        PortError::Away { service: self.0.to_owned(), cause: "nobody said where it is".to_owned() }
    }
}

impl ledger::Elsewhere for Unknown {
    fn service(&self) -> &str {
        self.0
    }

    fn deadlines(&self, _: &Shown, _: &[(&str, &str)]) -> Result<Page<Deadline>, PortError> {
        Err(self.away())
    }
}

impl audit::Elsewhere for Unknown {
    fn service(&self) -> &str {
        self.0
    }

    fn entries(&self, _: &Shown, _: &[(&str, &str)]) -> Result<TrailPage, PortError> {
        Err(self.away())
    }
}
