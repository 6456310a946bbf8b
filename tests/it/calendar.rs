//! The calendar is data a person signs: pasted, previewed, saved; open limits are counted again, old dates kept, owners told.
//!
//! Every date here was counted by hand on the lists of law.md A9 and H2, not by the portal.

use std::sync::Arc;

use proptest::prelude::*;
use tiepdan::domain::{
    calendar::WorkCalendar,
    clock::{
        ACCEPT_COMPLAINT, ANSWER, CHECK_DENUNCIATION, CLASSIFY, Clock, ClockState, FIRST_REPLY, SEND_DECISION,
        SETTLE_COMPLAINT, TRANSFER_DENUNCIATION, Trail,
    },
    event::Deed,
    form::Fields,
    id::Id,
    law::{Direction, Terms, Unit, Whose, count},
    office::{Office, OfficeFacts},
    petition::Petition,
    redating::Moved,
    year_list::written_list,
};

use crate::{
    cast::{Filing, Officer},
    commune::{Commune, day, fields_of},
    page::Page,
};

const PATH: &str = "/quan-tri/lich-lam-viec";
const SIGNING: &[(&str, &str)] = &[
    ("signed_name", "Hồ Văn Chánh"),
    ("signed_title", "Chủ tịch UBND xã"),
    ("document_no", "15/TB-UBND"),
    ("document_date", "2026-06-01"),
];
/// Law.md H2: the swap that was proposed for November 2026.
const SWAP: &str = "Hoán đổi từ ngày làm việc thứ Hai ngày 23/11/2026 sang ngày nghỉ hằng tuần thứ Bảy ngày 28/11/2026";

/// The form of a year's list, signed.
pub fn signed(commune: &Commune, year: i32, list: &str) -> Fields {
    let (year, version) = (year.to_string(), commune.office().calendar.version().to_string());
    let fields = [("year", year.as_str()), ("version", &version), ("days", list)];
    fields_of(&[&fields[..], SIGNING].concat())
}

/// The list of that year as the page shows it, with lines put below it.
fn list_with(commune: &Commune, year: i32, lines: &str) -> String {
    format!("{}\n{lines}", written_list(&commune.office().calendar, year))
}

/// The administrator looks at what it would move.
fn preview(admin: &Officer, year: i32, values: &[(&str, &str)]) -> Page {
    let form = admin.get(&format!("{PATH}?nam={year}")).expect(200).form_for("lich-lam-viec").expect("a form");
    admin.fill(&form, &[values, &[("step", "preview")]].concat())
}

/// And saves what was seen.
fn save(admin: &Officer, previewed: &Page) -> Page {
    let form = previewed.form_for("lich-lam-viec").expect("a form");
    admin.fill(&form, &[("step", "save")])
}

impl Commune {
    fn limit(&self, id: Id<Petition>, rule: &str) -> Clock {
        self.case(id).clocks.into_iter().rev().find(|clock| clock.rule == rule).unwrap_or_else(|| panic!("no {rule}"))
    }

    #[track_caller]
    fn due(&self, id: Id<Petition>, rule: &str, due: &str) {
        assert_eq!(self.limit(id, rule).due, day(due), "{rule}");
    }

    /// Through the pages: pasted, seen, saved, signed.
    #[track_caller]
    fn saves(&self, year: i32, list: &str) {
        let admin = self.anh_khanh();
        let seen = preview(&admin, year, &[&[("days", list)], SIGNING].concat()).expect(200);
        save(&admin, &seen).expect_to(303, &format!("{PATH}?nam={year}&da=lich-lam-viec"));
    }

    fn moves(&self, id: Id<Petition>) -> Vec<(String, String, String)> {
        let history = self.store().read(|conn| tiepdan::store::petition::history(conn, id)).expect("a history");
        let text = |day: chrono::NaiveDate| day.format("%d/%m/%Y").to_string();
        let moved = history.iter().flat_map(Moved::of);
        moved.map(|moved| (moved.rule, text(moved.from), text(moved.to))).collect()
    }
}

