//! Which zone is meant by the name of a city? A table of capitals and larger cities in every language of the academy, the
//! ones that most learners live in first, and the names of the zones themselves.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono_tz::{TZ_VARIANTS, Tz};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::kernel::locale::Locale;
use crate::language::is_near;

/// So many letters make a part of a name worth looking for.
const PART: usize = 3;

/// A city and its zone.
#[derive(Debug)]
pub struct City {
    pub zone: Tz,
    /// For each language its names: the first is shown, the others are understood as well.
    names: Vec<(Locale, Vec<&'static str>)>,
    /// All of them, [folded].
    folded: Vec<String>,
}

/// How well a name fits, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Whole,
    Beginning,
    Part,
    Typo,
}

/// A line for each city, the languages in the head: names separated by semicolons.
static CITIES: LazyLock<Vec<City>> = LazyLock::new(|| {
    let mut lines = include_str!("cities.tsv").lines().map(|line| line.split('\t'));
    let languages: Vec<Option<Locale>> = lines.next().into_iter().flatten().skip(1).map(Locale::of_tag).collect();
    let city = |mut fields: std::str::Split<'static, char>| {
        let zone = fields.next()?.parse().ok()?;
        let named = languages.iter().zip(fields);
        let names = named.filter_map(|(language, names)| Some(((*language)?, names.split("; ").collect())));
        let names: Vec<(Locale, Vec<&str>)> = names.collect();
        let folded = names.iter().flat_map(|(_, names)| names).map(|name| folded(name)).collect();
        Some(City { zone, names, folded })
    };
    lines.filter_map(city).collect()
});

impl City {
    /// Its name, in English where the language has none.
    pub fn name(&self, locale: Locale) -> &'static str {
        let named = |wanted: Locale| self.names.iter().find(|(language, _)| *language == wanted);
        named(locale)
            .or_else(|| named(Locale::DEFAULT))
            .and_then(|(_, names)| names.first())
            .copied()
            .unwrap_or_default()
    }

    fn fit(&self, wanted: &str) -> Option<Fit> {
        self.folded.iter().filter_map(|name| fit(name, wanted)).min()
    }
}

/// All cities, the ones that most learners live in first.
pub fn cities() -> &'static [City] {
    &CITIES
}

/// What a zone is called: by the first of its cities, else by its own name.
pub fn name_of(zone: Tz, locale: Locale) -> String {
    let city = CITIES.iter().find(|city| city.zone == zone).map(|city| city.name(locale).to_owned());
    city.unwrap_or_else(|| zone.name().replace('_', " "))
}

/// The cities that a text may mean, the best first; those with the whole name and those that begin with it, else those with
/// a part of it, else those with a small typo.
pub fn search(text: &str) -> Vec<&'static City> {
    let wanted = folded(text);
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(Fit, &City)> = CITIES.iter().filter_map(|city| Some((city.fit(&wanted)?, city))).collect();
    let best = found.iter().map(|(fit, _)| *fit).min();
    found.retain(|(fit, _)| Some(*fit) == best || *fit == Fit::Beginning);
    found.sort_by_key(|(fit, _)| *fit);
    found.into_iter().map(|(_, city)| city).collect()
}

/// The one zone that a text means: its own name, or the zone of all cities that are found.
pub fn the_zone(text: &str) -> Option<Tz> {
    // Some short ones, such as EST, are no place's any more.
    let is_place = |zone: &&Tz| zone.name().contains('/') || **zone == Tz::UTC;
    let named = TZ_VARIANTS.iter().filter(is_place).find(|zone| zone.name().eq_ignore_ascii_case(text.trim()));
    named.copied().or_else(|| {
        let zones: BTreeSet<&str> = search(text).into_iter().map(|city| city.zone.name()).collect();
        let [zone] = Vec::from_iter(zones)[..] else { return None };
        zone.parse().ok()
    })
}

fn fit(name: &str, wanted: &str) -> Option<Fit> {
    if name == wanted {
        return Some(Fit::Whole);
    }
    if name.starts_with(wanted) {
        return Some(Fit::Beginning);
    }
    if wanted.chars().count() >= PART && name.contains(wanted) {
        return Some(Fit::Part);
    }
    is_near(wanted, name).then_some(Fit::Typo)
}

