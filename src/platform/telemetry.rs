//! Logs and metrics: where they go and what the metrics are called. Decides nothing about what is worth a log line.

use std::fmt::Display;
use std::sync::OnceLock;
use std::time::Duration;

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use super::config::LogFormat;
use super::mac::hmac_sha256;

/// By what ids are hashed before they are logged.
static NAMES: OnceLock<[u8; 32]> = OnceLock::new();

/// From now on ids in logs are hashed by this key, so that one is the same in all processes and after a restart.
pub fn name_by(key: [u8; 32]) {
    let _ = NAMES.set(key);
}

/// An id as it stands in logs: the same for the same one, and nobody finds the one from the other without the key.
pub fn who(id: impl Display) -> String {
    let key = NAMES.get_or_init(rand::random);
    hex::encode(&hmac_sha256(key, id.to_string().as_bytes())[..6])
}

/// The names of all metrics, with their labels.
pub mod metric {
    /// `event_append_conflicts_total`: turns that lost a race for a stream and were repeated.
    pub const EVENT_APPEND_CONFLICTS: &str = "event_append_conflicts_total";
    /// `event_streams_closed_total{reason}`
    pub const EVENT_STREAMS_CLOSED: &str = "event_streams_closed_total";
    /// `event_streams_events_total{type}`: events that were sent.
    pub const EVENT_STREAMS_EVENTS: &str = "event_streams_events_total";
    /// `event_streams_open`
    pub const EVENT_STREAMS_OPEN: &str = "event_streams_open";
    /// `http_connections_refused_total`
    pub const HTTP_CONNECTIONS_REFUSED: &str = "http_connections_refused_total";
    /// `http_request_duration_seconds{route}`
    pub const HTTP_REQUEST_DURATION: &str = "http_request_duration_seconds";
    /// `http_requests_total{route,status}`; `route` is the pattern, never the path.
    pub const HTTP_REQUESTS: &str = "http_requests_total";
    /// `jobs_total{kind,result}`: tries, by what came of them.
    pub const JOBS: &str = "jobs_total";
    /// `job_lateness_seconds`: from when a job was due to its first try.
    pub const JOB_LATENESS: &str = "job_lateness_seconds";
    /// `jobs_overdue`: due for more than a minute and not done.
    pub const JOBS_OVERDUE: &str = "jobs_overdue";
    /// `jobs_overdue_seconds`: since the first of them was due.
    pub const JOBS_OVERDUE_SECONDS: &str = "jobs_overdue_seconds";
    /// `jobs_parked`: how many are put aside now.
    pub const JOBS_PARKED: &str = "jobs_parked";
    /// `jobs_waiting`: neither done nor put aside.
    pub const JOBS_WAITING: &str = "jobs_waiting";
    /// `lesson_completion_duration_seconds`
    pub const LESSON_COMPLETION_DURATION: &str = "lesson_completion_duration_seconds";
    /// `lesson_completions_total{lesson_id,difficulty,user_type}`
    pub const LESSON_COMPLETIONS: &str = "lesson_completions_total";
    /// `llm_breaker_state`: 0 asks, 1 tries whether the model is back, 2 leaves it alone.
    pub const LLM_BREAKER_STATE: &str = "llm_breaker_state";
    /// `llm_call_duration_seconds`: one request to the model.
    pub const LLM_CALL_DURATION: &str = "llm_call_duration_seconds";
    /// `llm_calls_total{result}`: requests to the model.
    pub const LLM_CALLS: &str = "llm_calls_total";
    /// `llm_reviews_total{result}`: answers that were to be reviewed; only `reviewed` ones were.
    pub const LLM_REVIEWS: &str = "llm_reviews_total";
    /// `projection_errors_total{name}`: steps that failed and are tried again.
    pub const PROJECTION_ERRORS: &str = "projection_errors_total";
    /// `projection_lag_events{name}`: measured every second, counted up to 10,000.
    pub const PROJECTION_LAG: &str = "projection_lag_events";
    /// `projection_lag_seconds{name}`: age of the first event that a subscription has not seen.
    pub const PROJECTION_LAG_SECONDS: &str = "projection_lag_seconds";
    /// `projection_parked_events{name}`: how many are put aside now.
    pub const PROJECTION_PARKED: &str = "projection_parked_events";
    /// `projection_parked_total{name}`: how many this process has put aside.
    pub const PROJECTION_PARKED_TOTAL: &str = "projection_parked_total";
    /// `quota_calls_total{quota,result,store}`: `store` is who decided, `redis` for all instances or `memory` for this one.
    pub const QUOTA_CALLS: &str = "quota_calls_total";
    /// `academy_roles{role}`: 1 where the process plays it, else 0.
    pub const ROLES: &str = "academy_roles";
    /// `session_cache_total{result}`
    pub const SESSION_CACHE: &str = "session_cache_total";
    /// `telegram_dead_letters_total`
    pub const TELEGRAM_DEAD_LETTERS: &str = "telegram_dead_letters_total";
    /// `telegram_refused_screens_total`
    pub const TELEGRAM_REFUSED_SCREENS: &str = "telegram_refused_screens_total";
    /// `telegram_sends_total{method,result}`
    pub const TELEGRAM_SENDS: &str = "telegram_sends_total";
    /// `telegram_updates_total{kind,result}`
    pub const TELEGRAM_UPDATES: &str = "telegram_updates_total";
    /// `turn_duration_seconds{stage}`
    pub const TURN_DURATION: &str = "turn_duration_seconds";
    /// `turns_total{outcome}`
    pub const TURNS: &str = "turns_total";
}

