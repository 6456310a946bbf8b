//! Before every page: safe headers, forms from our own pages only, a limit on everything, and a log that names nobody.

use crate::{
    cast::Filing,
    commune::{Commune, log},
    page::Page,
};

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; script-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Pages that anybody can open, good and bad.
const PUBLIC: &[&str] = &[
    "/",
    "/to-cao",
    "/huong-dan",
    "/ai-thay-ten-toi",
    "/lich-tiep-dan",
    "/cong-khai",
    "/suc-khoe",
    "/gui-don",
    "/gui-don/viec",
    "/gui-don/noi-dung",
    "/tra-cuu",
    "/dang-nhap",
    "/khong-co",
    "/don/000000000000",
    "/gui-don/abc",
];

#[track_caller]
fn assert_safe(page: &Page) {
    let is = |name: &str, value: &str| assert_eq!(page.header(name), value, "{} {name}", page.path);
    is("content-security-policy", POLICY);
    is("x-content-type-options", "nosniff");
    is("referrer-policy", "same-origin");
    is("x-frame-options", "DENY");
    is("cross-origin-opener-policy", "same-origin");
    is("cross-origin-resource-policy", "same-origin");
    assert!(page.header("permissions-policy").contains("geolocation=()"), "{}", page.path);
    assert!(page.header("server").is_empty() && page.header("x-powered-by").is_empty(), "{}", page.path);
    if !page.path.starts_with("/static/") {
        is("cache-control", "no-store");
    }
    if page.is_html() {
        assert_nothing_inline(page);
    }
}

/// What the policy would block, and what it could not.
fn assert_nothing_inline(page: &Page) {
    assert!(page.all("style, [style], script:not([src]), iframe, object, embed, base").is_empty(), "{}", page.path);
    for attribute in page.dom().tree.nodes().filter_map(|node| node.value().as_element()).flat_map(|e| e.attrs()) {
        let (name, value) = attribute;
        assert!(!name.starts_with("on"), "{} has {name}", page.path);
        assert!(!value.trim_start().to_lowercase().starts_with("javascript:"), "{} has {value}", page.path);
        if ["src", "action", "formaction"].contains(&name) {
            assert!(value.starts_with('/') && !value.starts_with("//"), "{}: {name}={value}", page.path);
        }
    }
}

#[test]
fn every_answer_carries_the_safe_headers() {
    let commune = Commune::new();
    let phone = commune.browser();
    let mut pages: Vec<Page> = PUBLIC.iter().map(|path| phone.get(path)).collect();
    let sheet = phone.get("/").attributes("link[rel=stylesheet]", "href").remove(0);
    pages.push(phone.get(&sheet).expect(200));
    pages.push(phone.post("/gui-don/viec", &[]).expect(422));
    pages.push(phone.post("/gui-don/viec", &[("topic", "order")]).expect(303));
    pages.push(phone.post("/tra-cuu", &[("code", "1")]).expect(422));
    pages.push(phone.post("/", &[]).expect(404));
    pages.push(
        phone.send("/tra-cuu", |client, url| client.post(url).header("origin", "https://evil.example")).expect(403),
    );
    pages.push(phone.send("/", |client, url| client.request("BREW".parse().expect("a method"), url)));
    let hoa = commune.chi_hoa();
    pages.push(hoa.get("/dang-nhap"));
    let code = phone.file(&Filing::of_ba_sau());
    pages.push(phone.get("/gui-don/xong"));
    pages.extend(["", "/noi-dung", "/bo-sung", "/y-kien"].map(|tail| phone.get(&format!("/don/{code}{tail}"))));
    pages.iter().for_each(assert_safe);
}

#[test]
fn a_form_from_elsewhere_is_refused_and_does_nothing() {
    let commune = Commune::new();
    let phone = commune.browser();
    let check = phone.walk(&Filing::of_ba_sau());
    let host = phone.base.clone();
    let foreign: &[&[(&str, &str)]] = &[
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", &host)],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "http://127.0.0.1:1")],
        &[("origin", "http://127.0.0.1")],
    ];
    for headers in foreign {
        let page = phone.send(&check.path, |client, url| {
            headers
                .iter()
                .fold(client.post(url).form(&[("a", "b")]), |request, (name, value)| request.header(*name, *value))
        });
        page.expect(403);
    }
    assert_eq!(commune.data.count("petitions"), 0);
    // An old phone sends neither header; its cookies are SameSite=Lax.
    phone.send(&check.path, |client, url| client.post(url).form(&[("a", "b")])).expect_to(303, "/gui-don/xong");
    assert_eq!(commune.data.count("petitions"), 1);
}

#[test]
fn a_link_from_elsewhere_may_be_followed() {
    let commune = Commune::new();
    let phone = commune.browser();
    for path in ["/", "/tra-cuu"] {
        phone.send(path, |client, url| client.get(url).header("sec-fetch-site", "cross-site")).expect(200);
    }
}

