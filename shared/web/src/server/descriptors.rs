//! Files that the process may have open, of which connections must not take all.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files that are left for databases, uploads, logs and what starts later.
const RESERVED: u64 = 512;

/// How many of the wanted connections there can be. The process asks for as many files as it is allowed.
pub(super) fn enough_for(connections: usize) -> usize {
    let wanted = u64::try_from(connections).unwrap_or(u64::MAX).saturating_add(RESERVED);
    let allowed = allowed(wanted);
    let fitting = fitting(connections, allowed);
    if fitting < connections {
        tracing::warn!(connections = fitting, wanted = connections, allowed, "fewer connections than wanted");
    }
    fitting
}

/// The files that may be open, raised to what is wanted as far as that goes.
fn allowed(wanted: u64) -> u64 {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // Nothing is no limit.
    let (now, most) = (current.unwrap_or(u64::MAX), maximum.unwrap_or(u64::MAX));
    let raised = wanted.min(most);
    if raised > now && setrlimit(Resource::Nofile, Rlimit { current: Some(raised), maximum }).is_ok() {
        return raised;
    }
    now
}

/// All that are wanted, or as many as leave the reserve; where that is little, half.
fn fitting(connections: usize, allowed: u64) -> usize {
    let room = allowed.saturating_sub(RESERVED).max(allowed / 2);
    connections.min(usize::try_from(room).unwrap_or(usize::MAX)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_files_for_the_rest() {
        assert_eq!(fitting(16_000, u64::MAX), 16_000);
        assert_eq!(fitting(16_000, 16_512), 16_000);
        assert_eq!(fitting(16_000, 16_511), 15_999);
        assert_eq!(fitting(16_000, 1_024), 512);
        assert_eq!(fitting(16_000, 256), 128);
        assert_eq!(fitting(0, 0), 1);
    }
}
