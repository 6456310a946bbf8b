//! The law's dates: the vectors of the law file, layers, flags, refusals, and what must hold for any date.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use proptest::prelude::*;

use tiepdan::domain::calendar::{DayKind, WorkCalendar};
use tiepdan::domain::law::{
    Deadline, Direction, LENGTH_MAX, LawError, Step, Terms, Unit, Variant, Whose, compact, count, deadline,
};

use Direction::{Backward, Forward};
use Unit::{Day, Month, WorkingDay, Year};
use Whose::{Citizen, Own, Superior};

const PLAIN: Variant = Variant { complex: false, remote: false };
const COMPLEX: Variant = Variant { complex: true, remote: false };
const REMOTE: Variant = Variant { complex: false, remote: true };
const BOTH: Variant = Variant { complex: true, remote: true };

/// “20/11/2026” or “20/11/26”, as the law file writes it.
fn day(words: &str) -> NaiveDate {
    let parts: Vec<u32> = words.split('/').map(|part| part.parse().expect("a number")).collect();
    let year = if parts[2] < 100 { 2000 + parts[2] } else { parts[2] };
    NaiveDate::from_ymd_opt(year as i32, parts[1], parts[0]).expect("a day")
}

fn counted(calendar: &WorkCalendar, length: u32, unit: Unit, from: &str) -> NaiveDate {
    count(calendar, length, unit, Forward, Own, day(from)).0
}

fn ask(id: &str, from: &str, variant: Variant) -> Result<Deadline, LawError> {
    deadline(&Terms::shipped(), &WorkCalendar::shipped(), id, day(from), variant)
}

fn due(id: &str, from: &str, variant: Variant) -> NaiveDate {
    ask(id, from, variant).expect("a date").due
}

fn refusal(id: &str, from: &str, variant: Variant) -> String {
    ask(id, from, variant).expect_err("a refusal").to_string()
}

// ---- The calendar ----

/// Weekdays off and Saturdays worked, exactly as law.md A9 lists them.
const OFF: [(i32, &str); 5] = [
    (2023, "02/01 20/01 23/01 24/01 25/01 26/01 01/05 02/05 03/05 01/09 04/09"),
    (2024, "01/01 08/02 09/02 12/02 13/02 14/02 18/04 29/04 30/04 01/05 02/09 03/09"),
    (2025, "01/01 27/01 28/01 29/01 30/01 31/01 07/04 30/04 01/05 02/05 01/09 02/09"),
    (2026, "01/01 02/01 16/02 17/02 18/02 19/02 20/02 27/04 30/04 01/05 31/08 01/09 02/09 24/11"),
    (2027, "01/01 05/02 08/02 09/02 10/02 11/02 16/04 30/04 03/05 02/09 03/09 24/11"),
];
const WORKED: [(i32, &str); 5] = [(2023, ""), (2024, "04/05"), (2025, "26/04"), (2026, "10/01 22/08"), (2027, "")];

#[test]
fn each_year_is_off_exactly_as_the_law_file_lists_it() {
    let calendar = WorkCalendar::shipped();
    for ((year, off), (_, worked)) in OFF.into_iter().zip(WORKED) {
        let listed = |words: &str| -> BTreeSet<NaiveDate> {
            words.split_whitespace().map(|day_month| day(&format!("{day_month}/{year}"))).collect()
        };
        let mut weekdays_off = BTreeSet::new();
        let mut weekends_worked = BTreeSet::new();
        let first = NaiveDate::from_ymd_opt(year, 1, 1).expect("a day");
        for day in first.iter_days().take_while(|day| day.year() == year) {
            match (matches!(day.weekday(), Weekday::Sat | Weekday::Sun), calendar.is_working(day)) {
                (false, false) => weekdays_off.insert(day),
                (true, true) => weekends_worked.insert(day),
                _ => true,
            };
        }
        assert_eq!(weekdays_off, listed(off), "{year}");
        assert_eq!(weekends_worked, listed(worked), "{year}");
    }
}

#[test]
fn a_day_off_says_why() {
    let calendar = WorkCalendar::shipped();
    for (date, why) in [
        ("21/11/2026", Some("thứ Bảy")),
        ("22/11/2026", Some("Chủ nhật")),
        ("23/11/2026", None),
        ("24/11/2026", Some("Ngày Văn hóa Việt Nam")),
        ("24/11/2025", None),
        ("28/11/2026", Some("thứ Bảy")),
        ("17/02/2026", Some("Tết Nguyên đán")),
        ("22/08/2026", None),
        ("31/08/2026", Some("nghỉ hoán đổi, làm bù thứ Bảy 22/08/2026")),
        ("01/01/2029", None),
    ] {
        assert_eq!(calendar.why_off(day(date)), why, "{date}");
    }
    assert_eq!(calendar.why_worked(day("22/08/2026")), Some("làm bù cho thứ Hai 31/08/2026"));
    assert_eq!(calendar.next_working(day("24/11/2026")), day("25/11/2026"));
    assert_eq!(calendar.next_working(day("25/11/2026")), day("25/11/2026"));
    assert_eq!(calendar.previous_working(day("24/11/2026")), day("23/11/2026"));
    assert_eq!(calendar.previous_working(day("22/02/2026")), day("13/02/2026"));
}