/// Upper bounds in seconds for a job's lateness: runners look every few seconds.
const LATENESS_BUCKETS: &[f64] = &[0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 600.0];

/// Upper bounds in seconds for a lesson, from half a minute to half an hour.
const LESSON_BUCKETS: &[f64] = &[30.0, 60.0, 120.0, 300.0, 600.0, 1800.0];

/// Upper bounds in seconds for a language model, which is cut off after twenty.
const MODEL_BUCKETS: &[f64] = &[0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0];

/// Upper bounds in seconds for what a learner waits for, from 1 ms to 2.5 s.
const WAIT_BUCKETS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5];

/// Samples are folded into buckets this often, so that they do not pile up when nobody scrapes.
const UPKEEP: Duration = Duration::from_secs(5);

/// Sends log lines to standard error: standard output belongs to the commands' results. `filter` is a directive that
/// [`Settings`](super::config::Settings) has checked. A second call in one process changes nothing.
pub fn init(format: LogFormat, filter: &str) {
    let subscriber = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(EnvFilter::builder().parse_lossy(filter));
    // An error says that somebody, a test for one, has installed theirs before: then that one stays.
    drop(match format {
        LogFormat::Json => subscriber.json().flatten_event(true).with_current_span(true).try_init(),
        LogFormat::Pretty => subscriber.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).try_init(),
    });
}

/// Starts to collect metrics and returns what renders them. A second call in one process returns the same.
pub fn install_metrics() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(install).clone()
}

fn install() -> PrometheusHandle {
    let recorder = with_buckets(PrometheusBuilder::new()).build_recorder();
    let handle = recorder.handle();
    if let Err(error) = metrics::set_global_recorder(recorder) {
        tracing::warn!(%error, "metrics are already collected by somebody else; /metrics will be empty");
        return handle;
    }
    describe();
    // These have no labels: they exist from the start, so that an alert sees the first increase.
    metrics::counter!(metric::EVENT_APPEND_CONFLICTS).absolute(0);
    metrics::counter!(metric::HTTP_CONNECTIONS_REFUSED).absolute(0);
    metrics::counter!(metric::TELEGRAM_DEAD_LETTERS).absolute(0);
    metrics::counter!(metric::TELEGRAM_REFUSED_SCREENS).absolute(0);
    let upkeep = handle.clone();
    let thread = std::thread::Builder::new().name("metrics-upkeep".to_owned()).spawn(move || {
        loop {
            std::thread::sleep(UPKEEP);
            upkeep.run_upkeep();
        }
    });
    if let Err(error) = thread {
        tracing::warn!(%error, "no thread for the metrics' upkeep: scraping has to do it");
    }
    handle
}

/// The builder fails for empty bounds only, and ours are not: then what it was given is what it stays.
fn with_buckets(builder: PrometheusBuilder) -> PrometheusBuilder {
    let lesson = Matcher::Full(metric::LESSON_COMPLETION_DURATION.to_owned());
    let lateness = Matcher::Full(metric::JOB_LATENESS.to_owned());
    let model = Matcher::Full(metric::LLM_CALL_DURATION.to_owned());
    builder
        .set_buckets(WAIT_BUCKETS)
        .and_then(|builder| builder.set_buckets_for_metric(lesson, LESSON_BUCKETS))
        .and_then(|builder| builder.set_buckets_for_metric(lateness, LATENESS_BUCKETS))
        .and_then(|builder| builder.set_buckets_for_metric(model, MODEL_BUCKETS))
        .unwrap_or_else(|_| PrometheusBuilder::new())
}

