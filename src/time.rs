//! Instants, wall-clock times and the zones between them. No clock: nothing here knows "now".

use jiff::{civil, tz};

use crate::{Error, Result};

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Reads an epoch number by its count of digits: 10 seconds, 13 milliseconds, 16 microseconds
    /// (formats study, 1.3). `None` outside the years 1990 to 2100, where no chat export lies.
    pub fn from_epoch(number: i64) -> Option<Timestamp> {
        let ms = match number {
            631_152_000..4_102_444_800 => number * 1_000,
            631_152_000_000..4_102_444_800_000 => number,
            631_152_000_000_000..4_102_444_800_000_000 => number / 1_000,
            _ => return None,
        };
        Some(Timestamp(ms))
    }

    /// Reads an RFC 3339 text such as `2025-03-08T09:02:11+08:00`; `None` without an offset.
    pub fn from_rfc3339(text: &str) -> Option<Timestamp> {
        text.parse::<jiff::Timestamp>().ok().map(|t| Timestamp(t.as_millisecond()))
    }
}

/// A calendar day as printed, not yet checked against the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// Year, four digits.
    pub year: i16,
    /// Month, 1..=12.
    pub month: u8,
    /// Day of the month, 1..=31.
    pub day: u8,
}

impl Day {
    /// A day that exists in the calendar.
    pub fn new(year: i16, month: u8, day: u8) -> Option<Day> {
        civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        Some(Day { year, month, day })
    }

    /// The day after; itself at the end of the calendar.
    pub fn next(self) -> Day {
        self.date().and_then(|d| d.tomorrow().ok()).map_or(self, |d| Day {
            year: d.year(),
            month: d.month().unsigned_abs(),
            day: d.day().unsigned_abs(),
        })
    }

    /// Its weekday, 0 for Monday.
    pub fn weekday(self) -> u8 {
        self.date().map_or(0, |d| d.weekday().to_monday_zero_offset().unsigned_abs())
    }

    /// Days since 1970-01-01.
    pub fn number(self) -> i64 {
        days_from_civil(self)
    }

    /// The day that lies so many days after 1970-01-01; `None` outside the calendar.
    pub fn from_number(days: i64) -> Option<Day> {
        let span = jiff::Span::new().try_days(days).ok()?;
        let d = civil::Date::new(1970, 1, 1).ok()?.checked_add(span).ok()?;
        Some(Day { year: d.year(), month: d.month().unsigned_abs(), day: d.day().unsigned_abs() })
    }

    fn date(self) -> Option<civil::Date> {
        civil::Date::new(self.year, self.month as i8, self.day as i8).ok()
    }
}

/// A time of day, to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Clock {
    /// Hour, 0..=23.
    pub hour: u8,
    /// Minute, 0..=59.
    pub minute: u8,
    /// Second, 0..=59.
    pub second: u8,
}

impl Clock {
    /// Seconds since midnight.
    pub fn seconds(self) -> u32 {
        u32::from(self.hour) * 3600 + u32::from(self.minute) * 60 + u32::from(self.second)
    }
}

/// The zone that wall-clock times are read and printed in.
///
/// Rules come from the time zone database compiled into the program, so that every machine
/// answers alike.
#[derive(Debug, Clone)]
pub struct Zone {
    name: String,
    tz: tz::TimeZone,
    /// Last day asked for and its offset in seconds, where the whole day has one offset.
    last: Option<(Day, i32)>,
}

impl Default for Zone {
    /// `Asia/Shanghai`.
    fn default() -> Self {
        Zone::named("Asia/Shanghai").unwrap_or(Zone {
            name: "UTC".to_string(),
            tz: tz::TimeZone::UTC,
            last: None,
        })
    }
}

