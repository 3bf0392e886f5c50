//! What is public of complaints: only what may be, for as long as it may be, and of nobody who complained.

use crate::office::{MOVED, Office, STAYS};
use complaints::{Aggregation, PublicComplaint};
use domain::code::PartyCode;
use testkit::each_backend;

const CLOSED: [(&str, &str); 2] = [("closed_on", "2026-09-01"), ("outcome", "MEDIATED")];
const PUBLISHED: (&str, &str) = ("published_on", "2026-09-08");

fn shown(office: &Office, code: Option<&str>) -> Vec<PublicComplaint> {
    let code = code.map(|code| PartyCode::parse(code).unwrap());
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let (page, next) = office.views.publicity.displayed(code, after.as_ref(), 2).unwrap();
        all.extend(page);
        after = next;
        if after.is_none() {
            return all;
        }
    }
}

#[test]
fn only_what_was_published_and_still_may_be_is_shown() {
    each_backend(|place| {
        let office = Office::open(place);
        let with = |more: &[(&'static str, &'static str)]| [&CLOSED[..], more].concat();
        office.complaint(MOVED, "shown", &with(&[PUBLISHED, ("consent", "是"), ("goods", "手机")]));
        office.complaint(MOVED, "asked nobody", &with(&[("published_on", "2026-09-09")]));
        office.complaint(STAYS, "another's", &with(&[("published_on", "2026-10-08"), ("consent", "是")]));
        office.complaint(MOVED, "refused", &with(&[PUBLISHED, ("consent", "否")]));
        office.complaint(MOVED, "withheld", &with(&[PUBLISHED, ("withheld", "secret")]));
        office.complaint(MOVED, "repeated", &with(&[PUBLISHED, ("duplicate", "是")]));
        office.complaint(MOVED, "not published", &CLOSED);
        let settled = [("accepted_on", ""), ("closed_on", "2026-09-01"), ("outcome", "SELF_SETTLED"), PUBLISHED];
        office.complaint(MOVED, "never accepted", &[&settled[..], &[("consent", "是")]].concat());
        let abuse = [("closed_on", "2026-09-01"), ("outcome", "T6"), PUBLISHED];
        office.complaint(MOVED, "abuse", &abuse);
        let ended = [("received_on", "2026-04-20"), ("accepted_on", "2026-04-21"), ("closed_on", "2026-05-20")];
        let ended =
            [&ended[..], &[("outcome", "MEDIATED"), ("published_on", "2026-05-27"), ("consent", "是")]].concat();
        office.complaint(MOVED, "ended yesterday", &ended);
        let last = [("published_on", "2026-05-28"), ("outcome", "MEDIATED"), ("consent", "是")];
        office.complaint(STAYS, "last day", &[&ended[..3], &last].concat());
        office.level();
        let days = |code| shown(&office, code).iter().map(|it| it.published_on.to_string()).collect::<Vec<_>>();
        assert_eq!(days(None), ["2026-10-08", "2026-09-08", "2026-05-28"], "{}", place.backend);
        assert_eq!(days(Some(MOVED)), ["2026-09-08"]);
        let last = shown(&office, Some(STAYS)).pop().unwrap();
        assert_eq!(last.until.to_string(), "2026-11-28", "through the last day of six months");
    });
}

/// §8a: “Free text that a person wrote needs an official's release before publication.”
#[test]
fn nothing_that_somebody_wrote_is_shown() {
    each_backend(|place| {
        let office = Office::open(place);
        let texts = [("goods", "张小明卖的手机"), ("claim", "要求店员张小明当面道歉"), ("problem", "找张小明退款")];
        let more = [PUBLISHED, ("filer", "a81f3c9e77d04b12"), ("consent", "是")];
        office.complaint(MOVED, "1", &[&CLOSED[..], &texts, &more].concat());
        office.level();
        let shown = shown(&office, None);
        let told = format!("{shown:?}");
        for wrote in ["张小明", "手机", "道歉", "退款", "a81f3c9e77d04b12"] {
            assert!(!told.contains(wrote), "{}: {told}", place.backend);
        }
        let days = (shown[0].received_on, shown[0].closed_on, shown[0].published_on);
        assert_eq!((shown.len(), shown[0].outcome.token(), days.1.to_string()), (1, "MEDIATED", "2026-09-01".into()));
        assert!(days.0 <= days.1 && days.1 <= days.2);
    });
}

