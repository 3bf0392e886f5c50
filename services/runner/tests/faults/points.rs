//! Cases that are killed at every named point of every step (`db::Point`): a case is then where it was or one whole step
//! further, and what a decision leads to reaches everybody who follows, once.

mod asking;
mod cases;

use crate::rounds::rounds;
use crate::scratch::{from_files, listed};
use crate::truth::{assert_trail, settle};
use crate::{Installation, RESTAURANT, Served, small_city, until};
use asking::{Ask, stated};
use cases::{CASES, Case, Deed, Leads, OFFICE, TODAY, UPPER, about, case, deeds, ended};
use contracts::access::Role;
use contracts::clock::Clock;
use db::{Conn, Database, DbError, Point, Pools};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Integer, Text};
use domain::instant::Instant;
use policy::library::Library;
use policy::parameter::Unit;
use reqwest::blocking::Client;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use testkit::Place;
use web::token::Grant;

/// Those of a step itself: each procedure is killed at all of them, at one or another of its steps.
const OF_STEP: [Point; 3] = [Point::StepUnwritten, Point::StepUncommitted, Point::StepCommitted];
/// Who consents in the office above.
const ABOVE: &str = "zhao";
/// Signal of `kill -9`.
const KILLED: i32 = 9;

#[test]
fn cases_on_sqlite_are_whole_wherever_they_are_killed() {
    (0..rounds(1)).for_each(|round| killed_everywhere(&Place::sqlite(), round));
}

#[test]
fn cases_on_postgres_are_whole_wherever_they_are_killed() {
    (0..rounds(1)).for_each(|round| killed_everywhere(&Place::postgres(), round));
}

/// Goes through every case, kills at one point after the other, and looks what has become of it all.
fn killed_everywhere(place: &Place, round: usize) {
    let mut bench = Bench::open(place);
    let all = deeds();
    for (at, deed) in all.iter().copied().enumerate() {
        // What the house does by itself at the next start must not have happened before.
        let is_before_house = matches!(all.get(at + 1), Some(Deed::House { .. }));
        let next = if is_before_house { Point::StepUncommitted } else { OF_STEP[(at + round) % OF_STEP.len()] };
        match deed {
            Deed::Step { case, step, who, on, leads } => {
                bench.asks(case, (step, who, on));
                let of_own = match leads {
                    Leads::Nowhere => vec![(next, step)],
                    Leads::Told(feed) => vec![(next, step), (Point::ChangeUntaken, feed), (Point::ChangeTaken, feed)],
                    // What is killed once it was heard may have been followed by then, so that it is one or the other.
                    Leads::Sent(_) if bench.takes_turns(round) => {
                        let sent = [Point::StepCommitted, Point::EffectUnsent, Point::EffectHeard];
                        let first = Some(next).filter(|next| *next != Point::StepCommitted);
                        first.into_iter().chain(sent).map(|point| (point, step)).collect()
                    }
                    Leads::Sent(feed) => vec![(next, step), (Point::ChangeUntaken, feed), (Point::ChangeTaken, feed)],
                };
                of_own.into_iter().for_each(|point| bench.killed_at(case, point));
            }
            Deed::House { case, step } => {
                bench.answered();
                OF_STEP.into_iter().for_each(|point| bench.killed_at(case, (point, step)));
            }
            Deed::Report => {
                let served = bench.serve();
                send(&served, cases::report());
                served.kill();
            }
        }
    }
    bench.assert_all_met();
    bench.assert_whole();
}

/// The clock of this machine.
struct Now;

impl Clock for Now {
    #[expect(clippy::disallowed_methods, reason = "tokens of the test go by the time of the server")]
    fn now(&self) -> Instant {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Instant::from_micros(i64::try_from(since.as_micros()).unwrap())
    }
}

/// A step as it is kept.
#[derive(QueryableByName, Clone, Debug)]
struct Kept {
    #[diesel(sql_type = BigInt)]
    case_no: i64,
    #[diesel(sql_type = Integer)]
    number: i32,
    #[diesel(sql_type = Text)]
    step: String,
    #[diesel(sql_type = Text)]
    role: String,
}

