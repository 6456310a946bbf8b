//! What a letter says: that something happened to a paper, and where to look. Never what, never who, never of which kind.

use crate::domain::{digest::Digest, mail::Notice, office::Office};

/// A letter in plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub subject: String,
    pub text: String,
}

/// To whoever filed; `group` is the first group of their code, `base` the portal's address.
pub fn to_person(notice: Notice, group: &str, base: &str, office: &Office) -> Letter {
    let facts = &office.facts;
    let (subject, words) = said(notice);
    let call = match facts.phone.as_str() {
        "" => format!("Cần hỏi, xin đến gặp {}.", facts.title),
        phone => format!("Cần hỏi, xin gọi {phone}."),
    };
    let text = format!(
        "Kính gửi ông bà,\n\n\
         {words}\n\
         Mã của ông bà bắt đầu bằng {group}.\n\n\
         Muốn biết rõ, xin mở trang này rồi gõ đủ 12 số của mã (ghi trên phiếu ông bà giữ):\n\
         {base}/tra-cuu\n\n\
         Thư này không ghi tên và không ghi việc của ông bà, để người khác có đọc được cũng không biết.\n\
         Máy tự gửi thư này, xin đừng trả lời thư. {call}\n\n\
         {title}\n",
        title = facts.title,
    );
    Letter { subject: format!("{subject}, mã {group}… ({})", facts.title), text }
}

/// To somebody of the office who wants the morning's digest: how many of what, never which.
pub fn to_staff(digest: &Digest, base: &str, office: &Office) -> Letter {
    let day = digest.day.format("%d/%m/%Y");
    let lines = digest.counts.iter().filter(|(_, count)| *count > 0);
    let mut list: Vec<String> = lines.map(|(matter, count)| format!("- {}: {count}", matter.label())).collect();
    list.extend(digest.unsigned_year.map(|year| format!("- Chưa ai ký lịch làm việc năm {year}")));
    list.extend(digest.lapsing.as_ref().map(|lapsing| {
        let until = lapsing.until.format("%d/%m/%Y");
        format!("- Thẩm quyền về đất sắp hết hiệu lực: {} dòng, gần nhất hết {until}", lapsing.rows)
    }));
    let text = format!(
        "Chào anh chị,\n\n\
         Lúc 7:00 ngày {day}:\n\
         {list}\n\n\
         Xem từng việc ở bàn làm việc:\n\
         {base}/ban-lam-viec\n\n\
         Thư này chỉ có số đếm. Không muốn nhận nữa: bỏ địa chỉ ở trang “Tài khoản của tôi”.\n\n\
         {title}\n",
        list = list.join("\n"),
        title = office.facts.title,
    );
    Letter { subject: format!("Việc sáng {day} ({})", office.facts.title), text }
}

/// The subject's words, and the sentence.
fn said(notice: Notice) -> (&'static str, &'static str) {
    match notice {
        Notice::Received => ("Đã nhận đơn", "Chúng tôi đã nhận đơn ông bà gửi."),
        Notice::Accepted => ("Đã nhận giải quyết đơn", "Đơn của ông bà đã được nhận giải quyết."),
        Notice::Transferred => (
            "Đơn đã chuyển nơi khác",
            "Đơn của ông bà đã chuyển đến nơi có thẩm quyền. Chuyển đi đâu, vì sao, có ghi trên trang của đơn.",
        ),
        Notice::Extended => (
            "Đơn cần thêm thời gian",
            "Đơn của ông bà cần thêm thời gian. Ngày hạn mới và lý do có ghi trên trang của đơn.",
        ),
        Notice::Suspended => {
            ("Đơn đang tạm dừng", "Việc giải quyết đơn của ông bà đang tạm dừng. Lý do có ghi trên trang của đơn.")
        }
        Notice::Answered => ("Đơn đã có trả lời", "Đơn của ông bà đã có trả lời."),
        Notice::Reopened => {
            ("Đơn được xem lại", "Chúng tôi đã nhận lời ông bà nói là việc chưa xong, và đang xem lại.")
        }
        Notice::Invited => (
            "Mời ông bà đến gặp",
            "Chúng tôi mời ông bà đến gặp để trao đổi. Ngày, giờ và nơi gặp có ghi trên trang của đơn.",
        ),
        Notice::Digest => ("Việc sáng nay", "Xin xem bàn làm việc."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_letter_says_which_kind_of_paper_it_is() {
        for notice in Notice::ALL {
            let (subject, words) = said(*notice);
            let text = format!("{subject} {words}").to_lowercase();
            for kind in ["tố cáo", "khiếu nại", "phản ánh", "kiến nghị", "tố", "đình chỉ", "quyết định"]
            {
                assert!(!text.contains(kind), "{}: {text}", notice.code());
            }
        }
    }
}