#[test]
fn a_year_is_signed_by_somebody_or_provisional() {
    let mut calendar = WorkCalendar::shipped();
    assert_eq!((calendar.version(), calendar.first_year(), calendar.last_year()), (1, 2023, 2027));
    assert!((2023..=2026).all(|year| calendar.is_signed(year)));
    assert!(!calendar.is_signed(2022) && !calendar.is_signed(2027) && !calendar.is_signed(2028));
    assert!(calendar.signed_by(2026).expect("signed").contains("28/2026/QH16"));
    assert_eq!(calendar.signed_until(), Some(2026));

    calendar.off_day(day("02/01/2029"), "nghỉ bù");
    calendar.sign(2029, Some("Chủ tịch".into()));
    assert_eq!((calendar.last_year(), calendar.holds(2028)), (2029, false));
    assert_eq!(calendar.signed_until(), Some(2026), "2027 and 2028 break the run");
    calendar.sign(2025, None);
    assert_eq!(calendar.signed_until(), Some(2024));
}

#[test]
fn a_calendar_is_built_from_rows() {
    let shipped = WorkCalendar::shipped();
    let years = (2023..=2027).map(|year| (year, shipped.signed_by(year).map(str::to_owned)));
    let days = (2023..=2027).flat_map(|year| shipped.days_of(year));
    let days = days.map(|(day, kind, label)| (day, kind, label.to_owned()));
    assert_eq!(WorkCalendar::from_rows(1, years, days), shipped);

    let empty = WorkCalendar::from_rows(7, [], []);
    assert_eq!((empty.version(), empty.first_year(), empty.last_year()), (7, 0, 0));
    assert_eq!(empty.signed_until(), None);
    assert!(empty.is_working(day("24/11/2026")) && !empty.is_working(day("22/11/2026")));
}

#[test]
fn working_days_are_left_or_past() {
    let calendar = WorkCalendar::shipped();
    for (today, due, left) in [
        ("20/11/2026", "20/11/2026", 0),
        ("20/11/2026", "23/11/2026", 1),
        ("20/11/2026", "30/11/2026", 5),
        ("22/11/2026", "23/11/2026", 1),
        ("21/08/2026", "24/08/2026", 2),  // the Saturday between is worked
        ("28/08/2026", "03/09/2026", 1),  // 31/08 to 02/09 off
        ("21/11/2026", "20/11/2026", -1), // a Saturday after the due Friday
        ("22/11/2026", "20/11/2026", -1),
        ("23/11/2026", "20/11/2026", -1),
        ("24/11/2026", "23/11/2026", -1), // a holiday after the due Monday
        ("25/11/2026", "23/11/2026", -1),
        ("26/11/2026", "23/11/2026", -2),
    ] {
        assert_eq!(calendar.working_days_left(day(today), day(due)), left, "{today} to {due}");
    }
}

// ---- The vectors of A9 and H2 ----

#[test]
fn the_vectors_of_the_law_file() {
    let calendar = WorkCalendar::shipped();
    for (length, unit, from, due) in [
        (7, WorkingDay, "03/07/2026", "14/07/2026"),
        (10, WorkingDay, "12/02/2026", "05/03/2026"),
        (7, WorkingDay, "24/08/2026", "07/09/2026"),
        (3, WorkingDay, "20/08/2026", "24/08/2026"),
        (5, WorkingDay, "20/11/2026", "30/11/2026"),
        (7, WorkingDay, "16/11/2026", "26/11/2026"),
        (3, WorkingDay, "19/11/2026", "25/11/2026"),
        (10, WorkingDay, "13/11/2026", "30/11/2026"),
        (10, Day, "14/11/2026", "25/11/2026"),
        (10, Day, "17/08/2026", "27/08/2026"),
        (7, WorkingDay, "17/08/2026", "25/08/2026"),
        (30, Day, "17/01/2026", "23/02/2026"),
        (30, Day, "02/08/2026", "03/09/2026"),
        (30, Day, "10/01/2024", "15/02/2024"),
        (45, Day, "14/07/2026", "28/08/2026"),
        (90, Day, "01/04/2026", "30/06/2026"),
        (7, WorkingDay, "01/07/2025", "10/07/2025"), // PAKN-HUES, as observed
    ] {
        let (found, provisional, trail) = count(&calendar, length, unit, Forward, Own, day(from));
        assert_eq!(found, day(due), "{length} {unit} from {from}");
        assert!(!provisional, "{length} {unit} from {from}");
        assert_recounts(&trail, length, found);
    }
}

#[test]
fn the_same_when_the_commune_edits_its_calendar() {
    let shipped = WorkCalendar::shipped();
    let mut swapped = shipped.clone();
    swapped.off_day(day("23/11/2026"), "nghỉ hoán đổi");
    swapped.worked_day(day("28/11/2026"), "làm bù");
    let mut worked = shipped.clone();
    worked.clear_day(day("24/11/2026"));
    for (length, unit, from, plain, if_swapped, if_worked) in [
        (7, WorkingDay, "16/11/26", "26/11/26", "27/11/26", "25/11/26"),
        (3, WorkingDay, "19/11/26", "25/11/26", "26/11/26", "24/11/26"),
        (10, WorkingDay, "13/11/26", "30/11/26", "30/11/26", "27/11/26"),
        (5, WorkingDay, "20/11/26", "30/11/26", "30/11/26", "27/11/26"),
        (10, Day, "14/11/26", "25/11/26", "25/11/26", "24/11/26"),
    ] {
        assert_eq!(counted(&shipped, length, unit, from), day(plain), "{length} {unit} {from}");
        assert_eq!(counted(&swapped, length, unit, from), day(if_swapped), "{length} {unit} {from} swapped");
        assert_eq!(counted(&worked, length, unit, from), day(if_worked), "{length} {unit} {from} 24/11 worked");
    }

    let mut saturdays_off = shipped.clone();
    saturdays_off.clear_day(day("22/08/2026"));
    assert_eq!(counted(&saturdays_off, 3, WorkingDay, "20/08/2026"), day("25/08/2026"));
    assert_eq!(counted(&saturdays_off, 7, WorkingDay, "17/08/2026"), day("26/08/2026"));
}