/// A version of a record that ratings have followed.
#[derive(QueryableByName, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Followed {
    #[diesel(sql_type = BigInt)]
    subject_id: i64,
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = Integer)]
    version: i32,
}

macro_rules! rows {
    ($place:expr, $service:expr, $query:expr) => {{
        let db = Database::open($place.location(), $service, Pools { readers: 1, ..Pools::default() }).unwrap();
        let rows = db.read::<Vec<_>, DbError>(|conn| match conn {
            Conn::Sqlite(conn) => Ok(sql_query($query).load(conn)?),
            Conn::Postgres(conn) => Ok(sql_query($query).load(conn)?),
        });
        rows.unwrap()
    }};
}

/// An installation whose processes end where they are told to.
struct Bench<'p> {
    place: &'p Place,
    installation: Installation<'p>,
    /// Tokens by account and office.
    tokens: BTreeMap<(&'static str, &'static str), String>,
    /// Numbers of the cases that are open, by name.
    numbers: BTreeMap<&'static str, i64>,
    /// The step that is asked for and not answered yet; it is sent to whoever serves.
    asked: RefCell<Option<Ask>>,
    /// Steps of people that were asked for, by case.
    taken: BTreeMap<&'static str, usize>,
    /// Where processes have been killed, with which procedure.
    met: BTreeSet<(&'static str, Point)>,
    kills: usize,
    turns: usize,
    http: Client,
}

/// A process that is to end by itself; killed at the latest when it is dropped.
struct Doomed {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Doomed {
    fn begin(mut program: Command) -> Self {
        let mut child = program.stdout(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out }
    }

    /// Where it serves; nothing if it has ended before.
    fn url(&mut self) -> Option<String> {
        let mut lines = self.out.by_ref().lines().map_while(Result::ok);
        lines.find_map(|line| line.strip_prefix("正在服务 serving: ").map(str::to_owned))
    }

