//! What an invented person tells: sentences put together by dice, so that search has something to find.

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use crate::{
    app::AppError,
    demo::{self, dice::Dice},
    domain::{
        form::Fields,
        petition::{Kind, Topic},
    },
};

const WORDS: &str = include_str!("words.toml");

/// How often somebody tells what another has told already, in other words.
const RETELLS: u64 = 6;
const KNOWS_VILLAGE: u64 = 85;
const KEEPS_NAME_BACK: u64 = 9;

/// The sentences to choose from.
#[derive(Deserialize)]
pub struct Words {
    hamlets: Vec<String>,
    families: Vec<String>,
    middles: Vec<String>,
    givens: Vec<String>,
    openings: Vec<String>,
    worries: Vec<String>,
    wishes: Vec<String>,
    contests: Vec<String>,
    pub additions: Vec<String>,
    pub notes: Vec<String>,
    pub instructions: Vec<String>,
    pub returns: Vec<String>,
    pub unsettled: Vec<String>,
    topic: Vec<TopicWords>,
}

/// What is told of one topic, who handles it, what it comes to.
#[derive(Deserialize)]
pub struct TopicWords {
    pub code: Topic,
    pub owner: String,
    pub unit: String,
    pub done: Vec<String>,
    matter: Vec<Matter>,
}

#[derive(Deserialize)]
struct Matter {
    subject: String,
    told: String,
}

impl Words {
    pub fn read() -> Result<Words, AppError> {
        demo::read(WORDS)
    }

    fn of(&self, topic: Topic) -> &TopicWords {
        self.topic.iter().find(|words| words.code == topic).unwrap_or(&self.topic[0])
    }
}

/// What is filed.
pub struct Told<'w> {
    pub topic: &'w TopicWords,
    pub subject: String,
    pub fields: Fields,
    /// Somebody can be told something.
    pub reachable: bool,
}

/// What happened, to whoever tells it.
struct Happened<'w> {
    topic: &'w TopicWords,
    matter: &'w Matter,
    hamlet: &'w str,
    village: usize,
}

/// Topics of a kind, the frequent ones more than once.
fn topics(kind: Kind, conduct: bool) -> &'static [Topic] {
    use Topic::{
        Clearance, Compensation, Conduct, Environment, Infrastructure, Land, Order, Other, Resettlement, Social,
    };
    match kind {
        _ if conduct => &[Conduct],
        Kind::Complaint => &[Compensation, Compensation, Clearance, Clearance, Land, Resettlement],
        Kind::Denunciation => &[Environment, Other, Land],
        Kind::Recommendation => &[Infrastructure, Infrastructure, Social, Other, Environment],
        Kind::Feedback => &[
            Infrastructure,
            Infrastructure,
            Infrastructure,
            Environment,
            Environment,
            Environment,
            Order,
            Order,
            Social,
            Social,
            Land,
            Other,
            Resettlement,
        ],
    }
}

impl Words {
    /// The petition of that number: its matter is now and then an earlier one's, its words are its own.
    pub fn tell(
        &self,
        seed: &Dice,
        number: u64,
        kind: Kind,
        conduct: bool,
        on: NaiveDate,
        villages: &[String],
    ) -> Told<'_> {
        let mut dice = seed.own(number).own(1);
        let retold = if dice.happens(RETELLS) { dice.below(number.max(1)) } else { number };
        let happened = self.happened(&mut seed.own(retold).own(2), kind, conduct, villages.len());
        let village = &villages[happened.village];
        let contested = kind == Kind::Complaint;
        let mut fields = Fields::new()
            .with("topic", happened.topic.code.code())
            .with("about_decision", if contested { "yes" } else { "no" })
            .with("body", self.body(&mut dice, &happened, contested))
            .with("kind", kind.code());
        if dice.happens(KNOWS_VILLAGE) {
            fields.set("village", village.clone());
        } else {
            fields.set("place", format!("gần {}", happened.hamlet));
        }
        if contested {
            let signed = on.checked_sub_days(Days::new(dice.between(4, 60))).unwrap_or(on);
            fields.set("decision_no", format!("{}/QĐ-UBND", dice.between(1, 240)));
            fields.set("decision_date", signed.to_string());
            fields.set("decision_signer", "Chủ tịch UBND xã".to_owned());
        }
        let reachable = contested || kind == Kind::Denunciation || !dice.happens(KEEPS_NAME_BACK);
        self.person(&mut dice, &mut fields, &happened, village, reachable);
        let subject = format!("{}, {}", happened.matter.subject, happened.hamlet);
        Told { topic: happened.topic, subject, fields, reachable }
    }

    fn happened(&self, dice: &mut Dice, kind: Kind, conduct: bool, villages: usize) -> Happened<'_> {
        let topic = self.of(*dice.one(topics(kind, conduct)));
        let village = usize::try_from(dice.below(villages as u64)).unwrap_or(0);
        Happened { topic, matter: dice.one(&topic.matter), hamlet: dice.one(&self.hamlets).as_str(), village }
    }

    fn body(&self, dice: &mut Dice, happened: &Happened, contested: bool) -> String {
        let mut sentences =
            vec![dice.one(&self.openings).as_str(), &happened.matter.told, dice.one(&self.worries).as_str()];
        if dice.happens(50) {
            sentences.push(dice.one(&self.worries).as_str());
        }
        sentences.dedup();
        sentences.push(if contested { dice.one(&self.contests).as_str() } else { dice.one(&self.wishes).as_str() });
        let number = dice.between(2, 9).to_string();
        sentences.join(" ").replace("{xom}", happened.hamlet).replace("{n}", &number)
    }

    fn person(&self, dice: &mut Dice, fields: &mut Fields, happened: &Happened, village: &str, reachable: bool) {
        if !reachable {
            fields.set("anonymous", "yes".to_owned());
            return;
        }
        let name = [dice.one(&self.families), dice.one(&self.middles), dice.one(&self.givens)];
        fields.set("full_name", name.map(String::as_str).join(" "));
        // No telephone has such a number.
        fields.set("phone", format!("0900 {:03} {:03}", dice.below(1_000), dice.below(1_000)));
        fields.set("address", happened.hamlet.to_owned());
        fields.set("village_of_residence", village.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sorting::SUBJECT_CHARS_MAX;

    #[test]
    fn every_topic_has_words_that_fit() {
        let words = Words::read().expect("the sentences");
        for topic in Topic::ALL {
            let of = words.topic.iter().find(|words| words.code == *topic);
            let of = of.unwrap_or_else(|| panic!("nothing is told of {}", topic.code()));
            assert!(!of.matter.is_empty() && !of.done.is_empty());
            for matter in &of.matter {
                let longest = words.hamlets.iter().map(|hamlet| hamlet.chars().count()).max().unwrap_or(0);
                assert!(matter.subject.chars().count() + longest + 2 <= SUBJECT_CHARS_MAX, "{}", matter.subject);
            }
        }
    }
}
