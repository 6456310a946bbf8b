//! On which device somebody is signed in, in plain words; what the browser calls itself is kept nowhere.

/// What a browser calls itself holds one of these words; the first that fits names the device.
const DEVICES: &[(&str, &str)] = &[
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Máy Android"),
    ("CrOS", "Máy tính Chromebook"),
    ("Windows", "Máy tính Windows"),
    ("Macintosh", "Máy tính Mac"),
    ("Linux", "Máy tính Linux"),
];
/// The same for the browser: whoever builds on another names that too, so the builder stands first.
const BROWSERS: &[(&str, &str)] = &[
    ("Zalo", "Zalo"),
    ("coc_coc", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
];
const UNKNOWN: &str = "Máy lạ";

/// “Máy Android, Chrome”.
pub fn in_words(agent: &str) -> String {
    let find =
        |list: &[(&str, &'static str)]| list.iter().find(|(word, _)| agent.contains(word)).map(|(_, name)| *name);
    match (find(DEVICES), find(BROWSERS)) {
        (Some("Máy Android"), browser) if agent.contains("Mobile") => with("Điện thoại Android", browser),
        (Some(device), browser) => with(device, browser),
        (None, browser) => with(UNKNOWN, browser),
    }
}

fn with(device: &str, browser: Option<&str>) -> String {
    browser.map_or(device.to_owned(), |browser| format!("{device}, {browser}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_called_as_people_call_them() {
        for (agent, words) in [
            (
                "Mozilla/5.0 (Linux; Android 13; SM-A047F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Mobile Safari/537.36",
                "Điện thoại Android, Chrome",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0",
                "Máy tính Windows, Edge",
            ),
            (
                "Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 (KHTML, like Gecko) coc_coc_browser/110.0 Chrome/104.0 Safari/537.36",
                "Máy tính Windows, Cốc Cốc",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1",
                "iPhone, Safari",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:120.0) Gecko/20100101 Firefox/120.0",
                "Máy tính Mac, Firefox",
            ),
            ("Mozilla/5.0 (Linux; Android 8.0)", "Máy Android"),
            ("curl/8.5.0", "Máy lạ"),
            ("", "Máy lạ"),
        ] {
            assert_eq!(in_words(agent), words, "{agent}");
        }
    }
}
