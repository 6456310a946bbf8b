//! Pages and forms. The only place that knows actix, and the only async.

pub mod absence;
pub mod admin;
pub mod asset;
pub mod assigning;
pub mod assistance;
pub mod board;
pub mod commitment;
pub mod deadline;
pub mod desk;
pub mod dialogue;
pub mod digest;
pub mod download;
pub mod draft;
mod duty;
pub mod error;
pub mod factor;
pub mod figures;
pub mod filing;
pub mod gate;
pub mod handling;
pub mod handover;
pub mod history;
pub mod identity;
pub mod intake;
pub mod letters;
pub mod line;
pub mod looks;
pub mod mediation;
pub mod monitors;
pub mod month;
pub mod moved;
pub mod oversight;
pub mod own;
pub mod page;
pub mod paper;
pub mod passing;
pub mod petition;
pub mod proposal;
pub mod public;
pub mod punctuality;
pub mod question;
pub mod reception;
pub mod route;
pub mod schedule;
pub mod search;
pub mod session;
pub mod slip;
pub mod tracking;
pub mod upload;
pub mod visit;

use std::{net::TcpListener, sync::Arc, time::Duration};

use actix_web::{App as Actix, HttpServer, dev::Server, middleware, web};

use crate::app::App;

/// Bytes of a form without files.
pub const FORM_BYTES_MAX: usize = 256 * 1024;
const WORKERS: usize = 2;
/// Threads that run rules and queries; each may hold one connection.
const BLOCKING_THREADS_MAX: usize = 16;
const CONNECTIONS_MAX: usize = 2_000;
/// A browser that is still sending hears a refusal only when its line stays open a while.
const LINGER: Duration = Duration::from_secs(5);

/// The server on a socket that is bound already, so that a caller knows the port.
pub fn serve(app: Arc<App>, socket: TcpListener) -> std::io::Result<Server> {
    let server = HttpServer::new(move || {
        Actix::new()
            .app_data(web::Data::from(app.clone()))
            .wrap(middleware::from_fn(gate::headers))
            .wrap(middleware::from_fn(gate::log))
            .wrap(middleware::Compress::default())
            .wrap(middleware::NormalizePath::trim())
            .configure(route::configure)
    })
    .workers(WORKERS)
    .worker_max_blocking_threads(BLOCKING_THREADS_MAX)
    .max_connections(CONNECTIONS_MAX)
    .client_disconnect_timeout(LINGER)
    .shutdown_timeout(5)
    .listen(socket)?;
    Ok(server.run())
}
