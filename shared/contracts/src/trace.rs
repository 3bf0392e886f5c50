//! Traces (链路追踪): which request of which service led to which of another, by the W3C Trace Context.

use std::cell::Cell;

/// The place of a request in a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trace {
    /// The trace: the same for everything that one request leads to, wherever it is done. Never zero.
    pub trace: u128,
    /// This part of it. Never zero.
    pub span: u64,
    /// Does whoever began the trace want it kept?
    pub sampled: bool,
}

impl Trace {
    /// Reads a header `traceparent`; what is no such header begins no trace.
    #[must_use]
    pub fn parse(header: &str) -> Option<Self> {
        let mut parts = header.split('-');
        let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        // Later versions may say more behind these; version 00 does not, and ff is none.
        if (version == "00" && parts.next().is_some()) || version == "ff" {
            return None;
        }
        let lengths = [(version, 2), (trace, 32), (span, 16), (flags, 2)];
        let is_lower = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if lengths.iter().any(|(part, length)| part.len() != *length || !part.bytes().all(is_lower)) {
            return None;
        }
        let trace = u128::from_str_radix(trace, 16).ok().filter(|trace| *trace != 0)?;
        let span = u64::from_str_radix(span, 16).ok().filter(|span| *span != 0)?;
        let flags = u8::from_str_radix(flags, 16).ok()?;
        Some(Self { trace, span, sampled: flags & 1 == 1 })
    }

    /// The header that hands it on.
    #[must_use]
    pub fn header(self) -> String {
        format!("00-{:032x}-{:016x}-{:02x}", self.trace, self.span, u8::from(self.sampled))
    }

    /// Another part of the same trace.
    #[must_use]
    pub const fn part(self, span: u64) -> Self {
        Self { span: if span == 0 { 1 } else { span }, ..self }
    }
}

thread_local! {
    static CURRENT: Cell<Option<Trace>> = const { Cell::new(None) };
}

/// Works within a trace: what is asked of other services on this thread meanwhile belongs to it.
pub fn within<T>(trace: Option<Trace>, work: impl FnOnce() -> T) -> T {
    struct Before(Option<Trace>);
    impl Drop for Before {
        fn drop(&mut self) {
            CURRENT.set(self.0);
        }
    }
    let _before = Before(CURRENT.replace(trace));
    work()
}

/// The trace within which this thread works.
#[must_use]
pub fn current() -> Option<Trace> {
    CURRENT.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_header_is_read_and_written_alike() {
        let trace = Trace::parse(HEADER).unwrap();
        assert_eq!((trace.trace, trace.span), (0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736, 0x00f0_67aa_0ba9_02b7));
        assert_eq!(trace.header(), HEADER);
        assert_eq!(trace.part(7).header(), "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000007-01");
        assert!(Trace::parse(&HEADER.replacen("00", "cc", 1)).is_some_and(|later| later == trace));
    }

    #[test]
    fn what_is_no_header_begins_no_trace() {
        for bad in [
            "",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "00-+bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ] {
            assert_eq!(Trace::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn work_within_a_trace_leaves_none_behind() {
        let trace = Trace::parse(HEADER);
        within(trace, || {
            assert_eq!(current(), trace);
            within(None, || assert_eq!(current(), None));
            assert_eq!(current(), trace);
        });
        let caught = std::panic::catch_unwind(|| within(trace, || panic!("it fails")));
        assert!(caught.is_err() && current().is_none());
    }
}
