//! Photos and papers: taken by what they are, refused by name, shown without what the camera wrote, lost by nobody.

use chrono::TimeDelta;
use tiepdan::domain::{event::Deed, id::Id, petition::Petition};

use crate::{
    cast::{Filing, Officer, code_on},
    commune::Commune,
    corpus,
    page::{Browser, Page, Upload},
};

const STEP: &str = "/gui-don/tep";
const UPLOAD_BYTES_MAX: usize = 10 * 1024 * 1024;

/// A phone that has answered all up to the files step.
fn phone_at_files(commune: &Commune) -> Browser {
    let phone = commune.browser();
    let filing = Filing::of_ba_sau();
    for step in ["viec", "quyet-dinh-khong", "noi-dung", "noi-xay-ra"] {
        let form = phone.get(&format!("/gui-don/{step}")).expect(200).form();
        phone.fill(&form, &filing.fitting(&form.names)).expect(303);
    }
    phone
}

pub fn file<'u>(name: &'u str, bytes: Vec<u8>) -> Upload<'u> {
    // What the browser says of the kind is never believed.
    Upload { field: "files", name, media: "image/jpeg", bytes }
}

/// “Gửi tệp này lên, rồi thêm tệp khác”.
fn add(phone: &Browser, files: Vec<Upload>) -> Page {
    phone.post_files(STEP, &[("more", "1")], files)
}

fn kept(phone: &Browser) -> Vec<String> {
    phone.get(STEP).expect(200).all(".files li b")
}

/// From the files step to the receipt.
fn send(phone: &Browser) -> String {
    let form = phone.get("/gui-don/nguoi-gui").expect(200).form();
    phone.fill(&form, &Filing::of_ba_sau().fitting(&form.names)).expect(303);
    let check = phone.get("/gui-don/kiem-tra").expect(200);
    code_on(&phone.on(phone.fill(&check.form(), &[]).expect(303)).expect(200))
}

/// A petition with these files: its id and its code.
pub fn filed(commune: &Commune, files: Vec<Upload>) -> (Id<Petition>, String) {
    let phone = phone_at_files(commune);
    phone.post_files(STEP, &[], files).expect_to(303, "/gui-don/nguoi-gui");
    let code = send(&phone);
    (commune.petition(&code), code)
}

fn stored(commune: &Commune) -> Vec<String> {
    let entries = std::fs::read_dir(commune.data.folder.path().join("tep")).expect("the folder of files");
    entries.map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned()).collect()
}

fn staffs(id: Id<Petition>, n: usize) -> String {
    format!("/ho-so/{id}/tep/{n}")
}

fn holds(page: &Page, words: &str) -> bool {
    page.body.windows(words.len()).any(|part| part == words.as_bytes())
}

