//! Dates as people write them, in English and Russian. Pure; what cannot be told for sure, such as `3/12`, is none.

use chrono::{Datelike, Days, NaiveDate};

use crate::kernel::locale::Locale;

/// Nominative and genitive: a part of either is enough, from its third letter on.
const MONTHS: [&[&str]; 12] = [
    &["january", "январь", "января"],
    &["february", "февраль", "февраля"],
    &["march", "март", "марта"],
    &["april", "апрель", "апреля"],
    &["may", "май", "мая"],
    &["june", "июнь", "июня"],
    &["july", "июль", "июля"],
    &["august", "август", "августа"],
    &["september", "сентябрь", "сентября"],
    &["october", "октябрь", "октября"],
    &["november", "ноябрь", "ноября"],
    &["december", "декабрь", "декабря"],
];
const LETTERS: usize = 3;
const NEAR: [(&str, u64); 5] = [("today", 0), ("сегодня", 0), ("tomorrow", 1), ("завтра", 1), ("послезавтра", 2)];
/// What may follow a number: `25th`, `25-го`, `25е`.
const ORDINALS: [&str; 8] = ["st", "nd", "rd", "th", "го", "ое", "е", "г"];

/// A piece of a text, with the signs before it.
struct Piece<'a> {
    before: &'a str,
    what: What,
}

enum What {
    /// A number and how many digits it has.
    Number(u32, usize),
    /// From 1.
    Month(u32),
    Near(u64),
    Other,
}

/// All dates in a text, in its order: `2026-03-12`, `12.03.2026`, `12.3.`, `12 March`, `March 12th, 2026`, `12–20 марта`,
/// `завтра`. Without a year it is the next such day.
pub fn dates(text: &str, today: NaiveDate) -> Vec<NaiveDate> {
    use What::{Month, Near, Number};

    let text = text.to_lowercase();
    let pieces = pieces(&text);
    let mut dates = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let next = |after: usize| pieces.get(at + after);
        let year_at = |after: usize| match next(after) {
            Some(Piece { what: Number(year, 4), .. }) => (Some(*year), 1),
            _ => (None, 0),
        };
        let (found, used) = match (&pieces[at].what, next(1), next(2)) {
            (Near(days), _, _) => (vec![today.checked_add_days(Days::new(*days))], 1),
            (Number(year, 4), Some(Piece { what: Number(month, _), .. }), Some(Piece { what: Number(day, _), .. })) => {
                (vec![NaiveDate::from_ymd_opt(*year as i32, *month, *day)], 3)
            }
            (
                Number(first, 1 | 2),
                Some(Piece { what: Number(last, 1 | 2), before }),
                Some(Piece { what: Month(month), .. }),
            ) if is_dash(before) => {
                let (year, more) = year_at(3);
                (vec![day_of(*first, *month, year, today), day_of(*last, *month, year, today)], 3 + more)
            }
            (Number(day, 1 | 2), Some(Piece { what: Month(month), .. }), _)
            | (Month(month), Some(Piece { what: Number(day, 1 | 2), .. }), _) => {
                let (year, more) = year_at(2);
                (vec![day_of(*day, *month, year, today)], 2 + more)
            }
            (Number(one, 1 | 2), Some(Piece { what: Number(other, 1 | 2), before: sign @ ("." | "/") }), third) => {
                let (year, more) = match third {
                    Some(Piece { what: Number(year, digits @ (2 | 4)), before }) if before == sign => {
                        (Some(if *digits == 2 { 2000 + year } else { *year }), 1)
                    }
                    _ => (None, 0),
                };
                let ordered = match *sign {
                    "." => Some((*one, *other)),
                    _ if *one > 12 || one == other => Some((*one, *other)),
                    _ if *other > 12 => Some((*other, *one)),
                    _ => None,
                };
                (vec![ordered.and_then(|(day, month)| day_of(day, month, year, today))], 2 + more)
            }
            _ => (Vec::new(), 1),
        };
        dates.extend(found.into_iter().flatten());
        at += used;
    }
    dates
}

/// A date as [`dates`] reads it, in the way of the language.
pub fn written(day: NaiveDate, locale: Locale) -> String {
    match locale.as_str() {
        "ru" => format!("{:02}.{:02}.{}", day.day(), day.month(), day.year()),
        _ => day.to_string(),
    }
}

