//! `setChatMenuButton`: the button beside the input field, of one private chat or of all that have none.

use serde_json::json;

use super::{Answer, Method, Refusal, Run, keyboard::check_web_app, params::Params};
use crate::state::{World, learners::ChatKind, settings::MenuButton};

pub(super) const METHOD: Method =
    Method { name: "setChatMenuButton", params: &["chat_id", "menu_button"], sends: false, run: Run::Now(run) };

fn run(world: &mut World, params: &Params) -> Answer {
    let button = params.object::<MenuButton>("menu_button")?.unwrap_or_default();
    if let MenuButton::WebApp { text, web_app } = &button {
        if text.trim().is_empty() {
            return Err(Refusal::bad("menu button text must be non-empty"));
        }
        check_web_app(&web_app.url, "menu button Web App URL")?;
    }
    let Some(chat) = params.integer("chat_id")? else {
        world.change_settings(|settings| settings.menu_button = button);
        return Ok(json!(true));
    };
    let home = world.chats.get(&chat).filter(|home| home.kind == ChatKind::Private);
    let mut home = home.cloned().ok_or_else(|| Refusal::bad("chat not found"))?;
    home.menu_button = Some(button);
    world.put_chat(home);
    world.announce_chat(chat);
    Ok(json!(true))
}
