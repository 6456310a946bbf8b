//! The head's board of deadlines: every number opens a list of exactly as many, the rate says how it was reckoned, the Front sees why.

use tiepdan::domain::event::Deed;

use crate::{
    cast::{Filing, Officer},
    commune::{BEGINNING, Commune, moment},
    database::Data,
    page::Page,
};

const TABS: &[&str] = &["unit", "village", "topic", "owner", "month"];

/// How many there are in a list, over all its pages.
fn length(list: &Page) -> usize {
    let told = list.first(".pager .hint").and_then(|words| words.split(' ').nth(2)?.parse().ok());
    told.unwrap_or_else(|| list.all("table.list tbody tr").len())
}

/// Clicks every number of a page's tables and formulas; says how many there were and the sum of their columns by label.
fn click_all(officer: &Officer, at: &str) -> usize {
    let page = officer.get(at).expect(200);
    let links = page.attributes("main table a, main .formula a", "href");
    let numbers = page.all("main table a, main .formula a");
    assert_eq!(links.len(), numbers.len());
    for (path, number) in links.iter().zip(&numbers) {
        let number: usize = number.parse().unwrap_or_else(|_| panic!("{at}: {path}: {number}"));
        let list = officer.get(path).expect(200);
        assert_eq!(length(&list), number, "{} {at}: {path}", officer.username);
    }
    links.len()
}

fn numbers(page: &Page, css: &str) -> Vec<i64> {
    page.all(css).iter().map(|cell| cell.parse().unwrap_or_else(|_| panic!("{cell}"))).collect()
}

/// A year with everything in it: the demonstration.
fn demonstration() -> Commune {
    let data = Data::empty();
    let (store, _) = tiepdan::app::open_store(&data.config(&[]), data.folder.path()).expect("a store");
    tiepdan::demo::fill(&store, moment(BEGINNING)).expect("the demonstration");
    drop(store);
    Commune::begin(data, &[])
}

#[test]
fn every_number_of_every_table_opens_a_list_of_as_many() {
    let commune = demonstration();
    for officer in [commune.ong_an(), commune.ba_hien()] {
        let mut clicked = 0;
        let mut sums = Vec::new();
        for tab in TABS {
            let at = format!("/ban-lam-viec/han?by={tab}");
            clicked += click_all(&officer, &at);
            if *tab == "month" {
                continue;
            }
            let page = officer.get(&at).expect(200);
            let (rows, cells) = (page.all("tbody tr").len(), numbers(&page, "tbody td"));
            let lines: Vec<&[i64]> = cells.chunks(cells.len() / rows).collect();
            let (total, lines) = lines.split_last().expect("a line of sums");
            for column in 0..total.len() {
                assert_eq!(lines.iter().map(|line| line[column]).sum::<i64>(), total[column], "{tab} {column}");
            }
            assert!(lines.iter().all(|line| line[..5].iter().sum::<i64>() == line[5] && line[6] <= line[5]), "{tab}");
            sums.push(total.to_vec());
        }
        assert!(clicked > 80, "{clicked}");
        assert!(sums.iter().all(|sum| *sum == sums[0]) && sums[0][0] > 0 && sums[0][6] > 0, "{sums:?}");
    }
}