#[test]
fn the_swap_of_november_moves_exactly_what_the_table_of_the_law_says() {
    let commune = Commune::new();
    commune.at("2026-11-13T08:00");
    let (answered_by, code) = commune.ba_sau_files();
    let decided = commune.file(&Filing::of_ong_tu());
    let sort = |id, kind: &str, topic: &str| {
        commune.does("vanthu", id, Deed::Sort, &[("kind", kind), ("topic", topic), ("reason", "Theo nội dung")]);
    };
    sort(answered_by, "feedback", "environment");
    sort(decided, "complaint", "compensation");
    commune.does("vanthu", decided, Deed::Sign, &[("received_on", "2026-11-13"), ("signed_on", "2026-11-13")]);
    let on_saturday = commune.at("2026-11-14T09:00").file(&Filing::of_ba_sau());
    commune.at("2026-11-16T08:00");
    let on_monday = commune.file(&Filing::of_ba_sau());
    commune.does("chutich", answered_by, Deed::Assign, &[("unit", "economy"), ("owner", "moitruong")]);
    commune.does("chutich", decided, Deed::Assign, &[("unit", "land"), ("owner", "diachinh")]);
    let answer = [
        ("summary", "Xã đã xem xét và quyết định."),
        ("letter", "Kính gửi {nguoi_gui}, xã quyết định."),
        ("result", "upheld"),
    ];
    commune.does("diachinh", decided, Deed::Draft, &answer);
    commune.does("diachinh", decided, Deed::Submit, &[]);
    commune.does("chutich", decided, Deed::Approve, &[]);
    commune.at("2026-11-19T10:00");
    commune.does("vanthu", decided, Deed::Issue, &[("document_no", "9/QĐ-UBND"), ("document_date", "2026-11-19")]);
    // 07 NLV from 16/11, 03 NLV from 19/11, 10 NLV from 13/11, 10 N from 14/11.
    commune.due(answered_by, ANSWER, "26/11/2026");
    commune.due(decided, SEND_DECISION, "25/11/2026");
    commune.due(answered_by, FIRST_REPLY, "30/11/2026");
    commune.due(on_saturday, CLASSIFY, "25/11/2026");

    let admin = commune.anh_khanh();
    let before = commune.case(answered_by).clocks;
    let list = list_with(&commune, 2026, SWAP);
    let seen = preview(&admin, 2026, &[&[("days", list.as_str())], SIGNING].concat()).expect(200);
    assert!(seen.says("2 hồ sơ đổi hạn") && seen.says("nghỉ thứ Hai, 23/11/2026"), "{}", seen.words());
    assert!(seen.says("thứ Năm, 26/11/2026 thành thứ Sáu, 27/11/2026"), "{}", seen.words());
    for words in ["Trại heo", "Khe Sòng", "đền bù", "khiếu nại", "/ho-so", "Trần Thị Sáu"] {
        assert!(!seen.html().contains(words), "an administrator reads “{words}”");
    }
    assert_eq!((commune.case(answered_by).clocks, commune.data.count("calendar_years")), (before, 0), "only looked at");

    save(&admin, &seen).expect(303);
    let expected = |rule: &str, from: &str, to: &str| vec![(rule.to_owned(), from.to_owned(), to.to_owned())];
    assert_eq!(commune.moves(answered_by), expected(ANSWER, "26/11/2026", "27/11/2026"));
    assert_eq!(commune.moves(decided), expected(SEND_DECISION, "25/11/2026", "26/11/2026"));
    assert!(commune.moves(on_saturday).is_empty() && commune.moves(on_monday).is_empty());
    commune.due(answered_by, FIRST_REPLY, "30/11/2026");
    commune.due(on_saturday, CLASSIFY, "25/11/2026");
    commune.due(on_monday, FIRST_REPLY, "01/12/2026");
    let clock = commune.limit(answered_by, ANSWER);
    assert_eq!((clock.due, clock.first_due), (day("27/11/2026"), Some(day("26/11/2026"))));
    assert_eq!((clock.calendar_version, commune.office().calendar.version()), (2, 2));
    assert!(clock.trail.0.iter().any(|step| step.date == day("23/11/2026") && step.why.contains("hoán đổi")));
    assert!(clock.recount(&commune.office()).is_none(), "the trail counts to the same date");

    // Who holds it is told, until it was seen; nobody else is.
    let minh = commune.anh_minh();
    let board = minh.get("/ban-lam-viec").expect(200);
    assert!(board.says("Lịch nghỉ đổi, hạn mới") && board.says("thứ Sáu, 27/11/2026"), "{}", board.words());
    assert!(!commune.officer("congan").get("/ban-lam-viec").expect(200).says("Lịch nghỉ đổi"));
    let viet = commune.anh_viet();
    assert!(viet.get("/ban-lam-viec").expect(200).says("thứ Năm, 26/11/2026"));
    minh.post("/ban-lam-viec/da-xem", &[]).expect_to(303, "/ban-lam-viec");
    assert!(!minh.get("/ban-lam-viec").expect(200).says("Lịch nghỉ đổi"));
    assert!(viet.get("/ban-lam-viec").expect(200).says("Lịch nghỉ đổi"), "only for whoever said so");
    commune.at("2026-11-26T11:00");
    assert!(!commune.anh_viet().get("/ban-lam-viec").expect(200).says("Lịch nghỉ đổi"), "a week is enough");
    // So is the person, and whoever reads the history.
    let page = commune.browser().get(&format!("/don/{code}")).expect(200);
    assert!(page.says("đổi vì lịch nghỉ, trước là 26/11/2026") && page.says("Lịch nghỉ thay đổi"), "{}", page.words());
    let history = commune.ba_tam().get(&format!("/ho-so/{answered_by}")).expect(200);
    assert!(history.says("26/11/2026 thành 27/11/2026"), "{}", history.words());
    assert_eq!(commune.limit(on_monday, FIRST_REPLY).first_due, None);
}

