//! The one list of contexts. What follows the log, is replayed, looked at by the doctor or done later is read from it.

use std::sync::Arc;

use crate::module::Module;
use crate::platform::eventstore::{Key, Subscription, forgetting};
use crate::platform::jobs::Kind;

/// All contexts, in alphabetical order.
pub fn all() -> Vec<Module> {
    vec![
        crate::assessment::module(),
        crate::course::module(),
        crate::identity::module(),
        crate::learning::module(),
        crate::user::module(),
    ]
}

/// Everything that follows the log.
pub fn subscriptions() -> Vec<Arc<dyn Subscription>> {
    all().into_iter().flat_map(|context| context.subscriptions).map(forgetting).collect()
}

/// The subscriptions that can be replayed.
pub fn read_models() -> Vec<Arc<dyn Subscription>> {
    subscriptions().into_iter().filter(|subscription| subscription.read_model().is_some()).collect()
}

/// The tables of this program's read models that hold learners, with their schemas, each with the column that says whose the row is. Beside those there are
/// the ones in `privacy::places`.
pub fn people() -> Vec<(String, &'static str)> {
    let models = read_models();
    let people = models.iter().filter_map(|model| model.read_model()).flat_map(|model| {
        let schema = Key::from(model).schema();
        model.people().iter().map(move |(table, column)| (format!("{schema}.{table}"), *column))
    });
    people.collect()
}

/// All kinds of jobs that contexts do.
pub fn works() -> Vec<Kind> {
    all().into_iter().flat_map(|context| context.works).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_in_alphabetical_order_and_names_nothing_twice() {
        let ascends = |names: &[&str]| names.is_sorted_by(|a, b| a < b);
        let contexts: Vec<_> = all().iter().map(|context| context.name).collect();
        assert!(ascends(&contexts), "{contexts:?}");
        for context in all() {
            let followers: Vec<_> = context.subscriptions.iter().map(|subscription| subscription.name()).collect();
            let kinds: Vec<_> = context.works.iter().map(|kind| kind.name).collect();
            assert!(ascends(&followers) && ascends(&kinds), "{}: {followers:?}, {kinds:?}", context.name);
        }
        for mut names in [
            subscriptions().iter().map(|subscription| subscription.name()).collect::<Vec<_>>(),
            works().iter().map(|kind| kind.name).collect(),
        ] {
            names.sort_unstable();
            assert!(ascends(&names), "a name is given twice: {names:?}");
        }
    }
}