#[test]
fn each_file_stands_in_the_column_of_its_working_days_and_the_chairmans_own_in_a_line_of_their_own() {
    let commune = Commune::new();
    let held = commune.due_on_the_fourth();
    let conduct = commune.file(&Filing::of_someone());
    let column = |name: &str| {
        let page = commune.ong_an().get("/ban-lam-viec/han").expect(200);
        let labels = page.all("thead th");
        let row = page.all("tbody th").iter().position(|found| found == name).unwrap_or_else(|| panic!("no {name}"));
        let counts = numbers(&page, "tbody td");
        let counts = counts[row * (labels.len() - 1)..][..5].to_vec();
        let at = counts.iter().position(|count| *count > 0).expect("counted");
        (labels[at + 1].clone(), counts[at])
    };
    // The answer is due on Friday 04/12, seven working days after Wednesday 25/11.
    let kept = |words: &str, count| (words.to_owned(), count);
    assert_eq!(column("Phòng Kinh tế"), kept("Còn 4–7 ngày", 1));
    assert_eq!(column("Chủ tịch tự giữ"), kept("Còn lâu hơn", 1));
    commune.at("2026-11-30T08:00");
    assert_eq!(column("Phòng Kinh tế"), kept("Còn 4–7 ngày", 1));
    commune.at("2026-12-01T08:00");
    assert_eq!(column("Phòng Kinh tế"), kept("Còn 1–3 ngày", 1));
    commune.at("2026-12-04T08:00");
    assert_eq!(column("Phòng Kinh tế"), kept("Hôm nay", 1));
    commune.at("2026-12-05T08:00");
    assert_eq!(column("Phòng Kinh tế"), kept("Quá hạn", 1));
    // Unassigned conduct is the chairman's alone: his deputy counts none.
    let deputy = commune.ba_hien().get("/ban-lam-viec/han").expect(200);
    assert!(!deputy.says("Chủ tịch tự giữ"), "{}", deputy.words());
    let own = commune.ong_an().get("/ho-so?due=running&owner=chutich").expect(200);
    assert_eq!(own.attributes("tbody a", "href"), [format!("/ho-so/{conduct}")]);
    let others = commune.ong_an().get("/ho-so?due=overdue&extended=no&chair=no").expect(200);
    assert_eq!(others.attributes("tbody a", "href"), [format!("/ho-so/{held}")]);
}

#[test]
fn sealed_and_concerned_petitions_are_counted_only_for_whom_they_exist() {
    let commune = Commune::new();
    let sealed = commune.file(&Filing::of_ba_sau().with("topic", "land"));
    commune.does("vanthu", sealed, Deed::Sort, &[("kind", "denunciation"), ("topic", "land"), ("reason", "Tố cáo")]);
    let concerned = commune.file(&Filing::of_ba_sau());
    let about =
        [("kind", "feedback"), ("topic", "environment"), ("concerns", "phochutich"), ("reason", "Phản ánh cán bộ")];
    commune.does("vanthu", concerned, Deed::Sort, &about);
    let total = |officer: &Officer| {
        let page = officer.get("/ban-lam-viec/han?by=topic").expect(200);
        page.all("tbody td").chunks(7).last().map_or(0, |sums| sums[5].parse::<usize>().expect("a number"))
    };
    let (chair, deputy) = (commune.ong_an(), commune.ba_hien());
    let listed = |officer: &Officer| length(&officer.get("/ho-so?due=running").expect(200));
    assert_eq!(total(&chair), listed(&chair));
    assert_eq!((total(&deputy), listed(&deputy)), (0, 0), "one is under seal, one about herself");
    assert!(total(&chair) >= 1);
}