impl Zone {
    /// An IANA zone (`Asia/Shanghai`), `UTC`, or a fixed offset (`+08:00`).
    ///
    /// # Errors
    /// [`Error::NoSuchZone`].
    pub fn named(name: &str) -> Result<Zone> {
        let tz = tz::TimeZone::get(name)
            .ok()
            .or_else(|| fixed_offset(name))
            .ok_or_else(|| Error::NoSuchZone { zone: name.to_string() })?;
        let name = tz.iana_name().unwrap_or(name).to_string();
        Ok(Zone { name, tz, last: None })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The instant of a wall-clock time. In a gap (clocks forward) it moves on by the gap; where
    /// the hour happens twice (clocks back) the first one is meant.
    pub fn instant(&mut self, day: Day, clock: Clock) -> Option<Timestamp> {
        if let Some((last, offset)) = self.last
            && last == day
        {
            let days = days_from_civil(day);
            return Some(Timestamp(
                (days * 86_400 + i64::from(clock.seconds()) - i64::from(offset)) * 1000,
            ));
        }
        let date = day.date()?;
        let at = |h: i8, m: i8, s: i8| {
            let dt = date.at(h, m, s, 0);
            self.tz.to_ambiguous_timestamp(dt).compatible().ok()
        };
        let exact = at(clock.hour as i8, clock.minute as i8, clock.second as i8)?;
        let (start, end) = (at(0, 0, 0)?, at(23, 59, 59)?);
        let (first, last) = (self.tz.to_offset(start), self.tz.to_offset(end));
        self.last = (first == last).then_some((day, first.seconds()));
        Some(Timestamp(exact.as_millisecond()))
    }

    /// What the clocks of the zone show at an instant.
    pub fn wall(&self, time: Timestamp) -> Option<(Day, Clock)> {
        let instant = jiff::Timestamp::from_second(time.0.div_euclid(1000)).ok()?;
        let shown = self.tz.to_datetime(instant);
        let day = Day {
            year: shown.year(),
            month: shown.month().unsigned_abs(),
            day: shown.day().unsigned_abs(),
        };
        let clock = Clock {
            hour: shown.hour().unsigned_abs(),
            minute: shown.minute().unsigned_abs(),
            second: shown.second().unsigned_abs(),
        };
        Some((day, clock))
    }

    /// Milliseconds by which local time is ahead of UTC at an instant.
    pub fn offset_ms(&self, time: Timestamp) -> i64 {
        let instant = jiff::Timestamp::from_second(time.0.div_euclid(1000)).unwrap_or_default();
        i64::from(self.tz.to_offset(instant).seconds()) * 1000
    }

    /// RFC 3339 to the second, with this zone's offset at that instant.
    pub fn rfc3339(&self, time: Timestamp) -> Option<String> {
        let instant = jiff::Timestamp::from_second(time.0.div_euclid(1000)).ok()?;
        let offset = self.tz.to_offset(instant);
        Some(instant.display_with_offset(offset).to_string())
    }
}

/// `+08:00`, `-0330`, `UTC+8`, `GMT-5`.
fn fixed_offset(name: &str) -> Option<tz::TimeZone> {
    let rest = name.trim_start_matches("UTC").trim_start_matches("GMT");
    let (sign, digits) = match rest.strip_prefix('+') {
        Some(digits) => (1, digits),
        None => (-1, rest.strip_prefix('-')?),
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some((h, m)) => (h.parse::<i32>().ok()?, m.parse::<i32>().ok()?),
        None if digits.len() == 4 => {
            (digits.get(..2)?.parse().ok()?, digits.get(2..)?.parse().ok()?)
        }
        None => (digits.parse().ok()?, 0),
    };
    let seconds = sign * (hours * 3600 + minutes * 60);
    let valid = (0..=14).contains(&hours) && (0..60).contains(&minutes);
    valid.then(|| tz::Offset::from_seconds(seconds).ok().map(tz::TimeZone::fixed))?
}

/// Days since 1970-01-01 (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn days_from_civil(day: Day) -> i64 {
    let y = i64::from(day.year) - i64::from(day.month <= 2);
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let mp = (i64::from(day.month) + 9) % 12;
    let doy = (153 * mp + 2) / 5 + i64::from(day.day) - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    era * 146_097 + doe - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(zone: &mut Zone, day: (i16, u8, u8), clock: (u8, u8, u8)) -> String {
        let day = Day::new(day.0, day.1, day.2).unwrap();
        let clock = Clock { hour: clock.0, minute: clock.1, second: clock.2 };
        let instant = zone.instant(day, clock).unwrap();
        zone.rfc3339(instant).unwrap()
    }

    #[test]
    fn wall_clock_round_trips_through_the_cached_day() {
        let mut zone = Zone::default();
        assert_eq!(at(&mut zone, (2025, 3, 8), (9, 2, 11)), "2025-03-08T09:02:11+08:00");
        assert_eq!(at(&mut zone, (2025, 3, 8), (23, 59, 59)), "2025-03-08T23:59:59+08:00");
        assert_eq!(at(&mut zone, (1990, 7, 1), (12, 0, 0)), "1990-07-01T12:00:00+09:00");
    }

    #[test]
    fn clock_changes_move_forward_in_the_gap_and_take_the_first_of_two() {
        let mut zone = Zone::named("Europe/Berlin").unwrap();
        assert_eq!(at(&mut zone, (2025, 3, 30), (2, 30, 0)), "2025-03-30T03:30:00+02:00");
        assert_eq!(at(&mut zone, (2025, 10, 26), (2, 30, 0)), "2025-10-26T02:30:00+02:00");
        assert_eq!(at(&mut zone, (2025, 10, 26), (23, 0, 0)), "2025-10-26T23:00:00+01:00");
    }

    #[test]
    fn zones_by_name_and_offset() {
        assert_eq!(Zone::named("asia/shanghai").unwrap().name(), "Asia/Shanghai");
        let mut fixed = Zone::named("UTC+8").unwrap();
        assert_eq!(at(&mut fixed, (2025, 3, 8), (9, 0, 0)), "2025-03-08T09:00:00+08:00");
        assert_eq!(Zone::named("Mars/Base").unwrap_err().code(), "no-such-zone");
    }

    #[test]
    fn epoch_unit_by_digits() {
        let ms = Timestamp(1_741_395_731_000);
        assert_eq!(Timestamp::from_epoch(1_741_395_731), Some(ms));
        assert_eq!(Timestamp::from_epoch(1_741_395_731_000), Some(ms));
        assert_eq!(Timestamp::from_epoch(1_741_395_731_000_000), Some(ms));
        assert_eq!(Timestamp::from_epoch(10086), None);
    }

    #[test]
    fn days_that_do_not_exist() {
        assert!(Day::new(2025, 2, 29).is_none());
        assert_eq!(Day::new(2024, 2, 28).unwrap().next(), Day::new(2024, 2, 29).unwrap());
    }
}
