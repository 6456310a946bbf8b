//! Photos made anew: turned as the camera held them, no larger than a page needs, without what the camera wrote into them.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage, codecs::jpeg::JpegEncoder};

use crate::domain::media::Media;

/// Longer sides than any phone's camera gives.
const SIDE_PIXELS_MAX: u32 = 12_000;
/// Memory for one decoded picture, about 50 million pixels.
const DECODED_BYTES_MAX: u64 = 160_000_000;
/// The longer side of the shown copy.
const SHOWN_PIXELS_MAX: u32 = 2_000;
const QUALITY: u8 = 82;

/// Why a picture cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unshowable {
    /// More pixels than we decode.
    Vast,
    /// Not the picture that its first bytes promise.
    Broken,
}

/// A JPEG of the picture and of nothing else in the file.
pub fn shown(bytes: &[u8], media: Media) -> Result<Vec<u8>, Unshowable> {
    let mut decoder = decoder(bytes, media)?;
    if decoder.total_bytes() > DECODED_BYTES_MAX {
        return Err(Unshowable::Vast);
    }
    let orientation = decoder.orientation().map_err(reason)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(reason)?;
    if picture.width().max(picture.height()) > SHOWN_PIXELS_MAX {
        picture = picture.thumbnail(SHOWN_PIXELS_MAX, SHOWN_PIXELS_MAX);
    }
    picture.apply_orientation(orientation);
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
    flattened(picture).write_with_encoder(encoder).map_err(|_| Unshowable::Broken)?;
    Ok(jpeg)
}

fn decoder(bytes: &[u8], media: Media) -> Result<impl ImageDecoder + '_, Unshowable> {
    let format = match media {
        Media::Jpeg => ImageFormat::Jpeg,
        Media::Png => ImageFormat::Png,
        Media::Webp => ImageFormat::WebP,
        _ => return Err(Unshowable::Broken),
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_PIXELS_MAX);
    limits.max_image_height = Some(SIDE_PIXELS_MAX);
    limits.max_alloc = Some(DECODED_BYTES_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    reader.into_decoder().map_err(reason)
}

fn reason(error: image::ImageError) -> Unshowable {
    match error {
        image::ImageError::Limits(_) => Unshowable::Vast,
        _ => Unshowable::Broken,
    }
}

/// Without transparency: what lies under it is white paper.
fn flattened(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let pixels = picture.into_rgba8();
    RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| {
        let [red, green, blue, alpha] = pixels.get_pixel(x, y).0;
        let over = |part: u8| ((u16::from(part) * u16::from(alpha) + 255 * (255 - u16::from(alpha))) / 255) as u8;
        image::Rgb([over(red), over(green), over(blue)])
    })
}

#[cfg(test)]
mod tests {
    use image::{GenericImageView, ImageEncoder, Rgba, RgbaImage, codecs::png::PngEncoder};

    use super::*;

    /// Left half red, right half blue; an EXIF block may say how the camera was held.
    fn jpeg(width: u32, height: u32, orientation: Option<u8>) -> Vec<u8> {
        let picture = RgbImage::from_fn(width, height, |x, _| {
            if x < width / 2 { image::Rgb([220, 20, 20]) } else { image::Rgb([20, 20, 220]) }
        });
        let mut plain = Vec::new();
        JpegEncoder::new_with_quality(&mut plain, 90).encode_image(&picture).expect("encoded");
        let Some(orientation) = orientation else { return plain };
        let tag = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
        let exif = [b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01".as_slice(), &tag, &[0; 4], b"GPS 16.3 107.5"].concat();
        let length = (exif.len() as u16 + 2).to_be_bytes();
        [&plain[..2], &[0xFF, 0xE1], &length, &exif, &plain[2..]].concat()
    }

    fn seen(bytes: &[u8]) -> DynamicImage {
        image::load_from_memory_with_format(bytes, ImageFormat::Jpeg).expect("a picture")
    }

    #[test]
    fn a_photo_is_turned_made_smaller_and_forgets_what_the_camera_wrote() {
        let photo = jpeg(4_000, 1_000, Some(6));
        assert!(photo.windows(4).any(|part| part == b"GPS "));
        let copy = shown(&photo, Media::Jpeg).expect("shown");
        assert!(!copy.windows(4).any(|part| part == b"GPS " || part == b"Exif"));
        let picture = seen(&copy);
        assert_eq!(picture.dimensions(), (500, 2_000), "6 is a quarter turn to the right");
        let [red, _, blue, _] = picture.get_pixel(250, 100).0;
        assert!(red > 150 && blue < 100, "what was left is on top");
    }

    #[test]
    fn a_small_photo_keeps_its_size_and_glass_lies_on_white() {
        assert_eq!(seen(&shown(&jpeg(64, 48, None), Media::Jpeg).expect("shown")).dimensions(), (64, 48));
        let mut png = Vec::new();
        let glass = RgbaImage::from_pixel(8, 8, Rgba([0, 0, 0, 0]));
        PngEncoder::new(&mut png).write_image(&glass, 8, 8, image::ExtendedColorType::Rgba8).expect("encoded");
        assert_eq!(seen(&shown(&png, Media::Png).expect("shown")).get_pixel(4, 4).0[..3], [255, 255, 255]);
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_unpacked() {
        let head = |width: u32, height: u32| {
            let mut png = Vec::new();
            PngEncoder::new(&mut png).write_image(&[0; 4], 1, 1, image::ExtendedColorType::Rgba8).expect("encoded");
            png[16..20].copy_from_slice(&width.to_be_bytes());
            png[20..24].copy_from_slice(&height.to_be_bytes());
            let sum = crc(&png[12..29]).to_be_bytes();
            png[29..33].copy_from_slice(&sum);
            png
        };
        assert_eq!(shown(&head(50_000, 50_000), Media::Png), Err(Unshowable::Vast));
        assert_eq!(shown(&head(11_999, 11_999), Media::Png), Err(Unshowable::Vast));
        assert_eq!(shown(&head(10, 10), Media::Png), Err(Unshowable::Broken));
        assert_eq!(shown(b"\xFF\xD8\xFF<script>", Media::Jpeg), Err(Unshowable::Broken));
    }

    /// The checksum of a PNG's parts.
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 })
        })
    }
}
