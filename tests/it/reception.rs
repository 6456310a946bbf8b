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

// ---- What the law asks of the chairman ----

#[test]
fn the_chairman_owes_a_day_a_week_and_from_july_two_a_month() {
    let commune = Commune::new();
    let office = commune.office();
    let of = |on: &str| reception::quota::quota(day(on), &[], &office);
    let june = of("2026-06-24");
    assert_eq!((june.from, june.until, june.needed), (day("2026-06-22"), day("2026-06-28"), 1));
    let last = of("2026-06-30");
    assert_eq!((last.from, last.until, last.needed), (day("2026-06-29"), day("2026-06-30"), 1));
    let july = of("2026-07-01");
    assert_eq!((july.from, july.until, july.needed), (day("2026-07-01"), day("2026-07-31"), 2));
    assert!(july.basis.contains("136/2025/QH15") && !june.basis.contains("136/2025"), "{} {}", june.basis, july.basis);
}

#[test]
fn boards_warn_until_the_months_days_are_planned() {
    let commune = Commune::new();
    for board in [commune.ong_an(), commune.chi_hoa()] {
        let page = board.get("/ban-lam-viec").expect(200);
        assert!(page.says("Tháng 11/2026 mới có 0 trong ít nhất 2 ngày"), "{}", page.words());
        assert!(page.says("Tháng 12/2026 mới có 0 trong ít nhất 2 ngày"), "{}", page.words());
    }
    commune.plans("vanthu", "2026-12-10", "morning").expect("planned");
    commune.plans("vanthu", "2026-12-10", "afternoon").expect("planned");
    assert!(commune.ong_an().get("/ban-lam-viec").says("Tháng 12/2026 mới có 1 trong"), "two parts are one day");
    let sudden = [("day", "2026-12-15"), ("part", "morning"), ("unplanned", "yes"), ("reason", "Đông người kéo đến")];
    commune.plans_with("vanthu", &sudden).expect("planned");
    assert!(commune.ong_an().get("/ban-lam-viec").says("Tháng 12/2026 mới có 1 trong"), "đột xuất does not count");
    commune.plans("vanthu", "2026-12-24", "morning").expect("planned");
    assert!(!commune.ong_an().get("/ban-lam-viec").says("Tháng 12/2026 mới có"));
}

// ---- The chairman's days, through the pages ----

#[test]
fn a_day_is_planned_moved_and_called_off_with_its_reasons_kept() {
    let commune = Commune::new();
    let clerk = commune.chi_hoa();
    let page = clerk.get("/tiep-dan/moi").expect(200);
    assert_eq!(page.value("day").as_deref(), Some("02/12/2026"), "the first lawful day is proposed");
    let early = clerk.fill(&page.form(), &[("day", "01/12/2026")]).expect(422);
    assert!(early.says("Sớm nhất là thứ Tư 02/12/2026"), "{}", early.words());
    assert_eq!(early.value("place"), page.value("place"), "nothing typed is lost");
    let form = early.form();
    let first = clerk.fill(&form, &[("day", "03/12/2026")]).expect(303).location();
    let again = clerk.fill(&form, &[("day", "03/12/2026")]).expect(303).location();
    assert_eq!(first, again, "a second tap plans nothing more");
    assert_eq!(commune.data.count("receptions"), 1);
    let path = first.expect("a day");
    let moved = clerk.get(&path).form_for("doi-ngay-tiep").expect("it may be moved");
    clerk.fill(&moved, &[("day", "10/12/2026"), ("part", "afternoon")]).expect(422);
    let fields = [("day", "10/12/2026"), ("part", "afternoon"), ("reason", "Họp Hội đồng nhân dân")];
    clerk.fill(&moved, &fields).expect(303);
    assert_eq!(commune.slots(day("2026-12-03")), [], "the old slot is free again");
    assert_eq!(commune.slots(day("2026-12-10")).len(), 1);
    let stale = clerk.fill(&moved, &[("day", "11/12/2026"), ("part", "morning"), ("reason", "Lại đổi")]).expect(409);
    assert!(stale.says("Vừa có người sửa"));
    let public = commune.browser().get("/lich-tiep-dan").expect(200);
    assert!(public.says("Đổi từ thứ Năm, 03/12/2026") && !public.says("Hội đồng nhân dân"), "{}", public.words());
    let off = clerk.get(&path).form_for("huy-ngay-tiep").expect("it may be called off");
    clerk.fill(&off, &[("reason", "Bão số 12")]).expect(303);
    assert_eq!(commune.slots(day("2026-12-10")), []);
    let front = commune.ba_tam().get("/giam-sat/tiep-dan").expect(200);
    for words in ["Họp Hội đồng nhân dân", "thứ Năm, 03/12/2026", "Bão số 12", "Đã hủy"] {
        assert!(front.says(words), "{words}: {}", front.words());
    }
    assert!(commune.browser().get("/lich-tiep-dan").says("Đã hủy"));
}

