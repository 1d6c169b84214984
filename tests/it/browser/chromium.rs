//! Headless Chromium through `chromedriver`: the few WebDriver commands that the tests need. Elements are named by
//! `XPath`. Finding one waits, inside the driver, until it is there; so nothing here ever sleeps.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// How long a page may take to show something; a machine under load may come close.
const PATIENCE: Duration = Duration::from_secs(30);
/// The key of an element's id in WebDriver's JSON.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
const ARGUMENTS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// One browser with a profile of its own; gone when dropped.
pub struct Chromium {
    driver: Child,
    /// Chromium's process while it runs: it is the driver's child and outlives it.
    browser: Option<u64>,
    client: reqwest::Client,
    session: String,
    profile: PathBuf,
}

/// What the driver refuses with: WebDriver's error code and its words.
#[derive(Debug)]
struct Refused {
    code: String,
    message: String,
}

impl Refused {
    /// The page has moved on between finding an element and using it.
    fn passes(&self) -> bool {
        ["stale element reference", "element click intercepted", "element not interactable"]
            .contains(&self.code.as_str())
    }
}

/// A running driver and its port. It takes a port that is free with IPv6 and wants the same one with IPv4, where any
/// connection of a test may have it; then it gives up, and another one has better luck.
async fn driver() -> (Child, u16) {
    const TRIES: usize = 20;
    let mut said = String::new();
    for _ in 0..TRIES {
        said.clear();
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        let mut driver = command.spawn().expect("chromedriver is installed; script/test brings what the tests need");
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        while let Some(line) = lines.next_line().await.unwrap() {
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                return (driver, port.trim_end_matches('.').parse().unwrap());
            }
            said.push_str(&line);
            said.push('\n');
        }
        assert!(said.contains("port not available"), "chromedriver does not start:\n{said}");
    }
    panic!("chromedriver finds no port in {TRIES} tries:\n{said}");
}