#[test]
fn a_year_is_provisional_until_somebody_signs_it_and_tet_may_grow() {
    let commune = Commune::new();
    let (at_years_end, code) = {
        commune.at("2026-12-28T08:00");
        commune.ba_sau_files()
    };
    commune.due(at_years_end, FIRST_REPLY, "12/01/2027");
    assert!(commune.limit(at_years_end, FIRST_REPLY).provisional);
    let admin = commune.anh_khanh();
    assert!(admin.get("/quan-tri").expect(200).says("Chưa ai ký lịch làm việc năm 2027"));
    // As it is, but signed: no date moves, none is provisional any more.
    let list = written_list(&commune.office().calendar, 2027);
    let seen = preview(&admin, 2027, &[&[("days", list.as_str())], SIGNING].concat()).expect(200);
    assert!(seen.says("Không hồ sơ nào đổi hạn") && seen.says("hết “tạm tính”"), "{}", seen.words());
    save(&admin, &seen).expect(303);
    let clock = commune.limit(at_years_end, FIRST_REPLY);
    assert_eq!((clock.due, clock.provisional, clock.first_due), (day("12/01/2027"), false, None));
    assert!(!commune.browser().get(&format!("/don/{code}")).expect(200).says("đổi vì lịch nghỉ"));
    assert!(!commune.anh_khanh().get("/quan-tri").expect(200).says("Chưa ai ký"));
    let health = commune.browser().get("/suc-khoe").expect(200).html();
    assert!(health.contains("\"calendar_signed_until\":2027"), "{health}");
    assert!(
        commune
            .anh_khanh()
            .get(&format!("{PATH}?nam=2027"))
            .expect(200)
            .says("Hồ Văn Chánh, Chủ tịch UBND xã; văn bản 15/TB-UBND ngày 01/06/2026")
    );
    // Tết: 2, 3, 4, then 12, 15–19, 22; a day more makes it the 23rd.
    commune.at("2027-02-01T08:00");
    let over_tet = commune.file(&Filing::of_ba_sau());
    commune.due(over_tet, FIRST_REPLY, "22/02/2027");
    commune.saves(2027, &list_with(&commune, 2027, "Tết Nguyên đán: thứ Sáu ngày 12/02/2027"));
    commune.due(over_tet, FIRST_REPLY, "23/02/2027");
    assert!(!commune.limit(over_tet, FIRST_REPLY).provisional);
    // The year before is kept, and so is what was known of 2027 first.
    assert_eq!((commune.data.count("calendar_years"), commune.office().calendar.version()), (2, 3));
}

