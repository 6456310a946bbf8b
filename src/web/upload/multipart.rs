//! The parts of a multipart form (RFC 7578), read as they come: their heads, then their content chunk by chunk.

use std::time::Duration;

use actix_web::{
    error::PayloadError,
    http::header::{ContentDisposition, HeaderValue},
    rt::time::timeout,
    web::{Bytes, BytesMut},
};
use futures_util::{Stream, StreamExt};
use memchr::memmem::Finder;

use super::super::error::Failure;

/// What stands before a part's content, and before the first part.
const HEAD_BYTES_MAX: usize = 16 * 1024;
const BOUNDARY_BYTES_MAX: usize = 70;
/// A line that gives nothing for so long is dead.
const SILENCE: Duration = Duration::from_secs(60);

/// What a part says of itself.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    /// What the browser calls the file; a text has none.
    pub file_name: Option<String>,
}

/// Where the reader stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the first boundary, or in the content of a part.
    Content,
    /// Right behind a boundary.
    Boundary,
    /// Behind the last boundary.
    End,
}

/// A form that is being read.
pub struct Multipart<S> {
    stream: S,
    buffer: BytesMut,
    /// Line end, two dashes, boundary: what ends a part.
    end: Finder<'static>,
    place: Place,
    begun: bool,
    bytes_left: usize,
}

impl<S: Stream<Item = Result<Bytes, PayloadError>> + Unpin> Multipart<S> {
    /// # Errors
    /// [`Failure::Broken`] when the content type names no boundary.
    pub fn new(content_type: &str, stream: S, bytes_max: usize) -> Result<Multipart<S>, Failure> {
        let boundary = boundary(content_type).ok_or(Failure::Broken)?;
        let end = Finder::new(&format!("\r\n--{boundary}")).into_owned();
        // So that the first boundary looks like all others.
        let buffer = BytesMut::from(&b"\r\n"[..]);
        Ok(Multipart { stream, buffer, end, place: Place::Content, begun: false, bytes_left: bytes_max })
    }

    /// The next part; what was left unread of the one before is passed over.
    pub async fn next(&mut self) -> Result<Option<Part>, Failure> {
        if !self.begun && !self.fill().await? {
            // A form in which nothing was filled in may have no body at all.
            self.place = Place::End;
        }
        self.begun = true;
        while self.chunk().await?.is_some() {}
        if self.place == Place::End || self.is_last().await? {
            self.place = Place::End;
            return Ok(None);
        }
        let head = self.head().await?;
        self.place = Place::Content;
        part(&head).map(Some).ok_or(Failure::Broken)
    }

    /// The next piece of this part's content; `None` at its end.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Failure> {
        if self.place != Place::Content {
            return Ok(None);
        }
        loop {
            let length = self.end.needle().len();
            match self.end.find(&self.buffer) {
                Some(0) => {
                    drop(self.buffer.split_to(length));
                    self.place = Place::Boundary;
                    return Ok(None);
                }
                Some(before) => return Ok(Some(self.buffer.split_to(before).freeze())),
                // The last bytes may be the beginning of a boundary.
                None if self.buffer.len() >= length => {
                    let certain = self.buffer.len() + 1 - length;
                    return Ok(Some(self.buffer.split_to(certain).freeze()));
                }
                None => self.must_fill().await?,
            }
        }
    }

    /// Two dashes behind a boundary end the form.
    async fn is_last(&mut self) -> Result<bool, Failure> {
        while self.buffer.len() < 2 {
            self.must_fill().await?;
        }
        Ok(self.buffer.starts_with(b"--"))
    }

    /// All up to the empty line, the line end behind the boundary included.
    async fn head(&mut self) -> Result<Bytes, Failure> {
        loop {
            match memchr::memmem::find(&self.buffer, b"\r\n\r\n") {
                Some(at) if at <= HEAD_BYTES_MAX => return Ok(self.buffer.split_to(at + 4).freeze()),
                None if self.buffer.len() <= HEAD_BYTES_MAX => self.must_fill().await?,
                _ => return Err(Failure::TooLarge),
            }
        }
    }

    async fn must_fill(&mut self) -> Result<(), Failure> {
        if self.fill().await? { Ok(()) } else { Err(Failure::Broken) }
    }

    /// More of the body; false at its end.
    async fn fill(&mut self) -> Result<bool, Failure> {
        loop {
            let chunk = match timeout(SILENCE, self.stream.next()).await.map_err(|_| Failure::Broken)? {
                None => return Ok(false),
                Some(Ok(chunk)) => chunk,
                Some(Err(PayloadError::Overflow)) => return Err(Failure::TooLarge),
                Some(Err(_)) => return Err(Failure::Broken),
            };
            self.bytes_left = self.bytes_left.checked_sub(chunk.len()).ok_or(Failure::TooLarge)?;
            self.buffer.extend_from_slice(&chunk);
            if !chunk.is_empty() {
                return Ok(true);
            }
        }
    }
}

/// The boundary that a content type names.
fn boundary(content_type: &str) -> Option<&str> {
    let parameters = content_type.split(';').skip(1).map(str::trim);
    let named = parameters.filter_map(|one| one.split_once('='));
    let (_, value) = named.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("boundary"))?;
    let value = value.trim().trim_matches('"');
    let is_plain = value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    (is_plain && (1..=BOUNDARY_BYTES_MAX).contains(&value.len())).then_some(value)
}

