//! Days of lapses as a calendar (日历; iCalendar, RFC 5545): each an event of a whole day, the first on which something is not
//! shown any more. Pure.

use crate::lapses::Lapse;
use domain::code::PartyCode;
use domain::day::Day;
use domain::digest::Digest;
use domain::instant::Instant;

/// Longest line in octets, without its end (RFC 5545 §3.1).
const LONGEST: usize = 75;
const MICROS: i64 = 1_000_000;
const DAY: i64 = 24 * 60 * 60;

/// The calendar of a merchant, as it was known at an instant. What only an act ends has no day and no event.
pub(crate) fn calendar(code: PartyCode, lapses: &[Lapse], at: Instant) -> String {
    let mut text = String::new();
    let mut line = |content: &str| fold(content, &mut text);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//Fangxin//Repair//ZH");
    line("CALSCALE:GREGORIAN");
    line(&format!("X-WR-CALNAME:{}", escaped(&format!("放心 {code} 到期停止公示"))));
    let stamp = stamp(at);
    for (lapse, off) in lapses.iter().filter_map(|lapse| Some((lapse, lapse.off?))) {
        line("BEGIN:VEVENT");
        line(&format!("UID:{}", uid(code, lapse)));
        line(&format!("DTSTAMP:{stamp}"));
        line(&format!("DTSTART;VALUE=DATE:{}", date(off)));
        line(&format!("DTEND;VALUE=DATE:{}", date(off.next())));
        line(&format!("SUMMARY:{}", escaped(&format!("停止公示：{}", lapse.what_zh))));
        let open = if lapse.provisional { "\n尚未确定 / provisional" } else { "" };
        let told = format!("{}；依据 {}\n{}{open}", lapse.ended_by_zh, lapse.by, lapse.what);
        line(&format!("DESCRIPTION:{}", escaped(&told)));
        line("TRANSP:TRANSPARENT");
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    text
}

/// The same for the same thing however often the calendar is fetched, so that a day that changes moves its event.
fn uid(code: PartyCode, lapse: &Lapse) -> String {
    let of = format!("{code}\n{}\n{}", lapse.about.kind, lapse.about.key);
    format!("{}@fangxin.repair", Digest::of_bytes(of.as_bytes()))
}

fn date(day: Day) -> String {
    day.to_string().replace('-', "")
}

/// An instant in UTC.
fn stamp(at: Instant) -> String {
    let seconds = at.micros().div_euclid(MICROS);
    let (day, rest) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    let day = Day::from_number(i32::try_from(day).unwrap_or_default());
    format!("{}T{:02}{:02}{:02}Z", date(day), rest / 3_600, rest / 60 % 60, rest % 60)
}

/// A text value: what has a meaning in it is escaped, and other control characters are left out (RFC 5545 §3.3.11).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// A line in pieces of at most 75 octets, each but the first begun by a space; no character is cut.
fn fold(content: &str, text: &mut String) {
    let mut length = 0;
    for letter in content.chars() {
        if length + letter.len_utf8() > LONGEST {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(letter);
        length += letter.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use cases::About;

    fn lapse(what: &str, off: Option<&str>) -> Lapse {
        Lapse {
            about: About { kind: "penalty".to_owned(), key: "penalty:a:1".to_owned() },
            what_zh: what.to_owned(),
            what: "penalty 1".to_owned(),
            from: Day::parse("2026-01-01").unwrap(),
            off: off.map(|day| Day::parse(day).unwrap()),
            ended_by_zh: "最长公示期届满",
            ended_by: "maximum",
            by: "publicity.gsxt_maxima@2025-12-25".to_owned(),
            provisional: true,
            shielded: None,
        }
    }

    fn of(lapses: &[Lapse]) -> String {
        let at = Instant::parse("2026-03-01T07:08:09+08:00").unwrap();
        calendar(PartyCode::parse("91371500795315494U").unwrap(), lapses, at)
    }

    /// As whoever reads a calendar unfolds it.
    fn unfolded(text: &str) -> Vec<String> {
        text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn each_lapse_is_a_whole_day_and_what_has_no_day_is_none() {
        let text = of(&[lapse("甲", Some("2026-12-31")), lapse("乙", None)]);
        let lines = unfolded(&text);
        assert_eq!(lines.iter().filter(|line| *line == "BEGIN:VEVENT").count(), 1, "{text}");
        for wanted in ["DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101", "DTSTAMP:20260228T230809Z"] {
            assert!(lines.iter().any(|line| line == wanted), "{wanted}: {text}");
        }
        assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    }

    #[test]
    fn no_line_is_longer_than_75_octets_and_unfolded_it_is_as_it_was() {
        let long = "行政处罚信息，停止；公示\\期\r限\n届满".repeat(20);
        let text = of(&[lapse(&long, Some("2026-12-31"))]);
        assert!(text.split("\r\n").all(|line| line.len() <= LONGEST), "{text}");
        let summary = unfolded(&text).into_iter().find(|line| line.starts_with("SUMMARY:")).unwrap();
        let wanted = long.replace('\r', "").replace('\\', "\\\\").replace('\n', "\\n");
        assert_eq!(summary, format!("SUMMARY:停止公示：{wanted}"));
        assert_eq!(escaped("a;b,c\\d\ne\u{7}"), "a\\;b\\,c\\\\d\\ne");
    }

    #[test]
    fn a_day_that_changes_moves_its_event() {
        let uid = |off: &str| {
            let lines = unfolded(&of(&[lapse("甲", Some(off))]));
            lines.into_iter().find(|line| line.starts_with("UID:")).unwrap()
        };
        assert_eq!(uid("2026-12-31"), uid("2027-12-31"));
    }
}
