//! Orphans: bytes that no row names, because an upload broke off or its draft ran out.

use std::{
    fs::{self, File},
    io,
    path::PathBuf,
};

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{
    super::{
        Conn, Store, Trouble,
        backup::tables,
        connection::on,
        schema::{files, minutes_scans},
    },
    Face, SHOWN, TEMPORARY, remove_path,
};
use crate::domain::{
    id::Id,
    petition::{Attachment, Petition},
};

/// Ids asked of the database at once.
const BATCH: usize = 500;
/// The size of a file that a decision took away.
const NOTHING: i64 = 0;

/// Makes a file of a living draft young again, so that it is not taken for an orphan.
pub fn touch(store: &Store, id: Id<Attachment>, at: DateTime<Utc>) -> Result<(), Trouble> {
    for face in [Face::Original, Face::Shown] {
        match File::open(store.files.join(face.name(id))) {
            Ok(file) => file.set_modified(at.into())?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Removes files that no row names and that are older than `before`; drafts are sealed, so age alone tells theirs.
/// What is not named as ours is left alone.
pub fn remove_orphans(store: &Store, before: DateTime<Utc>) -> Result<usize, Trouble> {
    let mut removed = 0;
    let mut batch = Vec::with_capacity(BATCH);
    for entry in fs::read_dir(&store.files)? {
        let entry = entry?;
        let Some(id) = entry.file_name().to_str().and_then(id_of) else { continue };
        if entry.metadata().and_then(|data| data.modified()).is_ok_and(|at| DateTime::<Utc>::from(at) < before) {
            batch.push((id, entry.path()));
        }
        if batch.len() == BATCH {
            removed += remove_unnamed(store, std::mem::take(&mut batch))?;
        }
    }
    Ok(removed + remove_unnamed(store, batch)?)
}

/// `<id>`, `<id>.xem`, either with `.tam`.
fn id_of(name: &str) -> Option<Id<Attachment>> {
    let name = name.strip_suffix(&format!(".{TEMPORARY}")).unwrap_or(name);
    name.strip_suffix(&format!(".{SHOWN}")).unwrap_or(name).parse().ok()
}

fn remove_unnamed(store: &Store, batch: Vec<(Id<Attachment>, PathBuf)>) -> Result<usize, Trouble> {
    let ids: Vec<Id<Attachment>> = batch.iter().map(|(id, _)| *id).collect();
    let named = store.read(|conn| named(conn, ids))?;
    let is_temporary = |path: &PathBuf| path.extension().is_some_and(|end| end == TEMPORARY);
    let orphans: Vec<_> = batch.iter().filter(|(id, path)| is_temporary(path) || !named.contains(id)).collect();
    for (_, path) in &orphans {
        remove_path(path)?;
    }
    Ok(orphans.len())
}

/// Those of `ids` that a petition's row names, or that of signed minutes.
fn named(conn: &mut Conn, ids: Vec<Id<Attachment>>) -> Result<Vec<Id<Attachment>>, Trouble> {
    let there = files::table.filter(files::bytes.gt(NOTHING));
    let mut found: Vec<Id<Attachment>> =
        on!(conn, c => there.filter(files::id.eq_any(ids.clone())).select(files::id).load(c))?;
    let scans: Vec<Id<Attachment>> =
        on!(conn, c => minutes_scans::table.filter(minutes_scans::id.eq_any(ids)).select(minutes_scans::id).load(c))?;
    found.extend(scans);
    Ok(found)
}

/// Takes away the bytes of a petition whose files a decision erased; what cannot go now goes with the sweep.
pub fn remove_erased(store: &Store, petition: Id<Petition>) -> Result<(), Trouble> {
    let ids: Vec<Id<Attachment>> = store.read(|conn| erased(conn, petition))?;
    ids.into_iter().try_for_each(|id| super::remove(store, id))
}

fn erased(conn: &mut Conn, petition: Id<Petition>) -> Result<Vec<Id<Attachment>>, Trouble> {
    let gone = files::table.filter(files::petition.eq(petition)).filter(files::bytes.eq(NOTHING));
    Ok(on!(conn, c => gone.select(files::id).load(c))?)
}

/// All ids that a row names: what a copy of the commune takes along.
pub fn all_named(conn: &mut Conn) -> Result<Vec<Id<Attachment>>, Trouble> {
    // An older database is copied before it is brought up to date: then there is no such table yet.
    let has_scans = tables(conn)?.iter().any(|table| table.name == "minutes_scans");
    let there = files::table.filter(files::bytes.gt(NOTHING));
    let mut all: Vec<Id<Attachment>> = on!(conn, c => there.order(files::id).select(files::id).load(c))?;
    if has_scans {
        let scans: Vec<Id<Attachment>> =
            on!(conn, c => minutes_scans::table.order(minutes_scans::id).select(minutes_scans::id).load(c))?;
        all.extend(scans);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::{
        super::{
            Writing, is_there,
            tests::{new_id, stored, with_store},
        },
        *,
    };

    #[test]
    fn an_upload_that_breaks_off_leaves_nothing_and_orphans_go_by_age() {
        with_store(|store, now| {
            let mut writing = Writing::begin(store, new_id(), Face::Original, now).expect("begun");
            writing.write(b"half").expect("written");
            drop(writing);
            let (old, young) = (
                stored(store, b"old", now - TimeDelta::hours(49)),
                stored(store, b"young", now - TimeDelta::hours(47)),
            );
            let touched = stored(store, b"touched", now - TimeDelta::hours(49));
            touch(store, touched, now).expect("touched");
            fs::write(store.files.join("ghi-chu.txt"), "foreign").expect("written");
            assert_eq!(remove_orphans(store, now - TimeDelta::hours(48)).expect("swept"), 1);
            assert!(!is_there(store, old) && is_there(store, young) && is_there(store, touched));
            assert!(store.files.join("ghi-chu.txt").exists());
        });
    }
}