#[test]
fn totals_are_told_only_of_enough() {
    each_backend(|place| {
        let office = Office::open(place);
        let code = PartyCode::parse(MOVED).unwrap();
        for number in ["1", "2", "3", "4"] {
            office.complaint(MOVED, number, &[&CLOSED[..], &[("consent", "否")]].concat());
        }
        office.level();
        let few = office.views.publicity.totals(code).unwrap();
        assert_eq!((few.closed, few.settled), (None, None), "{}: four are too few", place.backend);
        office.complaint(MOVED, "5", &[("closed_on", "2026-09-01"), ("outcome", "T3")]);
        office.complaint(MOVED, "6", &[("closed_on", "2026-09-01"), ("outcome", "R3"), ("accepted_on", "")]);
        office.level();
        let enough = office.views.publicity.totals(code).unwrap();
        assert_eq!((enough.closed, enough.settled), (Some(5), Some(4)), "who refuses to be shown is counted even so");
        assert!(enough.rules.basis.iter().all(|basis| basis.provisional));
    });
}

#[test]
fn aggregates_tell_of_nobody() {
    each_backend(|place| {
        // What was told is told again for minutes; each asks another office.
        let told = |by| {
            let office = Office::open(place);
            office.level();
            let found = office.views.publicity.aggregates(by).unwrap();
            let groups = found.groups.into_iter().map(|it| (it.value.unwrap_or_default(), it.closed, it.settled));
            (groups.collect::<Vec<(String, u64, u64)>>(), found.others)
        };
        let office = Office::open(place);
        let of = |party, number: &str, problem| {
            office.complaint(party, number, &[&CLOSED[..], &[("problem", problem), ("consent", "否")]].concat());
        };
        for (number, problem) in
            ["价格", "价格", "价格", "价格", "价格", "质量", "质量", "质量", "质量"].into_iter().enumerate()
        {
            of(if number < 6 { MOVED } else { STAYS }, &number.to_string(), problem);
        }
        office.complaint(STAYS, "open", &[("problem", "价格")]);
        office.complaint(STAYS, "twice", &[&CLOSED[..], &[("problem", "价格"), ("duplicate", "是")]].concat());
        // Four are too few, and so would be told by five and the sum of another list: all or nothing.
        assert_eq!(told(Aggregation::Problem), (vec![], Some((9, 9))), "{}", place.backend);
        of(STAYS, "fifth", "质量");
        let (groups, others) = told(Aggregation::Problem);
        assert_eq!(groups, [("价格".to_owned(), 5, 5), ("质量".to_owned(), 5, 5)], "{}", place.backend);
        assert_eq!(others, None);
        let (groups, _) = told(Aggregation::Area);
        assert_eq!(groups, [("371581".to_owned(), 10, 10)], "where they are registered now");
        assert_eq!(told(Aggregation::Trade), (vec![], Some((10, 10))), "six and four");
        office.complaint(STAYS, "typed", &[&CLOSED[..], &[("problem", "店主电话13800138000")]].concat());
        let (groups, others) = told(Aggregation::Problem);
        assert_eq!((groups.len(), others), (1, Some((6, 6))), "the smallest goes to what is too few");
        // For minutes the same is told again.
        let office = Office::open(place);
        office.level();
        let first = office.views.publicity.aggregates(Aggregation::Area).unwrap();
        office.complaint(STAYS, "later", &CLOSED);
        office.level();
        assert_eq!(office.views.publicity.aggregates(Aggregation::Area).unwrap(), first);
    });
}
