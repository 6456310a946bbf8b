//! Handing out files: a photo made anew may stand on a page, sound may be played by staff, everything else is saved.

use actix_web::http::StatusCode;
use chrono::TimeDelta;

use super::{
    desk::{Answer, Desk, Reply},
    error::Failure,
    tracking,
};
use crate::{
    domain::{
        id::Id,
        media::Media,
        petition::{Attachment, Case, Petition, PetitionFile},
        reading,
    },
    register,
    store::{self, file::Face},
};

/// How long the links of an opened page hold.
const LINK_LIFE: TimeDelta = TimeDelta::minutes(30);
/// What opens from here runs nothing, loads nothing and belongs to no site.
const POLICY: &str = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'";

/// How a file is given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// On a page.
    Inline,
    /// To be saved.
    Attached,
}

/// `GET /ho-so/{id}/tep/{n}`; `?goc=1` asks for the original.
pub fn for_staff(desk: &Desk) -> Answer {
    let sight = desk.sight()?;
    let id: Id<Petition> = desk.visit.part("id").parse().map_err(|_| Failure::Gone)?;
    let mut case = desk.store().read(|conn| store::petition::load_in_sight(conn, id, &sight))?;
    let original = desk.visit.query.get("goc") == "1";
    let (file, _) = file_of(desk, &case)?;
    reading::may_open(&sight, &case, file, original)?;
    if reading::is_known_of(&case.petition, file) {
        let (act, n) = (desk.act(), file.position);
        let recorded = register::decide(desk.store(), &act, id, |case, office| reading::open(n, case, &act, office))?;
        if case.petition.sealed {
            case = desk.store().read(|conn| store::record::sealed::open_case(desk.store(), conn, &recorded))?;
        }
    }
    let (file, media) = file_of(desk, &case)?;
    match (file.file.preview && !original, media.is_sound() && !original) {
        (true, _) => give(desk, &file.file, Media::Jpeg, Face::Shown, Manner::Inline),
        (false, true) => give(desk, &file.file, media, Face::Original, Manner::Inline),
        (false, false) => give(desk, &file.file, media, Face::Original, Manner::Attached),
    }
}

/// `GET /don/{code}/tep/{n}`, from a link of the page that four digits opened.
pub fn for_citizen(desk: &Desk) -> Answer {
    let (code, case) = tracking::case_of(desk)?;
    if case.petition.sealed || !is_own_link(desk, &case) {
        return desk.see(format!("/don/{}/noi-dung", code.digits()));
    }
    match file_of(desk, &case)? {
        (file, _) if !reading::is_for_citizen(file) => Err(Failure::Gone),
        (file, _) if file.file.preview => give(desk, &file.file, Media::Jpeg, Face::Shown, Manner::Inline),
        (file, media) => give(desk, &file.file, media, Face::Original, Manner::Attached),
    }
}

fn file_of<'c>(desk: &Desk, case: &'c Case) -> Result<(&'c PetitionFile, Media), Failure> {
    let n: i32 = desk.visit.part("n").parse().map_err(|_| Failure::Gone)?;
    let file = case.files.iter().find(|file| file.position == n && file.file.bytes > 0).ok_or(Failure::Gone)?;
    Ok((file, Media::from_code(&file.file.media).ok_or(Failure::Gone)?))
}

/// Where the person's page leads for a file; the mark says that four digits opened it, and until when.
pub fn link(desk: &Desk, code: &str, file: &PetitionFile) -> Option<String> {
    let until = (desk.now + LINK_LIFE).timestamp();
    let mark = desk.store().keys.link(&link_text(file.petition, file.position, until));
    reading::is_for_citizen(file).then(|| format!("/don/{code}/tep/{}?den={until}&mo={mark}", file.position))
}

fn link_text(petition: Id<Petition>, n: i32, until: i64) -> String {
    format!("{petition} {n} {until}")
}

fn is_own_link(desk: &Desk, case: &Case) -> bool {
    let query = &desk.visit.query;
    let (Ok(until), Ok(n)) = (query.get("den").parse(), desk.visit.part("n").parse()) else { return false };
    until >= desk.now.timestamp() && desk.store().keys.is_link(&link_text(case.petition.id, n, until), &query.get("mo"))
}

/// A page of signed minutes, once the look was recorded: a photo as it was made anew, anything else to be saved.
pub fn give_scan(desk: &Desk, file: &Attachment) -> Answer {
    let media = Media::from_code(&file.media).ok_or(Failure::Gone)?;
    match file.preview {
        true => give(desk, file, Media::Jpeg, Face::Shown, Manner::Inline),
        false => give(desk, file, media, Face::Original, Manner::Attached),
    }
}

fn give(desk: &Desk, file: &Attachment, media: Media, face: Face, manner: Manner) -> Answer {
    let mut reading = store::file::read(desk.store(), file.id, face)?;
    let total = reading.bytes();
    let part = part(&desk.visit.range, total);
    let (first, last) = part.unwrap_or((0, total.saturating_sub(1)));
    let skip = reading.skip_to(first)?;
    let mut reply = Reply::file(media.code(), reading, skip, (last + 1).min(total) - first)
        .with_header("content-disposition", disposition(manner, &media.name(&file.name)))
        .with_header("content-security-policy", POLICY)
        .with_header("accept-ranges", "bytes");
    if part.is_some() {
        reply.status = StatusCode::PARTIAL_CONTENT;
        reply = reply.with_header("content-range", format!("bytes {first}-{last}/{total}"));
    }
    Ok(reply)
}

/// First and last byte of the one part that a player asks for; anything else is answered with the whole.
fn part(range: &str, total: u64) -> Option<(u64, u64)> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let end = total.checked_sub(1)?;
    let (first, last) = match (first.parse().ok(), last.parse().ok()) {
        (Some(first), Some(last)) => (first, end.min(last)),
        (Some(first), None) if last.is_empty() => (first, end),
        (None, Some(tail)) if first.is_empty() => (total.saturating_sub(tail), end),
        _ => return None,
    };
    (first <= last).then_some((first, last))
}

/// RFC 6266: a plain name for old browsers, the real one for all others.
fn disposition(manner: Manner, name: &str) -> String {
    let how = if manner == Manner::Inline { "inline" } else { "attachment" };
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "._- ".contains(c) { c } else { '_' }).collect();
    let mut full = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'.' | b'_' | b'-' => full.push(char::from(byte)),
            other => full.push_str(&format!("%{other:02X}")),
        }
    }
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{full}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_player_gets_the_part_it_asks_for() {
        for (range, wanted) in [
            ("", None),
            ("bytes=0-", Some((0, 99))),
            ("bytes=10-19", Some((10, 19))),
            ("bytes=90-500", Some((90, 99))),
            ("bytes=-10", Some((90, 99))),
            ("bytes=100-", None),
            ("bytes=20-10", None),
            ("bytes=0-1,5-6", None),
            ("lines=0-1", None),
        ] {
            assert_eq!(part(range, 100), wanted, "{range}");
        }
        assert_eq!(part("bytes=0-", 0), None);
    }

    #[test]
    fn a_name_cannot_leave_its_quotes() {
        let header = disposition(Manner::Attached, "Đơn \"của\" ông.pdf");
        assert_eq!(
            header,
            "attachment; filename=\"__n _c_a_ _ng.pdf\"; filename*=UTF-8''%C4%90%C6%A1n%20%22c%E1%BB%A7a%22%20%C3%B4ng.pdf"
        );
    }
}
