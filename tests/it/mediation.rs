//! Land mediation: a number and thirty days of its own, steps to an end, names in the vault; never counted as a khiếu nại.

use tiepdan::domain::{event::Deed, id::Id, petition::Petition};

use crate::{
    cast::{Filing, Officer},
    commune::Commune,
    page::Page,
};

const SIDES: &[(&str, &str)] = &[
    ("asker_name", "Hồ Văn Lũy"),
    ("asker_address", "xóm 1, Thôn Hộ"),
    ("other_name", "Trương Thị Nhạn"),
    ("other_address", "xóm 2, Thôn Hộ"),
    ("summary", "Hàng rào lấn sang lối đi chung chừng bốn tấc, hai bên không thống nhất ranh."),
    ("village", "thon-ho"),
    ("parcel", "211"),
    ("map_sheet", "9"),
];

fn registers(by: &Officer, at: &str, values: &[(&str, &str)]) -> Page {
    let form = by.get(at).expect(200).form_for("moi").expect("a form");
    let kept = SIDES.iter().filter(|(field, _)| values.iter().all(|(other, _)| other != field));
    let all: Vec<(&str, &str)> = kept.chain(values).copied().collect();
    by.fill(&form, &all)
}

impl Commune {
    /// One that the clerk wrote down today; its address.
    pub fn mediated(&self) -> String {
        registers(&self.chi_hoa(), "/hoa-giai/moi", &[]).expect(303).location().expect("an address")
    }

    fn mediation_state(&self) -> Vec<String> {
        self.data.values(
            "SELECT m.number || ' ' || m.state || ' ' || m.absences || ' ' || c.state || ' ' || CAST(c.due AS TEXT) AS value
             FROM mediations m JOIN clocks c ON c.subject = m.id ORDER BY m.number",
        )
    }
}

fn steps(by: &Officer, at: &str, act: &str, values: &[(&str, &str)]) -> Page {
    let page = by.get(at).expect(200);
    let form = page.form_for(act).unwrap_or_else(|| panic!("{} is not offered {act}: {}", by.username, page.words()));
    by.fill(&form, values)
}

#[test]
fn a_request_has_its_own_number_and_thirty_days_and_ends_with_minutes() {
    let commune = Commune::new();
    let at = commune.mediated();
    assert_eq!(commune.mediation_state(), ["1 open 0 running 2026-12-25"], "30 days from 25/11/2026");
    let land = commune.anh_viet();
    assert!(land.get("/ban-lam-viec").expect(200).says("Hòa giải đất đai số 1/2026"), "the land officer has it");
    let page = land.get(&at).expect(200);
    assert!(
        page.says("Điều 235") && page.says("lấn sang lối đi chung") && !page.says("Hồ Văn Lũy"),
        "{}",
        page.words()
    );

    // ---- Names: a recorded look ----
    let opened = steps(&land, &at, "mo-ten-hoa-giai", &[]).expect(200);
    assert!(opened.says("Hồ Văn Lũy") && opened.says("Trương Thị Nhạn"), "{}", opened.words());
    assert!(!land.get(&at).expect(200).says("Hồ Văn Lũy"), "once");
    assert!(land.get(&at).expect(200).says("Mở tên hai bên hòa giải"));
    let plain = commune.data.values("SELECT summary || parcel AS value FROM mediations").concat()
        + &commune.data.values("SELECT body AS value FROM events").concat();
    assert!(!plain.contains("Lũy") && !plain.contains("Nhạn") && !plain.contains("hàng rào"), "{plain}");

    // ---- Both are asked, they meet, they agree ----
    assert!(land.get(&at).expect(200).form_for("ket-qua-hoa-giai").is_none(), "nobody has met");
    land.post(&format!("{at}/ket-qua-hoa-giai"), &[("version", "1"), ("outcome", "agreed")]).expect(409);
    assert_eq!(
        steps(&land, &at, "moi-hoa-giai", &[("meeting_on", "")]).expect(422).faults(),
        ["moi-hoa-giai-meeting_on"]
    );
    steps(&land, &at, "moi-hoa-giai", &[("meeting_on", "07/12/2026")]).expect(303);
    let month = land.get("/lich?thang=2026-12").expect(200);
    assert!(
        month.says("Họp hòa giải đất đai số 1/2026") && month.says("Hạn: Hòa giải đất đai số 1/2026"),
        "{}",
        month.words()
    );
    commune.at("2026-12-07T14:00");
    let land = commune.anh_viet();
    let wrong = steps(&land, &at, "ket-qua-hoa-giai", &[("outcome", "agreed"), ("document_no", "năm")]).expect(422);
    assert!(wrong.faults().contains(&"ket-qua-hoa-giai-document_no".to_owned()), "{:?}", wrong.faults());
    let minutes = [("outcome", "agreed"), ("document_no", "05/BB-HG"), ("document_date", "07/12/2026")];
    steps(&land, &at, "ket-qua-hoa-giai", &minutes).expect(303);
    assert_eq!(commune.mediation_state(), ["1 agreed 0 met 2026-12-25"]);
    let page = land.get(&at).expect(200);
    assert!(page.says("Hòa giải thành") && page.says("05/BB-HG") && page.form_for("moi-hoa-giai").is_none());
    land.post(&format!("{at}/rut-hoa-giai"), &[("version", "3"), ("signed_on", "2026-12-07")]).expect(409);
}