#[test]
fn a_limit_keeps_the_law_of_its_own_day() {
    let commune = Commune::new();
    let signs = |at: &str, on: &str| {
        commune.at(at);
        let id = commune.file(&Filing::of_ong_tu().with("decision_date", "2026-05-04"));
        commune.does("vanthu", id, Deed::Sort, &[("kind", "complaint"), ("topic", "land"), ("reason", "Khiếu nại")]);
        commune.does("vanthu", id, Deed::Sign, &[("received_on", on), ("signed_on", on)]);
        id
    };
    // 10 N before the law of 01/07/2026, 07 NLV from that day on: both end on Friday 10/07.
    let (before, after) = (signs("2026-06-30T08:00", "2026-06-30"), signs("2026-07-01T08:00", "2026-07-01"));
    commune.due(before, ACCEPT_COMPLAINT, "10/07/2026");
    commune.due(after, ACCEPT_COMPLAINT, "10/07/2026");
    commune.at("2026-07-02T08:00").saves(2026, &list_with(&commune, 2026, "10/07/2026 nghỉ: ngày hội của xã"));
    // 10 N ends on a day off and rolls over the weekend; 07 NLV counts one day more.
    commune.due(before, ACCEPT_COMPLAINT, "13/07/2026");
    commune.due(after, ACCEPT_COMPLAINT, "13/07/2026");
    let (was, is) = (commune.limit(before, ACCEPT_COMPLAINT), commune.limit(after, ACCEPT_COMPLAINT));
    assert_eq!((was.unit, was.length, is.unit, is.length), (Unit::Day, 10, Unit::WorkingDay, 7));
}

#[test]
fn what_is_over_keeps_its_date() {
    let commune = Commune::new();
    commune.at("2026-11-16T08:00");
    let (id, _) = commune.ba_sau_files();
    commune.answer(id);
    let met = commune.limit(id, ANSWER);
    assert_eq!((met.state, met.due), (ClockState::Met, day("26/11/2026")));
    commune.saves(2026, &list_with(&commune, 2026, SWAP));
    assert_eq!(commune.limit(id, ANSWER), met);
}

#[test]
fn what_was_stopped_or_extended_is_counted_again_by_its_own_way() {
    let commune = Commune::new();
    let decree = |ground, number, date| {
        [("ground", ground), ("reason", "Lý do nêu trong văn bản"), ("document_no", number), ("document_date", date)]
    };
    let (stopped, extended) = (commune.file(&Filing::of_ong_tu()), commune.file(&Filing::of_ba_sau()));
    let sort = |id, kind: &str, topic: &str| {
        commune.does("vanthu", id, Deed::Sort, &[("kind", kind), ("topic", topic), ("reason", "Theo nội dung")]);
    };
    sort(stopped, "complaint", "compensation");
    commune.does("vanthu", stopped, Deed::Sign, &[("received_on", "2026-11-25"), ("signed_on", "2026-11-25")]);
    sort(extended, "feedback", "environment");
    commune.at("2026-11-26T09:00");
    commune.does("chutich", stopped, Deed::Assign, &[("owner", "diachinh")]);
    commune.does("chutich", extended, Deed::Assign, &[("owner", "moitruong")]);
    // Seven working days more from Monday 07/12: Wednesday 16/12; a day off in between makes it the 17th.
    commune.at("2026-12-07T16:00");
    let more = [&[("rule", ANSWER)][..], &decree("more_time", "12/TB-UBND", "2026-12-07")].concat();
    commune.does("phochutich", extended, Deed::Extend, &more);
    commune.due(extended, ANSWER, "16/12/2026");
    // Fourteen of thirty days are used on the 10th; while it is stopped a new calendar does not touch it.
    commune.at("2026-12-10T10:00");
    commune.does("chutich", stopped, Deed::Suspend, &decree("other_body", "101/QĐ-UBND", "2026-12-10"));
    let paused = commune.limit(stopped, SETTLE_COMPLAINT);
    commune.saves(2026, &list_with(&commune, 2026, "14/12/2026, 28/12/2026 nghỉ: ngày hội của xã"));
    commune.due(extended, ANSWER, "17/12/2026");
    let clock = commune.limit(extended, ANSWER);
    assert!(clock.extended && clock.first_due == Some(day("07/12/2026")), "{:?}", clock.first_due);
    assert!(clock.trail.0.last().is_some_and(|step| step.why.contains("gia hạn theo 12/TB-UBND")));
    assert_eq!(commune.limit(stopped, SETTLE_COMPLAINT), paused);
    // Sixteen days from 05/01/2027 end on Thursday 21/01; when that is a day off, on Friday.
    commune.at("2027-01-05T10:00");
    commune.does("chutich", stopped, Deed::Resume, &decree("result_came", "3/QĐ-UBND", "2027-01-05"));
    commune.due(stopped, SETTLE_COMPLAINT, "21/01/2027");
    let before = commune.limit(stopped, SETTLE_COMPLAINT).trail.0;
    commune.saves(2027, &list_with(&commune, 2027, "21/01/2027 nghỉ: ngày hội của xã"));
    commune.due(stopped, SETTLE_COMPLAINT, "22/01/2027");
    let clock = commune.limit(stopped, SETTLE_COMPLAINT);
    assert_eq!(clock.trail.0[..before.len() - 1], before[..before.len() - 1], "what was counted before stands");
    assert_eq!((clock.first_due, clock.recount(&commune.office())), (Some(day("28/12/2026")), None));
    assert!(clock.trail.0.iter().all(|step| step.date <= day("10/12/2026") || step.date >= day("05/01/2027")));
}