#[test]
fn the_rules_give_the_vectors() {
    for (id, variant, from, expected) in [
        ("KN-THULY", PLAIN, "03/07/2026", "14/07/2026"),
        ("TCD-TRALOI", PLAIN, "12/02/2026", "05/03/2026"),
        ("TC-XULY", PLAIN, "24/08/2026", "07/09/2026"),
        ("KN-GUI", PLAIN, "20/08/2026", "24/08/2026"),
        ("TC-THONGBAO", PLAIN, "20/11/2026", "30/11/2026"),
        ("TC-XULY-XM", PLAIN, "13/11/2026", "30/11/2026"),
        ("XLD-10", PLAIN, "14/11/2026", "25/11/2026"),
        ("XLD-10", PLAIN, "17/08/2026", "27/08/2026"),
        ("KN-LAN1", PLAIN, "17/01/2026", "23/02/2026"),
        ("KN-LAN1", PLAIN, "02/08/2026", "03/09/2026"),
        ("KN-LAN1", PLAIN, "10/01/2024", "15/02/2024"),
        ("KN-LAN1", PLAIN, "23/10/2026", "23/11/2026"), // the petition of the mockup
        ("KN-LAN1", COMPLEX, "14/07/2026", "28/08/2026"),
        ("KN-LAN1-VX", PLAIN, "14/07/2026", "28/08/2026"),
        ("KN-THOIHIEU", PLAIN, "01/04/2026", "30/06/2026"),
        ("KN-TOA", PLAIN, "20/11/2025", "20/11/2026"),
        ("TC-GQ", PLAIN, "14/07/2026", "13/08/2026"),
        ("TC-GQ-PT", PLAIN, "14/07/2026", "14/09/2026"), // 60 days end on Saturday 12/09
        ("TC-GQ-DB", PLAIN, "14/07/2026", "12/10/2026"),
    ] {
        assert_eq!(due(id, from, variant), day(expected), "{id} from {from}");
    }
}

// ---- The rules ----

/// Every id of law.md section 1 with a number, and its lengths: plain, complex, remote, both.
const LENGTHS: &str = "
    TCD-TRALOI 10 NLV, TCD-BAOLAI 7 NLV, TCD-BAOCD 5 NLV, TCD-LICH 5 NLV, TCD-TUCHOI 3 NLV,
    TCD-ONLINE-BAO 5 NLV, TCD-ONLINE-THU 1 NLV, XLD-10 10 N, XLD-45 45 N, XLD-LUU 1 năm,
    PAKN-HUES 7 NLV, PAKN-QDHC 5 NLV, BTTND-TRALOI 15 N, MTTQ-BC 7 N, MTTQ-PBXH 15 N,
    CK-5 5 NLV, CK-30 30 N, CK-3 3 N, YK-20 20 N, DT-7 7 N, DT-10 10 N, THON-5 5 N,
    TTTT-CC-3 3 NLV, TTTT-CC-5 5 NLV, TTTT-CC-10 10 NLV, TTTT-SAI 10 N, DLCN-2 2 NLV, HG-DAT 30 N,
    KN-THOIHIEU 90 N, KN-CCTT 7 N, KN-THULY 7 NLV, KN-LAN1 30/45/45/60 N, KN-LAN1-VX 45/60/45/60 N,
    KN-DOITHOAI 5 N, KN-TDC 3 NLV, KN-GUI 3 NLV, KN-CONGKHAI 15 N, KN-HIEULUC 30/-/45/- N,
    KN-THIHANH 5 NLV, KN-LAN2-NOP 30/-/45/- N, KN-TOA 1 năm,
    KN-LAN2-THULY 7 NLV, KN-LAN2-GQ 45/60/60/70 N, KN-LAN2-GUI 7 N,
    TC-XULY 7 NLV, TC-XULY-XM 10 NLV, TC-CHUYEN 5 NLV, TC-BAOCHI 20 N, TC-THONGBAO 5 NLV, TC-GQ 30 N,
    TC-GQ-PT 60 N, TC-GQ-DB 90 N, TC-TDC 5 NLV, TC-KL 5 NLV, TC-XULYSAU 7 NLV, TC-CONGKHAI 7 NLV,
    TC-TIEP 20 N, TC-QUAHAN 5 NLV";