/// Without case, accents, spaces and signs; `ё` is `е`.
fn folded(text: &str) -> String {
    let plain = text.nfkd().filter(|char| !is_combining_mark(*char)).flat_map(char::to_lowercase);
    let letter = |char: char| match char {
        'ł' => 'l',
        'ø' => 'o',
        'đ' => 'd',
        'ı' => 'i',
        char => char,
    };
    plain.map(letter).filter(|char| char.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(text: &str) -> Option<&'static str> {
        the_zone(text).map(Tz::name)
    }

    #[test]
    fn every_line_has_a_zone_and_a_name_in_every_language() {
        let lines = include_str!("cities.tsv").lines().skip(1).count();
        assert_eq!(cities().len(), lines, "a line has a zone that nobody knows");
        for city in cities() {
            let languages: Vec<Locale> = city.names.iter().map(|(language, _)| *language).collect();
            assert_eq!(languages, Locale::supported(), "{city:?}");
            for name in city.names.iter().flat_map(|(_, names)| names) {
                assert!(!folded(name).is_empty() && name.trim() == *name, "{city:?}");
            }
        }
    }

    #[test]
    fn cities_are_found_by_their_names_in_both_languages_whatever_case_and_accents() {
        for (text, expected) in [
            ("Москва", "Europe/Moscow"),
            ("  москва! ", "Europe/Moscow"),
            ("MOSCOW", "Europe/Moscow"),
            ("спб", "Europe/Moscow"),
            ("Казань", "Europe/Moscow"),
            ("Орёл", "Europe/Moscow"),
            ("Орел", "Europe/Moscow"),
            ("Кишинев", "Europe/Chisinau"),
            ("Chișinău", "Europe/Chisinau"),
            ("chisinau", "Europe/Chisinau"),
            ("кельн", "Europe/Berlin"),
            ("Koln", "Europe/Berlin"),
            ("wroclaw", "Europe/Warsaw"),
            ("Łódź", "Europe/Warsaw"),
            ("lodz", "Europe/Warsaw"),
            ("нью йорк", "America/New_York"),
            ("new york", "America/New_York"),
            ("вашингтон", "America/New_York"),
            ("бразилиа", "America/Sao_Paulo"),
            ("петропавловск-камчатский", "Asia/Kamchatka"),
            ("южносахалинск", "Asia/Sakhalin"),
            // A slip of the finger.
            ("Новосибрск", "Asia/Novosibirsk"),
            ("Екатиринбург", "Asia/Yekaterinburg"),
            // Its own name.
            ("asia/kolkata", "Asia/Kolkata"),
            ("Europe/Kyiv", "Europe/Kyiv"),
            ("Etc/GMT-3", "Etc/GMT-3"),
            ("utc", "UTC"),
        ] {
            assert_eq!(zone(text), Some(expected), "{text}");
        }
        for nowhere in ["", "  ", "?!", "qwertyuiop", "я не знаю", "EST"] {
            assert_eq!(zone(nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn names_that_several_places_have_are_all_found() {
        let found = |text: &str| -> Vec<&str> { search(text).iter().map(|city| city.zone.name()).collect() };
        assert_eq!(found("Victoria"), ["Indian/Mahe", "America/Vancouver"]);
        assert_eq!(found("San Jose"), ["America/Los_Angeles", "America/Costa_Rica"]);
        assert!(found("нов").len() > 3, "{:?}", found("нов"));
    }

    /// Of the members and observers of the United Nations; with them the cities that give Russia's eleven zones their names.
    #[test]
    fn all_capitals_are_found_in_english_and_russian() {
        let capitals: Vec<Vec<&str>> =
            include_str!("capitals.tsv").lines().map(|line| line.split('\t').collect()).collect();
        assert!(capitals.len() > 195, "{}", capitals.len());
        for names in capitals {
            let found = |name: &&str| search(name).first().map(|city| city.zone.name());
            let zones: BTreeSet<_> = names.iter().map(found).collect();
            assert!(zones.len() == 1 && !zones.contains(&None), "{names:?}: {zones:?}");
        }
    }
}
