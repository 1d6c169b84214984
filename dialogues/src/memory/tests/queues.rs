//! The rules of the daily queue.

use std::collections::BTreeSet;

use super::super::{Entry, Goal, MOST_A_DAY, Queue, Reason, Settings, Vacation, explain, forecast, queue};
use super::*;

fn settings() -> Settings {
    Settings { new_per_day: 3, reviews_per_day: 5, ..Settings::default() }
}

fn asked(cards: &[Card], settings: &Settings, today: u64) -> Queue {
    queue(&Params::default(), settings, &items(cards), day(today), None)
}

fn names(queue: &Queue) -> Vec<&str> {
    queue.entries.iter().map(|entry| entry.id.local()).collect()
}

fn reasons(queue: &Queue) -> Vec<Reason> {
    queue.entries.iter().map(|entry| entry.reason).collect()
}

/// The learner answers all that is asked today, with one rating; forgotten ones until they stop coming back.
fn answer_all(cards: &mut [Card], settings: &Settings, today: u64, rating: Rating) -> Vec<Entry> {
    let mut answered = Vec::new();
    while let Some(entry) = asked(cards, settings, today).entries.into_iter().next() {
        let card = cards.iter_mut().find(|card| card.id == entry.id).unwrap();
        let memory = Params::default().review(settings.retention, card.memory.as_ref(), rating, day(today));
        card.memory = Some(memory);
        answered.push(entry);
    }
    answered
}

#[test]
fn new_items_come_in_the_authors_order_up_to_the_cap() {
    let mut cards: Vec<Card> = (0..5).map(Card::numbered).collect();
    assert_eq!(names(&asked(&cards, &settings(), 0)), ["c-0000", "c-0001", "c-0002"]);
    assert_eq!(answer_all(&mut cards, &settings(), 0, Rating::Good).len(), 3);
    assert_eq!(asked(&cards, &settings(), 0), Queue::default());
    assert_eq!(names(&asked(&cards, &settings(), 1)), ["c-0003", "c-0004"]);
}

#[test]
fn the_cap_holds_for_the_whole_day_and_the_rest_waits() {
    let mut cards: Vec<Card> = (0..12).map(|number| Card::numbered(number).reviewed(0, 4.0)).collect();
    let queue = asked(&cards, &settings(), 10);
    assert_eq!((queue.entries.len(), queue.waiting), (5, 7));
    assert_eq!(answer_all(&mut cards, &settings(), 10, Rating::Good).len(), 5);
    assert_eq!(asked(&cards, &settings(), 10), Queue { entries: Vec::new(), waiting: 7 });
    assert_eq!(asked(&cards, &settings(), 11).entries.len(), 5);
}

#[test]
fn there_is_nothing_new_while_reviews_wait() {
    let mut cards: Vec<Card> = (0..6).map(|number| Card::numbered(number).reviewed(0, 4.0)).collect();
    cards.push(Card::numbered(6));
    assert!(!reasons(&asked(&cards, &settings(), 10)).contains(&Reason::New));
    cards.remove(0);
    assert_eq!(reasons(&asked(&cards, &settings(), 10)).last(), Some(&Reason::New));
}

#[test]
fn what_was_forgotten_today_comes_back_last_and_not_for_ever() {
    let mut cards = vec![Card::numbered(0).reviewed(0, 4.0), Card::numbered(1).reviewed(0, 4.0)];
    let params = Params::default();
    let first = asked(&cards, &settings(), 4).entries[0].id.clone();
    let card = cards.iter_mut().find(|card| card.id == first).unwrap();
    card.memory = Some(params.review(Retention::default(), card.memory.as_ref(), Rating::Again, day(4)));
    assert_eq!(card.memory.as_ref().unwrap().lapses, 1);
    assert_eq!(reasons(&asked(&cards, &settings(), 4)), [Reason::Due { days: 0 }, Reason::Again]);
    // Forgotten over and over: each is asked four times, then it is tomorrow's.
    let answered = answer_all(&mut cards, &settings(), 4, Rating::Again);
    assert_eq!(answered.len() + 1, 2 * MOST_A_DAY as usize);
    assert_eq!(asked(&cards, &settings(), 4), Queue::default());
    assert_eq!(reasons(&asked(&cards, &settings(), 5)), [Reason::Due { days: 0 }; 2]);
}

