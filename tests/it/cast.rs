//! The cast: villagers with their petitions, and the people of the office, each signed in.

use tiepdan::{
    demo,
    domain::{id::Id, petition::Petition},
};

use crate::{
    commune::Commune,
    page::{Browser, Page},
};

/// What a villager will answer, field by field.
#[derive(Debug, Clone)]
pub struct Filing(Vec<(String, String)>);

impl Filing {
    /// Bà Sáu in Khe Sòng: the pig farm's smell.
    pub fn of_ba_sau() -> Filing {
        Filing(Vec::new())
            .with("topic", "environment")
            .with("about_decision", "no")
            .with("body", "Trại heo ở đầu thôn xả nước thải ra khe từ tháng trước, mùi hôi không ăn cơm được.")
            .with("village", "khe-song")
            .with("full_name", "Trần Thị Sáu")
            .with("phone", "0912 345 678")
            .with("address", "xóm 2, Khe Sòng")
    }

    /// Ông Tư in Thôn Hạ: a khiếu nại against the decision on his compensation.
    pub fn of_ong_tu() -> Filing {
        Filing(Vec::new())
            .with("topic", "compensation")
            .with("about_decision", "yes")
            .with(
                "body",
                "Quyết định đền bù áp giá đất vườn nhà tôi thành đất rừng, tôi không đồng ý, xin xem xét lại.",
            )
            .with("village", "thon-ha")
            .with("parcel", "115")
            .with("map_sheet", "7")
            .with("decision_no", "57/QĐ-UBND")
            .with("decision_date", "2026-10-02")
            .with("decision_signer", "Chủ tịch UBND xã")
            .with("full_name", "Nguyễn Văn Tư")
            .with("phone", "0905 111 222")
            .with("address", "xóm Đình, Thôn Hạ")
    }

    /// Someone who does not want to be known: how an officer treats people.
    pub fn of_someone() -> Filing {
        Filing(Vec::new())
            .with("topic", "conduct")
            .with("about_decision", "no")
            .with("body", "Cán bộ tiếp dân nói năng cộc lốc, bắt đi lại bốn lần vì thiếu giấy, không chỉ dẫn một lần.")
            .with("village", "thanh-van")
            .with("anonymous", "yes")
    }

    #[must_use]
    pub fn with(mut self, field: &str, value: &str) -> Filing {
        self.0.retain(|(name, _)| name != field);
        self.0.push((field.to_owned(), value.to_owned()));
        self
    }

    #[must_use]
    pub fn without(mut self, field: &str) -> Filing {
        self.0.retain(|(name, _)| name != field);
        self
    }

    pub fn get(&self, field: &str) -> &str {
        self.0.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value)
    }

    /// What belongs into a form with these names.
    pub fn fitting(&self, names: &[String]) -> Vec<(&str, &str)> {
        let fits = |name: &str| names.iter().any(|known| known == name);
        self.0.iter().filter(|(name, _)| fits(name)).map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }
}

impl Browser {
    /// Walks all steps up to the check page.
    pub fn walk(&self, filing: &Filing) -> Page {
        let mut page = self.follow("/gui-don/viec");
        for _ in 0..10 {
            if page.path == "/gui-don/kiem-tra" {
                return page;
            }
            let form = page.form();
            let mut answer = self.fill(&form, &filing.fitting(&form.names));
            if form.has("body") && answer.status == 200 {
                // Stopped by the page on tố cáo: they say that it is none and go on.
                answer = self.fill(&answer.form(), &[]);
            }
            page = self.on(answer.expect(303));
        }
        panic!("the steps do not end: {}", page.path);
    }

    /// Files, and returns the code of the receipt: twelve digits.
    pub fn file(&self, filing: &Filing) -> String {
        let check = self.walk(filing);
        let receipt = self.on(self.fill(&check.form(), &[]).expect(303));
        assert_eq!(receipt.path, "/gui-don/xong");
        code_on(&receipt.expect(200))
    }
}

impl Commune {
    /// A villager files from an own phone.
    pub fn file(&self, filing: &Filing) -> Id<Petition> {
        self.petition(&self.browser().file(filing))
    }

    /// Bà Sáu's petition about the smell: (id, code).
    pub fn ba_sau_files(&self) -> (Id<Petition>, String) {
        let code = self.browser().file(&Filing::of_ba_sau());
        (self.petition(&code), code)
    }

    /// Chị Hòa, văn thư.
    pub fn chi_hoa(&self) -> Officer {
        self.officer("vanthu")
    }

    /// Anh Việt, địa chính.
    pub fn anh_viet(&self) -> Officer {
        self.officer("diachinh")
    }

    /// Anh Minh, môi trường.
    pub fn anh_minh(&self) -> Officer {
        self.officer("moitruong")
    }