#[test]
fn only_the_chairman_says_he_received_and_his_absence_is_seen_by_the_front() {
    let commune = Commune::new();
    let held = commune.plans("vanthu", "2026-12-02", "morning").expect("planned");
    let missed = commune.plans("vanthu", "2026-12-10", "morning").expect("planned");
    commune.at("2026-12-10T09:00");
    let board = commune.ong_an().get("/ban-lam-viec");
    assert!(board.says("Buổi tiếp dân thứ Tư, 02/12/2026 chưa ghi"), "{}", board.words());
    for officer in [commune.chi_hoa(), commune.ba_hien()] {
        assert!(officer.get(&format!("/tiep-dan/{held}")).expect(200).form_for("da-tiep-dan").is_none());
        officer.post(&format!("/tiep-dan/{held}/da-tiep-dan"), &[("version", "1")]).expect(403);
    }
    let chair = commune.ong_an();
    let form = chair.get(&format!("/tiep-dan/{held}")).form_for("da-tiep-dan").expect("his to say");
    chair.fill(&form, &[]).expect(303);
    let clerk = commune.chi_hoa();
    let form = clerk.get(&format!("/tiep-dan/{missed}")).form_for("vang-tiep-dan").expect("hers to say");
    clerk.fill(&form, &[("reason", "")]).expect(422);
    clerk.fill(&form, &[("reason", "Đi dự hội nghị của thành phố")]).expect(303);
    let front = commune.ba_tam();
    let page = front.get("/giam-sat/tiep-dan").expect(200);
    assert!(page.says("Chủ tịch vắng") && page.says("Đi dự hội nghị của thành phố") && page.says("Thiếu"));
    let line = front.get("/giam-sat").expect(200);
    assert!(line.says("đã tiếp 1, lên lịch 1 trong ít nhất 2 ngày") && line.says("vắng 1 buổi"), "{}", line.words());
}

// ---- Numbers ----

#[test]
fn whoever_holds_the_code_books_a_number_and_gives_it_back() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    let phone = commune.browser();
    assert!(!phone.get(&format!("/don/{code}")).says("Gặp Chủ tịch xã"), "no day is planned");
    let reception = commune.plans("vanthu", "2026-12-10", "morning").expect("planned");
    let page = phone.get(&format!("/don/{code}")).expect(200);
    assert!(page.says("sớm nhất thứ Năm, 10/12/2026"), "{}", page.words());
    let form = phone.get(&format!("/don/{code}/hen")).expect(200).form();
    phone.fill(&form, &[]).expect(422);
    let chosen = [("reception", reception.to_string())];
    let chosen: Vec<(&str, &str)> = chosen.iter().map(|(name, value)| (*name, value.as_str())).collect();
    phone.fill(&form, &chosen).expect(303);
    assert!(phone.get(&format!("/don/{code}")).says("Ông bà có hẹn, số 1"));
    assert!(phone.fill(&form, &chosen).expect(422).says("Đơn này đã có hẹn buổi này, số 1"));
    let queue = commune.chi_hoa().get(&format!("/tiep-dan/{reception}"));
    assert!(queue.says("Số 1") && queue.html().contains(&format!("/ho-so/{id}")), "{}", queue.words());
    let public = commune.browser().get("/lich-tiep-dan");
    assert!(public.says("Đã có 1 người hẹn") && !public.html().contains(&code), "{}", public.words());
    phone.post(&format!("/don/{code}/bo-hen"), &[]).expect(303);
    assert!(phone.get(&format!("/don/{code}")).says("sớm nhất thứ Năm, 10/12/2026"));
    phone.fill(&form, &chosen).expect(303);
    assert!(phone.get(&format!("/don/{code}")).says("Ông bà có hẹn, số 2"), "a number is given once");
}

#[test]
fn numbers_have_no_gap_and_there_are_never_more_than_seats() {
    let commune = Commune::new();
    let fields = [("day", "2026-12-10"), ("part", "morning"), ("seats", "12")];
    let base = [("hours", "7:30 – 11:00"), ("place", "Phòng Tiếp công dân")];
    let act = commune.act_of("vanthu");
    let fields = fields_of(&[&base[..], &fields[..]].concat());
    let planned = register::schedule(commune.store(), &act, &OnDay(day("2026-12-10")), |taken, office| {
        reception::plan(&fields, taken, &act, office)
    });
    let id: Id<Reception> = Id::from_uuid(*planned.expect("planned").subject().expect("a reception").uuid());
    let others = commune.second_store();
    let done: Vec<_> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..20)
            .map(|n| {
                let (commune, others) = (&commune, &others);
                scope.spawn(move || {
                    let store = if n % 2 == 0 { commune.store() } else { others };
                    let act = commune.act_of("vanthu");
                    register::schedule(store, &act, &id, |sitting, _| reception::turn::draw(None, sitting, &act))
                })
            })
            .collect();
        tries.into_iter().map(|thread| thread.join().expect("a number")).collect()
    });
    assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 12);
    for failure in done.into_iter().filter_map(Result::err) {
        assert!(said(failure, "reception").contains("đã đủ 12 lượt"));
    }
    let sitting = commune.store().read(|conn| store::reception::sitting(conn, id)).expect("the day");
    let numbers: Vec<i32> = sitting.turns.iter().map(|turn| turn.number).collect();
    assert_eq!(numbers, (1..=12).collect::<Vec<_>>());
    let clerk = commune.chi_hoa();
    let page = clerk.get(&format!("/tiep-dan/{id}"));
    assert!(page.form_for("hen-tiep").is_none(), "nothing is offered when all seats are given");
    let gone = page.forms().into_iter().find(|form| form.action.ends_with("/bo-hen")).expect("nobody came");
    clerk.fill(&gone, &[("state", "gone")]).expect(303);
    let form = clerk.get(&format!("/tiep-dan/{id}")).form_for("hen-tiep").expect("a seat is free");
    clerk.fill(&form, &[("petition", "999")]).expect(422);
    clerk.fill(&form, &[]).expect(303);
    clerk.fill(&form, &[]).expect(303);
    assert_eq!(commune.data.count("turns"), 13, "a second tap draws nothing more");
}
