//! A learner in an interview: knows the model answers, and what the log has of what was said.

use dialogues::catalogue::{Ask, AskText, Localised};
use dialogues::kernel::ids::InterviewRunId;
use dialogues::rubric::Rubric;
use dialogues::streams::Aggregate;
use dialogues::streams::interview::run::InterviewRun;

use super::Learner;

/// The words of the button that ends an answer, begins its data.
pub const DONE: &str = "i.d@";

impl Learner {
    /// Begins an interview of ten minutes: three questions.
    pub async fn begin_interview(&self, title: &str, language: &str) -> InterviewRun {
        self.send("/interview").await;
        self.tap(title).await;
        self.tap(&format!(":10:{language}")).await;
        self.tap("i.b:").await;
        self.interview().await
    }

    /// The newest interview, as the log has it.
    pub async fn interview(&self) -> InterviewRun {
        let events = self.newest("InterviewStarted").await;
        let folded = events.into_iter().fold(None, |run: Option<InterviewRun>, event| {
            let fact = InterviewRun::decode(&event.event_type, &event.data).unwrap();
            InterviewRun::fold(run, InterviewRunId::from_uuid(event.stream), &fact, event.at)
        });
        folded.expect("an interview was begun")
    }

    /// What a good candidate would say to the question that waits, in the interview's language.
    pub async fn model_answer(&self) -> String {
        let run = self.interview().await;
        let (_, text, _) = self.asked(&run);
        text.get(run.locale).model.plain()
    }

    /// The beginning of the model answer that says all that it must, and not all that it could. None: there is no such.
    pub async fn fair_answer(&self) -> Option<String> {
        let run = self.interview().await;
        let (_, text, rubric) = self.asked(&run);
        let model = text.get(run.locale).model.plain();
        let ends = model.match_indices(". ").map(|(end, _)| end + 1);
        let mut beginnings = ends.map(|end| model[..end].to_owned());
        beginnings.find(|answer| {
            let scored = rubric.score(answer);
            let points = || rubric.points().iter().zip(&scored.points);
            let has_all_musts = points().all(|(point, outcome)| !point.must || outcome.is_hit());
            has_all_musts && !scored.is_list && scored.share > 0.0 && scored.share < 0.75
        })
    }

    /// Sends an answer, ends it, and returns the feedback.
    pub async fn says(&self, answer: &str) -> super::MessageView {
        self.send(answer).await;
        self.tap(DONE).await
    }

    /// Answers all that is still asked as a good candidate would, and returns the scorecard.
    pub async fn finishes_interview(&self) -> super::MessageView {
        while self.interview().await.is_open() {
            let answer = self.model_answer().await;
            self.says(&answer).await;
            self.tap("i.n").await;
        }
        self.screen().await
    }

    fn asked(&self, run: &InterviewRun) -> (Ask, Localised<AskText>, Rubric) {
        let asking = run.current().expect("a question waits");
        let interview = self.catalogue.interview(&run.interview).unwrap();
        let ask = interview.ask(asking.ask).unwrap();
        match asking.follow {
            None => (ask.clone(), ask.text.clone(), ask.rubric.clone()),
            Some(id) => {
                let follow = ask.follows.iter().find(|follow| follow.id == *id).unwrap();
                (ask.clone(), follow.text.clone(), follow.rubric.clone())
            }
        }
    }
}