#[test]
fn the_rate_of_each_month_is_reckoned_as_its_formula_says_and_extended_ones_stand_apart() {
    let commune = Commune::new();
    let (prompt, late, extended) =
        (commune.due_on_the_fourth(), commune.due_on_the_fourth(), commune.due_on_the_fourth());
    commune.due_on_the_fourth();
    let decision = [
        ("rule", tiepdan::domain::clock::ANSWER),
        ("ground", "more_time"),
        ("reason", "Chờ đo lại"),
        ("document_no", "4/TB-UBND"),
        ("document_date", "2026-11-25"),
    ];
    commune.does("chutich", extended, Deed::Extend, &decision);
    commune.at("2026-11-27T08:00").sends_up(prompt, "moitruong");
    commune.does("chutich", prompt, Deed::Approve, &[]);
    commune.at("2026-12-07T08:00").sends_up(late, "moitruong");
    commune.does("chutich", late, Deed::Approve, &[("late_reason", "measure")]);
    commune.sends_up(extended, "moitruong");
    commune.does("chutich", extended, Deed::Approve, &[]);

    let chair = commune.ong_an();
    let page = chair.get("/ban-lam-viec/han?by=month").expect(200);
    // Two in time, one of them extended; one late; one not done.
    assert!(page.says("2 đúng hạn ÷ (3 đã xong + 1 đang quá hạn) = 50 %"), "{}", page.words());
    assert!(page.says("1 đúng hạn ÷ ( 1 + 1 trễ + 1 đang quá hạn) = 33 %"), "{}", page.words());
    let months: Vec<String> = page.all("#thang ~ table tbody tr");
    let squeezed = |row: &String| row.split_whitespace().collect::<Vec<_>>().join(" ");
    let rows: Vec<String> = months.iter().map(squeezed).collect();
    assert_eq!(rows.len(), 13, "{rows:?}");
    assert!(rows[0].starts_with("Tháng 12/2026") && rows[11].starts_with("Tháng 1/2026"), "{rows:?}");
    let cells = numbers_of(&page);
    assert_eq!(cells[0], ["1", "1", "1", "33 %", "1"], "December");
    assert_eq!(cells[1], ["1", "0", "0", "100 %", "0"], "November");
    assert_eq!(cells[12], ["2", "1", "1", "50 %", "1"], "all");
    let drawing = page.attributes("svg.bars", "aria-label").remove(0);
    assert!(drawing.contains("tháng 12/2026: 33 %; tháng") || drawing.contains("tháng 12/2026: 33 %."), "{drawing}");
    assert!(!page.html().contains("style="), "no inline style");
    assert_eq!(click_all(&chair, "/ban-lam-viec/han?by=month"), 4 + 1 + 4 + 4 + 1);

    // ---- Why: the head and the Front, with the list ----
    for (officer, at) in [(chair, "/ban-lam-viec/han?by=month"), (commune.ba_tam(), "/giam-sat")] {
        let page = officer.get(at).expect(200);
        assert!(page.says("Phải đo đạc, xác minh lại 1"), "{at}: {}", page.words());
        let list = officer.get("/ho-so?late=measure").expect(200);
        assert_eq!(list.attributes("tbody a", "href"), [format!("/ho-so/{late}")]);
        assert!(officer.get("/ho-so?late=slow").expect(200).all("tbody tr").is_empty());
    }
    // Next year is another year's figure, and stays in the twelve months.
    commune.at("2027-01-04T08:00");
    let chair = commune.ong_an();
    assert!(chair.get("/ho-so?late=measure").expect(200).all("tbody tr").is_empty());
    let page = chair.get("/ban-lam-viec/han?by=month").expect(200);
    assert!(page.says("2 đúng hạn ÷ (3 đã xong + 1 đang quá hạn)"), "{}", page.words());
    commune.at("2027-12-06T08:00");
    let page = commune.ong_an().get("/ban-lam-viec/han?by=month").expect(200);
    assert!(page.says("Trước đó") && page.says("0 đúng hạn ÷ (0 đã xong + 1 đang quá hạn) = 0 %"), "{}", page.words());
    click_all(&commune.ong_an(), "/ban-lam-viec/han?by=month");
}

/// The cells of each line of the table of months.
fn numbers_of(page: &Page) -> Vec<Vec<String>> {
    page.all("#thang ~ table tbody td").chunks(5).map(<[String]>::to_vec).collect()
}

#[test]
fn a_filter_that_means_nothing_narrows_nothing() {
    let commune = Commune::new();
    commune.due_on_the_fourth();
    let chair = commune.ong_an();
    for query in ["due=x", "extended=1", "chair=yes", "unit=nowhere", "village=nowhere", "owner=nobody", "due=-"] {
        assert_eq!(length(&chair.get(&format!("/ho-so?{query}")).expect(200)), 1, "{query}");
    }
    for query in ["due=week", "due=running&unit=economy", "village=khe-song", "owner=moitruong", "chair=no"] {
        assert_eq!(length(&chair.get(&format!("/ho-so?{query}")).expect(200)), 1, "{query}");
    }
    for query in ["due=far", "unit=-", "village=-", "owner=-", "extended=yes", "late=slow", "late=%00'%22"] {
        assert!(chair.get(&format!("/ho-so?{query}")).expect(200).all("tbody tr").is_empty(), "{query}");
    }
    for month in ["2026-13", "99999999-1", "before", "x"] {
        chair.get(&format!("/ban-lam-viec/so-lieu?figure=late&month={month}")).expect(200);
    }
    chair.get("/ban-lam-viec/han?by=x").expect(200);
    commune.ba_tam().get("/ban-lam-viec/han").expect(403);
}