#[test]
fn what_cannot_be_read_or_signed_is_named_and_nothing_typed_is_lost() {
    let commune = Commune::new();
    let admin = commune.anh_khanh();
    let version = commune.office().calendar.version();
    let shipped = written_list(&commune.office().calendar, 2026);
    let more = |line: &str| format!("{shipped}\n{line}");
    for (list, signing, fault) in [
        (more("Thứ Hai 24/11/2027 nghỉ"), true, "days"),
        (more("Thứ Hai 01/12/2026 nghỉ"), true, "days"),
        (more("31/11/2026 nghỉ"), true, "days"),
        (more(SWAP), false, "signed_name"),
        (shipped.clone(), false, "days"),
    ] {
        let signing = if signing { SIGNING } else { &[] };
        let page = preview(&admin, 2026, &[&[("days", list.as_str())], signing].concat()).expect(422);
        assert_eq!(page.faults(), [fault], "{list}");
        assert_eq!(page.value("days").map(|days| days.trim().to_owned()), Some(list));
    }
    for (field, value) in
        [("signed_name", ""), ("signed_title", ""), ("document_no", "số mười"), ("document_date", "2030-01-01")]
    {
        let list = more(SWAP);
        let signing = SIGNING.iter().map(|(name, kept)| (*name, if *name == field { value } else { *kept }));
        let values: Vec<_> = [("days", list.as_str())].into_iter().chain(signing).collect();
        assert_eq!(preview(&admin, 2026, &values).expect(422).faults(), [field]);
    }
    admin.post(PATH, &[("year", "1999"), ("days", "")]).expect(422);
    assert_eq!((commune.office().calendar.version(), commune.data.count("calendar_years")), (version, 0));
}

#[test]
fn only_the_list_that_was_seen_is_saved_and_only_over_the_newest_calendar() {
    let commune = Commune::new();
    let admin = commune.anh_khanh();
    let list = list_with(&commune, 2026, SWAP);
    let seen = preview(&admin, 2026, &[&[("days", list.as_str())], SIGNING].concat()).expect(200);
    let form = seen.form_for("lich-lam-viec").expect("a form");
    let other = list_with(&commune, 2026, "25/12/2026 nghỉ: một ngày nữa");
    let again = admin.fill(&form, &[("days", other.as_str()), ("step", "save")]).expect(200);
    assert!(again.says("Danh sách đã đổi sau lần xem trước") && commune.data.count("calendar_years") == 0);
    commune.saves(2027, &list_with(&commune, 2027, "25/02/2027 nghỉ: ngày hội"));
    let late = admin.fill(&form, &[("step", "save")]).expect(409);
    assert!(
        late.says("Vừa có người khác sửa lịch") && late.value("days").is_some_and(|days| days.contains("23/11/2026"))
    );
    // Of many who save at the same moment over the same calendar, one does.
    let fields = signed(&commune, 2026, &list);
    let acts: Vec<_> = (0..6).map(|_| commune.act_of("quantri")).collect();
    let won = std::thread::scope(|scope| {
        let tries: Vec<_> = acts
            .into_iter()
            .map(|act| {
                let (commune, fields) = (&commune, &fields);
                scope.spawn(move || tiepdan::register::set_calendar(commune.store(), &act, fields).is_ok())
            })
            .collect();
        tries.into_iter().map(|one| one.join().expect("an answer")).filter(|ok| *ok).count()
    });
    assert_eq!((won, commune.data.count("calendar_years")), (1, 2));
}

