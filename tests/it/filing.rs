//! Filing: one question a page, no account, no script.

use crate::{cast::Filing, commune::Commune};

#[test]
fn ba_sau_files_and_follows_her_petition() {
    let commune = Commune::new();
    let phone = commune.browser();
    let code = phone.file(&Filing::of_ba_sau());
    let page = phone.get(&format!("/don/{code}")).expect(200);
    assert!(page.says("Đã nhận"), "{}", page.words());
    let case = commune.case(commune.petition(&code));
    assert_eq!(case.petition.received_on, commune.today());
    assert_eq!(commune.data.count("petitions"), 1);
}