#[test]
fn each_kind_that_is_promised_is_taken_and_comes_back_as_it_was() {
    let kinds = [
        ("ảnh.jpg", corpus::photo(), "image/jpeg"),
        ("ảnh.png", corpus::png(), "image/png"),
        ("ảnh.webp", corpus::webp(), "image/webp"),
        ("ảnh.heic", corpus::heic(), "image/heic"),
        ("giấy.pdf", corpus::pdf(), "application/pdf"),
        ("đơn.doc", corpus::doc(), "application/msword"),
        ("đơn.docx", corpus::docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("bảng.xls", corpus::xls(), "application/vnd.ms-excel"),
        ("bảng.xlsx", corpus::xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("ghi âm.mp3", corpus::mp3(), "audio/mpeg"),
        ("ghi âm.m4a", corpus::m4a(), "audio/mp4"),
        ("ghi âm.ogg", corpus::ogg(), "audio/ogg"),
    ];
    let commune = Commune::new();
    let clerk = commune.chi_hoa();
    for part in kinds.chunks(6) {
        let (id, _) = filed(&commune, part.iter().map(|(name, bytes, _)| file(name, bytes.clone())).collect());
        let page = clerk.get(&format!("/ho-so/{id}")).expect(200);
        for (n, (name, bytes, media)) in (1..).zip(part) {
            assert!(page.says(name), "{name}: {}", page.words());
            let original = clerk.get(&format!("{}?goc=1", staffs(id, n))).expect(200);
            assert!(original.body == *bytes, "{name} came back changed");
            assert_eq!(original.header("content-type"), *media);
            assert!(original.header("content-disposition").starts_with("attachment; "), "{name}");
        }
    }
}

#[test]
fn every_trick_is_refused_by_name_and_the_other_files_stay() {
    let tricks: [(&str, Vec<u8>, &str); 16] = [
        ("trang.jpg", corpus::html(), "không phải ảnh"),
        ("anh.svg", corpus::svg(), "không phải ảnh"),
        ("hoa-don.pdf.exe", corpus::exe(), "không phải ảnh"),
        ("dong.gif", corpus::gif(), "không phải ảnh"),
        ("goi.zip", corpus::plain_zip(), "không phải ảnh"),
        ("goi.docx", corpus::plain_zip(), "không phải ảnh"),
        ("co-macro.docx", corpus::docm(), "không phải ảnh"),
        ("hai-mat.pdf", corpus::html_then_pdf(), "không phải ảnh"),
        ("duoi-la.docx", corpus::docx_then_html(), "không phải ảnh"),
        ("phim.m4a", corpus::video(), "không phải ảnh"),
        ("chu.txt", "Chuyện là thế này".into(), "không phải ảnh"),
        ("rong.pdf", Vec::new(), "là tệp trống"),
        ("gia.jpg", [&corpus::photo()[..20], &corpus::html()].concat(), "bị hỏng"),
        ("gia.png", [b"\x89PNG\r\n\x1a\n".to_vec(), corpus::html()].concat(), "bị hỏng"),
        ("khong-lo.png", corpus::vast_png(), "quá nhiều điểm ảnh"),
        ("bom.png", corpus::bomb_png(), "quá nhiều điểm ảnh"),
    ];
    let commune = Commune::new();
    let phone = phone_at_files(&commune);
    add(&phone, vec![file("truoc.jpg", corpus::photo())]).expect_to(303, STEP);
    for (name, bytes, words) in tricks {
        let page = add(&phone, vec![file(name, bytes)]).expect(422);
        assert_eq!(page.faults(), ["files"], "{name}");
        assert!(page.says(&format!("“{name}”")) && page.says(words), "{name}: {}", page.words());
        assert!(page.says("truoc.jpg"), "{name}: {}", page.words());
        assert!(page.first("title").is_some_and(|title| title.starts_with("Lỗi:")));
    }
    assert_eq!(kept(&phone), ["truoc.jpg"]);
    assert_eq!(stored(&commune).len(), 2, "the photo and its copy, and nothing of the tricks");
    // A refused file takes none of its neighbours with it, and every one is named.
    let page = add(
        &phone,
        vec![
            file("tot.pdf", corpus::pdf()),
            file("xau.jpg", corpus::html()),
            file("tot.docx", corpus::docx()),
            file("rong.png", Vec::new()),
        ],
    );
    let page = page.expect(422);
    assert_eq!(page.faults(), ["files", "files"]);
    assert_eq!(kept(&phone), ["truoc.jpg", "tot.pdf", "tot.docx"]);
    let case = commune.case(commune.petition(&send(&phone)));
    assert_eq!(case.files.len(), 3);
    assert_eq!(case.story.expect("the story").body, Filing::of_ba_sau().get("body"));
}

#[test]
fn what_is_too_large_is_answered_413_with_everything_kept() {
    let commune = Commune::new();
    let phone = phone_at_files(&commune);
    add(&phone, vec![file("vua.pdf", corpus::pdf_of(UPLOAD_BYTES_MAX))]).expect_to(303, STEP);
    let page = add(&phone, vec![file("lon.pdf", corpus::pdf_of(UPLOAD_BYTES_MAX + 1)), file("nho.pdf", corpus::pdf())]);
    let page = page.expect(413);
    assert!(page.says("“lon.pdf” lớn hơn 10 MB"), "{}", page.words());
    assert_eq!(kept(&phone), ["vua.pdf", "nho.pdf"]);
    // All together beyond every limit: refused before it is read.
    let head = [("content-type", "multipart/form-data; boundary=x"), ("origin", &phone.base)];
    let page = phone.send(STEP, |client, url| {
        let request = client.post(url).body(vec![b'a'; 106 * 1024 * 1024]);
        head.iter().fold(request, |request, (name, value)| request.header(*name, *value))
    });
    assert!(page.expect(413).says("lớn quá"));
    assert_eq!(kept(&phone), ["vua.pdf", "nho.pdf"]);
    assert_eq!(commune.case(commune.petition(&send(&phone))).files.len(), 2);
}

#[test]
fn names_keep_their_words_and_lose_their_tricks() {
    let commune = Commune::new();
    let long = format!("{}.png", "ả".repeat(300));
    let (id, _) = filed(
        &commune,
        vec![
            file("Ruộng lúa nhà bác Tư.JPG", corpus::photo()),
            file("../../../etc/passwd", corpus::pdf()),
            file("anh.jpg.html", corpus::bare_jpeg(30, 20)),
            file("hoadon\u{202e}gpj.exe", corpus::docx()),
            file(&long, corpus::png()),
            file("C:\\Users\\Sau\\bảng.xls", corpus::xls()),
        ],
    );
    let case = commune.case(id);
    let names: Vec<&str> = case.files.iter().map(|file| file.file.name.as_str()).collect();
    let long = format!("{}.png", "ả".repeat(116));
    let right = ["Ruộng lúa nhà bác Tư.jpg", "passwd.pdf", "anh.jpg.html.jpg", "hoadongpj.exe.docx", &long, "bảng.xls"];
    assert_eq!(names, right);
    let clerk = commune.chi_hoa();
    let header = clerk.get(&format!("{}?goc=1", staffs(id, 1))).header("content-disposition");
    assert!(header.contains("filename*=UTF-8''Ru%E1%BB%99ng%20l%C3%BAa%20nh%C3%A0"), "{header}");
    let names = stored(&commune);
    assert!(names.iter().all(|name| name.len() >= 36 && !name.contains("passwd")), "{names:?}");
}

/// A name as browsers send it: raw UTF-8 between quotes.
#[test]
fn a_name_in_quotes_and_a_box_that_nobody_touched() {
    let commune = Commune::new();
    let phone = phone_at_files(&commune);
    let raw = |parts: &[(&str, &[u8])]| {
        let mut body = Vec::new();
        for (head, content) in parts {
            body.extend([b"--x\r\nContent-Disposition: form-data; name=".as_slice(), head.as_bytes()].concat());
            body.extend([b"\r\nContent-Type: application/octet-stream\r\n\r\n".as_slice(), content, b"\r\n"].concat());
        }
        body.extend(b"--x--\r\n");
        phone.send(STEP, |client, url| {
            client.post(url).header("content-type", "multipart/form-data; boundary=x").body(body)
        })
    };
    raw(&[("\"files\"; filename=\"\"", b"")]).expect_to(303, "/gui-don/nguoi-gui");
    raw(&[("\"files\"; filename=\"Giấy đất \\\"cũ\\\".pdf\"", &corpus::pdf())]).expect_to(303, "/gui-don/nguoi-gui");
    assert_eq!(kept(&phone), ["Giấy đất _cũ_.pdf"]);
    raw(&[("\"more\"", b"1"), ("\"files\"; filename=\"\"", b"")]).expect(422);
    // Another field's file is read past.
    raw(&[("\"anh\"; filename=\"a.pdf\"", &corpus::pdf())]).expect(303);
    assert_eq!(kept(&phone).len(), 1);
}

#[test]
fn files_are_added_dropped_and_never_doubled() {
    let commune = Commune::new();
    let phone = phone_at_files(&commune);
    add(&phone, vec![file("mot.jpg", corpus::photo())]).expect_to(303, STEP);
    // Sent again after a cut connection: the same photo.
    add(&phone, vec![file("mot.jpg", corpus::photo())]).expect_to(303, STEP);
    add(&phone, vec![file("hai.pdf", corpus::pdf())]).expect_to(303, STEP);
    assert_eq!(kept(&phone), ["mot.jpg", "hai.pdf"]);
    let drop_first = phone.get(STEP).attributes(".files button", "value")[0].clone();
    for _ in 0..2 {
        // A second tap does not drop the next one.
        phone.post_files(STEP, &[("remove", &drop_first)], Vec::new()).expect_to(303, STEP);
    }
    assert_eq!(kept(&phone), ["hai.pdf"]);
    assert_eq!(stored(&commune).len(), 1);
    let many: Vec<String> = (0..12).map(|n| format!("{n}.jpg")).collect();
    let photos = |range: std::ops::Range<usize>| -> Vec<Upload> {
        range.map(|n| file(&many[n], corpus::bare_jpeg(20 + n as u32, 20))).collect()
    };
    add(&phone, photos(0..5)).expect_to(303, STEP);
    let page = add(&phone, photos(5..12)).expect(422);
    assert!(page.says("Nhiều nhất 10 tệp") && page.says("“11.jpg”"), "{}", page.words());
    assert_eq!(kept(&phone).len(), 10);
    assert_eq!(stored(&commune).len(), 1 + 9 * 2);
    assert_eq!(commune.case(commune.petition(&send(&phone))).files.len(), 10);
}

#[test]
fn a_draft_that_is_thrown_away_takes_its_files_along() {
    let commune = Commune::new();
    let phone = phone_at_files(&commune);
    add(&phone, vec![file("mot.jpg", corpus::photo()), file("hai.pdf", corpus::pdf())]).expect_to(303, STEP);
    assert_eq!(stored(&commune).len(), 3);
    phone.post("/gui-don/xoa", &[]).expect_to(303, "/");
    assert_eq!(stored(&commune), Vec::<String>::new());
    // Without a draft nothing is stored.
    add(&phone, vec![file("ba.jpg", corpus::photo())]).expect_to(303, "/gui-don/viec");
    assert_eq!(stored(&commune), Vec::<String>::new());
}

#[test]
fn eight_taps_send_the_files_once() {
    let commune = Commune::new();
    let phone = phone_at_files(&commune);
    add(&phone, vec![file("mot.jpg", corpus::photo()), file("hai.pdf", corpus::pdf())]).expect_to(303, STEP);
    let form = phone.get("/gui-don/nguoi-gui").expect(200).form();
    phone.fill(&form, &Filing::of_ba_sau().fitting(&form.names)).expect(303);
    let form = phone.get("/gui-don/kiem-tra").expect(200).form();
    std::thread::scope(|scope| {
        let taps: Vec<_> = (0..8).map(|_| scope.spawn(|| phone.fill(&form, &[]))).collect();
        for tap in taps {
            tap.join().expect("a tap").expect_to(303, "/gui-don/xong");
        }
    });
    assert_eq!((commune.data.count("petitions"), commune.data.count("files")), (1, 2));
    assert_eq!(stored(&commune).len(), 3);
    let case = commune.case(commune.petition(&code_on(&phone.get("/gui-don/xong"))));
    assert_eq!(case.files.iter().map(|file| file.position).collect::<Vec<_>>(), [1, 2]);
}

/// What is sealed before its row is named stays readable by nobody who takes the disk.
#[test]
fn nothing_stands_in_the_clear_on_the_disk() {
    let commune = Commune::new();
    filed(&commune, vec![file("mot.jpg", corpus::photo()), file("hai.pdf", corpus::pdf())]);
    for name in stored(&commune) {
        let bytes = std::fs::read(commune.data.folder.path().join("tep").join(&name)).expect("a file");
        for words in [corpus::PLACE.as_bytes(), b"%PDF", b"JFIF", b"Nokia"] {
            assert!(!bytes.windows(words.len()).any(|part| part == words), "{name}");
        }
    }
}

#[test]
fn what_the_camera_wrote_is_seen_by_the_handler_alone() {
    let commune = Commune::new();
    let (id, code) = filed(
        &commune,
        vec![file("mot.jpg", corpus::photo()), file("hai.png", corpus::png()), file("ba.heic", corpus::heic())],
    );
    let clerk = commune.chi_hoa();
    for n in 1..=3 {
        assert!(holds(&clerk.get(&format!("{}?goc=1", staffs(id, n))).expect(200), corpus::PLACE), "{n}");
    }
    // The clerk handles it until it is assigned; the photo on the page is the copy even for them.
    let page = clerk.get(&staffs(id, 1)).expect(200);
    assert_eq!(page.header("content-type"), "image/jpeg");
    assert!(page.header("content-disposition").starts_with("inline; "));
    let copy = image::load_from_memory(&page.body).expect("a picture");
    assert_eq!((copy.width(), copy.height()), (240, 320), "turned as it was held");
    sort_and_assign(&commune, id);
    let others = ["vanthu", "chutich", "phochutich", "mattran", "diachinh", "truongthon", "quantri"];
    for username in others {
        let person = commune.officer(username);
        for n in 1..=3 {
            for path in [staffs(id, n), format!("{}?goc=1", staffs(id, n)), format!("{}?goc=0", staffs(id, n))] {
                let page = person.get(&path);
                assert!(!holds(&page, corpus::PLACE) && !holds(&page, "Nokia"), "{username} {path}");
                let unseen = ["diachinh", "truongthon", "quantri"].contains(&username);
                let shown = n < 3 && !path.ends_with("=1") && username != "mattran";
                let status = if unseen {
                    404
                } else if shown {
                    200
                } else {
                    403
                };
                assert_eq!(page.status, status, "{username} {path}: {}", page.words());
            }
        }
        let page = person.get(&format!("/ho-so/{id}"));
        assert!(!page.html().contains("goc=1"), "{username}");
    }
    let owner = commune.anh_minh();
    assert!(holds(&owner.get(&format!("{}?goc=1", staffs(id, 1))).expect(200), corpus::PLACE));
    assert!(holds(&owner.get(&staffs(id, 3)).expect(200), corpus::PLACE));
    // The person too gets their photo without it, and no HEIC.
    let phone = commune.browser();
    let links = links(&phone, &code);
    assert_eq!(links.len(), 2);
    for link in links {
        let page = phone.get(&link).expect(200);
        assert_eq!(page.header("content-type"), "image/jpeg");
        assert!(!holds(&page, corpus::PLACE));
    }
}

fn sort_and_assign(commune: &Commune, id: Id<Petition>) {
    commune.does(
        "vanthu",
        id,
        Deed::Sort,
        &[("kind", "feedback"), ("topic", "environment"), ("reason", "theo nội dung")],
    );
    commune.does("chutich", id, Deed::Assign, &[("owner", "moitruong")]);
}

/// Opens the words with the last four digits and reads the links of files from the page.
fn links(phone: &Browser, code: &str) -> Vec<String> {
    let page = phone.post(&format!("/don/{code}/noi-dung"), &[("phone_last4", "5678")]).expect(200);
    page.attributes(".files a, .holdlist a", "href")
}

#[test]
fn nothing_is_shown_on_a_page_but_photos_made_anew_and_sound_for_staff() {
    let commune = Commune::new();
    let names = ["a.jpg", "b.pdf", "c.docx", "d.mp3", "e.m4a"];
    let contents = [corpus::photo(), corpus::pdf(), corpus::docx(), corpus::mp3(), corpus::m4a()];
    let files = names.iter().zip(contents).map(|(name, bytes)| file(name, bytes)).collect();
    let (id, code) = filed(&commune, files);
    let clerk = commune.chi_hoa();
    let phone = commune.browser();
    let links = links(&phone, &code);
    for (n, link) in (1..=5).zip(&links) {
        for (page, is_staff) in [(clerk.get(&staffs(id, n)), true), (phone.get(link), false)] {
            let page = page.expect(200);
            assert_eq!(page.header("x-content-type-options"), "nosniff");
            assert_eq!(page.header("cache-control"), "no-store");
            assert!(page.header("content-security-policy").starts_with("sandbox"));
            let inline = n == 1 || (is_staff && n > 3);
            let how = if inline { "inline; " } else { "attachment; " };
            assert!(page.header("content-disposition").starts_with(how), "{n} {is_staff}");
        }
    }
}

#[test]
fn a_player_may_ask_for_a_part() {
    let commune = Commune::new();
    let (id, _) = filed(&commune, vec![file("a.m4a", corpus::m4a())]);
    let clerk = commune.chi_hoa();
    let whole = corpus::m4a();
    for (range, first, last) in
        [("bytes=0-1", 0, 1), ("bytes=70000-140000", 70_000, 140_000), ("bytes=-10", whole.len() - 10, whole.len() - 1)]
    {
        let page = clerk.send(&staffs(id, 1), |client, url| client.get(url).header("range", range)).expect(206);
        assert_eq!(page.header("content-range"), format!("bytes {first}-{last}/{}", whole.len()));
        assert!(page.body == whole[first..=last], "{range}");
    }
    let page = clerk.send(&staffs(id, 1), |client, url| client.get(url).header("range", "bytes=9999999-")).expect(200);
    assert!(page.body == whole);
}

#[test]
fn the_persons_links_hold_half_an_hour_and_open_one_file() {
    let commune = Commune::new();
    let (_, code) = filed(&commune, vec![file("a.jpg", corpus::photo()), file("b.pdf", corpus::pdf())]);
    let (_, other) = filed(&commune, vec![file("c.pdf", corpus::pdf())]);
    let phone = commune.browser();
    let words = format!("/don/{code}/noi-dung");
    for path in
        [format!("/don/{code}/tep/1"), format!("/don/{code}/tep/99"), format!("/don/{code}/tep/1?den=9999999999&mo=00")]
    {
        phone.get(&path).expect_to(303, &words);
    }
    let links = links(&phone, &code);
    let (first, second) = (&links[0], &links[1]);
    phone.get(first).expect(200);
    assert!(phone.get(second).expect(200).body == corpus::pdf());
    // Neither another file, nor another petition, nor a later hour.
    phone.get(&first.replace("/tep/1", "/tep/2")).expect_to(303, &words);
    phone.get(&second.replace(&code, &other).replace("/tep/2", "/tep/1")).expect(303);
    let later = first.replace("den=1", "den=2");
    phone.get(&later).expect_to(303, &words);
    commune.later(TimeDelta::minutes(29));
    phone.get(first).expect(200);
    commune.later(TimeDelta::minutes(2));
    phone.get(first).expect_to(303, &words);
    // Wrong digits open nothing.
    let page = phone.post(&words, &[("phone_last4", "0000")]).expect(422);
    assert!(page.attributes(".files a", "href").is_empty());
}

#[test]
fn what_is_added_later_may_bring_photos() {
    let commune = Commune::new();
    let (id, code) = commune.ba_sau_files();
    let phone = commune.browser();
    let path = format!("/don/{code}/bo-sung");
    let form = phone.get(&path).expect(200).form();
    assert!(form.multipart && form.has("files"));
    let send = |body: &str, files: Vec<Upload>| phone.post_files(&path, &[("body", body)], files);
    send("Tối qua lại xả nữa.", vec![file("toi-qua.jpg", corpus::photo())]).expect(303);
    // A second tap is the same addition.
    send("Tối qua lại xả nữa.", vec![file("toi-qua.jpg", corpus::photo())]).expect(303);
    send("", vec![file("chi-anh.png", corpus::png())]).expect(303);
    let page = send("Còn đây là trang mạng.", vec![file("trang.jpg", corpus::html())]).expect(422);
    assert_eq!(page.faults(), ["files"]);
    assert_eq!(page.value("body").as_deref(), Some("Còn đây là trang mạng."));
    send("Phim dài.", vec![file("phim.pdf", corpus::pdf_of(UPLOAD_BYTES_MAX + 1))]).expect(413);
    send("", Vec::new()).expect(422);
    let case = commune.case(id);
    assert_eq!(
        case.files.iter().map(|file| file.file.name.as_str()).collect::<Vec<_>>(),
        ["toi-qua.jpg", "chi-anh.png"]
    );
    assert_eq!(stored(&commune).len(), 4, "what was refused or doubled is gone");
    // A code that nobody has takes nothing.
    phone.post_files("/don/123456789012/bo-sung", &[], vec![file("a.pdf", corpus::pdf())]).expect(404);
    assert_eq!(stored(&commune).len(), 4);
}

/// Ông Tư's khiếu nại, sorted: it waits for his signature.
fn waiting_for_signature(commune: &Commune) -> (Id<Petition>, String, Officer) {
    let code = commune.browser().file(&Filing::of_ong_tu());
    let id = commune.petition(&code);
    commune.does(
        "vanthu",
        id,
        Deed::Sort,
        &[("kind", "complaint"), ("topic", "compensation"), ("reason", "theo nội dung")],
    );
    (id, code, commune.chi_hoa())
}

#[test]
fn a_scan_of_the_signed_paper_is_kept_and_each_look_at_it_is_known() {
    let commune = Commune::new();
    let (id, _, clerk) = waiting_for_signature(&commune);
    let page = clerk.get(&format!("/ho-so/{id}")).expect(200);
    let form = page.form_for("ky").expect("ky is offered");
    assert!(form.multipart && form.has("files"));
    let version = form.value("version").expect("a version").to_owned();
    let path = format!("/ho-so/{id}/ky");
    let sign = |version: &str, files: Vec<Upload>| {
        let fields = [("version", version), ("received_on", "25/11/2026"), ("signed_on", "24/11/2026")];
        clerk.post_files(&path, &fields, files)
    };
    let page = sign(&version, vec![file("don-ky.jpg", corpus::html())]).expect(422);
    assert!(page.says("“don-ky.jpg” không phải ảnh"), "{}", page.words());
    sign("0", vec![file("don-ky.jpg", corpus::html())]).expect(409);
    assert_eq!(stored(&commune), Vec::<String>::new());
    sign(&version, vec![file("don-ky.jpg", corpus::photo())]).expect(303);
    sign(&version, vec![file("don-ky.jpg", corpus::photo())]).expect(303);
    assert_eq!(commune.case(id).files.len(), 1);
    assert_eq!(stored(&commune).len(), 2);
    // Somebody's name and hand stand on it.
    let looks = || commune.data.count("events WHERE deed = 'mo-giay-to'");
    assert_eq!(looks(), 0);
    clerk.get(&staffs(id, 1)).expect(200);
    commune.ong_an().get(&staffs(id, 1)).expect(200);
    assert_eq!(looks(), 2);
    commune.ba_tam().get(&staffs(id, 1)).expect(403);
    assert_eq!(looks(), 2);
}

#[test]
fn the_signed_decision_is_read_by_the_person_and_nobody_without_the_act_stores_a_scan() {
    let commune = Commune::new();
    let (id, code, clerk) = waiting_for_signature(&commune);
    // Not the time, not the role: nothing is stored.
    for (officer, status) in [(&clerk, 409), (&commune.anh_viet(), 404), (&commune.ba_tam(), 403)] {
        let fields = [("version", "2"), ("document_no", "98/QĐ-UBND"), ("document_date", "25/11/2026")];
        officer
            .post_files(&format!("/ho-so/{id}/phat-hanh"), &fields, vec![file("qd.pdf", corpus::pdf())])
            .expect(status);
        assert_eq!(stored(&commune), Vec::<String>::new(), "{}", officer.username);
    }
    commune.does("vanthu", id, Deed::Sign, &[("received_on", "25/11/2026"), ("signed_on", "25/11/2026")]);
    commune.does("chutich", id, Deed::Assign, &[("owner", "diachinh")]);
    let draft = [
        ("summary", "Giá đất đã tính lại. Ông được nhận thêm phần chênh lệch."),
        ("letter", "Kính gửi {nguoi_gui}, Chủ tịch xã quyết định sửa giá đất vườn."),
        ("result", "upheld"),
    ];
    commune.does("diachinh", id, Deed::Draft, &draft);
    commune.does("diachinh", id, Deed::Submit, &draft);
    commune.does("chutich", id, Deed::Approve, &[]);
    let form = clerk.get(&format!("/ho-so/{id}")).expect(200).form_for("phat-hanh").expect("phat-hanh is offered");
    let fields = form.with(&[("document_no", "98/QĐ-UBND"), ("document_date", "25/11/2026")]);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    clerk.post_files(&form.action, &fields, vec![file("QĐ 98 có dấu.pdf", corpus::pdf())]).expect(303);
    let phone = commune.browser();
    let page = phone.post(&format!("/don/{code}/noi-dung"), &[("phone_last4", "1222")]).expect(200);
    let links = page.attributes(".holdlist a", "href");
    assert_eq!(links.len(), 1, "{}", page.words());
    assert!(phone.get(&links[0]).expect(200).body == corpus::pdf());
}

#[test]
fn files_of_a_sealed_petition_are_the_chairmans_and_every_look_is_known() {
    let commune = Commune::new();
    let (id, code) = filed(&commune, vec![file("Ong-chu-tich-an-dat.jpg", corpus::photo())]);
    let link = links(&commune.browser(), &code)[0].clone();
    commune.does("vanthu", id, Deed::Sort, &[("kind", "denunciation"), ("topic", "land"), ("reason", "theo nội dung")]);
    commune.browser().get(&link).expect(303);
    for username in ["vanthu", "phochutich", "moitruong", "mattran", "quantri"] {
        let page = commune.officer(username).get(&staffs(id, 1));
        assert_eq!(page.status, 404, "{username}");
    }
    let looks = || commune.data.count("events WHERE deed = 'mo-ho-so-mat'");
    let before = looks();
    commune.ong_an().get(&staffs(id, 1)).expect(200);
    assert_eq!(looks(), before + 1);
    // What the person called it is no longer written anywhere.
    assert!(commune.case(id).files.iter().all(|file| !file.file.name.contains("chu-tich")));
}

#[test]
fn what_no_petition_names_goes_after_two_days_and_a_living_drafts_files_stay() {
    let commune = Commune::new();
    let (id, _) = filed(&commune, vec![file("don.jpg", corpus::photo())]);
    let (hers, his) = (phone_at_files(&commune), phone_at_files(&commune));
    for phone in [&hers, &his] {
        add(phone, vec![file("nhap.pdf", corpus::pdf())]).expect_to(303, STEP);
    }
    assert_eq!(stored(&commune).len(), 4);
    // She goes on writing every day, he does not.
    for place in ["khe Song", "khe trên", "khe dưới", "đầu khe"] {
        commune.later(TimeDelta::hours(20));
        hers.post("/gui-don/noi-xay-ra", &[("place", place)]).expect(303);
        commune.minute();
    }
    assert_eq!(stored(&commune).len(), 3, "the rounds look once a day");
    assert_eq!(kept(&hers), ["nhap.pdf"]);
    assert_eq!(commune.case(commune.petition(&send(&hers))).files.len(), 1);
    commune.later(TimeDelta::days(30)).minute();
    assert_eq!(stored(&commune).len(), 3);
    commune.chi_hoa().get(&staffs(id, 1)).expect(200);
}

#[test]
fn a_file_that_was_lost_is_named_before_anything_is_sent() {
    let commune = Commune::new();
    let phone = phone_at_files(&commune);
    add(&phone, vec![file("con.jpg", corpus::photo()), file("mat.pdf", corpus::pdf())]).expect_to(303, STEP);
    let lost = stored(&commune).into_iter().find(|name| {
        let path = commune.data.folder.path().join("tep").join(name);
        std::fs::metadata(path).expect("a file").len() < 2_200 && !name.ends_with("xem")
    });
    std::fs::remove_file(commune.data.folder.path().join("tep").join(lost.expect("the paper"))).expect("removed");
    let form = phone.get("/gui-don/nguoi-gui").expect(200).form();
    phone.fill(&form, &Filing::of_ba_sau().fitting(&form.names)).expect(303);
    let page = phone.post("/gui-don/kiem-tra", &[]).expect(422);
    assert!(page.says("“mat.pdf” không còn"), "{}", page.words());
    assert_eq!(commune.data.count("petitions"), 0);
    assert_eq!(kept(&phone), ["con.jpg"]);
    assert_eq!(commune.case(commune.petition(&send(&phone))).files.len(), 1);
}

#[test]
fn a_form_with_files_is_read_as_a_form_where_no_files_are_taken_and_has_limits_everywhere() {
    let commune = Commune::new();
    let phone = commune.browser();
    phone.post_files("/gui-don/viec", &[("topic", "order")], vec![file("a.pdf", corpus::pdf())]).expect(303);
    assert_eq!(phone.get("/gui-don/viec").value("topic").as_deref(), Some("order"));
    assert_eq!(stored(&commune), Vec::<String>::new());
    phone.post_files("/tra-cuu", &[("code", "1")], vec![file("a.pdf", corpus::pdf_of(300_000))]).expect(413);
    let at_files = phone_at_files(&commune);
    let many: Vec<(String, String)> = (0..301).map(|n| (format!("f{n}"), "x".to_owned())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    at_files.post_files(STEP, &many, Vec::new()).expect(413);
    at_files.post_files(STEP, &[("more", &"x".repeat(300_000))], Vec::new()).expect(413);
    let send = |kind: &str, body: Vec<u8>| {
        at_files.send(STEP, |client, url| client.post(url).header("content-type", kind).body(body))
    };
    let endless =
        [b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\nX: ".to_vec(), vec![b'y'; 2_000_000]].concat();
    send("multipart/form-data; boundary=x", endless).expect(413);
    for (kind, body) in [
        ("multipart/form-data", b"--x\r\n".to_vec()),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhalf".to_vec()),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Type: text/plain\r\n\r\na\r\n--x--".to_vec()),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data; name=\"more\"\r\n\r\n\xff\xfe\r\n--x--\r\n".to_vec(),
        ),
    ] {
        let page = send(kind, body);
        assert!(page.status == 400 && page.is_html(), "{} {}", page.status, page.words());
    }
    // An upload that is cut off in the middle leaves nothing behind, and the draft lives.
    cut_off(&at_files);
    assert_eq!(kept(&at_files), Vec::<String>::new());
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(stored(&commune), Vec::<String>::new());
}

/// Half of a photo, then the line is dead.
fn cut_off(phone: &Browser) {
    use std::io::Write;
    let host = phone.base.strip_prefix("http://").expect("http");
    let mut stream = std::net::TcpStream::connect(host).expect("a connection");
    let head = format!(
        "POST {STEP} HTTP/1.1\r\nHost: {host}\r\nCookie: {}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 900000\r\n\r\n--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.pdf\"\r\n\r\n",
        phone.cookies()
    );
    stream.write_all(head.as_bytes()).expect("a head");
    stream.write_all(&corpus::pdf_of(500_000)).expect("half");
    stream.shutdown(std::net::Shutdown::Both).expect("a cut");
}
