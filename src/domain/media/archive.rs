//! Office papers by what is inside them: the parts of a zip, the streams of an old compound file. Nothing is unpacked.

use std::io::Cursor;

use super::{Media, le16, le32};

const END_BYTES: usize = 22;
const ENTRY_BYTES: usize = 46;
const ENTRIES_MAX: usize = 5_000;
/// What a paper may claim to unpack to; more is no paper but a bomb.
const UNPACKED_BYTES_MAX: u64 = 500_000_000;
/// The part that holds a program, in papers that carry one.
const PROGRAM: &str = "vbaProject.bin";

/// DOCX or XLSX; any other zip is none.
pub fn tell_zip(bytes: &[u8]) -> Option<Media> {
    let names = names(bytes)?;
    let has = |name: &str| names.iter().any(|entry| entry == name);
    if !has("[Content_Types].xml") || names.iter().any(|name| name.ends_with(PROGRAM)) {
        return None;
    }
    match (has("word/document.xml"), has("xl/workbook.xml")) {
        (true, false) => Some(Media::Docx),
        (false, true) => Some(Media::Xlsx),
        _ => None,
    }
}

/// The names in the central directory, which must end the file: what hangs on behind it is a trick.
fn names(bytes: &[u8]) -> Option<Vec<String>> {
    let end = end_record(bytes)?;
    let count = usize::from(le16(bytes, end + 10)?);
    let mut at = le32(bytes, end + 16)? as usize;
    if count > ENTRIES_MAX {
        return None;
    }
    let mut names = Vec::with_capacity(count);
    let mut unpacked = 0;
    for _ in 0..count {
        if bytes.get(at..at + 4)? != b"PK\x01\x02" {
            return None;
        }
        unpacked += u64::from(le32(bytes, at + 24)?);
        let [name, extra, comment] = [28, 30, 32].map(|field| le16(bytes, at + field).map(usize::from));
        let (name, extra, comment) = (name?, extra?, comment?);
        names.push(String::from_utf8_lossy(bytes.get(at + ENTRY_BYTES..at + ENTRY_BYTES + name)?).into_owned());
        at += ENTRY_BYTES + name + extra + comment;
    }
    (unpacked <= UNPACKED_BYTES_MAX && at <= end).then_some(names)
}

fn end_record(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(END_BYTES)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    (first..=last).rev().find(|at| {
        bytes[*at..].starts_with(b"PK\x05\x06")
            && le16(bytes, at + 20).is_some_and(|comment| at + END_BYTES + usize::from(comment) == bytes.len())
    })
}

/// DOC or XLS, without a program.
pub fn tell_compound(bytes: &[u8]) -> Option<Media> {
    let file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    if ["/Macros", "/_VBA_PROJECT_CUR"].iter().any(|name| file.is_storage(name)) {
        return None;
    }
    if file.is_stream("/WordDocument") {
        return Some(Media::Doc);
    }
    (file.is_stream("/Workbook") || file.is_stream("/Book")).then_some(Media::Xls)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// A zip of empty stored entries, each claiming to unpack to so many bytes.
    fn zip(names: &[&str], unpacked: u32) -> Vec<u8> {
        let (mut bytes, mut directory) = (Vec::new(), Vec::new());
        for name in names {
            let at = bytes.len() as u32;
            let length = (name.len() as u16).to_le_bytes();
            bytes.extend([b"PK\x03\x04".as_slice(), &[0; 22], &length, &[0; 2], name.as_bytes()].concat());
            directory.extend([b"PK\x01\x02".as_slice(), &[0; 20], &unpacked.to_le_bytes(), &length, &[0; 12]].concat());
            directory.extend([&at.to_le_bytes(), name.as_bytes()].concat());
        }
        let count = (names.len() as u16).to_le_bytes();
        let at = (bytes.len() as u32).to_le_bytes();
        let size = (directory.len() as u32).to_le_bytes();
        let end = [b"PK\x05\x06".as_slice(), &[0; 4], &count, &count, &size, &at, &[0; 2]].concat();
        [bytes, directory, end].concat()
    }

    #[test]
    fn papers_are_told_by_their_parts() {
        let docx = zip(&["[Content_Types].xml", "word/document.xml"], 10);
        assert_eq!(tell_zip(&docx), Some(Media::Docx));
        assert_eq!(tell_zip(&zip(&["[Content_Types].xml", "xl/workbook.xml"], 10)), Some(Media::Xlsx));
        assert_eq!(tell_zip(&zip(&["a.txt"], 10)), None);
        assert_eq!(tell_zip(&zip(&["[Content_Types].xml", "ppt/presentation.xml"], 10)), None);
        assert_eq!(tell_zip(&zip(&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"], 10)), None);
        assert_eq!(tell_zip(&zip(&["[Content_Types].xml", "word/document.xml"], 400_000_000)), None, "a bomb");
        assert_eq!(tell_zip(&[docx.as_slice(), b"<script>"].concat()), None, "something hangs on");
        for cut in 0..docx.len() {
            assert_eq!(tell_zip(&docx[..cut]), None);
        }
    }

    #[test]
    fn old_papers_are_told_by_their_streams() {
        let compound = |streams: &[&str], storages: &[&str]| {
            let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("made");
            for name in storages {
                file.create_storage(name).expect("storage");
            }
            for name in streams {
                file.create_stream(name).expect("stream").write_all(b"words").expect("written");
            }
            file.flush().expect("flushed");
            file.into_inner().into_inner()
        };
        assert_eq!(tell_compound(&compound(&["/WordDocument"], &[])), Some(Media::Doc));
        assert_eq!(tell_compound(&compound(&["/Workbook"], &[])), Some(Media::Xls));
        assert_eq!(tell_compound(&compound(&["/Thu"], &[])), None);
        assert_eq!(tell_compound(&compound(&["/WordDocument"], &["/Macros"])), None);
    }
}