#[test]
fn what_fades_comes_before_what_is_later_and_still_known() {
    // A hundred days late and hardly touched by it; twelve days late and fading.
    let cards = [Card::new("strong", "a").reviewed(0, 300.0), Card::new("fading", "b").reviewed(380, 8.0)];
    assert_eq!(names(&asked(&cards, &settings(), 400)), ["fading", "strong"]);
}

#[test]
fn what_a_review_saves_comes_before_what_it_hardly_helps() {
    // A little less is left of the first, but so difficult it is that a review gains next to nothing.
    let cards = [
        Card::new("hopeless", "a").reviewed(0, 7.0).difficulty(10.0),
        Card::new("rewarding", "b").reviewed(0, 8.0).difficulty(3.0),
    ];
    let params = Params::default();
    let [hopeless, rewarding] = [0, 1].map(|at| params.recall(cards[at].memory.as_ref().unwrap(), day(20)));
    assert!(hopeless < rewarding);
    assert_eq!(names(&asked(&cards, &settings(), 20)), ["rewarding", "hopeless"]);
}

#[test]
fn the_queue_is_the_same_however_the_items_are_ordered() {
    let mut cards: Vec<Card> =
        (0..12).map(|number| Card::new(&format!("c-{number:02}"), ["a", "b"][number % 2]).reviewed(0, 4.0)).collect();
    let first = asked(&cards, &settings(), 10);
    cards.reverse();
    assert_eq!(asked(&cards, &settings(), 10), first);
}

#[test]
fn siblings_do_not_follow_each_other_nor_what_was_asked_just_now() {
    let cards: Vec<Card> =
        (0..4).map(|number| Card::new(&format!("c-{number}"), ["a", "b"][number / 2]).reviewed(0, 4.0)).collect();
    let all = items(&cards);
    assert_eq!(names(&asked(&cards, &settings(), 9)), ["c-0", "c-2", "c-1", "c-3"]);
    let after = queue(&Params::default(), &settings(), &all[1..], day(9), Some(&all[0]));
    assert_eq!(names(&after), ["c-2", "c-1", "c-3"]);
}

#[test]
fn nothing_is_due_on_vacation_and_the_streak_holds() {
    let away = Settings { vacations: vec![Vacation { first: day(10), last: day(12) }], ..settings() };
    let cards = [Card::numbered(0).reviewed(0, 4.0), Card::numbered(1)];
    for today in [10, 11, 12] {
        assert_eq!(asked(&cards, &away, today), Queue::default());
    }
    assert_eq!(asked(&cards, &away, 13).entries.len(), 2);
    assert!(away.on_vacation(day(10)) && !away.on_vacation(day(13)));
    assert_eq!(away.missed(day(9), day(13)), 0);
    assert_eq!(away.missed(day(12), day(13)), 0);
    assert_ne!(away.missed(day(8), day(13)), 0);
    assert_ne!(away.missed(day(9), day(14)), 0);
    assert_ne!(settings().missed(day(9), day(13)), 0);
}

#[test]
fn for_a_date_everything_is_reviewed_once_more_the_weakest_last() {
    let goal = Goal { since: day(1), day: day(20), concepts: BTreeSet::new() };
    let settings = Settings { goal: Some(goal), ..settings() };
    // Twelve items at five a day: three last days, 17, 18 and 19. None of them would be due before the date.
    let mut cards: Vec<Card> = (0..12).map(|number| Card::numbered(number).reviewed(0, 40.0 + number as f32)).collect();
    assert_eq!(asked(&cards, &settings, 16), Queue::default());
    let for_date = Reason::ForDate { day: day(20) };
    let mut days = Vec::new();
    for today in 17..20 {
        let answered = answer_all(&mut cards, &settings, today, Rating::Good);
        assert!(answered.iter().all(|entry| entry.reason == for_date));
        let mut names: Vec<String> = answered.iter().map(|entry| entry.id.local().to_owned()).collect();
        names.sort();
        days.push(names);
    }
    let of = |numbers: std::ops::Range<usize>| numbers.map(|number| format!("c-{number:04}")).collect::<Vec<_>>();
    assert_eq!(days, [of(10..12), of(5..10), of(0..5)]);
    // The date itself and the days after are as ever.
    assert_eq!(asked(&cards, &settings, 20), Queue::default());
}