/// The ids without one number, and some of the law's words.
const WORDS: [(&str, &str); 12] = [
    ("TCD-DINHKY", "02 ngày trong 01 tháng"),
    ("TCD-ONLINE", "TCD-ONLINE-BAO"),
    ("VT-TRINH", "chậm nhất trong ngày làm việc tiếp theo"),
    ("VT-PHATHANH", "trong ngày ký"),
    ("PAKN-TRALOI", "kịp thời"),
    ("MTTQ-TRALOI", "theo quy định"),
    ("DT-NAM", "01 lần trong năm"),
    ("TTTT-CC", "TTTT-CC-10"),
    ("KN-PHUCTAP", "bằng văn bản"),
    ("KN-LAN2", "KN-LAN2-GQ"),
    ("TC-KHONGTL", "ngay"),
    ("TC-TOIPHAM", "ngay"),
];

#[test]
fn every_id_of_the_law_file_is_there_with_its_length() {
    let terms = Terms::shipped();
    let today = day("24/11/2026");
    let mut known = BTreeSet::new();
    for row in LENGTHS.split(',') {
        let words: Vec<&str> = row.split_whitespace().collect();
        let rule = terms.rule(words[0], today).expect("a rule");
        let lengths: Vec<Option<u32>> = words[1].split('/').map(|length| length.parse().ok()).collect();
        assert_eq!(rule.length, lengths[0], "{}", rule.id);
        assert_eq!(rule.unit.code(), words[2], "{}", rule.id);
        for (case, variant) in [COMPLEX, REMOTE, BOTH].into_iter().enumerate() {
            let expected = lengths.get(case + 1).copied().flatten();
            assert_eq!(rule.length_for(variant).ok(), expected, "{} {variant:?}", rule.id);
        }
        known.insert(words[0]);
    }
    for (id, words) in WORDS {
        let refused = terms.rule(id, today).expect("a rule").length_for(PLAIN).expect_err("no number");
        assert!(refused.to_string().contains(words), "{refused}");
        known.insert(id);
    }
    let shipped: BTreeSet<&str> = terms.rules().map(|rule| rule.id.as_str()).collect();
    assert_eq!(shipped, known);
}

#[test]
fn the_layer_is_that_of_the_day_of_the_event() {
    // Tuesday 30/06/2026: ten days, ending Friday 10/07. Wednesday 01/07/2026: seven working days.
    let before = ask("KN-THULY", "30/06/2026", PLAIN).expect("a date");
    assert_eq!((before.length, before.unit, before.due), (10, Day, day("10/07/2026")));
    let after = ask("KN-THULY", "01/07/2026", PLAIN).expect("a date");
    assert_eq!((after.length, after.unit, after.due), (7, WorkingDay, day("10/07/2026")));
    assert!(!before.basis.contains("136/2025") && after.basis.contains("136/2025"));

    assert!(refusal("TCD-DINHKY", "30/06/2026", PLAIN).contains("01 ngày trong 01 tuần"));
    assert!(refusal("TCD-DINHKY", "01/07/2026", PLAIN).contains("02 ngày trong 01 tháng"));
    assert!(refusal("DLCN-2", "31/12/2025", PLAIN).contains("72 giờ"));
    assert!(ask("TTTT-CC-3", "31/08/2026", PLAIN).is_ok());
    assert!(ask("TTTT-CC-3", "01/09/2026", PLAIN).expect("a date").basis.contains("chưa kiểm chứng"));
}

#[test]
fn whose_a_limit_is() {
    let terms = Terms::shipped();
    let of = |whose: Whose| -> BTreeSet<&str> {
        terms.rules().filter(|rule| rule.whose == whose).map(|rule| rule.id.as_str()).collect()
    };
    assert_eq!(of(Citizen), BTreeSet::from(["KN-HIEULUC", "KN-LAN2-NOP", "KN-THOIHIEU", "KN-TOA"]));
    assert!(of(Superior).contains("KN-LAN2-GQ") && !of(Superior).contains("TC-QUAHAN"));
}

#[test]
fn the_office_lays_its_own_rule_over_the_shipped_one() {
    let mut terms = Terms::shipped();
    let shipped = terms.rules().count();
    let mut rule = terms.rule("XLD-10", day("24/11/2026")).expect("a rule").clone();
    rule.length = Some(8);
    terms.overlay(rule.clone());
    rule.valid_from = Some(day("01/01/2027"));
    rule.id = "XA-1".into();
    terms.overlay(rule);
    assert_eq!(terms.rules().count(), shipped + 1);
    let calendar = WorkCalendar::shipped();
    let found = deadline(&terms, &calendar, "XLD-10", day("02/11/2026"), PLAIN).expect("a date");
    assert_eq!((found.length, found.due), (8, day("10/11/2026")));
}

// ---- Refusals ----

