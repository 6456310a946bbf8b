//! Wordings: the few sentences of public pages that a commune may say in its own words; never law, never HTML.

use chrono::NaiveDate;

use super::{
    kept::{Aspect, List, Lists},
    words::words,
};

words!(
    /// A sentence that a commune may change. Its code names it in templates: `wordings.receipt_next`.
    pub Wording {
        HomeNote "home_note" "Lời nhắn ở trang đầu",
        HoursNote "hours_note" "Ghi thêm sau giờ làm việc",
        WhatToBring "what_to_bring" "Đến trụ sở nên mang gì",
        ReceiptNext "receipt_next" "Lời dặn trên phiếu nhận đơn",
        DenounceWhere "denounce_where" "Cách gửi tố cáo đến trụ sở",
    }
);

/// Characters that one sentence may have.
pub const WORDING_CHARS_MAX: usize = 300;

impl Wording {
    /// What is said until the commune says something else; empty: nothing.
    pub fn first_words(self) -> &'static str {
        match self {
            Wording::DenounceWhere => "Bì thư ghi: “Đơn tố cáo, chỉ Chủ tịch mở”.",
            Wording::WhatToBring => "Căn cước, giấy tờ có liên quan, phiếu có mã đơn nếu đã gửi.",
            Wording::HomeNote | Wording::HoursNote | Wording::ReceiptNext => "",
        }
    }

    /// Where people read it, and what for.
    pub fn purpose(self) -> &'static str {
        match self {
            Wording::HomeNote => "Hiện trong khung ở trang đầu. Ví dụ: Tuần này trụ sở dời sang nhà văn hóa.",
            Wording::HoursNote => {
                "Hiện sau giờ làm việc ở trang đầu và lịch tiếp dân. Ví dụ: Mùa mưa lũ xin gọi trước."
            }
            Wording::WhatToBring => "Hiện ở lịch tiếp dân, trước câu luật định về cử người đại diện.",
            Wording::ReceiptNext => "Hiện và in ở cuối phiếu nhận đơn. Ví dụ: Khi đến, xin vào cửa số 2.",
            Wording::DenounceWhere => "Hiện ở trang tố cáo, sau địa chỉ trụ sở.",
        }
    }

    /// The page on which it can be looked at; none for a receipt, which only its person sees.
    pub fn page(self) -> Option<&'static str> {
        match self {
            Wording::HomeNote => Some("/"),
            Wording::HoursNote | Wording::WhatToBring => Some("/lich-tiep-dan"),
            Wording::DenounceWhere => Some("/to-cao"),
            Wording::ReceiptNext => None,
        }
    }

    /// The words that hold on a day: the commune's own, or the first.
    pub fn on(self, lists: &Lists, day: NaiveDate) -> String {
        let own = lists.value(List::Wordings, self.code(), Aspect::Name, day).filter(|own| !own.is_empty());
        own.unwrap_or(self.first_words()).to_owned()
    }
}
