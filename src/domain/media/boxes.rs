//! Files made of boxes (ISO 14496-12): HEIC photos, and recordings that hold sound and no picture.

use super::{Media, be32};

/// Still photos coded with HEVC; `mif1` alone may be anything.
const HEIC: [&[u8]; 4] = [b"heic", b"heix", b"heim", b"heis"];
/// Old phones' video container; its sound is of a kind that browsers do not play.
const OLD_PHONE: &[u8] = b"3g";

pub fn tell(bytes: &[u8]) -> Option<Media> {
    let (kind, head) = Boxes(bytes).next()?;
    if kind != *b"ftyp" || head.len() < 8 {
        return None;
    }
    let major = &head[..4];
    let mut brands = std::iter::once(major).chain(head[8..].chunks_exact(4));
    if brands.any(|brand| HEIC.contains(&brand)) {
        return Some(Media::Heic);
    }
    (!major.starts_with(OLD_PHONE) && is_sound_only(bytes)).then_some(Media::M4a)
}

/// At least one track of sound and none of anything that moves.
fn is_sound_only(bytes: &[u8]) -> bool {
    let Some((_, movie)) = Boxes(bytes).find(|(kind, _)| *kind == *b"moov") else { return false };
    let handlers: Vec<&[u8]> = Boxes(movie)
        .filter(|(kind, _)| *kind == *b"trak")
        .filter_map(|(_, track)| Boxes(track).find(|(kind, _)| *kind == *b"mdia"))
        .filter_map(|(_, media)| Boxes(media).find(|(kind, _)| *kind == *b"hdlr"))
        .filter_map(|(_, handler)| handler.get(8..12))
        .collect();
    handlers.contains(&&b"soun"[..]) && handlers.iter().all(|handler| matches!(*handler, b"soun" | b"text" | b"meta"))
}

/// Boxes in a row: each its length, its kind, its content.
struct Boxes<'b>(&'b [u8]);

impl<'b> Iterator for Boxes<'b> {
    type Item = ([u8; 4], &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = self.0.get(4..8)?.try_into().ok()?;
        let (head, length) = match be32(self.0, 0)? {
            0 => (8, self.0.len()),
            1 => (16, usize::try_from(u64::from_be_bytes(self.0.get(8..16)?.try_into().ok()?)).ok()?),
            length => (8, length as usize),
        };
        let content = self.0.get(head..length)?;
        self.0 = &self.0[length..];
        Some((kind, content))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        [&(content.len() as u32 + 8).to_be_bytes(), kind.as_slice(), content].concat()
    }

    fn movie(brand: &[u8; 4], handlers: &[&[u8; 4]]) -> Vec<u8> {
        let track = |handler: &&[u8; 4]| {
            made(b"trak", &made(b"mdia", &made(b"hdlr", &[&[0; 8], handler.as_slice(), &[0; 12]].concat())))
        };
        let tracks: Vec<u8> = handlers.iter().flat_map(track).collect();
        [made(b"ftyp", &[brand.as_slice(), &[0; 4], b"isom"].concat()), made(b"mdat", b"...."), made(b"moov", &tracks)]
            .concat()
    }

    #[test]
    fn sound_is_taken_and_video_is_not() {
        assert_eq!(tell(&movie(b"M4A ", &[b"soun"])), Some(Media::M4a));
        assert_eq!(tell(&movie(b"mp42", &[b"soun"])), Some(Media::M4a), "as Android records");
        assert_eq!(tell(&movie(b"mp42", &[b"soun", b"vide"])), None);
        assert_eq!(tell(&movie(b"M4A ", &[])), None);
        assert_eq!(tell(&movie(b"3gp4", &[b"soun"])), None);
    }

    #[test]
    fn heic_is_told_by_its_brands_and_nothing_panics_on_half_a_file() {
        let heic = made(b"ftyp", b"mif1\0\0\0\0mif1heic");
        assert_eq!(tell(&heic), Some(Media::Heic));
        assert_eq!(tell(&made(b"ftyp", b"mif1\0\0\0\0mif1avif")), None);
        let movie = movie(b"M4A ", &[b"soun"]);
        for cut in 0..movie.len() {
            assert_eq!(tell(&movie[..cut]), None);
        }
        assert_eq!(tell(b"\0\0\0\x01ftyp\xff\xff\xff\xff\xff\xff\xff\xff"), None);
        assert_eq!(tell(b"\0\0\0\x04ftyp...."), None);
    }
}