#[test]
fn a_refusal_says_what_is_wrong() {
    for (id, from, variant, message) in [
        ("KN-THULI", "16/11/2026", PLAIN, "Không có thời hạn nào mang mã “KN-THULI”. Có phải: KN-THULY?"),
        (
            "KN-LAN1-",
            "16/11/2026",
            PLAIN,
            "Không có thời hạn nào mang mã “KN-LAN1-”. Có phải: KN-LAN1-VX, KN-LAN1, KN-LAN2?",
        ),
        ("hai mươi lăm", "16/11/2026", PLAIN, "Không có thời hạn nào mang mã “HAI MƯƠI LĂM”"),
        (
            "PAKN-TRALOI",
            "16/11/2026",
            PLAIN,
            "PAKN-TRALOI (Trả lời nội dung phản ánh, kiến nghị): luật không định một số ngày. \
             Lời của luật: “giải quyết, trả lời kịp thời; hạn cụ thể do xã tự đặt, riêng lần trả lời đầu \
             theo TCD-TRALOI” (Luật Thực hiện dân chủ ở cơ sở 10/2022/QH15, Điều 35 khoản 2 điểm b)",
        ),
        ("KN-GUI", "16/11/2026", COMPLEX, "KN-GUI không có trường hợp phức tạp (--complex)"),
        ("KN-GUI", "16/11/2026", REMOTE, "KN-GUI không có trường hợp vùng sâu, vùng xa (--remote)"),
        ("KN-LAN2-NOP", "16/11/2026", BOTH, "KN-LAN2-NOP không có trường hợp phức tạp (--complex)"),
        ("TC-GQ", "16/11/2026", COMPLEX, "TC-GQ không có trường hợp phức tạp (--complex)"),
        ("TTTT-SAI", "31/08/2026", PLAIN, "TTTT-SAI không áp dụng cho ngày 31/08/2026; chỉ áp dụng từ 01/09/2026"),
        (
            "KN-THULY",
            "30/06/2012",
            PLAIN,
            "KN-THULY không áp dụng cho ngày 30/06/2012; chỉ áp dụng từ 01/07/2012 đến 30/06/2026; từ 01/07/2026",
        ),
        (
            "XLD-10",
            "25/12/2027",
            PLAIN,
            "Ngày 04/01/2028 nằm ngoài lịch làm việc, lịch chỉ có từ năm 2023 đến năm 2027",
        ),
        (
            "XLD-10",
            "03/01/2028",
            PLAIN,
            "Ngày 03/01/2028 nằm ngoài lịch làm việc, lịch chỉ có từ năm 2023 đến năm 2027",
        ),
        (
            "KN-LAN1",
            "30/12/2022",
            PLAIN,
            "Ngày 30/12/2022 nằm ngoài lịch làm việc, lịch chỉ có từ năm 2023 đến năm 2027",
        ),
    ] {
        assert_eq!(refusal(id, from, variant), message);
    }
    assert_eq!(due(" kn-thuly ", "03/07/2026", PLAIN), day("14/07/2026"), "case and blanks do not matter");
}

#[test]
fn the_running_portal_goes_on_beyond_the_calendar() {
    let (terms, calendar) = (Terms::shipped(), WorkCalendar::shipped());
    for (id, from, due) in [("XLD-10", "25/12/2027", "04/01/2028"), ("KN-TOA", "01/03/2027", "01/03/2028")] {
        let rule = terms.rule(id, day(from)).expect("a rule");
        let found = rule.deadline(&calendar, day(from), PLAIN).expect("a date");
        assert_eq!((found.due, found.provisional), (day(due), true), "{id}");
        assert!(ask(id, from, PLAIN).is_err());
    }
}

#[test]
fn a_remote_commune_has_longer_limits_only_where_the_law_says_so() {
    let terms = Terms::shipped();
    for (id, length) in [("TCD-TRALOI", 10), ("KN-LAN1", 45), ("KN-LAN2-NOP", 45), ("TC-GQ", 30)] {
        let rule = terms.rule(id, day("24/11/2026")).expect("a rule");
        assert_eq!(rule.length_for(rule.known(REMOTE)), Ok(length), "{id}");
    }
    let second = terms.rule("KN-LAN2-NOP", day("24/11/2026")).expect("a rule");
    assert_eq!(second.known(BOTH), REMOTE);
}

#[test]
fn a_date_that_reaches_into_an_unsigned_year_is_provisional() {
    let mut calendar = WorkCalendar::shipped();
    for (length, unit, from, due, provisional) in [
        (7, WorkingDay, "22/12/2026", "31/12/2026", false),
        (8, WorkingDay, "22/12/2026", "04/01/2027", true),
        (10, Day, "21/12/2026", "31/12/2026", false),
        (11, Day, "21/12/2026", "04/01/2027", true), // ends on 01/01/2027
        (10, WorkingDay, "03/02/2027", "24/02/2027", true),
        (1, Year, "24/11/2026", "25/11/2027", true),
        (0, Day, "16/11/2026", "16/11/2026", false),
    ] {
        let found = count(&calendar, length, unit, Forward, Own, day(from));
        assert_eq!((found.0, found.1), (day(due), provisional), "{length} {unit} from {from}");
    }
    assert!(count(&calendar, 5, Day, Backward, Own, day("02/01/2027")).1);
    calendar.sign(2027, Some("Chủ tịch, ngày 15/12/2026".into()));
    assert!(!count(&calendar, 8, WorkingDay, Forward, Own, day("22/12/2026")).1);
}

// ---- Backward, years, the citizen ----