#[test]
fn who_stays_away_twice_lets_it_fail_with_minutes() {
    let commune = Commune::new();
    let at = commune.mediated();
    for (day, moment) in [("30/11/2026", "2026-11-30T15:00"), ("04/12/2026", "2026-12-04T15:00")] {
        let land = commune.anh_viet();
        steps(&land, &at, "moi-hoa-giai", &[("meeting_on", day)]).expect(303);
        assert!(land.get(&at).expect(200).form_for("vang-hoa-giai").is_none(), "its day has not come");
        commune.at(moment);
        let land = commune.anh_viet();
        if day == "04/12/2026" {
            let page = steps(&land, &at, "vang-hoa-giai", &[]).expect(422);
            assert!(page.says("không thành"), "{}", page.words());
            let minutes = [("document_no", "06/BB-HG"), ("document_date", "04/12/2026")];
            steps(&land, &at, "vang-hoa-giai", &minutes).expect(303);
        } else {
            steps(&land, &at, "vang-hoa-giai", &[]).expect(303);
            assert_eq!(commune.mediation_state(), ["1 open 1 running 2026-12-25"]);
        }
    }
    assert_eq!(commune.mediation_state(), ["1 failed 2 met 2026-12-25"]);
}

#[test]
fn from_a_petition_in_one_step_the_petition_stays_and_no_khieu_nai_is_counted() {
    let commune = Commune::new();
    let id: Id<Petition> =
        commune.file(&Filing::of_ba_sau().with("topic", "land").with("parcel", "77").with("map_sheet", "3"));
    let clerk = commune.chi_hoa();
    let way = format!("/hoa-giai/moi?petition={id}");
    let page = clerk.get(&format!("/ho-so/{id}")).expect(200);
    assert!(page.attributes("a", "href").contains(&way), "{}", page.words());
    let form = clerk.get(&way).expect(200).form_for("moi").expect("a form");
    assert_eq!((form.value("parcel"), form.value("map_sheet")), (Some("77"), Some("3")));
    let before = commune.case(id).petition;
    let at = registers(&clerk, &way, &[("parcel", "77")]).expect(303).location().expect("an address");
    assert_eq!(commune.case(id).petition, before, "kept as it is");
    let page = clerk.get(&format!("/ho-so/{id}")).expect(200);
    assert!(
        page.attributes("a", "href").contains(&at) && page.says("Ghi yêu cầu hòa giải đất đai"),
        "{}",
        page.words()
    );
    assert_eq!(commune.data.count("petitions"), 1);
    assert_eq!(commune.data.count("petitions WHERE kind = 'complaint' OR kind_proposed = 'complaint'"), 0);
    // Sealed afterwards, it takes what came from it out of sight.
    commune.does("vanthu", id, Deed::Sort, &[("kind", "denunciation"), ("topic", "land"), ("reason", "Tố cáo")]);
    for username in ["vanthu", "diachinh", "mattran"] {
        commune.officer(username).get(&at).expect(404);
    }
    clerk.get(&way).expect(404);
    registers(&commune.anh_viet(), "/hoa-giai/moi", &[("petition", &id.to_string())]).expect(404);
}

