//! The course of an invented petition's acts through days and hours: the office works on working days, people whenever they can.

use std::collections::VecDeque;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Timelike, Utc};

use crate::{
    demo::dice::Dice,
    domain::{
        act::{WALL, day_of},
        calendar::WorkCalendar,
        event::Deed,
        form::Fields,
        telling::SILENCE_DAYS,
    },
};

/// The office's hours, in minutes of the day.
const OPENS: u64 = 7 * 60 + 35;
const CLOSES: u64 = 16 * 60 + 45;
/// People write between these minutes of the day.
const UP: u64 = 5 * 60 + 30;
const ASLEEP: u64 = 22 * 60 + 30;
/// The portal's own round, in the night.
const ROUND: u64 = 2 * 60;

/// Whoever does something.
#[derive(Clone)]
pub enum By {
    /// An account of the demonstration, by its name.
    Staff(String),
    Citizen,
    Portal,
}

/// One act that is to come.
pub struct Doing {
    pub at: DateTime<Utc>,
    pub by: By,
    pub deed: Deed,
    pub fields: Fields,
}

/// Which days are worked, and the moment at which it all stands.
#[derive(Clone, Copy)]
pub struct Moments<'m> {
    pub calendar: &'m WorkCalendar,
    pub until: DateTime<Utc>,
}

impl Moments<'_> {
    /// That minute of a day, by the wall.
    fn at(day: NaiveDate, minute: u64) -> DateTime<Utc> {
        let minute = u32::try_from(minute).unwrap_or(0);
        let time = NaiveTime::from_hms_opt(minute / 60 % 24, minute % 60, 0).unwrap_or_default();
        WALL.from_local_datetime(&day.and_time(time)).single().map(|wall| wall.with_timezone(&Utc)).unwrap_or_default()
    }

    /// Some minute at which people write.
    pub fn of_a_citizen(day: NaiveDate, dice: &mut Dice) -> DateTime<Utc> {
        Moments::at(day, dice.between(UP, ASLEEP))
    }

    /// Some minute of that working day or of the next.
    pub fn of_the_office(&self, day: NaiveDate, dice: &mut Dice) -> DateTime<Utc> {
        Moments::at(self.calendar.next_working(day), dice.between(OPENS, CLOSES))
    }

    /// The beginning of a day.
    pub fn beginning(day: NaiveDate) -> DateTime<Utc> {
        Moments::at(day, 0)
    }
}

/// Acts one after the other, none beyond the end.
pub struct Course<'m> {
    last: DateTime<Utc>,
    moments: Moments<'m>,
    doings: VecDeque<Doing>,
    pub dice: Dice,
}

impl<'m> Course<'m> {
    pub fn from(filed: DateTime<Utc>, moments: Moments<'m>, dice: Dice) -> Course<'m> {
        Course { last: filed, moments, doings: VecDeque::new(), dice }
    }

    /// What was done before the end, in its order.
    pub fn done(self) -> VecDeque<Doing> {
        self.doings
    }

    /// Somebody of the office, so many days later or on the next day that is worked.
    pub fn office(&mut self, days: u64, by: By, deed: Deed, fields: impl FnOnce(NaiveDate) -> Fields) {
        let day = day_of(self.last) + Days::new(days);
        let mut at = self.moments.of_the_office(day, &mut self.dice);
        if at <= self.last {
            at = self.last + TimeDelta::minutes(i64::try_from(self.dice.between(4, 25)).unwrap_or(4));
            if u64::from(at.with_timezone(&WALL).hour()) * 60 >= CLOSES {
                at = self.moments.of_the_office(day + Days::new(1), &mut self.dice);
            }
        }
        self.push(at, by, deed, fields(day_of(at)));
    }

    /// The person, so many days later.
    pub fn citizen(&mut self, days: u64, deed: Deed, fields: Fields) {
        let at = Moments::of_a_citizen(day_of(self.last) + Days::new(days), &mut self.dice);
        self.push(at.max(self.last + TimeDelta::minutes(7)), By::Citizen, deed, fields);
    }

    /// Nobody says anything more: the portal's own round closes it.
    pub fn silence(&mut self) {
        let day = day_of(self.last) + Days::new(SILENCE_DAYS + 1);
        self.push(Moments::at(day, ROUND), By::Portal, Deed::Close, Fields::new());
    }

    fn push(&mut self, at: DateTime<Utc>, by: By, deed: Deed, fields: Fields) {
        self.last = at;
        if at < self.moments.until {
            self.doings.push_back(Doing { at, by, deed, fields });
        }
    }
}