impl Chromium {
    pub async fn start() -> Self {
        let (driver, port) = driver().await;
        let profile = std::env::temp_dir().join(format!("academy-chromium-{:016x}", rand::random::<u64>()));
        let mut arguments: Vec<String> = ARGUMENTS.iter().map(ToString::to_string).collect();
        arguments.push(format!("--user-data-dir={}", profile.display()));
        let url = format!("http://127.0.0.1:{port}/session");
        let client = reqwest::Client::new();
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
            "timeouts": { "implicit": PATIENCE.as_millis() as u64 },
        } } });
        let session = ask(&client, Method::POST, &url, Some(&wanted)).await.unwrap();
        let browser = session["capabilities"]["goog:processID"].as_u64();
        assert!(browser.is_some(), "the driver says which process the browser is");
        let session = format!("{url}/{}", session["sessionId"].as_str().unwrap());
        let chromium = Self { driver, browser, client, session, profile };
        chromium.resize(1280, 860).await;
        chromium
    }

    /// The size of the page's window in CSS pixels. A real window would stop at 500.
    pub async fn resize(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        let command = json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": size });
        self.post("/goog/cdp/execute", &command).await.unwrap();
    }

    pub async fn open(&self, url: &str) {
        self.post("/url", &json!({ "url": url })).await.unwrap();
    }

    pub async fn reload(&self) {
        self.post("/refresh", &json!({})).await.unwrap();
    }

    /// Opens another tab and goes there.
    pub async fn new_tab(&self) -> String {
        let tab = self.post("/window/new", &json!({ "type": "tab" })).await.unwrap();
        let handle = tab["handle"].as_str().unwrap().to_owned();
        self.to_tab(&handle).await;
        self.resize(1280, 860).await;
        handle
    }

    pub async fn tab(&self) -> String {
        let handle = ask(&self.client, Method::GET, &format!("{}/window", self.session), None).await.unwrap();
        handle.as_str().unwrap().to_owned()
    }

    pub async fn to_tab(&self, handle: &str) {
        self.post("/window", &json!({ "handle": handle })).await.unwrap();
    }

    /// From here on everything happens inside this frame.
    pub async fn enter(&self, frame: &str) {
        let frame = self.element(frame).await;
        self.post("/frame", &json!({ "id": frame })).await.unwrap();
    }

    /// Back to the page itself.
    pub async fn leave(&self) {
        self.post("/frame", &json!({ "id": null })).await.unwrap();
    }

    /// Returns when there is such an element.
    pub async fn wait(&self, wanted: &str) {
        self.element(wanted).await;
    }

    /// Returns when there is no such element any more.
    pub async fn wait_until_gone(&self, unwanted: &str) {
        self.wait(&format!("/html[not({unwanted})]")).await;
    }

    pub async fn click(&self, wanted: &str) {
        self.insist(wanted, "click", &json!({})).await;
    }

    /// Types into a field.
    pub async fn write(&self, wanted: &str, text: &str) {
        self.insist(wanted, "value", &json!({ "text": text })).await;
    }

    /// Presses keys where the focus is; `\u{e008}` holds Shift.
    pub async fn press(&self, keys: &[char]) {
        let down = keys.iter().map(|key| json!({ "type": "keyDown", "value": key }));
        let up = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
        let keys: Vec<Value> = down.chain(up).collect();
        let actions = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": keys }] });
        self.post("/actions", &actions).await.unwrap();
    }

    /// The value of a script's `return`.
    pub async fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({ "script": script, "args": [] })).await.unwrap()
    }

    /// The text of an element as it is laid out.
    pub async fn text(&self, wanted: &str) -> String {
        let script = "return arguments[0].innerText";
        let arguments = json!({ "script": script, "args": [self.element(wanted).await] });
        self.post("/execute/sync", &arguments).await.unwrap().as_str().unwrap().to_owned()
    }

    /// Ends the browser, and fails if any page of it has reported an error that was not expected.
    pub async fn close(mut self) {
        let errors = self.errors().await;
        assert!(errors.is_empty(), "the browser's console: {errors:#?}");
        ask(&self.client, Method::DELETE, &self.session, None).await.unwrap();
        self.browser = None;
    }

    /// Until now the pages have reported what is about this, and nothing else.
    pub async fn expect_errors(&self, about: &str) {
        let errors = self.errors().await;
        let is_expected = |error: &Value| error["message"].as_str().is_some_and(|message| message.contains(about));
        assert!(!errors.is_empty() && errors.iter().all(is_expected), "the browser's console: {errors:#?}");
    }

    /// What the console has said since it was asked last.
    async fn errors(&self) -> Vec<Value> {
        let mut entries = self.post("/se/log", &json!({ "type": "browser" })).await.unwrap();
        let entries = std::mem::take(entries.as_array_mut().unwrap()).into_iter();
        entries.filter(|entry| matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING"))).collect()
    }

    async fn element(&self, wanted: &str) -> Value {
        let query = json!({ "using": "xpath", "value": wanted });
        match self.post("/element", &query).await {
            Ok(element) => json!({ ELEMENT: element[ELEMENT] }),
            Err(refused) => {
                let _ = self.post("/frame", &json!({ "id": null })).await;
                let page = self.run("return document.body.innerText").await;
                panic!(
                    "waited for {wanted}: {}\non a page with:\n{}",
                    refused.message,
                    page.as_str().unwrap_or_default()
                )
            }
        }
    }

    /// Uses an element, again if it was redrawn or covered at that moment.
    async fn insist(&self, wanted: &str, action: &str, body: &Value) {
        let started = Instant::now();
        loop {
            let element = self.element(wanted).await;
            let path = format!("/element/{}/{action}", element[ELEMENT].as_str().unwrap());
            match self.post(&path, body).await {
                Ok(_) => return,
                Err(refused) if refused.passes() && started.elapsed() < PATIENCE => {}
                Err(refused) => panic!("{action} on {wanted}: {}: {}", refused.code, refused.message),
            }
        }
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value, Refused> {
        ask(&self.client, Method::POST, &format!("{}{path}", self.session), Some(body)).await
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.driver.start_kill();
        if let Some(browser) = self.browser {
            let mut kill = std::process::Command::new("kill");
            let _ = kill.args(["-KILL", &browser.to_string()]).stderr(Stdio::null()).status();
        }
        // Chromium's helpers end a moment after it, and may write until then.
        let started = Instant::now();
        while std::fs::remove_dir_all(&self.profile).is_err() && self.profile.exists() && started.elapsed() < PATIENCE {
            std::thread::yield_now();
        }
    }
}

async fn ask(client: &reqwest::Client, method: Method, url: &str, body: Option<&Value>) -> Result<Value, Refused> {
    let mut request = client.request(method, url).timeout(PATIENCE * 2);
    if let Some(body) = body {
        request = request.json(body);
    }
    let response = request.send().await.expect("chromedriver answers");
    let worked = response.status().is_success();
    let mut answer: Value = response.json().await.expect("chromedriver answers with JSON");
    let value = answer["value"].take();
    if worked {
        return Ok(value);
    }
    let said = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
    Err(Refused { code: said("error"), message: said("message") })
}
