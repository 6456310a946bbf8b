//! Recordings: MP3 by its frames, OGG by the codec its first page names.

/// What may stand between a tag and the first frame.
const PADDING_BYTES_MAX: usize = 64 * 1024;
const OGG_HEAD_BYTES: usize = 28;
const CODECS: [&[u8]; 4] = [b"\x01vorbis", b"OpusHead", b"\x7fFLAC", b"Speex   "];

pub fn is_ogg(bytes: &[u8]) -> bool {
    bytes.get(OGG_HEAD_BYTES..).is_some_and(|packet| CODECS.iter().any(|codec| packet.starts_with(codec)))
}

/// Two frames in a row, after a tag or from the first byte: a tag alone, or two lucky bytes, are no recording.
pub fn is_mp3(bytes: &[u8]) -> bool {
    let Some(frames) = bytes.get(tag_bytes(bytes)..) else { return false };
    let padding = frames.iter().take(PADDING_BYTES_MAX).take_while(|byte| **byte == 0).count();
    let first = if frames.len() == bytes.len() { 0 } else { padding };
    let frames = &frames[first..];
    frame_bytes(frames).and_then(|length| frames.get(length..)).is_some_and(|second| frame_bytes(second).is_some())
}

/// The ID3 tag at the head; its length is written in seven bits a byte.
fn tag_bytes(bytes: &[u8]) -> usize {
    match bytes {
        [b'I', b'D', b'3', _, _, flags, a, b, c, d, ..] if [a, b, c, d].iter().all(|part| **part < 128) => {
            let length = [a, b, c, d].iter().fold(0, |sum, part| sum << 7 | usize::from(**part));
            let footer = if flags & 0x10 != 0 { 10 } else { 0 };
            10 + length + footer
        }
        _ => 0,
    }
}

/// The length of the Layer III frame that begins here.
fn frame_bytes(bytes: &[u8]) -> Option<usize> {
    const NEW: [usize; 14] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    const OLD: [usize; 14] = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    const HERTZ: [usize; 3] = [44_100, 48_000, 32_000];
    let [first, second, third, ..] = bytes else { return None };
    let (version, layer) = (second >> 3 & 3, second >> 1 & 3);
    if *first != 0xFF || second >> 5 != 7 || version == 1 || layer != 1 {
        return None;
    }
    let (table, samples, slower) = match version {
        3 => (NEW, 144, 1),
        2 => (OLD, 72, 2),
        _ => (OLD, 72, 4),
    };
    let kilobits = table.get(usize::from(third >> 4).checked_sub(1)?)?;
    let hertz = HERTZ.get(usize::from(third >> 2 & 3))? / slower;
    Some(samples * kilobits * 1_000 / hertz + usize::from(third >> 1 & 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames of MPEG 1 Layer III, 128 kbit/s, 44,100 Hz: 417 bytes each.
    fn frames(count: usize) -> Vec<u8> {
        let frame = [[0xFF, 0xFB, 0x90, 0x00].as_slice(), &[0; 413]].concat();
        frame.repeat(count)
    }

    #[test]
    fn a_recording_has_frames_that_follow_each_other() {
        assert!(is_mp3(&frames(2)));
        assert!(is_mp3(&[b"ID3\x03\0\0\0\0\x01\x00".as_slice(), &[0; 128], &frames(3)].concat()));
        assert!(is_mp3(&[b"ID3\x03\0\0\0\0\0\x02ab".as_slice(), &[0; 100], &frames(2)].concat()), "padded");
        assert!(!is_mp3(&frames(1)));
        assert!(!is_mp3(b"ID3\x03\0\0\0\0\0\x02ab<html><script>alert(1)</script>"));
        assert!(!is_mp3(&[b"\0".as_slice(), &frames(2)].concat()));
        assert!(!is_mp3(b"\xFF\xD8\xFF\xE0"));
    }

    #[test]
    fn an_ogg_names_its_codec() {
        let page = |codec: &[u8]| [b"OggS".as_slice(), &[0; 24], codec].concat();
        assert!(is_ogg(&page(b"OpusHead\x01")) && is_ogg(&page(b"\x01vorbis")));
        assert!(!is_ogg(&page(b"\x80theora")) && !is_ogg(b"OggS"));
    }
}