#[test]
fn a_notice_before_an_event_has_a_last_lawful_day() {
    for (id, event, last) in [
        ("TCD-LICH", "16/11/2026", "09/11/2026"), // five working days before a Monday
        ("TCD-LICH", "25/11/2026", "17/11/2026"), // 24/11 does not count
        ("TCD-LICH", "27/08/2026", "21/08/2026"), // Saturday 22/08 is worked
        ("TCD-ONLINE-BAO", "23/02/2026", ""),     // before the decree
        ("TCD-ONLINE-THU", "25/11/2026", "23/11/2026"), // the working day before
        ("KN-DOITHOAI", "27/11/2026", "20/11/2026"), // 22/11 is a Sunday: Friday
        ("KN-DOITHOAI", "29/11/2026", "23/11/2026"), // 24/11 is a holiday: Monday
        ("KN-DOITHOAI", "27/08/2026", "22/08/2026"), // a worked Saturday stands
        ("DT-7", "04/12/2026", "27/11/2026"),
        ("MTTQ-PBXH", "03/03/2026", "13/02/2026"), // 16/02 is Tết: Friday before
        ("MTTQ-BC", "30/11/2026", "23/11/2026"),
        ("THON-5", "27/11/2026", "20/11/2026"),
    ] {
        if last.is_empty() {
            assert!(refusal(id, event, PLAIN).contains("không áp dụng"));
            continue;
        }
        let found = ask(id, event, PLAIN).expect("a date");
        assert_eq!(found.due, day(last), "{id} before {event}");
        assert_recounts(&found.trail, found.length, found.due);
    }
}

#[test]
fn a_worked_saturday_binds_the_office_and_not_the_citizen() {
    let calendar = WorkCalendar::shipped();
    // Thirty days from 23/07/2026 end on Saturday 22/08/2026, which is worked.
    assert_eq!(due("KN-LAN1", "23/07/2026", PLAIN), day("22/08/2026"));
    assert_eq!(due("KN-LAN2-NOP", "23/07/2026", PLAIN), day("24/08/2026"));
    assert_eq!(due("KN-THOIHIEU", "24/05/2026", PLAIN), day("24/08/2026"));
    assert_eq!(due("KN-TOA", "22/08/2025", PLAIN), day("24/08/2026"));
    for (whose, expected) in [(Own, "24/08/2026"), (Superior, "24/08/2026"), (Citizen, "25/08/2026")] {
        let found = count(&calendar, 3, WorkingDay, Forward, whose, day("20/08/2026")).0;
        assert_eq!(found, day(expected), "{whose:?}");
    }
    // The weekday given away is off for both: the office is closed.
    assert_eq!(due("KN-LAN2-NOP", "01/08/2026", PLAIN), day("03/09/2026"));
}

#[test]
fn months_and_years_end_on_the_day_of_the_same_number() {
    let calendar = WorkCalendar::shipped();
    for (length, unit, direction, from, expected) in [
        (1, Year, Forward, "10/03/2025", "10/03/2026"),
        (1, Year, Forward, "29/02/2024", "28/02/2025"),
        (1, Year, Forward, "22/11/2025", "23/11/2026"), // a Sunday
        (1, Year, Forward, "24/11/2025", "25/11/2026"), // Ngày Văn hóa Việt Nam
        (1, Month, Forward, "31/01/2025", "28/02/2025"),
        (3, Month, Forward, "24/08/2026", "25/11/2026"),
        (1, Year, Backward, "29/02/2024", "28/02/2023"),
        (1, Month, Backward, "24/12/2026", "23/11/2026"),
    ] {
        let (due, _, trail) = count(&calendar, length, unit, direction, Own, day(from));
        assert_eq!(due, day(expected), "{length} {unit} {direction:?} {from}");
        assert_recounts(&trail, length, due);
    }
    assert_eq!(ask("KN-TOA", "24/11/2025", PLAIN).expect("a date").unit.code(), "năm");
}

#[test]
fn nothing_left_to_count_is_the_day_itself_or_the_next_that_works() {
    let calendar = WorkCalendar::shipped();
    for unit in [Day, WorkingDay, Month, Year] {
        assert_eq!(counted(&calendar, 0, unit, "20/11/2026"), day("20/11/2026"));
        assert_eq!(counted(&calendar, 0, unit, "24/11/2026"), day("25/11/2026"));
    }
}

#[test]
fn absurd_lengths_and_days_end() {
    let calendar = WorkCalendar::shipped();
    let (due, _, trail) = count(&calendar, u32::MAX, Day, Forward, Own, day("20/11/2026"));
    assert_eq!(trail.iter().map(|step| step.n).max(), Some(LENGTH_MAX));
    assert!(due > day("20/11/2028"));
    for unit in [Day, WorkingDay, Month, Year] {
        count(&calendar, u32::MAX, unit, Forward, Own, NaiveDate::MAX);
        count(&calendar, u32::MAX, unit, Backward, Citizen, NaiveDate::MIN);
    }
}

// ---- The trail ----

#[test]
fn the_trail_explains_each_day() {
    let found = ask("KN-GUI", "19/11/2026", PLAIN).expect("a date");
    let said: Vec<String> = found.trail.iter().map(|step| format!("{} {} {}", step.date, step.n, step.why)).collect();
    assert_eq!(
        said,
        [
            "2026-11-19 0 ngày có quyết định, không tính",
            "2026-11-20 1 ngày làm việc 1",
            "2026-11-21 1 không tính (thứ Bảy)",
            "2026-11-22 1 không tính (Chủ nhật)",
            "2026-11-23 2 ngày làm việc 2",
            "2026-11-24 2 không tính (Ngày Văn hóa Việt Nam)",
            "2026-11-25 3 ngày làm việc 3",
        ]
    );
}

