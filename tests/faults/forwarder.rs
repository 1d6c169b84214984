//! A load balancer in front of the webhook: hands calls to the instances in turn, and may lose their answers.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub struct Forwarder {
    pub url: String,
    shared: Arc<Shared>,
    serving: JoinHandle<()>,
}

struct Shared {
    /// Where the instances are.
    instances: Mutex<Vec<String>>,
    next: AtomicUsize,
    /// Answers to lose.
    losing: AtomicUsize,
    lost: watch::Sender<usize>,
    http: reqwest::Client,
}

impl Forwarder {
    pub async fn start(instance: String) -> anyhow::Result<Self> {
        let shared = Arc::new(Shared {
            instances: Mutex::new(vec![instance]),
            next: AtomicUsize::new(0),
            losing: AtomicUsize::new(0),
            lost: watch::Sender::new(0),
            http: reqwest::Client::builder().no_proxy().build()?,
        });
        let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let router = Router::new().fallback(forward).with_state(Arc::clone(&shared));
        let serving = tokio::spawn(async move {
            // It ends with the run.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { url, shared, serving })
    }

    pub fn set_instances(&self, instances: Vec<String>) {
        *self.shared.instances.lock().unwrap() = instances;
    }

    /// From now on so many good answers are lost on their way back. Returns when the first is lost.
    pub async fn lose(&self, answers: usize) {
        let mut lost = self.shared.lost.subscribe();
        let before = *lost.borrow();
        self.shared.losing.store(answers, Ordering::SeqCst);
        let _ = lost.wait_for(|lost| *lost > before).await;
    }

    pub fn lose_no_more(&self) {
        self.shared.losing.store(0, Ordering::SeqCst);
    }
}

impl Drop for Forwarder {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn forward(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    mut headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, Bytes) {
    let instance = {
        let instances = shared.instances.lock().unwrap();
        instances[shared.next.fetch_add(1, Ordering::Relaxed) % instances.len()].clone()
    };
    for hop in ["host", "content-length", "connection"] {
        headers.remove(hop);
    }
    let call = shared.http.post(format!("{instance}{uri}")).headers(headers).body(body).send().await;
    let Ok(answer) = call else {
        return (StatusCode::BAD_GATEWAY, Bytes::new());
    };
    let status = answer.status();
    let taken = |left: usize| left.checked_sub(1);
    if status.is_success() && shared.losing.fetch_update(Ordering::SeqCst, Ordering::SeqCst, taken).is_ok() {
        shared.lost.send_modify(|lost| *lost += 1);
        return (StatusCode::GATEWAY_TIMEOUT, Bytes::new());
    }
    let body = answer.bytes().await.unwrap_or_default();
    (StatusCode::from_u16(status.as_u16()).unwrap_or(StatusCode::BAD_GATEWAY), body)
}
