//! What an attacker's review found: each weakness that was mended has a test of its own, named after it, never deleted.

use std::{io::Write, net::TcpStream, time::Duration};

use crate::{cast::Filing, commune::Commune, page::Browser};

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

fn stored(commune: &Commune) -> Vec<String> {
    let entries = std::fs::read_dir(commune.data.folder.path().join("tep")).expect("the folder of files");
    entries.map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned()).collect()
}

/// A line of our own to the portal, on which anything can be said.
fn line(commune: &Commune) -> TcpStream {
    let host = commune.base.trim_start_matches("http://");
    let line = TcpStream::connect(host).expect("a line");
    line.set_read_timeout(Some(Duration::from_secs(20))).expect("patience");
    line
}

/// A photo of many pixels and few bytes: half a second of unpacking.
fn slow_photo() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let photo = image::RgbImage::from_fn(6_000, 6_000, |x, _| image::Rgb([(x / 64) as u8, 90, 60]));
    photo.write_to(&mut bytes, image::ImageFormat::Png).expect("a photo");
    bytes.into_inner()
}

#[test]
fn hanging_up_does_not_let_the_next_photo_in_while_this_one_is_unpacked() {
    let commune = Commune::new();
    let phone = phone_at_files(&commune);
    let (cookie, photo) = (phone.cookies(), slow_photo());
    let head = "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.png\"\r\n\r\n";
    let body = [head.as_bytes(), &photo, b"\r\n--x--\r\n"].concat();
    let mut line = line(&commune);
    // An answer that nobody takes makes the system reset the line when it is closed.
    write!(line, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").expect("sent");
    line.peek(&mut [0]).expect("an answer");
    write!(
        line,
        "POST /gui-don/tep HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .and_then(|()| line.write_all(&body))
    .expect("sent");
    let is_free = || commune.app.inspection.try_lock().is_some();
    while is_free() {
        std::thread::sleep(Duration::from_millis(1));
    }
    drop(line);
    let mut looks = 0;
    loop {
        let free = is_free();
        if stored(&commune).iter().any(|name| !name.ends_with(".tam")) {
            break;
        }
        assert!(!free, "the next photo would be unpacked beside this one");
        looks += 1;
        assert!(looks < 20_000, "the photo is never kept");
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(looks > 20, "the photo was unpacked too fast to see anything");
}