/// A day within the next year as people say it: `25 Dec`, `25 декабря`.
pub fn spoken(day: NaiveDate, locale: Locale) -> String {
    let [english, _, russian] = MONTHS[day.month0() as usize] else { return written(day, locale) };
    match locale.as_str() {
        "ru" => format!("{} {russian}", day.day()),
        _ => {
            let (first, rest) = english.split_at(1);
            let rest: String = rest.chars().take(LETTERS - 1).collect();
            format!("{} {}{rest}", day.day(), first.to_uppercase())
        }
    }
}

/// Without a year: the next such day.
fn day_of(day: u32, month: u32, year: Option<u32>, today: NaiveDate) -> Option<NaiveDate> {
    match year {
        Some(year) => NaiveDate::from_ymd_opt(year as i32, month, day),
        // A leap day may be some years away.
        None => (0..=8)
            .find_map(|later| NaiveDate::from_ymd_opt(today.year() + later, month, day).filter(|day| *day >= today)),
    }
}

fn is_dash(signs: &str) -> bool {
    matches!(signs.trim(), "-" | "–" | "—")
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        let (before, from) = rest.split_at(start);
        let is_number = from.starts_with(|char: char| char.is_ascii_digit());
        let ends = |char: char| if is_number { !char.is_ascii_digit() } else { !char.is_alphabetic() };
        let end = from.find(ends).unwrap_or(from.len()).max(from.chars().next().map_or(0, char::len_utf8));
        let (piece, more) = from.split_at(end);
        rest = more;
        let follows_number = matches!(pieces.last(), Some(Piece { what: What::Number(..), .. }));
        if follows_number && ORDINALS.contains(&piece) && (before.is_empty() || before == "-") {
            continue;
        }
        pieces.push(Piece { before, what: what(piece) });
    }
    pieces
}

fn what(piece: &str) -> What {
    if let Ok(number) = piece.parse() {
        return What::Number(number, piece.len());
    }
    if let Some((_, days)) = NEAR.iter().find(|(word, _)| *word == piece) {
        return What::Near(*days);
    }
    let is_month =
        |names: &&[&str]| names.iter().any(|name| name.starts_with(piece)) && piece.chars().count() >= LETTERS;
    match (1..).zip(&MONTHS).find(|(_, names)| is_month(names)) {
        Some((month, _)) => What::Month(month),
        None => What::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_date_is_read_in_all_the_ways_that_people_write_it() {
        let today = day("2026-11-30");
        for text in [
            "2026-12-25",
            "25.12.2026",
            "25.12.26",
            "25.12.",
            "25.12",
            "25/12",
            "12/25/2026",
            "25 December",
            "25 dec 2026",
            "December 25th, 2026",
            "on the 25th of? no: Dec 25",
            "к 25 декабря",
            "25-го декабря",
            "25 дек. 2026 г.",
        ] {
            assert_eq!(dates(text, today).last(), Some(&day("2026-12-25")), "{text}");
        }
        for (text, wanted) in
            [("tomorrow", "2026-12-01"), ("завтра!", "2026-12-01"), ("1 марта", "2027-03-01"), ("29.2.", "2028-02-29")]
        {
            assert_eq!(dates(text, today), [day(wanted)], "{text}");
        }
        for (text, first, last) in [
            ("12–20 December", "2026-12-12", "2026-12-20"),
            ("12 - 20 декабря", "2026-12-12", "2026-12-20"),
            ("30 Nov – 5 Dec", "2026-11-30", "2026-12-05"),
            ("12.12. 20.12.", "2026-12-12", "2026-12-20"),
            ("2026-12-12 2026-12-20", "2026-12-12", "2026-12-20"),
            ("с 12.12.2026 по 20.12.2026", "2026-12-12", "2026-12-20"),
        ] {
            assert_eq!(dates(text, today), [day(first), day(last)], "{text}");
        }
        for text in ["3/12", "soon", "31.2.", "12", "в мае", "99 мая", "2026-13-01", "", "1.2.3.4.5.6.7", "٣ مارس"]
        {
            assert!(dates(text, today).len() <= 3, "{text}");
        }
        for text in ["3/12", "soon", "31.2.", "12", "99 мая", "2026-13-01", ""] {
            assert_eq!(dates(text, today), [], "{text}");
        }
    }

    #[test]
    fn what_we_write_we_read() {
        let today = day("2026-11-30");
        for later in 0..800 {
            let wanted = today + Days::new(later);
            for locale in [Locale::default(), Locale::of_tag("ru").unwrap()] {
                assert_eq!(dates(&written(wanted, locale), today), [wanted]);
                if later < 365 {
                    assert_eq!(dates(&spoken(wanted, locale), today), [wanted]);
                }
            }
        }
    }
}
