//! What a petition seems to be, from its words: a proposal with its reasons, which a clerk decides on.
//!
//! `facts.toml` says what words mean, `kinds.toml` how far facts speak for a kind, `rules.toml` what else follows from
//! them; all are for reading. The code only finds phrases ([`text`]), adds points ([`points`], [`signs`]) and knows what
//! points cannot say: parts of a mixed paper ([`kind`]), counts and dates ([`flags`]), two papers on one matter
//! ([`twins`]).

mod bags;
mod flags;
mod kind;
mod phrase;
mod place;
mod signs;
mod story;
mod table;
mod text;
mod twins;
mod words;

pub use story::{Elsewhere, Flag, Ground, Nature, Proposal, Story, Whom, Whose};

use text::{Text, View};

/// The longest text that is read, in characters; what comes after is not looked at.
pub const BODY_CHARS_MAX: usize = 10_000;

/// Words between what is told of and that it is another matter, or settled.
const SET_ASIDE_REACH: usize = 5;

/// The form says so of the whole; a part of the text is believed when it names the paper.
const PAPER_CONTESTED: &str = "paper_contested";

/// Proposes for each story by itself and finds those that are one matter.
pub fn sort(stories: &[Story]) -> Vec<Proposal> {
    let mut proposals: Vec<Proposal> = stories.iter().map(one).collect();
    twins::link(stories, &mut proposals);
    proposals
}

/// Proposes for one story by itself.
pub fn one(story: &Story) -> Proposal {
    let mut text = Text::of(&story.body, fields(story));
    kind::note_parts(&mut text);
    let whole = text.whole();
    let said = kind::of(&text);
    let (whom, of_whom) = place::whom(&whole, &said);
    let topic = place::topic(story, &text, said.nature, whom);
    let competence = place::competence(&whole, said.nature, whom);
    let unit = place::unit(said.nature, whom, competence, &topic, &whole);
    let (flags, of_flags) = flags::of(story, &text, &said);
    let elsewhere = place::elsewhere(&whole, said.nature, &flags);
    let why = said.why.into_iter().chain(of_whom).chain(of_flags).collect();
    Proposal {
        kind: said.nature,
        topic,
        unit,
        competence,
        about_whom: whom,
        flags,
        duplicates: Vec::new(),
        elsewhere,
        things: things(&text),
        why,
    }
}

/// What it tells of, but not what it says to be another matter, or settled.
fn things(text: &Text) -> Vec<usize> {
    let near = |a: usize, b: usize| a <= b && b - a <= SET_ASIDE_REACH;
    let set_aside = |hit: &text::Hit| {
        text.hits("not_this").iter().any(|not| near(not.end, hit.at))
            || text.hits("settled").iter().any(|settled| near(hit.end, settled.at))
    };
    let told = |(_, name): &(usize, &String)| !text.hits(name).iter().all(set_aside);
    table::TABLE.things.iter().enumerate().filter(told).map(|(thing, _)| thing).collect()
}

/// What the form says, as the rules name it.
fn fields(story: &Story) -> Vec<&'static str> {
    let mut fields = Vec::new();
    match story.about_decision.as_str() {
        "yes" => fields.extend(["decision_yes", PAPER_CONTESTED]),
        "unknown" => fields.push("decision_unknown"),
        _ => {}
    }
    if story.body.contains('?') {
        fields.push("question");
    }
    let signer = Text::of(&story.decision_signer, Vec::new());
    if signer.whole().has("signer_other") {
        fields.push("signed_other");
    } else if signer.whole().has("signer_above") {
        fields.push("signed_above");
    }
    fields
}

/// The points of each label of a table of rules, and why.
fn points(view: &View<'_>, of: &'static str) -> Vec<(&'static str, i32, Vec<Ground>)> {
    let labels = table::TABLE.rules.get(of).into_iter().flatten();
    labels
        .map(|(label, rules)| {
            let mut sum = (label.as_str(), 0, Vec::new());
            for rule in rules {
                let Some(sentence) = view.stands(rule) else { continue };
                sum.1 += rule.points;
                let sentence = sentence.map(|n| view.text.sentences[n].text.clone()).unwrap_or_default();
                let reason = rule.reason.clone();
                sum.2.push(Ground { label: label.clone(), points: rule.points, reason, sentence });
            }
            sum
        })
        .collect()
}
