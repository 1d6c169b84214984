//! The one way to register a route: with what it does. Every request is asked for whether it may, before its handler runs;
//! who may is `dialogues::access`'s. A test keeps other ways out, and walks the list of routes.

use axum::Router;
use axum::extract::{RawPathParams, Request, State};
use axum::handler::Handler;
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use dialogues::access::{Action, Context, Resource, Subject, is_everybodys, may};
use dialogues::kernel::ids::{GroupId, LearnerId};
use uuid::Uuid;

use super::Shared;
use super::auth::{Learner, Own};
use super::openapi::About;
use super::problem::Problem;
use crate::identity;

/// A route and what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    pub method: Method,
    pub path: &'static str,
    pub action: Action,
}

/// Routes, each with its guard.
pub struct Routes {
    /// None: nobody is served, see [`Routes::unserved`].
    api: Option<Shared>,
    router: Router<Shared>,
    declared: Vec<Declared>,
    /// What they say about themselves.
    told: Vec<(Declared, About)>,
}

/// What stands before a handler.
#[derive(Clone)]
struct Guard {
    api: Shared,
    action: Action,
    named: Named,
}

/// Whom or what `{id}` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    Group,
    Learner,
    /// Something of the learner's own, or nothing: whose it is, the dialogue says that it belongs to.
    Own,
}

impl Routes {
    pub fn new(api: Shared) -> Self {
        Self::of(Some(api))
    }

    /// Routes that are only read: what there is can be told without a database.
    pub fn unserved() -> Self {
        Self::of(None)
    }

    /// None yet, for the same server.
    pub fn fresh(&self) -> Self {
        Self::of(self.api.clone())
    }

    fn of(api: Option<Shared>) -> Self {
        Self { api, router: Router::new(), declared: Vec::new(), told: Vec::new() }
    }

    pub fn get<H: Handler<T, Shared>, T: 'static>(self, path: &'static str, action: Action, handler: H) -> Self {
        self.on(Method::GET, MethodFilter::GET, path, action, handler)
    }

    pub fn post<H: Handler<T, Shared>, T: 'static>(self, path: &'static str, action: Action, handler: H) -> Self {
        self.on(Method::POST, MethodFilter::POST, path, action, handler)
    }

    pub fn put<H: Handler<T, Shared>, T: 'static>(self, path: &'static str, action: Action, handler: H) -> Self {
        self.on(Method::PUT, MethodFilter::PUT, path, action, handler)
    }

    pub fn patch<H: Handler<T, Shared>, T: 'static>(self, path: &'static str, action: Action, handler: H) -> Self {
        self.on(Method::PATCH, MethodFilter::PATCH, path, action, handler)
    }

    pub fn delete<H: Handler<T, Shared>, T: 'static>(self, path: &'static str, action: Action, handler: H) -> Self {
        self.on(Method::DELETE, MethodFilter::DELETE, path, action, handler)
    }

    fn on<H: Handler<T, Shared>, T: 'static>(
        mut self,
        method: Method,
        filter: MethodFilter,
        path: &'static str,
        action: Action,
        handler: H,
    ) -> Self {
        if let Some(api) = &self.api {
            let guard = Guard { api: api.clone(), action, named: Named::by(path) };
            let guarded = on(filter, handler).route_layer(from_fn_with_state(guard, check));
            self.router = self.router.route(path, guarded);
        }
        self.declared.push(Declared { method, path, action });
        self
    }

    /// What the last route is, for the API's document.
    pub fn about(mut self, about: About) -> Self {
        if let Some(last) = self.declared.last() {
            self.told.push((last.clone(), about));
        }
        self
    }

    /// All routes so far go through the layer.
    pub fn layered(mut self, layer: impl FnOnce(Shared, Router<Shared>) -> Router<Shared>) -> Self {
        if let Some(api) = &self.api {
            self.router = layer(api.clone(), self.router);
        }
        self
    }

    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.declared.extend(other.declared);
        self.told.extend(other.told);
        self
    }

    pub fn into_router(self) -> Router<Shared> {
        self.router
    }

    pub fn told(&self) -> &[(Declared, About)] {
        &self.told
    }

    #[cfg(test)]
    pub fn declared(&self) -> &[Declared] {
        &self.declared
    }
}

impl Named {
    fn by(path: &str) -> Self {
        match path {
            _ if path.starts_with("/api/v2/users/{id}") => Self::Learner,
            _ if path.starts_with("/api/v2/groups/{id}") => Self::Group,
            _ => Self::Own,
        }
    }
}

/// Lets nobody through who may not.
async fn check(
    State(guard): State<Guard>,
    parameters: RawPathParams,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let Guard { api, action, named } = guard;
    let caller = request.extensions().get::<Learner>().map(|Learner(learner)| *learner);
    let id = parameters.iter().find(|(name, _)| *name == "id").map_or("", |(_, value)| value);
    let resource = resource(named, id, caller)?;
    let subject = match caller {
        None => Subject::nobody(),
        Some(learner) if is_everybodys(action) => Subject::learner(learner, Vec::new()),
        Some(learner) => identity::team::subject(&api.app, learner).await.map_err(|_| Problem::unavailable())?,
    };
    // Changes of roles count the operators; no route makes them.
    if !may(&subject, action, &resource, &Context::default()).allowed {
        return Err(Problem::forbidden());
    }
    if let Resource::Learner { id, .. } = resource {
        request.extensions_mut().insert(Own(id));
    }
    Ok(next.run(request).await)
}

fn resource(named: Named, id: &str, caller: Option<LearnerId>) -> Result<Resource, Problem> {
    match (named, caller) {
        (Named::Group, _) => {
            let group = GroupId::read(id).ok_or_else(|| Problem::of_status(StatusCode::NOT_FOUND))?;
            Ok(Resource::Group(group))
        }
        (Named::Learner, Some(caller)) if id == "me" => Ok(Resource::of(caller)),
        (Named::Learner, _) => match id.parse::<Uuid>() {
            Ok(id) => Ok(Resource::of(LearnerId::from_uuid(id))),
            Err(_) => Err(Problem::not_found("No learner has an id of this shape.")),
        },
        (Named::Own, Some(caller)) => Ok(Resource::of(caller)),
        (Named::Own, None) => Ok(Resource::Academy),
    }
}

#[cfg(test)]
mod tests;
