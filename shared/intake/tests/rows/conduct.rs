//! What visits and sampling tests say, and what an empty cell of theirs says.

use crate::{cells, faults, options, read};
use domain::record::{Content, Inspection, RecordKind, Test, TestState};
use intake::RowIssue;

fn test(result: &str, more: &[(&str, &str)]) -> Result<Test, Box<RowIssue>> {
    let row = [("code", "91371500795315494U"), ("number", "C1"), ("day", "2026-05-06"), ("result", result)];
    match read(RecordKind::Test, &cells(&[&row[..], more].concat()), &options())?.content {
        Content::Test(test) => Ok(test),
        other => panic!("{other:?}"),
    }
}

fn visit(more: &[(&str, &str)]) -> Inspection {
    let row = [("code", "91371500795315494U"), ("number", "J1"), ("day", "2026-05-06"), ("result", "I01")];
    match read(RecordKind::Inspection, &cells(&[&row[..], more].concat()), &options()).unwrap().content {
        Content::Inspection(visit) => visit,
        other => panic!("{other:?}"),
    }
}

const OPEN: (&str, &str) = ("objected_on", "2026-05-08");
const DECIDED: (&str, &str) = ("objection_decided_on", "2026-05-20");

#[test]
fn a_failed_test_is_not_final_while_the_objection_to_it_is_open() {
    for failed in ["SQ1", "SQ2", "SQ3", "FS1", "FS2"] {
        // Left empty it reads as it can only be.
        let open = test(failed, &[OPEN]).unwrap();
        assert_eq!((open.is_final, open.state()), (false, TestState::Objected), "{failed}");
        assert!(!test(failed, &[OPEN, ("is_final", "否")]).unwrap().is_final);
        let issue = test(failed, &[OPEN, ("is_final", "是")]).unwrap_err();
        let wrong = [("is_final", "the objection to the failed result is not decided, so that it is not final")];
        assert_eq!(faults(&issue), wrong, "{failed}");
        assert!(issue.faults[0].reason_zh.contains("尚无结论"), "{issue:?}");
        // Decided, or never objected to, it is final unless somebody says that it is not.
        for more in [&[OPEN, DECIDED][..], &[]] {
            assert!(test(failed, more).unwrap().is_final, "{failed} {more:?}");
            assert!(test(failed, &[more, &[("is_final", "是")]].concat()).unwrap().is_final, "{failed} {more:?}");
        }
    }
    // What has passed counts against nobody.
    assert!(test("FS0", &[OPEN]).unwrap().is_final && test("SQ0", &[OPEN, ("is_final", "是")]).unwrap().is_final);
}

#[test]
fn whether_a_visit_was_on_the_spot_is_said_by_its_own_column_before_its_kind() {
    let is_on_site = |kind: &str, said: &str| {
        let visit = visit(&[("visit_type", kind), ("on_site", said)]);
        visit.is_on_site()
    };
    assert_eq!(["网络餐饮检查", "数据核查", "日常检查"].map(|kind| is_on_site(kind, "")), [false, false, true]);
    assert_eq!(["网络餐饮检查", "数据核查", "日常检查"].map(|kind| is_on_site(kind, "是")), [true; 3]);
    assert_eq!(["网络餐饮检查", "数据核查", "日常检查"].map(|kind| is_on_site(kind, "否")), [false; 3]);
}
