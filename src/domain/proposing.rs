//! What the sorter proposes for a petition that came: the clerk sees it with its sentences, and decides.

use super::{
    petition::{Answer3, Case, Choice, Kind, Petition, Priority, Story, Topic},
    sorter::{self, Flag, Nature, Proposal},
};

/// Other petitions of the village that a new one is compared with: the newest.
pub const COMPARED_MAX: usize = 40;

/// Of a petition whose words may be read.
pub fn of(case: &Case) -> Option<Proposal> {
    let story = case.story.as_ref()?;
    Some(sorter::one(&told(&case.petition, story, Some(&case.choice))))
}

/// The kind it would be sorted as; nothing when the paper is several, or none.
pub fn kind(proposal: &Proposal) -> Option<Kind> {
    match proposal.kind {
        Nature::Feedback => Some(Kind::Feedback),
        Nature::Recommendation => Some(Kind::Recommendation),
        Nature::Complaint => Some(Kind::Complaint),
        Nature::Denunciation => Some(Kind::Denunciation),
        Nature::NoPetition | Nature::Mixed => None,
    }
}

/// The topic, where the words say one.
pub fn topic(proposal: &Proposal) -> Option<Topic> {
    Topic::from_code(&proposal.topic).filter(|topic| *topic != Topic::Other)
}

pub fn priority(proposal: &Proposal) -> Priority {
    let urgent = [Flag::Emergency, Flag::UrgentHarm].iter().any(|flag| proposal.has(*flag));
    if urgent { Priority::Urgent } else { Priority::Normal }
}

/// Those of the others that seem to be about the same matter.
pub fn alike<'o>(case: &Case, others: &'o [(Petition, Story)]) -> Vec<&'o Petition> {
    let Some(story) = &case.story else { return Vec::new() };
    let mut stories = vec![told(&case.petition, story, Some(&case.choice))];
    stories.extend(others.iter().take(COMPARED_MAX).map(|(petition, story)| told(petition, story, None)));
    let proposals = sorter::sort(&stories);
    let found = proposals.first().map(|proposal| proposal.duplicates.as_slice()).unwrap_or_default();
    others.iter().map(|(petition, _)| petition).filter(|petition| found.contains(&petition.id.to_string())).collect()
}

/// As the sorter reads it; without the person's choices, what the paper says of them.
fn told(petition: &Petition, story: &Story, choice: Option<&Choice>) -> sorter::Story {
    let contests = if story.decision_no.is_empty() { Answer3::No } else { Answer3::Yes };
    sorter::Story {
        id: petition.id.to_string(),
        channel: petition.channel.code().to_owned(),
        filed_on: petition.received_on.to_string(),
        body: story.body.clone(),
        topic_field: choice.map_or(petition.topic, |choice| choice.topic).code().to_owned(),
        about_decision: choice.map_or(contests, |choice| choice.about_decision).code().to_owned(),
        decision_no: story.decision_no.clone(),
        decision_date: story.decision_date.map_or(String::new(), |day| day.to_string()),
        decision_signer: story.decision_signer.clone(),
        village: petition.village.clone().unwrap_or_default(),
        anonymous: if choice.is_some_and(|choice| choice.anonymous) { "yes" } else { "no" }.to_owned(),
    }
}
