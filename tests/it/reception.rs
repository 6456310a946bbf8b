//! Receptions: the chairman's days, lawful and never two at once, whoever schedules beside.

use chrono::NaiveDate;
use tiepdan::{
    demo,
    domain::{
        id::Id,
        reception::{self, Reception, book::At},
        refusal::Refusal,
        slot::Slot,
    },
    register::{self, Failure, OnDay},
    store,
};

use crate::{
    canary::{contains, everything_stored},
    cast::Filing,
    commune::{Commune, day, fields_of, log},
    database::Data,
};

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
fn whoever_booked_a_day_that_moves_is_on_the_list_of_whom_to_tell_until_told() {
    let commune = Commune::new();
    let id = commune.plans("vanthu", "2026-12-10", "morning").expect("planned");
    let codes: Vec<String> = (0..2).map(|_| commune.browser().file(&Filing::of_ba_sau())).collect();
    for code in &codes {
        let phone = commune.browser();
        let form = phone.get(&format!("/don/{code}/hen")).expect(200).form();
        phone.fill(&form, &[("reception", &id.to_string())]).expect(303);
    }
    let act = commune.act_of("vanthu");
    register::schedule(commune.store(), &act, &id, |sitting, _| reception::turn::draw(None, sitting, &act))
        .expect("a number");
    let waits = |commune: &Commune| commune.chi_hoa().get("/ban-lam-viec").expect(200);
    assert!(!waits(&commune).says("người phải báo"));
    let clerk = commune.chi_hoa();
    let form = clerk.get(&format!("/tiep-dan/{id}")).expect(200).form_for("doi-ngay-tiep").expect("to be moved");
    clerk.fill(&form, &[("day", "17/12/2026"), ("part", "morning"), ("reason", "Chủ tịch họp thành phố")]).expect(303);
    let board = waits(&commune);
    assert!(board.says("Buổi tiếp dân 17/12/2026 đã đổi ngày: còn 2 người phải báo"), "{}", board.words());
    let page = clerk.get(&format!("/tiep-dan/{id}")).expect(200);
    assert!(page.says("Phải báo 2 người"), "{}", page.words());
    assert!(!page.html().contains(Filing::of_ba_sau().get("phone")), "a phone opens by a recorded look alone");
    let petitions = page.attributes("#phai-bao a[href^='/ho-so/']", "href");
    assert_eq!(petitions.len(), 2);
    let path = format!("/tiep-dan/{id}/bao-hen");
    clerk.post(&path, &[("number", "1"), ("channel", "x"), ("once", "a")]).expect(422);
    clerk.post(&path, &[("number", "3"), ("channel", "phone"), ("once", "b")]).expect(409);
    clerk.post(&path, &[("number", "1"), ("channel", "phone"), ("once", "c")]).expect(303);
    clerk.post(&path, &[("number", "1"), ("channel", "phone"), ("once", "d")]).expect(409);
    commune.anh_viet().post(&path, &[("number", "2"), ("channel", "phone"), ("once", "e")]).expect(403);
    assert!(waits(&commune).says("còn 1 người phải báo"));
    let page = clerk.get(&format!("/tiep-dan/{id}")).expect(200);
    assert!(page.says("Phải báo 1 người") && page.says("đã báo 25/11/2026"), "{}", page.words());
    // Called off after all: both have to be told anew.
    let form = page.form_for("huy-ngay-tiep").expect("to be called off");
    clerk.fill(&form, &[("reason", "Bão số 9")]).expect(303);
    assert!(waits(&commune).says("Buổi tiếp dân 17/12/2026 đã hủy: còn 2 người phải báo"));
    for number in ["1", "2"] {
        clerk.post(&path, &[("number", number), ("channel", "phone"), ("once", number)]).expect(303);
    }
    assert!(!waits(&commune).says("người phải báo"), "all are told");
    assert_eq!(commune.data.count("events WHERE deed = 'bao-hen'"), 3);
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

// ---- The day itself: the book ----

const VISITOR: &[(&str, &str)] =
    &[("full_name", "Mai Thị Chuồn Chuồn"), ("address", "hẻm Bằng Lăng 9"), ("paper", "046190001234")];

impl Commune {
    /// A line in the book by chị Hòa: for a number of a reception, or on an ordinary day.
    pub fn writes(
        &self,
        turn: Option<(Id<Reception>, i32)>,
        more: &[(&str, &str)],
    ) -> Result<Id<reception::book::Entry>, Failure> {
        let act = self.act_of("vanthu");
        let base = [("content", "Hỏi việc đền bù cây trồng"), ("kind", "feedback"), ("people", "1")];
        let fields = more.iter().fold(fields_of(&[VISITOR, &base].concat()), |mut fields, (name, value)| {
            fields.set(name, (*value).to_owned());
            fields
        });
        let (id, number) = (turn.map(|(id, _)| id), turn.map(|(_, number)| number));
        let done = register::schedule(self.store(), &act, &id, |sitting, office| {
            reception::book::write(&fields, At { sitting: sitting.as_ref(), number }, None, &act, office)
        });
        done.map(|recorded| Id::from_uuid(*recorded.subject().expect("an entry").uuid()))
    }

    /// The conclusion of a reception with one task for anh Việt and one for anh Minh.
    pub fn concludes(&self, id: Id<Reception>) -> Result<(), Failure> {
        let act = self.act_of("vanthu");
        let fields = fields_of(&[
            ("body", "Hai việc giao như sau, báo cáo đúng hạn."),
            ("document_no", "31/TB-UBND"),
            ("document_date", &self.today().to_string()),
            ("task_1", "Đo lại ranh thửa 115"),
            ("owner_1", "diachinh"),
            ("due_1", "2026-12-17"),
            ("task_3", "Lấy mẫu nước ở khe"),
            ("owner_3", "moitruong"),
            ("due_3", "2026-12-11"),
        ]);
        let dossier = (id, register::HasConclusion(id));
        register::schedule(self.store(), &act, &dossier, |(sitting, has_one), office| {
            reception::conclusion::conclude(&fields, sitting, *has_one, &act, office)
        })
        .map(drop)
    }

    /// A reception of today with so many numbers drawn.
    fn queues_on(&self, on: &str, numbers: usize) -> Id<Reception> {
        let id = self.plans("vanthu", on, "morning").expect("planned");
        self.at(&format!("{on}T08:00"));
        for _ in 0..numbers {
            let act = self.act_of("vanthu");
            let draw =
                register::schedule(self.store(), &act, &id, |sitting, _| reception::turn::draw(None, sitting, &act));
            draw.expect("a number");
        }
        id
    }
}

#[test]
fn a_visit_is_written_in_the_book_and_becomes_a_petition_in_one_step() {
    let commune = Commune::new();
    let reception = commune.queues_on("2026-12-10", 1);
    let clerk = commune.chi_hoa();
    let page = clerk.get(&format!("/tiep-dan/{reception}/luot/1")).expect(200);
    let words = [("content", "Đường vào xóm 2 sụt lở, xe không qua được"), ("kind", "feedback"), ("competent", "yes")];
    assert_eq!(clerk.fill(&page.form(), &words).expect(422).faults(), ["full_name"]);
    let path = clerk.fill(&page.form(), &[VISITOR, &words].concat()).expect(303).location().expect("an entry");
    assert_eq!(clerk.get(&format!("/tiep-dan/{reception}/luot/1")).location(), Some(path.clone()), "written once");
    let entry = clerk.get(&path).expect(200);
    assert!(entry.says("Lượt tiếp số 1/2026") && !entry.html().contains("Chuồn Chuồn"), "{}", entry.words());
    assert!(clerk.get(&format!("/tiep-dan/{reception}")).says("Đã tiếp"));
    let counter = clerk.fill(&entry.form_for("don").expect("one step"), &[]).expect(200);
    assert_eq!(counter.value("full_name").as_deref(), Some("Mai Thị Chuồn Chuồn"));
    assert_eq!(counter.value("body").as_deref(), Some("Đường vào xóm 2 sụt lở, xe không qua được"));
    let more = [("topic", "infrastructure"), ("about_decision", "no"), ("village", "khe-song"), ("consent", "yes")];
    clerk.fill(&counter.form(), &more).expect(303);
    let entry = clerk.get(&path).expect(200);
    assert!(entry.says("Đã gắn với") && entry.form_for("don").is_none(), "{}", entry.words());
    assert_eq!(commune.data.count("petitions"), 1);
    let book = clerk.get("/tiep-dan/so").expect(200);
    assert!(book.says("Đường vào xóm 2") && book.html().contains("/ho-so/") && !book.html().contains("Chuồn Chuồn"));
}

#[test]
fn names_of_the_book_open_by_a_recorded_look_and_lie_in_no_byte() {
    let commune = Commune::new();
    let reception = commune.queues_on("2026-12-10", 2);
    let entry = commune.writes(Some((reception, 1)), &[]).expect("written");
    commune.writes(Some((reception, 2)), &[("full_name", "Cao Văn Bọ Ngựa")]).expect("written");
    let looks = "events WHERE deed = 'mo-so-tiep-dan'";
    let clerk = commune.chi_hoa();
    let page = clerk.get(&format!("/tiep-dan/so/{entry}")).expect(200);
    let opened = clerk.fill(&page.form_for("mo-so-tiep-dan").expect("a look"), &[]).expect(200);
    assert!(opened.says("Mai Thị Chuồn Chuồn") && opened.says("046190001234") && !opened.says("Bọ Ngựa"));
    assert_eq!(commune.data.count(looks), 1);
    let day = clerk.get(&format!("/tiep-dan/{reception}")).expect(200);
    let printed = clerk.fill(&day.form_for("mo-so-tiep-dan").expect("a look"), &[]).expect(200);
    assert!(printed.says("Mai Thị Chuồn Chuồn") && printed.says("Cao Văn Bọ Ngựa"));
    assert_eq!(commune.data.count(looks), 2);
    for officer in [commune.anh_viet(), commune.ba_tam(), commune.anh_khanh(), commune.ong_binh()] {
        officer.post(&format!("/tiep-dan/so/{entry}/mo-so-tiep-dan"), &[]).expect(403);
        officer.get("/tiep-dan/so").expect(403);
    }
    let front = commune.ba_tam().get("/giam-sat/tiep-dan").expect(200);
    assert!(
        front.says("Mở tên trong sổ tiếp dân: Lê Thị Hòa") && !front.html().contains("Chuồn Chuồn"),
        "{}",
        front.words()
    );
    commune.minute();
    for (file, bytes) in everything_stored(&commune) {
        for text in ["Chuồn Chuồn", "Bằng Lăng", "046190001234", "Bọ Ngựa"] {
            assert!(!contains(&bytes, text.as_bytes()), "{file} holds {text}");
        }
    }
    assert!(!log().contains("Chuồn Chuồn") && !log().contains("Bọ Ngựa"));
}

#[test]
fn the_book_is_printed_in_the_twelve_columns_of_its_form_and_names_only_after_looks() {
    let commune = Commune::new();
    let reception = commune.queues_on("2026-12-10", 1);
    let more = [
        ("competent", "no"),
        ("handled_by", "Tòa án khu vực"),
        ("guided_to", "Sở Xây dựng"),
        ("guide_no", "12/HD"),
        ("passed_to", "UBND thành phố Huế"),
        ("pass_no", "7/PC"),
        ("result", "Chờ trả lời"),
    ];
    commune.writes(Some((reception, 1)), &more).expect("written");
    commune
        .writes(
            None,
            &[("full_name", "Cao Văn Bọ Ngựa"), ("competent", "yes"), ("people", "3"), ("representatives", "1")],
        )
        .expect("written");
    let clerk = commune.chi_hoa();
    let page = clerk.get("/tiep-dan/so/in?tu=01/12/2026&den=31/12/2026").expect(200);
    for words in
        ["Mẫu số 03/TCD", "SỔ TIẾP CÔNG DÂN", "ỦY BAN NHÂN DÂN XÃ DƯƠNG HÒA", "Từ ngày 01/12/2026 đến ngày 31/12/2026"]
    {
        assert!(page.says(words), "{words}: {}", page.words());
    }
    assert_eq!(page.all(".ledger thead th").len(), 12);
    let numbers: Vec<String> = (1..=12).map(|n| format!("({n})")).collect();
    assert_eq!(page.all(".ledger thead td"), numbers);
    let cells = page.all(".ledger tbody tr:first-child td");
    let kind = tiepdan::domain::petition::Kind::Feedback.label();
    let first = [
        "1",
        "10/12/2026",
        "",
        "",
        "Hỏi việc đền bù cây trồng",
        kind,
        "1",
        "Tòa án khu vực",
        "",
        "Sở Xây dựng, số 12/HD",
        "UBND thành phố Huế, số 7/PC",
        "Chờ trả lời",
    ];
    assert_eq!(cells, first);
    assert_eq!(page.all(".ledger tbody tr:last-child td")[8], "x");
    assert!(!page.html().contains("Chuồn Chuồn"));
    let looks = "events WHERE deed = 'mo-so-tiep-dan'";
    assert_eq!(commune.data.count(looks), 0);
    let form = page.form_for("in").filter(|form| form.has("tu")).expect("with names");
    let opened = clerk.post("/tiep-dan/so/in", &[("tu", "01/12/2026"), ("den", "31/12/2026")]).expect(200);
    assert!(form.has("den"));
    assert_eq!(opened.all(".ledger tbody tr:first-child td")[2], "Mai Thị Chuồn Chuồn, hẻm Bằng Lăng 9");
    assert_eq!(opened.all(".ledger tbody tr:first-child td")[3], "046190001234");
    assert!(opened.all(".ledger tbody tr:last-child td")[2].starts_with("Cao Văn Bọ Ngựa"));
    assert_eq!(commune.data.count(looks), 2, "one of the reception, one of the ordinary day");
    // Another time is another print.
    let before = clerk.get("/tiep-dan/so/in?tu=01/11/2026&den=30/11/2026").expect(200);
    assert!(before.says("chưa có lượt nào") && before.all(".ledger tbody tr").is_empty());
    for odd in ["tu=x&den=99/99/9999", "tu=31/12/2026&den=01/12/2026"] {
        clerk.get(&format!("/tiep-dan/so/in?{odd}")).expect(200);
    }
    for officer in [commune.anh_viet(), commune.ba_tam()] {
        officer.get("/tiep-dan/so/in").expect(403);
        officer.post("/tiep-dan/so/in", &[]).expect(403);
    }
}

#[test]
fn of_many_people_few_speak() {
    let commune = Commune::new();
    for (people, speak, stands) in [
        ("4", "4", true),
        ("5", "2", true),
        ("5", "3", false),
        ("10", "2", true),
        ("11", "5", true),
        ("11", "6", false),
    ] {
        let done = commune.writes(None, &[("people", people), ("representatives", speak)]);
        assert_eq!(done.is_ok(), stands, "{people} {speak}");
        if let Err(failure) = done {
            assert!(said(failure, "representatives").contains("Điều 29"));
        }
    }
}

#[test]
fn two_grounds_of_refusal_have_to_be_written_within_three_working_days() {
    let commune = Commune::new();
    commune.at("2026-12-10T09:00");
    commune.writes(None, &[("refusal", "intoxicated")]).expect("explained aloud");
    assert_eq!(commune.data.count("clocks"), 0);
    let entry = commune.writes(None, &[("refusal", "answered")]).expect("refused");
    // 10/12 is a Thursday: 11, 14, 15/12.
    assert_eq!(commune.data.values("SELECT CAST(due AS TEXT) AS value FROM clocks"), ["2026-12-15"]);
    let chair = commune.ong_an();
    assert!(chair.get("/ban-lam-viec").says("Thông báo từ chối tiếp công dân: còn 3"), "the board reminds");
    let page = chair.get(&format!("/tiep-dan/so/{entry}")).expect(200);
    let paper = chair.fill(&page.form_for("in-tu-choi").expect("a paper"), &[]).expect(200);
    for words in ["Mai Thị Chuồn Chuồn", "Điều 4 khoản 1 điểm h", "Hỏi việc đền bù cây trồng", "từ chối tiếp công dân"]
    {
        assert!(paper.says(words), "{words}: {}", paper.words());
    }
    let form = page.form_for("tu-choi-tiep").expect("to be sent");
    assert_eq!(
        chair.fill(&form, &[("refusal_date", "16/12/2026")]).expect(422).faults(),
        ["refusal_no", "refusal_date"]
    );
    chair.fill(&form, &[("refusal_no", "40/TB-UBND"), ("refusal_date", "10/12/2026")]).expect(303);
    assert!(!chair.get("/ban-lam-viec").says("Thông báo từ chối"));
    assert_eq!(commune.data.values("SELECT state AS value FROM clocks"), ["met"]);
}

#[test]
fn a_denunciation_told_at_the_reception_leaves_nothing_in_the_book() {
    let commune = Commune::new();
    let reception = commune.queues_on("2026-12-10", 2);
    let clerk = commune.chi_hoa();
    let told = [("content", "CHIMLON nhận tiền của dân"), ("kind", "denunciation")];
    let page = clerk.get(&format!("/tiep-dan/{reception}/luot/1")).expect(200);
    let counter = clerk.fill(&page.form(), &[VISITOR, &told].concat()).expect(200);
    assert_eq!(counter.value("body").as_deref(), Some("CHIMLON nhận tiền của dân"), "carried on, kept nowhere");
    let more = [("topic", "land"), ("about_decision", "no"), ("village", "khe-song"), ("consent", "yes")];
    clerk.fill(&counter.form(), &more).expect(303);
    // Told as a phản ánh, and at the counter it turns out to be a tố cáo.
    let entry = commune.writes(Some((reception, 2)), &[("content", "CHIMSAU bị ép nộp tiền")]).expect("written");
    let page = clerk.get(&format!("/tiep-dan/so/{entry}"));
    let counter = clerk.fill(&page.form_for("don").expect("one step"), &[]).expect(200);
    clerk.fill(&counter.form(), &[&more[..], &[("kind", "denunciation")]].concat()).expect(303);
    commune.minute();
    let book = clerk.get("/tiep-dan/so").expect(200);
    assert_eq!(book.words().matches("Giữ kín").count(), 2, "{}", book.words());
    assert_eq!(commune.data.count("petitions"), 2);
    assert_eq!(commune.data.count("book_entries WHERE petition IS NOT NULL"), 0);
    for (file, bytes) in everything_stored(&commune) {
        for word in ["CHIMLON", "CHIMSAU", "Chuồn Chuồn"] {
            assert!(!contains(&bytes, word.as_bytes()), "{file} holds {word}");
        }
    }
    let chair = commune.ong_an();
    let page = chair.get("/tiep-dan/so/moi").expect(200);
    assert!(chair.fill(&page.form(), &[VISITOR, &told].concat()).expect(422).says("ghi thẳng vào đơn mật"));
}

#[test]
fn the_books_numbers_have_no_gap() {
    let commune = Commune::new();
    std::thread::scope(|scope| {
        let tries: Vec<_> = (0..12).map(|_| scope.spawn(|| commune.writes(None, &[]).expect("written"))).collect();
        for thread in tries {
            thread.join().expect("an entry");
        }
    });
    commune.writes(None, &[("people", "0")]).expect_err("not written");
    commune.writes(None, &[]).expect("written");
    let numbers = commune.data.values("SELECT CAST(number AS TEXT) AS value FROM book_entries ORDER BY number");
    assert_eq!(numbers, (1..=13).map(|n| n.to_string()).collect::<Vec<_>>());
}

#[test]
fn a_conclusion_gives_tasks_that_run_to_their_days() {
    let commune = Commune::new();
    let reception = commune.plans("vanthu", "2026-12-10", "morning").expect("planned");
    assert!(matches!(commune.concludes(reception), Err(Failure::Refused(Refusal::Untimely(_)))), "not before the day");
    commune.at("2026-12-10T14:00");
    let clerk = commune.chi_hoa();
    let form = clerk.get(&format!("/tiep-dan/{reception}/ket-luan")).expect(200).form();
    let half = [("body", "Giao việc như sau."), ("document_no", "31/TB"), ("task_2", "Đo lại ranh thửa")];
    assert_eq!(clerk.fill(&form, &half).expect(422).faults(), ["owner_2", "due_2"]);
    commune.concludes(reception).expect("concluded");
    assert!(matches!(commune.concludes(reception), Err(Failure::Refused(Refusal::Untimely(_)))), "once");
    let paper = clerk.get(&format!("/tiep-dan/{reception}/thong-bao")).expect(200);
    assert!(paper.says("Đo lại ranh thửa 115") && paper.says("Thời hạn: 17/12/2026"), "{}", paper.words());
    let officer = commune.anh_minh();
    let board = officer.get("/ban-lam-viec").expect(200);
    assert!(board.says("Lấy mẫu nước ở khe") && !board.says("Đo lại ranh thửa"), "{}", board.words());
    let task = board.attributes("a[href^='/tiep-dan/viec/']", "href").remove(0);
    commune.anh_viet().get(&task).expect(404);
    commune.at("2026-12-14T08:00");
    assert!(commune.ba_tam().get("/giam-sat/tiep-dan").says("2 việc theo kết luận đang làm, 1 việc quá hạn"));
    let officer = commune.anh_minh();
    let page = officer.get(&task).expect(200);
    officer.fill(&page.form(), &[]).expect(422);
    officer.fill(&page.form(), &[("result", "Đã lấy mẫu, gửi phòng thí nghiệm")]).expect(303);
    assert!(officer.get(&task).says("Đã xong"));
    assert!(commune.ba_tam().get("/giam-sat/tiep-dan").says("1 việc theo kết luận đang làm, 0 việc quá hạn"));
    let states = "SELECT state AS value FROM clocks WHERE rule = 'TCD-KETLUAN' ORDER BY due";
    assert_eq!(commune.data.values(states), ["met", "running"]);
}

// ---- The calendar ----

#[test]
fn the_calendar_holds_receptions_limits_in_sight_and_days_off() {
    let commune = Commune::new();
    let id = commune.file(&Filing::of_ba_sau());
    let reception = commune.plans("vanthu", "2026-12-10", "morning").expect("planned");
    let clerk = commune.chi_hoa();
    let page = clerk.get("/lich?thang=2026-12").expect(200);
    let links = page.attributes("main a[href]", "href");
    assert!(links.contains(&format!("/tiep-dan/{reception}")), "{links:?}");
    assert!(links.contains(&format!("/ho-so/{id}")), "the first limit, 10 N, ends in December: {links:?}");
    let november = clerk.get("/lich?thang=2026-11&xem=danh-sach").expect(200);
    assert!(november.says("Nghỉ:") && november.all("table.cal").is_empty(), "{}", november.words());
    assert!(!clerk.get("/lich?thang=2026-12&xem=luoi").expect(200).all("table.cal .off").is_empty());
    for username in ["diachinh", "quantri", "truongthon"] {
        let page = commune.officer(username).get("/lich?thang=2026-12").expect(200);
        assert!(!page.html().contains(&format!("/ho-so/{id}")), "{username}");
        assert!(page.says("Chủ tịch tiếp dân") && page.html().contains("/lich-tiep-dan"), "{username}");
    }
    for odd in ["2026-13", "x", "9999-01", "1-1"] {
        clerk.get(&format!("/lich?thang={odd}")).expect(200);
    }
}

#[test]
fn the_demonstration_has_receptions_of_every_fate() {
    let commune = Commune::begin(Data::empty(), &["--limits", "off"]);
    demo::fill(commune.store(), commune.now()).expect("the demonstration");
    let states = commune.data.values("SELECT DISTINCT state AS value FROM receptions ORDER BY state");
    assert_eq!(states, ["absent", "held", "planned"]);
    assert!(commune.data.count("turns WHERE via = 'code'") >= 3);
    let public = commune.browser().get("/lich-tiep-dan").expect(200);
    assert!(public.says("người hẹn") && !public.says("Hoàng Thị Lài"), "{}", public.words());
}
