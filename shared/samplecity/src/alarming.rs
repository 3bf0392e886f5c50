//! Filings that an official should look at: in every city somebody repeats, many come on one day, one text comes under
//! several names, and one merchant has far more complaints than before.

use crate::files::FileKind;
use crate::life::Life;
use domain::day::Day;

/// The merchants about whom they are.
const REPEATED: u32 = 6;
const BURST: u32 = 7;
const COPIED: u32 = 8;
const GROWN: u32 = 9;

/// Whoever files again and again.
const SAME: &str = "f0000000000000a6";
/// A text of several.
const TEXT: &str = "预付卡不退款，要求退还全部余额并公开道歉";

impl Life {
    /// What is planted about this merchant, if anything is.
    pub(crate) fn alarming(&mut self) {
        let ago = |days: i32| self.anchor.plus_days(-days);
        match self.index {
            REPEATED => {
                for day in [ago(9), ago(4), ago(1)] {
                    self.refused_on(day, &[("投诉举报人标识", SAME), ("问题类型", "质量")]);
                }
            }
            BURST => {
                let day = ago(3);
                for _ in 0..12 {
                    self.refused_on(day, &[]);
                }
            }
            COPIED => {
                for day in [ago(8), ago(6), ago(5), ago(2)] {
                    self.refused_on(day, &[("诉求内容", TEXT)]);
                }
            }
            GROWN => {
                // Within the last month that has ended, no more than four in seven days.
                let last = self.anchor.month_start().plus_days(-1);
                for n in 0..14 {
                    self.mediated_on(last.plus_days(-2 * n));
                }
            }
            _ => {}
        }
    }

    /// A complaint that was not taken up, so that no score depends on whether it is held.
    fn refused_on(&mut self, day: Day, cells: &[(&str, &str)]) {
        self.complaint(day, Some("R3"), 1);
        for (title, text) in cells {
            FileKind::Complaints.put(self.complaints.last_mut(), title, text);
        }
    }

    /// A complaint that is open, or was mediated if that lies long enough ago.
    fn mediated_on(&mut self, day: Day) {
        let takes = 14;
        let is_over = day.plus_days(takes) <= self.anchor;
        self.complaint(day, is_over.then_some("MEDIATED"), takes);
    }
}