fn describe() {
    describe_counter!(metric::EVENT_APPEND_CONFLICTS, "Appends that lost a race for their stream and were repeated");
    describe_counter!(metric::EVENT_STREAMS_CLOSED, "Streams of events that were closed, by reason");
    describe_counter!(metric::EVENT_STREAMS_EVENTS, "Events that were sent over streams, by type");
    describe_gauge!(metric::EVENT_STREAMS_OPEN, "Streams of events that are open");
    describe_counter!(metric::HTTP_CONNECTIONS_REFUSED, "Connections that were refused to an address with too many");
    describe_histogram!(metric::HTTP_REQUEST_DURATION, Unit::Seconds, "Time to answer an HTTP request");
    describe_counter!(metric::HTTP_REQUESTS, "HTTP requests by route pattern and status");
    describe_counter!(metric::JOBS, "Tries of jobs by kind and result");
    describe_histogram!(metric::JOB_LATENESS, Unit::Seconds, "From when a job was due to its first try");
    describe_gauge!(metric::JOBS_OVERDUE, "Jobs that were due more than a minute ago and are not done");
    describe_gauge!(metric::JOBS_OVERDUE_SECONDS, Unit::Seconds, "Since the first overdue job was due");
    describe_gauge!(metric::JOBS_PARKED, "Jobs that were put aside after their last try");
    describe_gauge!(metric::JOBS_WAITING, "Jobs that are neither done nor put aside");
    describe_histogram!(metric::LESSON_COMPLETION_DURATION, Unit::Seconds, "From a lesson's start to its completion");
    describe_counter!(metric::LESSON_COMPLETIONS, "Lessons completed");
    describe_gauge!(metric::LLM_BREAKER_STATE, "Is the language model asked: 0 yes, 1 one call to try it, 2 no");
    describe_histogram!(metric::LLM_CALL_DURATION, Unit::Seconds, "Time of a request to the language model");
    describe_counter!(metric::LLM_CALLS, "Requests to the language model by result");
    describe_counter!(metric::LLM_REVIEWS, "Answers that were to be reviewed by result");
    describe_counter!(metric::PROJECTION_ERRORS, "Steps of a subscription that failed and are tried again");
    describe_gauge!(metric::PROJECTION_LAG, "Events that a subscription has not seen yet, up to 10,000");
    describe_gauge!(
        metric::PROJECTION_LAG_SECONDS,
        Unit::Seconds,
        "Age of the first event that a subscription has not seen"
    );
    describe_gauge!(metric::PROJECTION_PARKED, "Events that a subscription has put aside and not taken in since");
    describe_counter!(metric::PROJECTION_PARKED_TOTAL, "Events that a subscription has put aside");
    describe_counter!(metric::QUOTA_CALLS, "Calls that a quota has allowed or refused, by who decided");
    describe_gauge!(metric::ROLES, "Roles, 1 for those that the process plays");
    describe_counter!(metric::SESSION_CACHE, "Look-ups in the session cache by result");
    describe_counter!(metric::TELEGRAM_DEAD_LETTERS, "Updates set aside after the third failure");
    describe_counter!(
        metric::TELEGRAM_REFUSED_SCREENS,
        "Screens that Telegram refused and learners were shown plainly"
    );
    describe_counter!(metric::TELEGRAM_SENDS, "Calls to the Bot API by method and result");
    describe_counter!(metric::TELEGRAM_UPDATES, "Updates received by kind and result");
    describe_histogram!(metric::TURN_DURATION, Unit::Seconds, "Time of a turn by stage");
    describe_counter!(metric::TURNS, "Turns by outcome");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_installation_renders_the_same_metrics() {
        let first = install_metrics();
        let second = install_metrics();
        metrics::counter!(metric::TURNS, "outcome" => "test-twice").increment(2);
        let line = "turns_total{outcome=\"test-twice\"} 2";
        assert!(first.render().contains(line) && second.render().contains(line));
    }

    #[test]
    fn lessons_are_measured_in_minutes_and_turns_in_milliseconds() {
        let handle = install_metrics();
        metrics::histogram!(metric::LESSON_COMPLETION_DURATION).record(45.0);
        metrics::histogram!(metric::TURN_DURATION, "stage" => "test-buckets").record(0.002);
        let text = handle.render();
        assert!(text.contains("lesson_completion_duration_seconds_bucket{le=\"1800\"}"), "{text}");
        assert!(text.contains("turn_duration_seconds_bucket{stage=\"test-buckets\",le=\"0.001\"} 0"), "{text}");
        assert!(text.contains("turn_duration_seconds_bucket{stage=\"test-buckets\",le=\"0.0025\"} 1"), "{text}");
        assert!(text.contains("# HELP lesson_completion_duration_seconds "), "{text}");
    }

    #[test]
    fn logging_may_be_set_up_twice() {
        init(LogFormat::Json, "error");
        init(LogFormat::Pretty, "error");
    }
}