    /// Ông An, Chủ tịch.
    pub fn ong_an(&self) -> Officer {
        self.officer("chutich")
    }

    /// Bà Hiền, Phó Chủ tịch.
    pub fn ba_hien(&self) -> Officer {
        self.officer("phochutich")
    }

    /// Bà Tâm, Mặt trận.
    pub fn ba_tam(&self) -> Officer {
        self.officer("mattran")
    }

    /// Ông Bình, trưởng thôn Hạ.
    pub fn ong_binh(&self) -> Officer {
        self.officer("truongthon")
    }

    /// Anh Khánh, quản trị.
    pub fn anh_khanh(&self) -> Officer {
        self.officer("quantri")
    }
}

/// Someone of the office or the Front, signed in.
pub struct Officer {
    pub username: String,
    browser: Browser,
}

impl std::ops::Deref for Officer {
    type Target = Browser;
    fn deref(&self) -> &Browser {
        &self.browser
    }
}

pub fn password_of(username: &str) -> String {
    let people = demo::people().expect("the demonstration's people");
    let found = people.into_iter().find(|person| person.username == username);
    found.unwrap_or_else(|| panic!("nobody is called {username}")).password
}

impl Officer {
    pub fn sign_in(commune: &Commune, username: &str) -> Officer {
        let browser = commune.browser();
        let password = password_of(username);
        let form = browser.get("/dang-nhap").expect(200).form();
        browser.fill(&form, &[("username", username), ("password", &password)]).expect(303);
        Officer { username: username.to_owned(), browser }
    }

    /// Does an act through its form on the petition's page; what is not given stands as the page proposes it.
    #[track_caller]
    pub fn act(&self, id: Id<Petition>, act: &str, values: &[(&str, &str)]) -> Page {
        let page = self.get(&format!("/ho-so/{id}")).expect(200);
        let offered: Vec<String> = page.forms().into_iter().map(|form| form.action).collect();
        let form = page.form_for(act).unwrap_or_else(|| panic!("{} is not offered {act}: {offered:?}", self.username));
        self.fill(&form, values)
    }

    /// Posts an act without looking at the page first.
    pub fn force(&self, id: Id<Petition>, act: &str, values: &[(&str, &str)]) -> Page {
        self.post(&format!("/ho-so/{id}/{act}"), values)
    }
}

/// The twelve digits on a receipt.
pub fn code_on(page: &Page) -> String {
    let words = page.words();
    let digits: Vec<&str> = words.split(' ').collect();
    let is_group = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let found = digits.windows(3).find(|three| three.iter().all(|word| is_group(word)));
    found.unwrap_or_else(|| panic!("no code on {}: {words}", page.path)).concat()
}

/// Somebody's own phone with an app that shows codes.
pub struct Phone(totp_rs::Totp);

impl Phone {
    /// Takes the key that a page shows to be typed.
    pub fn that_reads(page: &Page) -> Phone {
        let key = page.first(".keys").unwrap_or_else(|| panic!("no key on {}: {}", page.path, page.words()));
        let letters: Vec<u64> = key.bytes().filter(u8::is_ascii_alphanumeric).map(five_bits).collect();
        assert_eq!(letters.len(), 32, "{key}");
        let bytes: Vec<u8> = letters
            .chunks(8)
            .flat_map(|eight| eight.iter().fold(0, |bits, five| bits << 5 | five).to_be_bytes()[3..].to_vec())
            .collect();
        let secret = totp_rs::Secret::new_stack(bytes.try_into().expect("twenty bytes"));
        Phone(totp_rs::Builder::new().with_secret(secret).build().expect("a phone"))
    }

    /// What it shows.
    pub fn code(&self, at: chrono::DateTime<chrono::Utc>) -> String {
        let token = self.0.generate(at.timestamp().unsigned_abs());
        format!("{token}")
    }
}

fn five_bits(letter: u8) -> u64 {
    u64::from(match letter {
        b'A'..=b'Z' => letter - b'A',
        _ => letter - b'2' + 26,
    })
}

impl Browser {
    /// Types the password, and nothing else.
    pub fn type_password(&self, username: &str, password: &str) -> Page {
        let form = self.get("/dang-nhap").expect(200).form();
        self.fill(&form, &[("username", username), ("password", password)])
    }

    /// Sets up the second step: the phone, and the ten codes that were shown once.
    pub fn set_up_step(&self, commune: &Commune) -> (Phone, Vec<String>) {
        let page = self.get("/buoc-hai/lap").expect(200);
        let phone = Phone::that_reads(&page);
        let form = page.form_for("lap").expect("a form");
        let answer = self.fill(&form, &[("code", &phone.code(commune.now()))]);
        let codes = self.on(answer.expect_to(303, "/buoc-hai/ma-du-phong")).expect(200).all(".keys li");
        (phone, codes)
    }
}