#[test]
fn a_goal_leaves_other_concepts_and_the_stored_days_alone() {
    let goal = Goal { since: day(1), day: day(20), concepts: BTreeSet::from([ConceptId::new("a")]) };
    let aimed = Settings { goal: Some(goal), ..settings() };
    let cards = [Card::new("one", "a").reviewed(0, 60.0), Card::new("other", "b").reviewed(0, 60.0)];
    assert_eq!(names(&asked(&cards, &aimed, 19)), ["one"]);
    assert_eq!(asked(&cards, &settings(), 19), Queue::default());
}

#[test]
fn the_last_days_before_a_date_go_around_a_vacation() {
    let goal = Goal { since: day(1), day: day(20), concepts: BTreeSet::new() };
    let vacations = vec![Vacation { first: day(18), last: day(25) }];
    let settings = Settings { goal: Some(goal), vacations, ..settings() };
    let cards = [Card::numbered(0).reviewed(0, 60.0)];
    assert_eq!(asked(&cards, &settings, 16), Queue::default());
    assert_eq!(reasons(&asked(&cards, &settings, 17)), [Reason::ForDate { day: day(20) }]);
}

#[test]
fn room_on_the_last_day_goes_to_what_would_be_remembered_least() {
    let goal = Goal { since: day(1), day: day(20), concepts: BTreeSet::new() };
    let settings = Settings { goal: Some(goal), reviews_per_day: 3, ..settings() };
    // Four items at three a day make two last days; all have been reviewed on the first of them.
    let cards: Vec<Card> = (0..4).map(|number| Card::numbered(number).reviewed(18, 5.0 + number as f32)).collect();
    assert_eq!(names(&asked(&cards, &settings, 19)), ["c-0000", "c-0001", "c-0002"]);
}

#[test]
fn the_forecast_spreads_the_wall_over_days() {
    let cards: Vec<Card> = (0..23).map(|number| Card::numbered(number).reviewed(0, 30.0)).collect();
    let loads = forecast(&Params::default(), &settings(), &items(&cards), day(60), 6);
    let figures: Vec<(u32, u32)> = loads.iter().map(|load| (load.reviews, load.waiting)).collect();
    assert_eq!(figures, [(5, 18), (5, 13), (5, 8), (5, 3), (3, 0), (0, 0)]);
}

#[test]
fn who_was_away_is_not_punished_for_it() {
    let params = Params::default();
    let card = Card::numbered(0).reviewed(0, 10.0);
    let after = |today| params.review(Retention::default(), card.memory.as_ref(), Rating::Good, day(today)).stability;
    // Remembered after three times as long: the memory is stronger than if it had been asked on its day.
    assert!(after(30) > after(10));
}

#[test]
fn an_explanation_says_how_likely_and_what_comes_next() {
    let params = Params::default();
    let card = Card::numbered(0).reviewed(0, 10.0);
    let found = explain(&params, &settings(), &card.item(), day(10));
    assert!((found.recall.unwrap() - 0.9).abs() < 1e-6);
    assert_eq!((found.due, found.reps, found.recent.len()), (Some(day(10)), 5, 1));
    assert_eq!(found.next.map(|next| next.today), [true, false, false, false]);
    assert!(found.next.map(|next| next.days).is_sorted());
    for next in found.next {
        let after = params.review(Retention::default(), card.memory.as_ref(), next.rating, day(10));
        assert_eq!((next.due, day(10) + Days::new(next.days.into())), (after.due, after.due));
    }
    let fresh = explain(&params, &settings(), &Card::numbered(1).item(), day(10));
    assert_eq!((fresh.recall, fresh.due, fresh.reps), (None, None, 0));
    assert_eq!(fresh.next.map(|next| next.days), [1, 1, 2, 8]);
}

#[test]
fn a_clock_that_goes_back_is_the_same_day() {
    let params = Params::default();
    let memory = params.review(Retention::default(), None, Rating::Good, day(5));
    let again = params.review(Retention::default(), Some(&memory), Rating::Good, day(4));
    assert_eq!((again.last_review, again.same_day, again.reps), (day(5), 2, 2));
    assert!((params.recall(&memory, day(1)) - 1.0).abs() < 1e-6);
}
