//! The office's list: filters, search without marks, code and number, fifty a page, and what it says when it finds nothing.

use chrono::TimeDelta;
use tiepdan::domain::{event::Deed, id::Id, petition::Petition, urgency::Urgency};

use crate::{cast::Filing, commune::Commune, page::Page};

pub fn listed(page: &Page) -> Vec<String> {
    page.attributes("th a", "href")
}

fn path(id: Id<Petition>) -> String {
    format!("/ho-so/{id}")
}

#[test]
fn it_is_found_by_words_without_marks_by_number_and_by_code() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    let other = commune.file(&Filing::of_ong_tu());
    let hoa = commune.chi_hoa();
    hoa.act(id, "phan-loai", &[("subject", "Mùi hôi trại heo"), ("reason", "Theo nội dung")]).expect(303);
    for query in ["nuoc thai", "NƯỚC THẢI", "trai heo dau thon", "mui hoi", "khe song", "1/2026"] {
        let page = hoa.get(&format!("/ho-so?q={}", query.replace(' ', "+"))).expect(200);
        assert_eq!(listed(&page), [path(id)], "{query}");
    }
    assert!(listed(&hoa.get("/ho-so?q=1").expect(200)).contains(&path(id)), "the number alone");
    let grouped = format!("{}+{}.{}", &code[..4], &code[4..8], &code[8..]);
    for written in [&code, &grouped] {
        hoa.get(&format!("/ho-so?q={written}")).expect_to(303, &path(id));
    }
    // The code of what is out of sight is as any other number.
    let unseen = commune.anh_viet().get(&format!("/ho-so?q={code}")).expect(200);
    assert!(listed(&unseen).is_empty() && unseen.says("Không có hồ sơ nào như vậy"));
    assert_eq!(listed(&hoa.get("/ho-so?q=115").expect(200)), [path(other)], "the parcel");
}

#[test]
fn what_means_nothing_is_passed_over() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    let hoa = commune.chi_hoa();
    for query in [
        "stage=bia&kind=1&topic=&unit=x&owner=ai&due=mai&village=nowhere&page=abc",
        "page=9999-99-99_1_2",
        "q=%22%27%29%3B--&stage=received",
        "q=%00%E2%80%AE",
        "xyz=1&stage=received&stage=closed",
    ] {
        let page = hoa.get(&format!("/ho-so?{query}")).expect(200);
        assert!(listed(&page) == [path(id)] || query.starts_with("q=%22"), "{query}: {:?}", listed(&page));
    }
    let hostile = hoa.get("/ho-so?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E").expect(200);
    assert!(!hostile.html().contains("<script>") && hostile.says("<script>alert(1)</script>"));
    assert!(hostile.attributes(".empty a", "href").contains(&"/ho-so".to_owned()), "a next step");
    let long = hoa.get(&format!("/ho-so?q={}", "a".repeat(5_000))).expect(200);
    assert!(listed(&long).is_empty());
}

#[test]
fn each_filter_shows_what_it_says() {
    let commune = Commune::new();
    let (smell, _) = commune.ba_sau_files();
    let pay = commune.file(&Filing::of_ong_tu());
    let hoa = commune.chi_hoa();
    hoa.act(smell, "phan-loai", &[("reason", "Theo nội dung")]).expect(303);
    commune.ong_an().act(smell, "giao", &[]).expect(303);
    for (query, found) in [
        ("stage=received", pay),
        ("stage=in_progress", smell),
        ("kind=complaint", pay),
        ("kind=feedback", smell),
        ("topic=environment", smell),
        ("village=thon-ha", pay),
        ("unit=economy", smell),
        ("owner=moitruong", smell),
        ("owner=vanthu", pay),
        ("kind=feedback&village=khe-song&q=heo", smell),
    ] {
        let page = hoa.get(&format!("/ho-so?{query}")).expect(200);
        assert_eq!(listed(&page), [path(found)], "{query}");
        assert!(page.says("1 trong 1 hồ sơ"), "{query}");
    }
    assert!(listed(&hoa.get("/ho-so?kind=feedback&village=thon-ha").expect(200)).is_empty());
    // Every due date belongs to one word of urgency, whatever day it is.
    for _ in 0..20 {
        let hoa = commune.chi_hoa();
        let shown = |due: &Urgency| listed(&hoa.get(&format!("/ho-so?due={}", due.code())).expect(200)).len();
        let found: Vec<usize> = Urgency::ALL.iter().map(shown).collect();
        assert_eq!(found.iter().sum::<usize>(), 2, "{}: {found:?}", commune.today());
        commune.later(TimeDelta::days(1));
    }
}

#[test]
fn fifty_a_page_each_once_the_most_urgent_first() {
    let commune = Commune::new();
    let mut all = Vec::new();
    for n in 0..53 {
        commune.later(TimeDelta::minutes(1));
        let body = format!("Đơn thứ {n}: đèn đường ở ngã ba hỏng đã lâu, tối đi không thấy gì.");
        all.push(commune.file(&Filing::of_ba_sau().with("topic", "infrastructure").with("body", &body)));
    }
    let hoa = commune.chi_hoa();
    let first = hoa.get("/ho-so?topic=infrastructure").expect(200);
    assert_eq!(listed(&first).len(), 50);
    assert!(first.says("50 trong 53 hồ sơ"));
    let next = first.attributes(".pager a", "href");
    assert!(next[0].contains("topic=infrastructure"), "the filter stays: {next:?}");
    let second = hoa.get(&next[0]).expect(200);
    assert!(second.attributes(".pager a", "href").is_empty());
    let mut seen = [listed(&first), listed(&second)].concat();
    // All the same due date: the newest first.
    assert_eq!(seen.first(), all.last().map(|id| path(*id)).as_ref());
    seen.sort();
    let mut wanted: Vec<String> = all.iter().map(|id| path(*id)).collect();
    wanted.sort();
    assert_eq!(seen, wanted);
    // What is urgent overtakes.
    commune.does(
        "vanthu",
        all[0],
        Deed::Sort,
        &[("kind", "feedback"), ("topic", "infrastructure"), ("reason", "Theo nội dung")],
    );
    commune.does("chutich", all[0], Deed::Assign, &[("unit", "economy"), ("internal_due", "26/11/2026")]);
    assert_eq!(listed(&hoa.get("/ho-so").expect(200)).first(), Some(&path(all[0])));
}

#[test]
fn a_list_holds_no_words_and_no_names_and_is_not_for_all() {
    let commune = Commune::new();
    let (id, _) = commune.ba_sau_files();
    for who in ["vanthu", "chutich", "phochutich", "mattran", "thanhtra"] {
        let page = commune.officer(who).get("/ho-so").expect(200);
        assert_eq!(listed(&page), [path(id)], "{who}");
        assert!(page.says("Ô nhiễm môi trường, Khe Sòng") && page.says("mới"), "{who}");
        assert!(!page.says("Thị Sáu") && !page.says("xả nước thải"), "{who}");
    }
    assert!(commune.anh_viet().get("/ho-so").expect(200).says("Chưa có hồ sơ nào thuộc phần anh chị"));
    for who in ["quantri", "truongthon"] {
        commune.officer(who).get("/ho-so").expect(403);
    }
    commune.browser().get("/ho-so").expect_to(303, "/dang-nhap");
}
