//! Receptions: the chairman's days, lawful and never two at once, whoever schedules beside.

use chrono::NaiveDate;
use tiepdan::{
    domain::{
        id::Id,
        reception::{self, Reception},
        refusal::Refusal,
        slot::Slot,
    },
    register::{self, Failure, OnDay},
    store,
};

use crate::commune::{Commune, day, fields_of};

impl Commune {
    pub fn plans_with(&self, username: &str, fields: &[(&str, &str)]) -> Result<Id<Reception>, Failure> {
        let act = self.act_of(username);
        let base = [("hours", "7:30 – 11:00"), ("place", "Phòng Tiếp công dân"), ("seats", "15")];
        let fields = fields_of(&[&base, fields].concat());
        let on = OnDay(day(&fields.get("day")));
        register::schedule(self.store(), &act, &on, |taken, office| reception::plan(&fields, taken, &act, office))
            .map(|recorded| Id::from_uuid(*recorded.subject().expect("a reception").uuid()))
    }

    /// The chairman will receive people then.
    pub fn plans(&self, username: &str, on: &str, part: &str) -> Result<Id<Reception>, Failure> {
        self.plans_with(username, &[("day", on), ("part", part)])
    }

    fn slots(&self, on: NaiveDate) -> Vec<Slot> {
        self.store().read(|conn| store::slot::of_day(conn, on)).expect("slots")
    }
}

/// What a refusal says of one field.
pub fn said(failure: Failure, field: &str) -> String {
    let Failure::Refused(Refusal::Fields(errors)) = failure else { panic!("{failure:?}") };
    errors.into_iter().find(|error| error.field == field).unwrap_or_else(|| panic!("nothing of {field}")).words
}

#[test]
fn of_twenty_who_schedule_at_once_one_finds_the_slot_free() {
    let commune = Commune::new();
    let others = commune.second_store();
    let done: Vec<_> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..20)
            .map(|n| {
                let (commune, others) = (&commune, &others);
                scope.spawn(move || {
                    let store = if n % 2 == 0 { commune.store() } else { others };
                    let act = commune.act_of(["vanthu", "chutich", "phochutich"][n % 3]);
                    let fields = fields_of(&[
                        ("day", "2026-12-10"),
                        ("part", "morning"),
                        ("hours", "7:30 – 11:00"),
                        ("place", "Phòng Tiếp công dân"),
                        ("seats", "15"),
                    ]);
                    register::schedule(store, &act, &OnDay(day("2026-12-10")), |taken, office| {
                        reception::plan(&fields, taken, &act, office)
                    })
                })
            })
            .collect();
        tries.into_iter().map(|thread| thread.join().expect("a scheduling")).collect()
    });
    assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
    for failure in done.into_iter().filter_map(Result::err) {
        let words = said(failure, "day");
        assert!(words.contains("buổi sáng thứ Năm 10/12/2026 đã có buổi tiếp công dân"), "{words}");
    }
    assert_eq!(commune.slots(day("2026-12-10")).len(), 1);
    assert_eq!(commune.data.count("receptions"), 1, "who came second left nothing");
    assert_eq!(commune.data.count("events WHERE deed = 'len-lich-tiep'"), 1);
    commune.plans("vanthu", "2026-12-10", "afternoon").expect("another part of the day is free");
}

#[test]
fn the_database_itself_holds_one_event_for_a_person_a_day_and_a_part() {
    let commune = Commune::new();
    commune.plans("vanthu", "2026-12-10", "morning").expect("planned");
    let again = "INSERT INTO slots SELECT account, day, part, account, 'dialogue', last_event FROM slots";
    let refused = commune.data.run(again).expect_err("taken").to_lowercase();
    assert!(refused.contains("unique"), "{refused}");
}

#[test]
fn a_day_is_lawful_when_it_can_be_posted_five_working_days_before() {
    let commune = Commune::new();
    let first = reception::first_lawful(commune.today(), &commune.office());
    // 25/11 is a Wednesday: 26, 27/11, 30/11, 1, 2/12 lie between.
    assert_eq!(first, Some(day("2026-12-02")));
    let words = said(commune.plans("chutich", "2026-12-01", "morning").expect_err("too early"), "day");
    assert!(words.contains("ít nhất 05 ngày làm việc") && words.contains("chậm nhất thứ Hai 23/11/2026"), "{words}");
    let words = said(commune.plans("chutich", "2026-12-05", "morning").expect_err("a Saturday"), "day");
    assert!(words.contains("ngày nghỉ (thứ Bảy)"), "{words}");
    commune.plans("chutich", "2026-12-02", "morning").expect("lawful");
    let refused = commune.plans("moitruong", "2026-12-09", "morning").expect_err("not theirs");
    assert!(matches!(refused, Failure::Refused(Refusal::NotYours(_))), "{refused:?}");
}
