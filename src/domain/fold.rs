//! Folding: how text is compared, so that “den bu” finds “đền bù”, however the marks are encoded.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Lower case, marks dropped, đ as d, one space between words.
pub fn fold(text: &str) -> String {
    let plain: String = text
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn marks_case_and_encoding_do_not_matter() {
        assert_eq!(fold("  Đền   BÙ "), "den bu");
        assert_eq!(fold("ve\u{323} sinh"), fold("vẹ sinh"));
        assert_eq!(fold("Nguyễn Đức"), "nguyen duc");
    }
}
