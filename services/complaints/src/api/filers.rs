//! What somebody who files has filed: facts, for whoever handles a filing.

use crate::filers::{FilerFacts, Filers};
use contracts::problem::{Code, FieldError};
use domain::day::Day;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, Api, Caller, Doc, Fault, Json, ReadRecords, State, blocking};

pub(super) fn mount(api: Api) -> Api {
    // The pseudonym stands in no path: paths stay in the trail and in logs.
    api.post(
        "/filers/facts",
        read,
        Doc::new("read_filer_facts", "投诉举报人客观情况", "What a pseudonym has filed")
            .text(
                "Counts of the last twelve months alone: what was filed, about how many merchants, how it ended. They \
                 are facts for whoever decides on a filing, which the law judges by itself; nobody is labelled, and no \
                 filing is refused because of them. Clues of a violation are verified whoever reports them. Of a \
                 pseudonym that nobody knows, everything is 0. Whoever is limited to an area is told of filings about \
                 its merchants alone (`city` false), so that more may have been filed elsewhere.",
            )
            .errors(&[Code::Unavailable]),
    )
}

/// Whose filings.
#[derive(Deserialize, ToSchema)]
#[schema(as = FilerAsked)]
struct One {
    /// The pseudonym, as the records have it.
    filer: String,
}

/// What a pseudonym has filed within twelve months (客观情况).
#[derive(Serialize, ToSchema)]
#[schema(as = FilerFacts)]
struct View {
    /// First day that is looked at.
    #[schema(value_type = String, format = Date)]
    from: Day,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    to: Day,
    /// Are filings about merchants of the whole city counted? Else about those of the caller's area alone.
    city: bool,
    /// Complaints, repetitions included.
    complaints: u64,
    /// Reports, repetitions included.
    reports: u64,
    /// Different merchants.
    merchants: u64,
    /// The type of problem that most of them name; null if none names one.
    problem: Option<String>,
    /// How many name it.
    of_that_problem: u64,
    /// Share of those, in thousandths, cut.
    same_problem_permille: u64,
    /// Complaints refused as not for daily consumption (R3).
    not_for_consumption: u64,
    /// Complaints refused for impersonation or want of an identity (R6).
    without_identity: u64,
    /// Mediations ended because the complaint ought not to have been accepted, or was an abuse (T6).
    ended_as_abuse: u64,
    /// Reports that led to a case.
    cases: u64,
}

impl View {
    fn of(facts: FilerFacts, city: bool) -> Self {
        let (problem, of_that_problem) = facts.most_of_one_problem.unzip();
        let of_that_problem = of_that_problem.unwrap_or(0);
        let all = facts.complaints + facts.reports;
        Self {
            from: facts.from,
            to: facts.to,
            city,
            complaints: facts.complaints,
            reports: facts.reports,
            merchants: facts.merchants,
            problem,
            of_that_problem,
            same_problem_permille: (of_that_problem * 1_000).checked_div(all).unwrap_or(0),
            not_for_consumption: facts.not_for_consumption,
            without_identity: facts.without_identity,
            ended_as_abuse: facts.ended_as_abuse,
            cases: facts.cases,
        }
    }
}

/// Longest pseudonym.
const LONGEST: usize = 64;

async fn read(caller: Caller<ReadRecords>, filers: State<Filers>, one: Json<One>) -> Result<Answer<View>, Fault> {
    if one.filer.len() > LONGEST {
        let wrong = FieldError::new("filer", "最多 64 个字符", "has at most 64 characters");
        return Err(Fault::new(Code::InvalidBody).errors([wrong]));
    }
    let reach = caller.reach();
    blocking(move || Ok(Answer::new(View::of(filers.facts(&one.filer, reach)?, reach.is_everywhere())))).await
}
