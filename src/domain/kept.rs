//! Kept lists: units, villages, topics, … as they are named and used on a day; what was said of them stays, nothing is deleted.

pub mod keeping;
pub mod remote;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    elsewhere::Authority,
    form::Length,
    lateness::LateReason,
    office::{Office, Unit, Village},
    petition::Topic,
    wording::Wording,
    words::words,
};

/// Changes of all lists that one commune keeps; they are read with the office.
pub const CHANGES_MAX: usize = 2_000;
/// Items that one list holds, retired ones among them.
pub const ITEMS_MAX: usize = 300;

words!(
    /// A list that the administrator keeps; its code is the last part of its address.
    pub List {
        Units "don-vi" "Bộ phận",
        Villages "thon" "Thôn",
        Topics "linh-vuc" "Lĩnh vực",
        Authorities "noi-khac" "Nơi khác",
        Reasons "ly-do" "Lý do trễ",
        Wordings "loi-van" "Lời văn",
        Remote "vung-xa" "Vùng sâu, vùng xa",
    }
);

words!(
    /// What is said of an item from a day.
    pub Aspect {
        Name "name" "Tên",
        Explanation "explanation" "Giải thích",
        Address "address" "Địa chỉ",
        Phone "phone" "Điện thoại",
        Order "order" "Thứ tự",
        InUse "in_use" "Dùng",
    }
);

pub const YES: &str = "yes";
pub const NO: &str = "no";

impl List {
    /// What of an item can be written anew.
    pub fn aspects(self) -> &'static [Aspect] {
        match self {
            List::Topics => &[Aspect::Name, Aspect::Explanation],
            List::Authorities => &[Aspect::Name, Aspect::Address, Aspect::Phone],
            List::Remote => &[],
            List::Units | List::Villages | List::Reasons | List::Wordings => &[Aspect::Name],
        }
    }

    /// Whether the commune may add items of its own: topics and sentences are named by law and program.
    pub fn is_open(self) -> bool {
        matches!(self, List::Units | List::Villages | List::Authorities | List::Reasons)
    }

    /// Items are retired and taken back; a sentence has its first words again instead.
    pub fn retires(self) -> bool {
        self != List::Wordings
    }

    fn length(self, aspect: Aspect) -> Length {
        let max = match (self, aspect) {
            (List::Villages, Aspect::Name) => 60,
            (List::Topics, Aspect::Name) => 40,
            (_, Aspect::Explanation) => 60,
            (_, Aspect::Phone) => 40,
            (_, Aspect::Address) => 200,
            _ => 120,
        };
        Length { min: 2, max }
    }
}

/// From a day something else is said of an item. Of what is said for one day the last word counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListChange {
    pub list: List,
    /// The item; empty where the whole list is meant.
    pub code: String,
    /// Counted for each item.
    pub revision: i32,
    pub aspect: Aspect,
    pub value: String,
    /// What would have held on that day without it.
    pub was: String,
    pub since: NaiveDate,
    /// The decision that says so, where one is needed.
    pub ground: String,
}

/// An item that begins to be: its row, to which others may point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewItem {
    pub list: List,
    pub code: String,
    pub name: String,
    pub address: String,
    pub phone: String,
    pub position: i32,
    pub since: NaiveDate,
}

/// All that was ever changed.
#[derive(Debug, Clone, Default)]
pub struct Lists(Vec<ListChange>);

impl Lists {
    pub fn of(changes: Vec<ListChange>) -> Lists {
        Lists(changes)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn said<'l, 'c>(&'l self, list: List, code: &'c str) -> impl Iterator<Item = &'l ListChange> + use<'l, 'c> {
        self.0.iter().filter(move |change| change.list == list && change.code == code)
    }

    /// The last word on that day.
    pub fn newest(&self, list: List, code: &str, aspect: Aspect, day: NaiveDate) -> Option<&ListChange> {
        let said = self.said(list, code).filter(|change| change.aspect == aspect && change.since <= day);
        said.max_by_key(|change| (change.since, change.revision))
    }