#[test]
fn forms_and_their_parts_have_limits() {
    let commune = Commune::new();
    let phone = commune.browser();
    let sized = |bytes: usize| {
        let body = format!("topic=order&x={}", "a".repeat(bytes));
        let form = "application/x-www-form-urlencoded";
        phone.send("/gui-don/viec", |client, url| client.post(url).header("content-type", form).body(body)).status
    };
    assert_eq!(sized(200 * 1024), 303);
    assert_eq!(sized(256 * 1024), 413);
    assert_eq!(sized(3 * 1024 * 1024), 413);
    let many: Vec<(String, &str)> = (0..400).map(|n| (format!("f{n}"), "x")).collect();
    phone.send("/gui-don/viec", |client, url| client.post(url).form(&many)).expect(413);
    // What was answered before is still there.
    assert_eq!(phone.get("/gui-don/viec").value("topic").as_deref(), Some("order"));
}

#[test]
fn what_is_no_form_is_a_clear_no_and_never_a_crash() {
    let commune = Commune::new();
    let phone = commune.browser();
    let form = "application/x-www-form-urlencoded";
    for body in
        [&b"topic=%FF%FE"[..], b"topic=\xff", b"%", b"%zz=%zz&&&==", b"=", b"", b"\0\0\0", b"topic[]=a&topic[0]=b"]
    {
        for path in ["/gui-don/viec", "/tra-cuu", "/dang-nhap", "/gui-don/xoa"] {
            let page =
                phone.send(path, |client, url| client.post(url).header("content-type", form).body(body.to_vec()));
            assert!((300..500).contains(&page.status), "{path} {body:?}: {}", page.status);
        }
    }
    for kind in ["application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x", ""] {
        let page =
            phone.send("/tra-cuu", |client, url| client.post(url).header("content-type", kind).body("{\"code\":1}"));
        assert!((400..500).contains(&page.status), "{kind}: {}", page.status);
    }
    for path in
        ["//", "/..", "/static/../Cargo.toml", "/static/%2e%2e%2fCargo.toml", "/%00", "/don/%ff", "/static/", "/?a=%ff"]
    {
        let page = phone.get(path);
        assert!((200..500).contains(&page.status), "{path}: {}", page.status);
        assert!(!page.html().contains("[package]"), "{path}");
    }
}

#[test]
fn the_log_names_nobody() {
    let commune = Commune::new();
    let phone = commune.browser();
    let filing = Filing::of_ba_sau()
        .with("full_name", "Lò Thị Nhật Ký")
        .with("phone", "0987 654 123")
        .with("address", "xóm Kín 99");
    let code = phone.file(&filing);
    let id = commune.petition(&code);
    phone.post("/tra-cuu", &[("code", &code)]).expect(303);
    phone.get(&format!("/tra-cuu?code={code}"));
    phone.get(&format!("/don/{code}?da-gui=1")).expect(200);
    phone.post(&format!("/don/{code}/noi-dung"), &[("phone_last4", "4123")]).expect(200);
    phone.post("/dang-nhap", &[("username", "tenlo-lieu"), ("password", "mat-khau-lo")]).expect(422);
    commune.chi_hoa().get(&format!("/ho-so/{id}"));
    commune.minute();
    let log = log();
    assert!(log.contains("/don/{code}") && log.contains("status=303"), "the log has route patterns");
    let grouped = format!("{} {} {}", &code[..4], &code[4..8], &code[8..]);
    for secret in [
        code.as_str(),
        &grouped,
        &id.to_string(),
        "Nhật Ký",
        "0987 654",
        "0987654",
        "xóm Kín",
        "Trại heo",
        "tenlo",
        "mat-khau-lo",
        "127.0.0.1",
    ] {
        let line = log.lines().find(|line| line.contains(secret) && !line.contains("starting service"));
        assert_eq!(line, None, "the log holds {secret}");
    }
}

#[test]
fn health_says_what_a_watchman_asks() {
    let commune = Commune::new();
    let page = commune.browser().get("/suc-khoe").expect(200);
    let body: serde_json::Value = serde_json::from_slice(&page.body).expect("JSON");
    let keys = ["status", "database", "outbox_oldest_s", "unchained_oldest_s", "calendar_signed_until", "last_backup"];
    assert!(keys.iter().all(|key| body.get(key).is_some()), "{body}");
    assert_eq!((&body["status"], &body["calendar_signed_until"]), (&"ok".into(), &2026.into()));
    // Events that nobody chains are a fault that health tells.
    commune.file(&Filing::of_ba_sau());
    commune.later(chrono::TimeDelta::minutes(11));
    let page = commune.browser().get("/suc-khoe").expect(503);
    assert!(page.html().contains("unchained"));
    commune.minute();
    commune.browser().get("/suc-khoe").expect(200);
}
