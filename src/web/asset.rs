//! Style sheet and icons, from memory; an address that names the content may be kept for a year.

use std::sync::LazyLock;

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use rust_embed::Embed;

use crate::domain::change::hex;

#[derive(Embed)]
#[folder = "static/"]
struct Static;

/// Names the present contents of all files: changes when one of them does.
pub static VERSION: LazyLock<String> = LazyLock::new(|| {
    let hashes = Static::iter().filter_map(|name| Static::get(&name)).map(|file| file.metadata.sha256_hash());
    let mixed = hashes.fold([0; 32], |mut mixed: [u8; 32], hash| {
        mixed.iter_mut().zip(hash).for_each(|(byte, more)| *byte ^= more);
        mixed
    });
    hex(&mixed[..6])
});

pub async fn serve(request: HttpRequest, name: web::Path<String>) -> HttpResponse {
    let Some(file) = Static::get(&name) else { return HttpResponse::NotFound().finish() };
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("js") => "text/javascript; charset=utf-8",
        _ => "application/octet-stream",
    };
    let named = request.query_string() == format!("v={}", *VERSION);
    let age = if named { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
    HttpResponse::Ok().content_type(kind).insert_header((header::CACHE_CONTROL, age)).body(file.data)
}
