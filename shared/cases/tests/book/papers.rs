//! Papers: what is taken and what is not, and how often it is kept.

use super::*;
use cases::{CaseChange, MOST_BYTES, Media, NewPaper, PaperError};
use domain::digest::Digest;
use testkit::each_backend;

/// A filing that states nothing and attaches this.
fn with(papers: Vec<NewPaper>) -> Opening {
    let act = act("gsxt_repair", "file", "2026-03-02", "shop");
    opening(7, "gsxt_repair", Act { papers, stated: cases::Stated::new(), ..act })
}

#[test]
fn a_paper_meets_what_a_step_needs_and_is_given_back_as_it_came() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let content = b"%PDF-1.7\n...";
        let file = office.book.begin(&with(vec![paper("application", "../申请书.PDF", content)]), &FINE).unwrap();
        let digest = Digest::of_bytes(content);
        let (found, given) = office.book.paper(file.case_no, &digest, &Sight::EVERYWHERE).unwrap();
        assert_eq!((found.name.as_str(), found.media, found.size), ("申请书.pdf", Media::Pdf, 12), "{}", place.backend);
        assert_eq!((given.as_slice(), found.number), (&content[..], 1), "{}", place.backend);
        let shown = office.book.show(file.case_no, &asker("shop", Role::Party), &FINE).unwrap();
        assert_eq!(shown.papers, [found], "{}", place.backend);
        assert_eq!(shown.steps[0].taken.papers[0].digest, digest, "{}", place.backend);
        // Nobody else's.
        for (case_no, digest, sight) in [
            (file.case_no, &digest, Sight::own(8)),
            (file.case_no, &Digest::of_bytes(b"other"), Sight::EVERYWHERE),
            (file.case_no + 1, &digest, Sight::EVERYWHERE),
        ] {
            let found = office.book.paper(case_no, digest, &sight);
            assert!(matches!(found, Err(CaseError::Missing("paper"))), "{}: {found:?}", place.backend);
        }
    });
}

#[test]
fn what_is_no_paper_is_not_taken() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let refused = |papers| match office.book.begin(&with(papers), &FINE) {
            Err(CaseError::Paper(error)) => error,
            other => panic!("{}: {other:?}", place.backend),
        };
        // The name says nothing about what it is.
        let name = "证明.exe".to_owned();
        let kind = refused(vec![paper("application", "证明.exe", b"MZ\x90\x00")]);
        assert_eq!(kind, PaperError::Kind { name }, "{}", place.backend);
        let html = refused(vec![paper("application", "a.pdf", b"<html>%PDF-</html>")]);
        assert!(matches!(html, PaperError::Kind { .. }), "{html:?}");
        let empty = refused(vec![paper("application", "a.pdf", b"")]);
        assert!(matches!(empty, PaperError::Kind { .. }), "{empty:?}");
        let mut large = b"%PDF-".to_vec();
        large.resize(MOST_BYTES + 1, b' ');
        let size = MOST_BYTES + 1;
        let too_large = refused(vec![paper("application", "a.pdf", &large)]);
        assert_eq!(too_large, PaperError::TooLarge { name: "a.pdf".to_owned(), size }, "{}", place.backend);
        let many = (0..21).map(|at| paper("application", "a.pdf", format!("%PDF-{at}").as_bytes())).collect();
        assert_eq!(refused(many), PaperError::TooMany { count: 21 }, "{}", place.backend);
        large.truncate(MOST_BYTES);
        let three = ["application", "promise", "duty"].map(|need| paper(need, "a.pdf", &large)).to_vec();
        assert_eq!(refused(three), PaperError::TooMuch { size: 3 * MOST_BYTES }, "{}", place.backend);
        assert_eq!(office.rows(), [0; 4], "{}", place.backend);
        let largest = office.book.begin(&with(vec![paper("application", "a.pdf", &large)]), &FINE).unwrap();
        let (_, given) = office.book.paper(largest.case_no, &Digest::of_bytes(&large), &Sight::EVERYWHERE).unwrap();
        assert!(given == large, "{}", place.backend);
    });
}

#[test]
fn the_same_content_is_kept_once_in_a_case() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let (png, jpeg) = (b"\x89PNG\r\n\x1a\n1", b"\xff\xd8\xff\xe01");
        let papers = vec![
            paper("application", "a.png", png),
            paper("promise", "b.png", png),
            paper("promise", "b.png", png),
            paper("duty", "c.jpg", jpeg),
        ];
        let file = office.book.begin(&with(papers), &FINE).unwrap();
        assert_eq!(office.rows(), [1, 1, 2, 1], "{}", place.backend);
        let mut asked = act("gsxt_repair", "ask_material", "2026-03-02", "wang");
        asked.papers.push(paper("missing", "again.png", png));
        let file = office.book.take(&taking(&file, asked), &FINE).unwrap();
        assert_eq!(office.rows()[2], 2, "{}", place.backend);
        let shown = office.book.show(file.case_no, &asker("li", Role::Official), &FINE).unwrap();
        assert!(shown.papers.iter().all(|paper| paper.number == 1), "{}", place.backend);
        let names: Vec<Vec<&str>> = shown
            .steps
            .iter()
            .map(|step| step.taken.papers.iter().map(|paper| paper.name.as_str()).collect())
            .collect();
        assert_eq!(names, [vec!["a.png", "c.jpg", "b.png"], vec!["again.png"]], "{}", place.backend);
        // In another case it lies once more: what belongs to a case goes with it.
        office.book.begin(&with(vec![paper("application", "a.png", png)]), &FINE).unwrap();
        assert_eq!(office.rows()[2], 3, "{}", place.backend);
        let told: Vec<CaseChange> = feed::eventually(&office, 3);
        assert_eq!(told[1].step.papers.len(), 1, "{}", place.backend);
    });
}

#[test]
fn what_has_to_be_a_document_cannot_be_written() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let proposing = act("serious_list", "propose", "2026-03-02", "wang");
        let file = office.book.begin(&opening(7, "serious_list", proposing), &FINE).unwrap();
        office.taken(file.case_no, "notice", "2026-03-02", "wang");
        // The party did not ask for a hearing in time.
        office.clock.set(day("2026-03-10"));
        let file = office.book.file(file.case_no, &Sight::EVERYWHERE).unwrap();
        let recording = act("serious_list", "record_consent", "2026-03-10", "li");
        let written = Act { papers: Vec::new(), ..recording.clone() };
        let refused = codes(office.book.take(&taking(&file, written), &FINE));
        assert_eq!(refused, ["MATERIAL_MISSING"], "{}", place.backend);
        let attached = office.book.take(&taking(&file, recording), &FINE).unwrap();
        assert_eq!(attached.stage, "consented", "{}", place.backend);
    });
}