#[test]
fn nobody_but_the_administrator_writes_the_calendar_and_a_sealed_number_stays_unsaid() {
    let commune = Commune::new();
    commune.at("2026-11-16T08:00");
    let sealed = commune.file(&Filing::of_ba_sau());
    commune.does("vanthu", sealed, Deed::Sort, &[("kind", "denunciation"), ("topic", "land"), ("reason", "Tố cáo")]);
    let list = list_with(&commune, 2026, SWAP);
    for username in ["vanthu", "chutich", "mattran", "truongthon"] {
        let act = commune.act_of(username);
        assert!(tiepdan::register::set_calendar(commune.store(), &act, &signed(&commune, 2026, &list)).is_err());
        commune.officer(username).post(PATH, &[("year", "2026"), ("days", &list)]).expect(403);
    }
    let admin = commune.anh_khanh();
    let seen = preview(&admin, 2026, &[&[("days", list.as_str())], SIGNING].concat()).expect(200);
    assert!(seen.says("1 hồ sơ đổi hạn") && seen.says("không nêu số"), "{}", seen.words());
    assert!(seen.all(".mini tbody tr").is_empty(), "no number of it is named");
    save(&admin, &seen).expect(303);
    // TC-XULY, 07 NLV, and TC-CHUYEN, 05 NLV, both from 16/11.
    let moves: Vec<String> = commune.moves(sealed).into_iter().map(|(rule, ..)| rule).collect();
    assert_eq!(moves, [TRANSFER_DENUNCIATION, CHECK_DENUNCIATION]);
}

// ---- Properties ----

fn office(calendar: WorkCalendar) -> Office {
    Office {
        facts: OfficeFacts::default(),
        staff: Vec::new(),
        units: Vec::new(),
        villages: Vec::new(),
        routes: Vec::new(),
        absences: Vec::new(),
        authorities: Vec::new(),
        late_reasons: Vec::new(),
        competences: Vec::new(),
        lists: Default::default(),
        topics: Vec::new(),
        wordings: Vec::new(),
        terms: Arc::new(Terms::shipped()),
        calendar: Arc::new(calendar),
    }
}

fn started(calendar: &WorkCalendar, length: u32, unit: Unit, citizens: bool, from: chrono::NaiveDate) -> Clock {
    let whose = if citizens { Whose::Citizen } else { Whose::Own };
    let (due, provisional, trail) = count(calendar, length, unit, Direction::Forward, whose, from);
    Clock {
        id: "00000000-0000-7000-8000-000000000000".parse().expect("an id"),
        petition: None,
        party: None,
        subject: None,
        rule: ANSWER.to_owned(),
        what: String::new(),
        basis: String::new(),
        citizens: false,
        length: 0,
        unit,
        started_on: from,
        due,
        provisional,
        calendar_version: 1,
        trail: Trail(trail),
        state: ClockState::Running,
        ended_on: None,
        remaining: None,
        first_due: None,
        extended: false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_new_holiday_never_makes_a_date_earlier_and_a_recount_is_the_count(
        start in 0_u64..1_400, length in 0_u32..100, unit in 0_usize..3, holidays in prop::collection::vec(0_u64..400, 1..8)
    ) {
        let from = day("01/01/2024") + chrono::Days::new(start);
        let unit = [Unit::Day, Unit::WorkingDay, Unit::Month][unit];
        let length = if unit == Unit::Month { length % 13 } else { length };
        let shipped = WorkCalendar::shipped();
        let clock = started(&shipped, length, unit, false, from);
        prop_assert_eq!(clock.recount(&office(shipped.clone())), None);
        let mut grown = shipped;
        for holiday in holidays {
            grown.off_day(from + chrono::Days::new(holiday), "ngày nghỉ mới");
        }
        if let Some(after) = clock.recount(&office(grown.clone())) {
            prop_assert!(after.due >= clock.due);
            prop_assert_eq!(after.first_due.unwrap_or(clock.due), clock.due);
            prop_assert_eq!(&after.trail, &started(&grown, length, unit, false, from).trail);
            prop_assert_eq!(after.recount(&office(grown)), None);
        }
        let paused = Clock { state: ClockState::Paused, ..clock };
        prop_assert_eq!(paused.recount(&office(WorkCalendar::from_rows(9, [], []))), None);
    }
}
