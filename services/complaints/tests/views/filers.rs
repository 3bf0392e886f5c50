//! What a pseudonym has filed: counts, of twelve months, and of nobody else.

use crate::office::{MOVED, Office, STAYS};
use contracts::access::Reach;
use domain::record::RecordKind;
use testkit::each_backend;

const FILER: &str = "a81f3c9e77d04b12";

#[test]
fn facts_are_counted_and_nobody_is_labelled() {
    each_backend(|place| {
        let office = Office::open(place);
        let by = [("filer", FILER), ("problem", "价格")];
        office.complaint(MOVED, "1", &[&by[..], &[("closed_on", "2026-08-20"), ("outcome", "T6")]].concat());
        office.complaint(
            MOVED,
            "2",
            &[&by[..], &[("closed_on", "2026-08-20"), ("outcome", "R3"), ("accepted_on", "")]].concat(),
        );
        office.complaint(STAYS, "3", &[("filer", FILER), ("problem", "质量"), ("duplicate", "是")]);
        office.complaint(STAYS, "4", &[("filer", "another-pseudonym"), ("problem", "价格")]);
        office.complaint(STAYS, "5", &[]);
        let old = [("code", MOVED), ("number", "6"), ("received_on", "2025-11-28"), ("filer", FILER)];
        office.send(RecordKind::Complaint, &old);
        let report = [("code", MOVED), ("report_no", "7"), ("received_on", "2025-11-29"), ("case_no", "1号")];
        office.send(RecordKind::Report, &[&report[..], &by].concat());
        office.level();
        let facts = office.views.filers.facts(FILER, Reach::Everywhere).unwrap();
        assert_eq!((facts.from.to_string().as_str(), facts.to.to_string().as_str()), ("2025-11-29", "2026-11-28"));
        assert_eq!((facts.complaints, facts.reports, facts.merchants, facts.cases), (3, 1, 2, 1), "{}", place.backend);
        assert_eq!((facts.ended_as_abuse, facts.not_for_consumption, facts.without_identity), (1, 1, 0));
        assert_eq!(facts.most_of_one_problem, Some(("价格".to_owned(), 3)));
        let nobody = office.views.filers.facts("nobody-knows-this", Reach::Everywhere).unwrap();
        assert_eq!((nobody.complaints, nobody.reports, nobody.most_of_one_problem), (0, 0, None));
    });
}