    /// What is said on that day; none when nothing was ever changed: then the first words hold.
    pub fn value(&self, list: List, code: &str, aspect: Aspect, day: NaiveDate) -> Option<&str> {
        let before = || {
            let said = self.said(list, code).filter(|change| change.aspect == aspect);
            said.min_by_key(|change| change.revision).map(|first| first.was.as_str())
        };
        self.newest(list, code, aspect, day).map(|change| change.value.as_str()).or_else(before)
    }

    pub fn is_in_use(&self, list: List, code: &str, day: NaiveDate) -> bool {
        self.value(list, code, Aspect::InUse, day) != Some(NO)
    }

    /// How often something was said of an item: a form over an older count is told so.
    pub fn revision(&self, list: List, code: &str) -> i32 {
        self.said(list, code).map(|change| change.revision).max().unwrap_or(0)
    }

    /// What will hold from a later day, the nearest first.
    pub fn planned(&self, list: List, code: &str, day: NaiveDate) -> Vec<&ListChange> {
        let holds = |change: &&ListChange| {
            let last = self.newest(list, code, change.aspect, change.since);
            last.is_some_and(|last| last.revision == change.revision)
                && self.value(list, code, change.aspect, change.since.pred_opt().unwrap_or(day)) != Some(&change.value)
        };
        let mut planned: Vec<_> = self.said(list, code).filter(|change| change.since > day).filter(holds).collect();
        planned.sort_by_key(|change| (change.since, change.revision));
        planned
    }

    /// In the order that was chosen; what nobody placed stands after it, as it was.
    fn arrange<T>(&self, list: List, items: &mut [T], code: impl Fn(&T) -> String, day: NaiveDate) {
        let Some(order) = self.value(list, "", Aspect::Order, day) else { return };
        let placed: BTreeMap<&str, usize> = order.split(' ').zip(0..).collect();
        items.sort_by_key(|item| placed.get(code(item).as_str()).copied().unwrap_or(usize::MAX));
    }
}

/// An item of a list as it is on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    pub code: String,
    pub name: String,
    pub explanation: String,
    pub address: String,
    pub phone: String,
    pub in_use: bool,
}

impl Kept {
    pub fn get(&self, aspect: Aspect) -> &str {
        match aspect {
            Aspect::Name => &self.name,
            Aspect::Explanation => &self.explanation,
            Aspect::Address => &self.address,
            Aspect::Phone => &self.phone,
            Aspect::Order => "",
            Aspect::InUse => {
                if self.in_use {
                    YES
                } else {
                    NO
                }
            }
        }
    }

    fn new(code: &str, name: &str, in_use: bool) -> Kept {
        let (code, name) = (code.to_owned(), name.to_owned());
        Kept { code, name, explanation: String::new(), address: String::new(), phone: String::new(), in_use }
    }

    fn of_topic(topic: Topic, lists: &Lists, day: NaiveDate) -> Kept {
        let said = |aspect, first| lists.value(List::Topics, topic.code(), aspect, day).unwrap_or(first).to_owned();
        Kept {
            name: said(Aspect::Name, topic.label()),
            explanation: said(Aspect::Explanation, topic.example()),
            ..Kept::new(topic.code(), "", lists.is_in_use(List::Topics, topic.code(), day))
        }
    }
}

impl Office {
    /// The same office with its lists as they are on that day.
    #[must_use]
    pub fn on(mut self, day: NaiveDate) -> Office {
        self.turn_to(day);
        self
    }

