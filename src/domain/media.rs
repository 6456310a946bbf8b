//! What a file is, told by its content and never by its name; and what it may be called.

mod archive;
mod boxes;
mod sound;

use super::{form::clean, words::words};

words!(
    /// The kinds of files that are taken (interface.md, “Filing”).
    pub Media {
        Jpeg "image/jpeg" "Ảnh JPEG",
        Png "image/png" "Ảnh PNG",
        Webp "image/webp" "Ảnh WebP",
        Heic "image/heic" "Ảnh HEIC",
        Pdf "application/pdf" "PDF",
        Doc "application/msword" "Word",
        Docx "application/vnd.openxmlformats-officedocument.wordprocessingml.document" "Word",
        Xls "application/vnd.ms-excel" "Excel",
        Xlsx "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" "Excel",
        Mp3 "audio/mpeg" "Ghi âm MP3",
        M4a "audio/mp4" "Ghi âm M4A",
        Ogg "audio/ogg" "Ghi âm OGG",
    }
);

/// Characters of a file's name, its ending included.
pub const NAME_CHARS_MAX: usize = 120;

impl Media {
    /// By the whole content. Its first bytes must be the kind's own: what begins otherwise is nothing we take.
    pub fn tell(bytes: &[u8]) -> Option<Media> {
        match bytes {
            [0xFF, 0xD8, 0xFF, ..] => Some(Media::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some(Media::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Media::Webp),
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Media::Pdf),
            [b'P', b'K', 3, 4, ..] => archive::tell_zip(bytes),
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => archive::tell_compound(bytes),
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => boxes::tell(bytes),
            [b'O', b'g', b'g', b'S', ..] => sound::is_ogg(bytes).then_some(Media::Ogg),
            _ => sound::is_mp3(bytes).then_some(Media::Mp3),
        }
    }

    /// A photo that can be made anew without what the camera wrote into it.
    pub fn is_photo(self) -> bool {
        matches!(self, Media::Jpeg | Media::Png | Media::Webp)
    }

    pub fn is_image(self) -> bool {
        self.is_photo() || self == Media::Heic
    }

    pub fn is_sound(self) -> bool {
        matches!(self, Media::Mp3 | Media::M4a | Media::Ogg)
    }

    /// The endings that go with it, the usual one first.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Media::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Media::Png => &["png"],
            Media::Webp => &["webp"],
            Media::Heic => &["heic", "heif"],
            Media::Pdf => &["pdf"],
            Media::Doc => &["doc"],
            Media::Docx => &["docx"],
            Media::Xls => &["xls"],
            Media::Xlsx => &["xlsx"],
            Media::Mp3 => &["mp3"],
            Media::M4a => &["m4a", "mp4"],
            Media::Ogg => &["ogg", "oga", "opus"],
        }
    }

    /// The name under which a file of this kind is shown and saved: the ending that was typed counts only when it is true.
    pub fn name(self, typed: &str) -> String {
        let typed = bare_name(typed);
        let (stem, ending) = match typed.rsplit_once('.') {
            Some((stem, end)) if self.endings().contains(&end.to_lowercase().as_str()) => (stem, end.to_lowercase()),
            _ => (typed.as_str(), self.endings()[0].to_owned()),
        };
        let stem: String = stem.chars().take(NAME_CHARS_MAX - 1 - ending.len()).collect();
        let stem = stem.trim_end_matches(['.', ' ']);
        format!("{}.{ending}", if stem.is_empty() { "tep" } else { stem })
    }
}

/// A typed name without folders, control and direction marks, and without what some systems forbid in names.
pub fn bare_name(typed: &str) -> String {
    let cleaned = clean(typed);
    let last = cleaned.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .chars()
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{00ad}'))
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .map(|c| if "<>:\"|?*".contains(c) { '_' } else { c })
        .take(2 * NAME_CHARS_MAX)
        .collect();
    plain.trim_matches(['.', ' ']).to_owned()
}

/// Big-endian number at an offset.
fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_words_and_lose_their_tricks() {
        for (typed, media, name) in [
            ("Ảnh ruộng lúa.JPG", Media::Jpeg, "Ảnh ruộng lúa.jpg"),
            ("../../etc/passwd", Media::Pdf, "passwd.pdf"),
            ("C:\\Users\\A\\don.docx", Media::Docx, "don.docx"),
            ("anh.jpg.exe", Media::Png, "anh.jpg.exe.png"),
            ("hoa\u{202e}gpj.exe", Media::Jpeg, "hoagpj.exe.jpg"),
            ("a\0b\r\nc\t.pdf", Media::Pdf, "ab c.pdf"),
            ("", Media::Heic, "tep.heic"),
            ("...", Media::Mp3, "tep.mp3"),
            (".htaccess", Media::Ogg, "htaccess.ogg"),
            ("a<b>:c?.png", Media::Png, "a_b__c_.png"),
            ("e\u{301}.webp", Media::Webp, "é.webp"),
        ] {
            assert_eq!(media.name(typed), name, "{typed:?}");
        }
        assert_eq!(Media::Jpeg.name(&"ả".repeat(400)).chars().count(), NAME_CHARS_MAX);
    }

    #[test]
    fn what_begins_otherwise_is_nothing_we_take() {
        for bytes in [
            &b""[..],
            b"<html><script>alert(1)</script>",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"MZ\x90\0",
            b"\x7fELF",
            b"GIF89a",
            b" %PDF-1.7",
            b"PK\x03\x04 zip that is only a beginning",
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 only a beginning",
            b"\0\0\0\x18ftypisom\0\0\0\0isommp42",
            b"OggS only a beginning",
            b"ID3 only a beginning",
            b"\xFF\xFB only a beginning",
        ] {
            assert_eq!(Media::tell(bytes), None, "{bytes:?}");
        }
    }
}
