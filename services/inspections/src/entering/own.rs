//! What only the device knows of a visit: its key, and when it was seen.

use contracts::problem::FieldError;
use domain::instant::Instant;

/// How far the clock of a device may be ahead, in microseconds.
const AHEAD: i64 = 5 * 60 * 1_000_000;
const DAY: i64 = 86_400 * 1_000_000;

/// When a visit was seen, as it is kept: never behind the house's own clock.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    pub(super) at: Instant,
}

impl Seen {
    /// When it was seen, if the house's clock allows for it.
    pub(super) fn of(text: &str, now: Instant, offline_days: u32) -> Result<Self, FieldError> {
        let of = |zh: String, en: String| FieldError {
            value: Some(text.chars().take(80).collect()),
            ..FieldError::new("seen_at", zh, en)
        };
        let at = Instant::parse(text).map_err(|_unread| {
            of(
                "应为带时区的时刻，如 2026-04-01T09:30:00+08:00".to_owned(),
                "must be an instant with its offset, such as 2026-04-01T09:30:00+08:00".to_owned(),
            )
        })?;
        if at.micros() > now.micros().saturating_add(AHEAD) {
            return Err(of(
                "晚于当前时间：请核对设备的时钟".to_owned(),
                format!("lies ahead of the clock of the house, {now}: look at the clock of the device"),
            ));
        }
        if at.micros() < now.micros().saturating_sub(i64::from(offline_days).saturating_mul(DAY)) {
            let zh = format!("早于 {offline_days} 日前：离线录入已过上传期限，请核对后以行报送");
            return Err(of(zh, format!("lies more than {offline_days} days back: an entry so old is sent as a row")));
        }
        // A clock that is a little ahead must not put a visit into tomorrow.
        Ok(Self { at: at.min(now) })
    }
}

/// Is it a UUID as RFC 9562 writes one, in small letters?
pub(super) fn is_uuid(text: &str) -> bool {
    let is_at = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_at)
}