    fn ended(&mut self, what: &str) -> ExitStatus {
        until(60, what, || self.child.try_wait().unwrap())
    }
}

impl Drop for Doomed {
    fn drop(&mut self) {
        // It has ended already if it did as it was told.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl<'p> Bench<'p> {
    /// With merchants, and the records that cases are about.
    fn open(place: &'p Place) -> Self {
        let installation = Installation::new(place);
        let served = installation.serve();
        let accounts = served.accounts(Arc::new(Now), "fangxin");
        let token = |(account, office): (&'static str, &'static str)| {
            let id = format!("{account}-{office}");
            let grant = Grant { department: Some(office.to_owned()), ..Grant::of_role(&id, account, Role::Official) };
            ((account, office), accounts.issue(grant, 8 * 3_600).unwrap())
        };
        let of_office = |office| ["wang", "li", "sun", "chen"].map(|account| (account, office));
        let offices: BTreeSet<&'static str> = CASES.iter().map(|case| case.office).collect();
        let tokens = offices.into_iter().flat_map(of_office).chain([(ABOVE, UPPER)]).map(token).collect();
        served.import("merchants", &small_city("merchants.csv"), &["--history"]);
        cases::records().into_iter().for_each(|record| send(&served, record));
        settle(&served);
        assert_eq!(served.stop().code(), Some(0));
        let (numbers, taken, met) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        let (asked, http) = (RefCell::default(), Client::builder().no_proxy().build().unwrap());
        Self { place, installation, tokens, numbers, asked, taken, met, kills: 0, turns: 0, http }
    }

    /// From now on a step is asked for.
    fn asks(&mut self, name: &'static str, (step, who, on): (&str, &str, &str)) {
        self.answered();
        let of = case(name);
        let before = self.taken.get(name).copied().unwrap_or_default();
        let mut body = json!({ "step": step, "stated": stated(on) });
        if on != TODAY {
            body["on"] = json!(on);
            body["on_paper"] = json!(true);
        }
        let path = match self.numbers.get(name) {
            Some(number) => {
                body["expected"] = json!(self.steps(of).len());
                format!("/{}/v1/cases/{number}/steps", of.service)
            }
            None => {
                let opening = json!({ "procedure": of.procedure, "code": of.code });
                body.as_object_mut().unwrap().extend(opening.as_object().unwrap().clone());
                body["about"] = json!([about(of, |case| self.numbers[case])]);
                format!("/{}/v1/cases", of.service)
            }
        };
        let (key, token) = (
            format!("{name}-{step}-{before}"),
            self.tokens[&(who, if who == ABOVE { UPPER } else { of.office })].clone(),
        );
        *self.asked.borrow_mut() = Some(Ask { case: name, path, body, key, token });
    }

    /// What was asked for before is answered: then the number of its case is known.
    fn answered(&mut self) {
        if self.asked.borrow().is_some() {
            self.serve().kill();
        }
    }

    /// By turns one or the other, each procedure the other way in the next round.
    fn takes_turns(&mut self, round: usize) -> bool {
        self.turns += 1;
        (self.turns + round).is_multiple_of(2)
    }

    /// Every step of a service, as it is kept.
    fn kept(&self, service: &'static str) -> Vec<Kept> {
        rows!(self.place, service, "SELECT case_no, number, step, role FROM case_step ORDER BY case_no, number")
    }

    /// The steps of a case, in their order.
    fn steps(&self, of: &Case) -> Vec<Kept> {
        let number = self.numbers.get(of.name);
        self.kept(of.service).into_iter().filter(|step| Some(&step.case_no) == number).collect()
    }

    /// Steps of people in a service; the house adds its own when it likes.
    fn by_people(&self, service: &'static str) -> usize {
        self.kept(service).iter().filter(|step| step.role != "house").count()
    }

    /// Serves to the end what was asked for.
    fn serve(&mut self) -> Served {
        let served = self.installation.serve();
        if let Some(mut ask) = self.asked.take() {
            let url = served.url(case(ask.case).service).to_owned();
            let (status, told) = ask.send(|path| self.http.post(format!("{url}{path}"))).unwrap();
            assert!(matches!(status, 200 | 201), "{}: {} {told}", ask.case, ask.body);
            self.numbers.insert(ask.case, told["case_no"].as_i64().unwrap());
            *self.taken.entry(ask.case).or_default() += 1;
        }
        served
    }

    /// Has a process end at a point: while it is asked for something, or by itself as soon as it has begun.
    fn killed_at(&mut self, name: &'static str, (point, with): (Point, &str)) {
        let of = case(name);
        let what = format!("{}: {name} at {} {with}", self.place.backend, point.token());
        let (before, by_house) = (self.by_people(of.service), self.house_steps(of, with));
        let mut program = self.installation.together(&[]);
        program.env("FANGXIN_ENDS_AT", format!("{} {with}", point.token()));
        let mut doomed = Doomed::begin(program);
        // It may be answered: what comes to this point may do so later. And there may be nobody to answer any more.
        let url = doomed.url();
        let post = |url: &str, path: &str| self.http.post(format!("{url}{path}"));
        let asked = |(url, ask): (String, &mut Ask)| ask.send(|path| post(&url, path));
        let answer = url.zip(self.asked.borrow_mut().as_mut()).and_then(asked);
        if let Some((400.., refused)) = answer {
            panic!("{what}: {refused}");
        }
        assert_eq!(doomed.ended(&what).signal(), Some(KILLED), "{what}");
        let added = self.by_people(of.service) - before;
        let by_house = self.house_steps(of, with) - by_house;
        let is_asked = self.asked.borrow().is_some();
        match point {
            Point::StepUnwritten | Point::StepUncommitted => assert_eq!((added, by_house), (0, 0), "{what}"),
            Point::StepCommitted => {
                assert_eq!((added, by_house), (usize::from(is_asked), usize::from(!is_asked)), "{what}")
            }
            // One whole step further at the most.
            _ => assert!(added <= 1, "{what}: {added}"),
        }
        self.met.insert((of.procedure, point));
        self.kills += 1;
    }

    /// How often the house has taken a step in a case.
    fn house_steps(&self, of: &Case, step: &str) -> usize {
        self.steps(of).iter().filter(|kept| kept.role == "house" && kept.step == step).count()
    }

    /// Every procedure of the policies was killed at every point that there is for it.
    fn assert_all_met(&self) {
        println!("{}: {} kills", self.place.backend, self.kills);
        for procedure in procedures() {
            for point in OF_STEP {
                let is_met = self.met.contains(&(procedure.as_str(), point));
                assert!(is_met, "{procedure} was never killed at {point:?}");
            }
        }
        for point in Point::ALL {
            let procedures = self.met.iter().filter(|(_, met)| *met == point).count();
            assert!(procedures >= 2, "{point:?} was met by {procedures} procedures");
        }
    }

    /// Everything is there that was asked for, once, and has reached everybody.
    fn assert_whole(&mut self) {
        let served = self.serve();
        let token = served.token("official", &[]);
        let house = || CASES.iter().map(|one| ended(one.name).len()).sum::<usize>();
        let steps = || self.kept("listing").len() + self.kept("repair").len();
        until(60, "what was decided is carried out", || (steps() >= house()).then_some(()));
        until(60, "nothing waits to be carried out", || {
            let failed: Value = served.ask("/repair/v1/effects?state=failed", &token).json().unwrap();
            (failed["items"] == json!([])).then_some(())
        });
        settle(&served);
        for one in &CASES {
            let kept = self.steps(one);
            let numbers: Vec<i32> = kept.iter().map(|step| step.number).collect();
            assert!(numbers.iter().copied().eq(1..=i32::try_from(kept.len()).unwrap()), "{}: {kept:?}", one.name);
            let steps: Vec<&str> = kept.iter().map(|step| step.step.as_str()).collect();
            assert_eq!(steps, ended(one.name), "{}: {}", self.place.backend, one.name);
        }
        self.assert_orders(&served, &token);
        let followed: Vec<Followed> = rows!(self.place, "rating", "SELECT subject_id, key, version FROM fact");
        let once: BTreeSet<&Followed> = followed.iter().collect();
        assert_eq!(once.len(), followed.len(), "{}: each version is followed once", self.place.backend);
        let (day, ratings) = (day_served(&served, &token), listed(&served, &token));
        assert_eq!(ratings, from_files(&self.place.url(), &day, None), "{}: as from scratch", self.place.backend);
        // Back on the list, and on display again.
        assert_eq!(ratings[RESTAURANT].0, "D", "{ratings:?}");
        assert_eq!(served.stop().code(), Some(0));
        assert_trail(self.place);
    }

    /// The order that a display stops has reached its record once, and so has the one that it resumes.
    fn assert_orders(&self, served: &Served, token: &str) {
        let path = format!("/violations/v1/penalties/{RESTAURANT}/penalty:{OFFICE}%2F1");
        let record: Value = served.ask(&path, token).json().unwrap();
        assert_eq!(record["version"], 3, "{}: one version for each order: {record}", self.place.backend);
        let days = |name: &str| record["content"][name].clone();
        let wanted = (json!(["2026-03-27"]), json!(["2026-04-08"]));
        assert_eq!((days("display_stopped_on"), days("stop_revoked_on")), wanted, "{record}");
    }
}

/// Every procedure that there is: one that has no case here yet is missed.
fn procedures() -> Vec<String> {
    let library = Library::shipped().unwrap();
    let all = library.procedures.parameters().filter(|parameter| parameter.unit == Unit::Procedure);
    all.map(|parameter| parameter.id.trim_start_matches("procedures.").to_owned()).collect()
}

/// The day that is served.
fn day_served(served: &Served, token: &str) -> String {
    let told: Value = served.ask(&format!("/rating/v1/merchants/{RESTAURANT}"), token).json().unwrap();
    told["served"]["day"].as_str().unwrap_or_else(|| panic!("{told}")).to_owned()
}

/// Sends a record.
fn send(served: &Served, (path, row): (&str, Value)) {
    let (status, told) = served.post(path, &json!({ "rows": [row] }));
    assert_eq!((status.as_u16(), &told["rows"][0]["outcome"]), (200, &json!("new")), "{told}");
}
