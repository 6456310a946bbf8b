//! Where it belongs: whom it is about, its topic, whose work it is and which unit would get it.

use super::{
    Elsewhere, Flag, Ground, Nature, Story, Whom, Whose, kind::Said, points, table::TABLE, text::Text, text::View,
};

/// Points from which somebody is meant and not only named.
const MEANT: i32 = 3;
/// A phrase said more often says no more.
const SAID_MAX: usize = 3;
/// What the person's own choice of a topic weighs.
const CHOSEN: i32 = 3;
/// What it weighs for “conduct” that an official is meant.
const OF_OFFICIALS: i32 = 12;

pub fn whom(view: &View<'_>, said: &Said) -> (Whom, Vec<Ground>) {
    let sums = points(view, "about");
    let of = |whom: Whom| sums.iter().find(|sum| sum.0 == whom.code()).map_or(0, |sum| sum.1);
    let officials = [Whom::Officer, Whom::Chairman, Whom::Deputy];
    let official = officials.into_iter().filter(|whom| of(*whom) > MEANT).max_by_key(|whom| of(*whom));
    let private = if of(Whom::Private) >= MEANT { Whom::Private } else { Whom::Nobody };
    let whom = match said.nature {
        Nature::Recommendation => Whom::Nobody,
        Nature::Complaint if view.has("@decision_yes") || !view.has("act_of_person") => Whom::Nobody,
        Nature::Complaint => official.unwrap_or(Whom::Nobody),
        Nature::Denunciation if private == Whom::Private && !view.has("officer") => official.unwrap_or(private),
        Nature::Denunciation => official.unwrap_or(Whom::Officer),
        Nature::Mixed if said.denounces => official.unwrap_or(Whom::Officer),
        Nature::Mixed => Whom::Nobody,
        Nature::Feedback if view.has("manners") || view.has("conduct_of_office") => official.unwrap_or(private),
        Nature::NoPetition if view.has("private_quarrel") || view.has("violence") => Whom::Private,
        Nature::NoPetition => Whom::Nobody,
        Nature::Feedback => private,
    };
    let why = sums.into_iter().filter(|sum| sum.0 == whom.code()).flat_map(|sum| sum.2).collect();
    (whom, why)
}

pub fn topic(story: &Story, text: &Text, nature: Nature, whom: Whom) -> String {
    let of_officials = whom.is_official() && !matches!(nature, Nature::Complaint | Nature::Mixed);
    let mut best = ("other", 0);
    for (name, weights) in &TABLE.topics {
        let said = weights.iter().map(|(fact, points)| points * text.hits(fact).len().min(SAID_MAX) as i32);
        let chosen = if *name == story.topic_field && name != "other" { CHOSEN } else { 0 };
        let sum = said.sum::<i32>() + chosen + if name == "conduct" && of_officials { OF_OFFICIALS } else { 0 };
        if sum > best.1 {
            best = (name, sum);
        }
    }
    best.0.to_owned()
}

pub fn competence(view: &View<'_>, nature: Nature, whom: Whom) -> Whose {
    match nature {
        Nature::Denunciation if whom.is_head() => Whose::Superior,
        Nature::Denunciation => Whose::Commune,
        Nature::NoPetition if view.has("emergency") => Whose::Other,
        Nature::NoPetition => Whose::Commune,
        _ => {
            let most = points(view, "competence").into_iter().max_by_key(|sum| sum.1);
            most.and_then(|sum| Whose::from_code(sum.0)).unwrap_or(Whose::Commune)
        }
    }
}

pub fn unit(nature: Nature, whom: Whom, competence: Whose, topic: &str, view: &View<'_>) -> &'static str {
    match nature {
        Nature::Mixed => "office",
        Nature::Denunciation if whom.is_head() => "superior",
        Nature::Denunciation => "chairman",
        Nature::NoPetition if view.has("emergency") => "police",
        Nature::NoPetition => "office",
        Nature::Recommendation if topic == "conduct" => "office",
        _ if competence != Whose::Commune => "office",
        Nature::Feedback if whom.is_head() => "superior",
        Nature::Feedback | Nature::Complaint if whom.is_official() => "chairman",
        _ => of_topic(topic),
    }
}

fn of_topic(topic: &str) -> &'static str {
    match topic {
        "land" | "clearance" | "compensation" | "resettlement" => "land",
        "environment" | "infrastructure" => "economy",
        "order" => "police",
        "social" => "social",
        "conduct" => "chairman",
        _ => "office",
    }
}

/// Where else it is taken: an emergency always, the rest when it is no petition.
pub fn elsewhere(view: &View<'_>, nature: Nature, flags: &[String]) -> Option<Elsewhere> {
    let emergency = flags.iter().any(|flag| flag == Flag::Emergency.code());
    let no_petition = nature == Nature::NoPetition;
    let doors = [
        (Elsewhere::Emergency, emergency),
        // What a court has is the court's, a quarrel between two houses as well.
        (Elsewhere::Court, no_petition && view.has("court")),
        (Elsewhere::Mediation, no_petition && view.has("private_quarrel")),
        (Elsewhere::Information, no_petition && view.has("asks_how")),
    ];
    doors.into_iter().find(|(_, fits)| *fits).map(|(door, _)| door)
}