/// Reads a part's head; of its lines only `Content-Disposition` says anything to us.
fn part(head: &[u8]) -> Option<Part> {
    let (behind, lines) = head.split_at(head.windows(2).position(|pair| pair == b"\r\n")?);
    if !behind.iter().all(|byte| matches!(byte, b' ' | b'\t')) {
        return None;
    }
    let mut lines = lines.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let value = lines.find_map(|line| {
        let (name, value) = line.split_at_checked(line.iter().position(|byte| *byte == b':')?)?;
        name.trim_ascii().eq_ignore_ascii_case(b"content-disposition").then(|| value[1..].trim_ascii())
    })?;
    let disposition = ContentDisposition::from_raw(&HeaderValue::from_bytes(value).ok()?).ok()?;
    if !disposition.is_form_data() {
        return None;
    }
    let extended = || disposition.get_filename_ext().map(|name| String::from_utf8_lossy(&name.value).into_owned());
    let file_name = disposition.get_filename().map(str::to_owned).or_else(extended);
    Some(Part { name: disposition.get_name()?.to_owned(), file_name })
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use proptest::prelude::*;

    use super::*;

    type Read = Vec<(Part, Vec<u8>)>;

    /// Reads a body that comes in pieces cut at `cuts`.
    fn read(content_type: &str, body: &[u8], cuts: &[usize]) -> Result<Read, Failure> {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (body.len() + 1)).collect();
        cuts.extend([0, body.len()]);
        cuts.sort_unstable();
        let pieces: Vec<_> = cuts.windows(2).map(|cut| Ok(Bytes::copy_from_slice(&body[cut[0]..cut[1]]))).collect();
        let work = async {
            let mut parts = Multipart::new(content_type, stream::iter(pieces), 1_000_000)?;
            let mut read = Vec::new();
            while let Some(part) = parts.next().await? {
                let mut content = Vec::new();
                while let Some(chunk) = parts.chunk().await? {
                    content.extend_from_slice(&chunk);
                }
                read.push((part, content));
            }
            Ok(read)
        };
        actix_web::rt::System::new().block_on(work)
    }

    fn text(name: &str) -> Part {
        Part { name: name.to_owned(), file_name: None }
    }

    const KIND: &str = "multipart/form-data; boundary=x";
    const BODY: &[u8] = b"--x\r\nContent-Disposition: form-data; name=\"more\"\r\n\r\n1\r\n--x\r\ncontent-disposition: form-data; name=files; \
        filename=\"\xE1\xBA\xA3nh.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n\r\n--y\r\n-\r\n--\r\n\r\n--x--\r\n";

    #[test]
    fn a_form_reads_the_same_wherever_the_line_cuts_it() {
        let file = Part { name: "files".to_owned(), file_name: Some("ảnh.jpg".to_owned()) };
        for first in 0..BODY.len() {
            for second in first..BODY.len().min(first + 12) {
                let read = read(KIND, BODY, &[first, second]).expect("a form");
                assert_eq!(read.len(), 2, "cut at {first} and {second}");
                assert_eq!(read[0], (text("more"), b"1".to_vec()));
                assert_eq!(read[1].0, file);
                assert_eq!(read[1].1, b"\r\n--y\r\n-\r\n--\r\n", "cut at {first} and {second}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_content_comes_back(contents in prop::collection::vec(prop::collection::vec("[\r\n\\-x]{0,3}", 0..8), 0..6), cuts in prop::collection::vec(0..400_usize, 0..30)) {
            let contents: Vec<Vec<u8>> = contents.into_iter().map(|content| content.concat().replace("\r\n--x", "").into_bytes()).collect();
            prop_assume!(contents.iter().all(|content| !content.starts_with(b"--x")));
            let mut body = Vec::new();
            for (n, content) in contents.iter().enumerate() {
                body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"f{n}\"\r\n\r\n").into_bytes());
                body.extend([content.as_slice(), b"\r\n"].concat());
            }
            body.extend(b"--x--\r\n");
            let found = read(KIND, &body, &cuts).expect("a form");
            let wanted: Read = contents.into_iter().enumerate().map(|(n, content)| (text(&format!("f{n}")), content)).collect();
            prop_assert!(found == wanted, "{found:?} {wanted:?}");
        }

        #[test]
        fn no_body_breaks_the_reader(body in prop::collection::vec("(\r|\n|-|x|a|--x|\r\n|: |form-data|Content-Disposition)", 0..20), cut in 0..60_usize) {
            let _ = read(KIND, body.concat().as_bytes(), &[cut]);
        }
    }

    #[test]
    fn what_is_no_form_is_said_and_what_is_empty_is_empty() {
        assert_eq!(read(KIND, b"", &[]).ok(), Some(Vec::new()));
        assert_eq!(read(KIND, b"--x--", &[]).ok(), Some(Vec::new()));
        assert_eq!(
            read("multipart/form-data; charset=utf-8; Boundary=\"x\"", BODY, &[]).map(|read| read.len()).ok(),
            Some(2)
        );
        for (kind, body) in [
            ("multipart/form-data", BODY),
            ("multipart/form-data; boundary=", BODY),
            (KIND, &BODY[..BODY.len() - 5]),
            (KIND, b"--x\r\n\r\nno head\r\n--x--"),
            (KIND, b"--x\r\nContent-Disposition: attachment; name=a\r\n\r\na\r\n--x--"),
            (KIND, b"--xy\r\nContent-Disposition: form-data; name=a\r\n\r\na\r\n--x--"),
            (KIND, b"--\n"),
        ] {
            assert!(matches!(read(kind, body, &[]), Err(Failure::Broken)), "{}", String::from_utf8_lossy(body));
        }
        let endless = [b"--x\r\nContent-Disposition: form-data; name=a\r\nX: ".as_slice(), &[b'y'; 20_000]].concat();
        assert!(matches!(read(KIND, &endless, &[]), Err(Failure::TooLarge)));
        assert!(matches!(read(KIND, &[b'a'; 1_000_001], &[]), Err(Failure::TooLarge)));
    }
}
