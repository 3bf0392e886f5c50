//! Papers: sent ahead, named by a step, fetched again by whoever may see the case.

use super::*;
use crate::office::CARTER;

const PDF: &[u8] = b"%PDF-1.7 ...";

#[test]
fn a_paper_is_sent_ahead_and_named_by_a_step() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let (baker, carter) = (Who::Merchant(BAKER), Who::Merchant(CARTER));
        let (status, paper) = office.paper(&baker, "../apply.PDF", PDF);
        assert_eq!((status, &paper["name"], &paper["media"]), (200, &json!("apply.pdf"), &json!("application/pdf")));
        let mut filing = filing();
        filing["stated"] = json!({});
        filing["papers"] = json!([{ "need": "application", "digest": paper["digest"] }]);
        // Of what another account has sent ahead there is nothing.
        let mut of_carter = filing.clone();
        of_carter["about"][0]["key"] = json!("penalty:371522SJ:2");
        let (status, problem) = office.post(&carter, "cases", &of_carter);
        assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("papers")), "{}: {problem}", place.backend);
        let (status, case) = office.post(&baker, "cases", &filing);
        assert_eq!(status, 201, "{}: {case}", place.backend);
        let (_, detail) = office.get(&WANG, &format!("cases/{}", case["case_no"]));
        let href = detail["papers"][0]["href"].as_str().unwrap().replace("/repair/v1/", "");
        let fetched = office.ask(&WANG, Method::GET, &href).send().unwrap();
        let header = |name: &str| fetched.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(
            (header("content-type"), header("cache-control")),
            ("application/pdf".to_owned(), "no-store".to_owned())
        );
        assert!(header("content-disposition").starts_with("attachment"), "{}", place.backend);
        assert_eq!(header("content-security-policy"), "sandbox");
        assert_eq!(fetched.bytes().unwrap(), PDF, "{}", place.backend);
        assert_eq!(office.get(&carter, &href).0, 404, "{}", place.backend);
        // After a day it is gone, unless it was named.
        let (_, late) = office.paper(&baker, "late.pdf", b"%PDF-1.4 late");
        office.clock.turn_to("2026-03-04");
        filing["papers"][0]["digest"] = late["digest"].clone();
        let (status, problem) = office.post(&baker, "cases", &filing);
        assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("papers")), "{}: {problem}", place.backend);
    });
}

#[test]
fn what_is_no_paper_is_told_so() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let baker = Who::Merchant(BAKER);
        for content in [&b"MZ\x90\x00"[..], b"", b"<html>%PDF-"] {
            let (status, problem) = office.paper(&baker, "a.pdf", content);
            assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("papers")), "{}", place.backend);
        }
        let mut large = PDF.to_vec();
        large.resize(10 * 1024 * 1024 + 1, b' ');
        assert_eq!(office.paper(&baker, "a.pdf", &large).0, 422, "{}", place.backend);
        // Nobody fills the disk by sending ahead.
        large.truncate(10 * 1024 * 1024);
        let sent: Vec<u16> = (0..7_u8)
            .map(|at| {
                large[20] = at;
                office.paper(&baker, "a.pdf", &large).0
            })
            .collect();
        assert_eq!(sent, [200, 200, 200, 200, 200, 200, 422], "{}", place.backend);
        assert_eq!(office.paper(&Who::Role(contracts::access::Role::Bank), "a.pdf", PDF).0, 403);
    });
}
