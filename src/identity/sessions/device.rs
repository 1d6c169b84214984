//! What a device is called in the list of sessions: by what it says of itself, as far as people would say it. Bounded, and
//! no evidence of anything. Pure.

/// Characters that are kept of what a program calls itself.
const LONGEST: usize = 60;

/// Telegram's clients, by the name that they tell a Mini App.
const CLIENTS: [(&str, &str); 10] = [
    ("android", "Telegram Android"),
    ("android_x", "Telegram X"),
    ("ios", "Telegram iOS"),
    ("macos", "Telegram macOS"),
    ("tdesktop", "Telegram Desktop"),
    ("unigram", "Unigram"),
    ("web", "Telegram Web"),
    ("weba", "Telegram Web"),
    ("webk", "Telegram Web"),
    ("webz", "Telegram Web"),
];

/// Clients that run on more than one system.
const ANYWHERE: [&str; 2] = ["Telegram Desktop", "Telegram Web"];

/// Systems, by a word of the browser's name; the first that is there counts.
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// `platform`: as Telegram's client tells the Mini App; `agent`: the header `User-Agent`. Empty if neither says anything.
pub fn name(platform: Option<&str>, agent: Option<&str>) -> String {
    let agent = agent.unwrap_or_default();
    let system = SYSTEMS.iter().find(|(word, _)| agent.contains(word)).map(|(_, system)| *system);
    let client = CLIENTS.iter().find(|(code, _)| platform == Some(*code)).map(|(_, client)| *client);
    match (client, system) {
        (Some(client), Some(system)) if ANYWHERE.contains(&client) => format!("{client}, {system}"),
        (Some(client), _) => client.to_owned(),
        (None, Some(system)) => system.to_owned(),
        (None, None) => {
            agent.chars().filter(|char| !char.is_control()).take(LONGEST).collect::<String>().trim().to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_called_what_people_call_it() {
        let chrome =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148";
        let pixel = "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36";
        for (platform, agent, expected) in [
            (Some("webk"), Some(chrome), "Telegram Web, Linux"),
            (Some("ios"), Some(safari), "Telegram iOS"),
            (Some("android"), Some(pixel), "Telegram Android"),
            (Some("tdesktop"), None, "Telegram Desktop"),
            (Some("toaster"), Some(pixel), "Android"),
            (None, Some(safari), "iPhone"),
            (None, Some("curl/8.5.0"), "curl/8.5.0"),
            (None, Some("\u{7}\n "), ""),
            (None, None, ""),
        ] {
            assert_eq!(name(platform, agent), expected);
        }
    }

    #[test]
    fn what_a_program_calls_itself_is_cut() {
        let long = "й".repeat(5_000);
        assert_eq!(name(Some(&long), Some(&long)).chars().count(), LONGEST);
    }
}