#[test]
fn a_deadline_is_said_in_json_as_the_interface_says() {
    let found = ask("KN-GUI", "10/11/2026", PLAIN).expect("a date");
    let json = serde_json::to_string(&found).expect("json");
    assert_eq!(
        json,
        "{\"rule\":\"KN-GUI\",\"from\":\"2026-11-10\",\"due\":\"2026-11-13\",\"length\":3,\"unit\":\"NLV\",\
         \"basis\":\"Luật Khiếu nại 02/2011/QH13, Điều 32\",\"provisional\":false,\"trail\":[\
         {\"date\":\"2026-11-10\",\"n\":0,\"why\":\"ngày có quyết định, không tính\"},\
         {\"date\":\"2026-11-11\",\"n\":1,\"why\":\"ngày làm việc 1\"},\
         {\"date\":\"2026-11-12\",\"n\":2,\"why\":\"ngày làm việc 2\"},\
         {\"date\":\"2026-11-13\",\"n\":3,\"why\":\"ngày làm việc 3\"}]}"
    );
    assert_eq!(serde_json::from_str::<Deadline>(&json).expect("json"), found);
    for unit in [Day, WorkingDay, Month, Year] {
        assert_eq!(Unit::from_code(unit.code()), Some(unit));
    }
    assert_eq!(Unit::from_code("ngày"), None);
    assert_eq!(serde_json::to_string(&Year).expect("json"), "\"năm\"");
}

#[test]
fn a_page_says_the_trail_in_few_lines() {
    for (id, from, lines) in [
        (
            "KN-LAN1",
            "23/10/2026",
            vec![
                "thứ Sáu, 23/10/2026: ngày thụ lý, không tính",
                "thứ Bảy, 24/10 đến thứ Bảy, 21/11: ngày 1 đến 29, tính cả ngày nghỉ",
                "Chủ nhật, 22/11/2026: ngày 30, rơi vào ngày nghỉ",
                "Dời đến ngày làm việc kế tiếp: thứ Hai, 23/11/2026",
            ],
        ),
        (
            "KN-THULY",
            "17/08/2026",
            vec![
                "thứ Hai, 17/08/2026: ngày nhận khiếu nại, không tính",
                "thứ Ba, 18/08 đến thứ Bảy, 22/08: ngày làm việc 1 đến 5, tính cả ngày làm bù",
                "Chủ nhật, 23/08: không tính (cuối tuần)",
                "thứ Hai, 24/08: ngày làm việc 6",
                "thứ Ba, 25/08/2026: ngày làm việc 7, là ngày cuối",
            ],
        ),
        (
            "KN-LAN1",
            "17/01/2026",
            vec![
                "thứ Bảy, 17/01/2026: ngày thụ lý, không tính",
                "Chủ nhật, 18/01 đến Chủ nhật, 15/02: ngày 1 đến 29, tính cả ngày nghỉ",
                "thứ Hai, 16/02/2026: ngày 30, rơi vào ngày nghỉ (Tết Nguyên đán)",
                "thứ Ba, 17/02 đến Chủ nhật, 22/02: không tính (Tết Nguyên đán, cuối tuần)",
                "Dời đến ngày làm việc kế tiếp: thứ Hai, 23/02/2026",
            ],
        ),
        (
            "KN-DOITHOAI",
            "29/11/2026",
            vec![
                "Chủ nhật, 29/11/2026: ngày đối thoại, không tính, đếm lùi từ đây",
                "thứ Bảy, 28/11 đến thứ Tư, 25/11: ngày 1 đến 4, tính cả ngày nghỉ",
                "thứ Ba, 24/11/2026: ngày 5, rơi vào ngày nghỉ (Ngày Văn hóa Việt Nam)",
                "Lùi về ngày làm việc trước đó: thứ Hai, 23/11/2026",
            ],
        ),
        (
            "KN-TOA",
            "20/11/2025",
            vec![
                "thứ Năm, 20/11/2025: ngày nhận hoặc biết được quyết định, hoặc ngày hết thời hạn giải quyết, không tính",
                "thứ Sáu, 20/11/2026: 1 năm sau, ngày tương ứng, là ngày cuối",
            ],
        ),
        (
            "TCD-TUCHOI",
            "29/12/2026",
            vec![
                "thứ Ba, 29/12/2026: ngày có đủ căn cứ từ chối, không tính",
                "thứ Tư, 30/12 đến thứ Năm, 31/12: ngày làm việc 1 đến 2",
                "thứ Sáu, 01/01/2027 đến Chủ nhật, 03/01/2027: không tính (Tết Dương lịch, cuối tuần)",
                "thứ Hai, 04/01/2027: ngày làm việc 3, là ngày cuối",
            ],
        ),
    ] {
        assert_eq!(compact(&ask(id, from, PLAIN).expect("a date").trail), lines, "{id}");
    }
    let (_, _, trail) = count(&WorkCalendar::shipped(), 30, Day, Forward, Citizen, day("23/07/2026"));
    assert_eq!(
        compact(&trail)[2..],
        [
            "thứ Bảy, 22/08/2026: ngày 30, rơi vào ngày nghỉ (thứ Bảy, chỉ cơ quan làm bù)",
            "Chủ nhật, 23/08: không tính (cuối tuần)",
            "Dời đến ngày làm việc kế tiếp: thứ Hai, 24/08/2026",
        ]
    );
    assert!(compact(&[]).is_empty());
}