#[test]
fn the_front_sees_numbers_and_limits_and_neither_names_nor_words() {
    let commune = Commune::new();
    let at = commune.mediated();
    let front = commune.ba_tam();
    let list = front.get("/hoa-giai").expect(200);
    assert!(list.says("Số 1/2026") && list.says("25/12/2026"), "{}", list.words());
    let page = front.get(&at).expect(200);
    for hidden in ["lối đi chung", "Hồ Văn Lũy", "211", "Phan Quốc Việt"] {
        assert!(!page.says(hidden) && !list.says(hidden), "{hidden}: {}", page.words());
    }
    assert!(page.form_for("moi-hoa-giai").is_none() && page.form_for("mo-ten-hoa-giai").is_none());
    front.post(&format!("{at}/mo-ten-hoa-giai"), &[]).expect(403);
    front.get("/hoa-giai/moi").expect(403);
    for username in ["moitruong", "truongthon", "quantri"] {
        commune.officer(username).get("/hoa-giai").expect(403);
        commune.officer(username).get(&at).expect(403);
    }
    // Overdue: the chairman and the Front are told, as of every limit.
    commune.at("2026-12-28T07:30").minute();
    let told = commune.data.values("SELECT step AS value FROM reminders WHERE petition IS NULL ORDER BY step");
    assert!(told.contains(&"overdue".to_owned()), "{told:?}");
    let list = commune.ba_tam().get("/hoa-giai").expect(200);
    assert!(list.says("Quá hạn"), "{}", list.words());
}

#[test]
fn what_is_missing_is_asked_for_and_nothing_typed_is_lost() {
    let commune = Commune::new();
    let clerk = commune.chi_hoa();
    for (wrong, field) in [
        (("asker_name", ""), "asker_name"),
        (("other_name", ""), "other_name"),
        (("asker_address", ""), "asker_address"),
        (("summary", "Rào"), "summary"),
        (("received_on", "2027-01-01"), "received_on"),
        (("village", "khong-co"), "village"),
    ] {
        let page = registers(&clerk, "/hoa-giai/moi", &[wrong]).expect(422);
        assert_eq!(page.faults(), [field], "{wrong:?}");
        assert_eq!(page.value("map_sheet").as_deref(), Some("9"));
    }
    assert_eq!(commune.data.count("mediations"), 0);
    let form = clerk.get("/hoa-giai/moi").expect(200).form_for("moi").expect("a form");
    let first = clerk.fill(&form, SIDES).expect(303).location();
    assert_eq!(clerk.fill(&form, SIDES).expect(303).location(), first, "the same form twice is one request");
    let at = commune.mediated();
    assert_eq!(commune.mediation_state().len(), 2);
    assert!(clerk.get(&at).expect(200).says("Số 2/2026"), "without gaps");
    steps(&clerk, &at, "rut-hoa-giai", &[("signed_on", "25/11/2026")]).expect(303);
    assert_eq!(commune.mediation_state()[1], "2 withdrawn 0 cancelled 2026-12-25");
    // Whoever holds one keeps the account.
    assert!(commune.anh_khanh().post("/quan-tri/tai-khoan/diachinh/dong", &[]).expect(409).says("1 việc hòa giải"));
}