    pub fn turn_to(&mut self, day: NaiveDate) {
        let Office { lists, units, villages, authorities, late_reasons, .. } = self;
        let said = |list, code: &str, aspect, slot: &mut String| {
            if let Some(value) = lists.value(list, code, aspect, day) {
                value.clone_into(slot);
            }
        };
        for Unit { code, name, in_use } in units.iter_mut() {
            said(List::Units, code, Aspect::Name, name);
            *in_use = lists.is_in_use(List::Units, code, day);
        }
        for Village { code, name, in_use } in villages.iter_mut() {
            said(List::Villages, code, Aspect::Name, name);
            *in_use = lists.is_in_use(List::Villages, code, day);
        }
        for Authority { code, name, address, phone, in_use, .. } in authorities.iter_mut() {
            said(List::Authorities, code, Aspect::Name, name);
            said(List::Authorities, code, Aspect::Address, address);
            said(List::Authorities, code, Aspect::Phone, phone);
            *in_use = lists.is_in_use(List::Authorities, code, day);
        }
        for LateReason { code, name, until, .. } in late_reasons.iter_mut() {
            said(List::Reasons, code, Aspect::Name, name);
            if lists.value(List::Reasons, code, Aspect::InUse, day).is_some() {
                *until = day.pred_opt().filter(|_| !lists.is_in_use(List::Reasons, code, day));
            }
        }
        lists.arrange(List::Reasons, late_reasons, |reason| reason.code.clone(), day);
        lists.arrange(List::Units, units, |unit| unit.code.clone(), day);
        lists.arrange(List::Villages, villages, |village| village.code.clone(), day);
        lists.arrange(List::Authorities, authorities, |authority| authority.code.clone(), day);
        let mut topics: Vec<Topic> = Topic::ALL.to_vec();
        lists.arrange(List::Topics, &mut topics, |topic| topic.code().to_owned(), day);
        self.topics = topics.into_iter().map(|topic| (topic, Kept::of_topic(topic, lists, day))).collect();
        self.wordings = Wording::ALL.iter().map(|of| (*of, of.on(lists, day))).collect();
    }

    /// A list with everything that was ever in it.
    pub fn kept(&self, list: List) -> Vec<Kept> {
        match list {
            List::Units => self.units.iter().map(|unit| Kept::new(&unit.code, &unit.name, unit.in_use)).collect(),
            List::Villages => self.villages.iter().map(|one| Kept::new(&one.code, &one.name, one.in_use)).collect(),
            List::Authorities => self.authorities.iter().map(of_authority).collect(),
            List::Topics => self.topics.iter().map(|(_, kept)| kept.clone()).collect(),
            List::Wordings => self.wordings.iter().map(|(of, words)| Kept::new(of.code(), words, true)).collect(),
            List::Reasons => self.late_reasons.iter().map(of_reason).collect(),
            List::Remote => Vec::new(),
        }
    }

    /// As the commune calls it.
    pub fn topic_label(&self, topic: Topic) -> &str {
        self.topics.iter().find(|(of, _)| *of == topic).map_or(topic.label(), |(_, kept)| &kept.name)
    }

    /// Topics that new matters may have, in the commune's order.
    pub fn topics_in_use(&self) -> impl Iterator<Item = (Topic, &Kept)> {
        self.topics.iter().filter(|(_, kept)| kept.in_use).map(|(topic, kept)| (*topic, kept))
    }

    pub fn takes_topic(&self, topic: Topic) -> bool {
        self.topics.iter().all(|(of, kept)| *of != topic || kept.in_use)
    }

    pub fn units_in_use(&self) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(|unit| unit.in_use)
    }

    pub fn villages_in_use(&self) -> impl Iterator<Item = &Village> {
        self.villages.iter().filter(|village| village.in_use)
    }

    /// By code, while new work may go there.
    pub fn unit_in_use(&self, code: &str) -> Option<&Unit> {
        self.unit(code).filter(|unit| unit.in_use)
    }

    /// By code or name, while something new may be said of it.
    pub fn village_in_use(&self, text: &str) -> Option<&Village> {
        self.village(text).filter(|village| village.in_use)
    }
}

fn of_authority(authority: &Authority) -> Kept {
    Kept {
        address: authority.address.clone(),
        phone: authority.phone.clone(),
        ..Kept::new(&authority.code, &authority.name, authority.in_use && authority.until.is_none())
    }
}

fn of_reason(reason: &LateReason) -> Kept {
    Kept::new(&reason.code, &reason.name, reason.until.is_none())
}

/// “Khe Sòng” is `khe-song`.
pub fn slug(name: &str) -> String {
    let folded = super::fold::fold(name);
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}