/// Reads the trail as a person would: it starts at 0, has no gaps, counts one more on each day that
/// counts, reaches the length, and ends on the due date.
fn assert_recounts(trail: &[Step], length: u32, due: NaiveDate) {
    assert_eq!(trail[0].n, 0);
    let jumps = trail.get(1).is_some_and(|step| step.why.contains("ngày tương ứng"));
    for (before, step) in trail.iter().zip(&trail[1..]).skip(usize::from(jumps)) {
        assert_eq!((step.date - before.date).num_days().abs(), 1, "{step:?}");
        let counts = step.why.starts_with("ngày ");
        assert_eq!(step.n, before.n + u32::from(counts), "{step:?}");
        assert_eq!(step.why.contains("không tính ("), !counts && step.date != due, "{step:?}");
    }
    let last = trail.last().expect("a step");
    assert_eq!((last.n, last.date), (length, due));
}

// ---- What holds for any date ----

fn any_day() -> impl Strategy<Value = NaiveDate> {
    let first = day("01/01/2023");
    (0_u64..365 * 6).prop_map(move |offset| first + Days::new(offset))
}

fn any_term() -> impl Strategy<Value = (u32, Unit, Direction, Whose)> {
    let length_unit = prop_oneof![
        (0_u32..100).prop_map(|length| (length, Day)),
        (0_u32..40).prop_map(|length| (length, WorkingDay)),
        (0_u32..12).prop_map(|length| (length, Month)),
        (0_u32..3).prop_map(|length| (length, Year)),
    ];
    let direction = prop_oneof![Just(Forward), Just(Backward)];
    let whose = prop_oneof![Just(Own), Just(Citizen), Just(Superior)];
    (length_unit, direction, whose).prop_map(|((length, unit), direction, whose)| (length, unit, direction, whose))
}

/// The shipped calendar after a commune's edits.
fn any_calendar() -> impl Strategy<Value = WorkCalendar> {
    let edits = prop::collection::vec((any_day(), any::<bool>()), 0..20);
    edits.prop_map(|edits| {
        let mut calendar = WorkCalendar::shipped();
        for (day, off) in edits {
            let kind = if off { DayKind::Off } else { DayKind::Worked };
            calendar.set_day(day, kind, "xã sửa");
        }
        calendar
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_due_date_is_never_on_the_wrong_side_of_the_start(
        calendar in any_calendar(), (length, unit, direction, whose) in any_term(), from in any_day(),
    ) {
        let (due, provisional, trail) = count(&calendar, length, unit, direction, whose, from);
        match direction {
            Forward => prop_assert!(due >= from),
            Backward => prop_assert!(due <= from),
        }
        prop_assert!(calendar.is_working(due));
        prop_assert!(whose != Citizen || calendar.why_worked(due).is_none());
        prop_assert!(provisional || due == from || calendar.is_signed(due.year()));
        prop_assert!(!compact(&trail).is_empty());
    }

    #[test]
    fn a_new_holiday_never_makes_it_earlier(
        calendar in any_calendar(), (length, unit, direction, whose) in any_term(),
        from in any_day(), after in 0_u64..120,
    ) {
        let (due, ..) = count(&calendar, length, unit, direction, whose, from);
        let mut with_holiday = calendar.clone();
        let holiday = match direction {
            Forward => from + Days::new(after),
            Backward => from - Days::new(after),
        };
        with_holiday.off_day(holiday, "ngày nghỉ mới");
        let (then, ..) = count(&with_holiday, length, unit, direction, whose, from);
        match direction {
            Forward => prop_assert!(then >= due),
            Backward => prop_assert!(then <= due),
        }
    }

    #[test]
    fn the_trail_recounts_to_the_due_date(
        calendar in any_calendar(), (length, unit, direction, whose) in any_term(), from in any_day(),
    ) {
        let (due, _, trail) = count(&calendar, length, unit, direction, whose, from);
        prop_assert_eq!(trail[0].date, from);
        assert_recounts(&trail, length, due);
        let steps = trail.iter().zip(&trail[1..]);
        for (before, step) in steps {
            prop_assert_eq!(step.date > before.date, direction == Forward);
            let works = calendar.is_working(step.date) && (whose != Citizen || calendar.why_worked(step.date).is_none());
            if unit == WorkingDay && step.n > before.n {
                prop_assert!(works);
            }
            if step.why.starts_with("không tính (") {
                prop_assert!(!works);
            }
        }
    }

    #[test]
    fn a_later_start_is_never_due_earlier(
        calendar in any_calendar(), (length, unit, direction, whose) in any_term(),
        from in any_day(), later in 0_u64..60,
    ) {
        let (one, ..) = count(&calendar, length, unit, direction, whose, from);
        let (other, ..) = count(&calendar, length, unit, direction, whose, from + Days::new(later));
        prop_assert!(one <= other);
    }

    #[test]
    fn a_longer_term_is_never_due_earlier(
        calendar in any_calendar(), (length, unit, direction, whose) in any_term(), from in any_day(),
    ) {
        let (one, ..) = count(&calendar, length, unit, direction, whose, from);
        let (other, ..) = count(&calendar, length + 1, unit, direction, whose, from);
        match direction {
            Forward => prop_assert!(one <= other),
            Backward => prop_assert!(one >= other),
        }
    }

    #[test]
    fn the_days_left_of_a_working_day_term_are_its_length(
        calendar in any_calendar(), length in 1_u32..40, from in any_day(),
    ) {
        let (due, ..) = count(&calendar, length, WorkingDay, Forward, Own, from);
        prop_assert_eq!(calendar.working_days_left(from, due), length as i32);
    }
}
