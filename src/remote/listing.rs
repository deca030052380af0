//! The races that run in the background: each is registered by a link to its folder.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{error::RemoteError, identity::Identity, registry, wire::Status};

/// The entry of a race that is served; it is removed when dropped.
#[derive(Debug)]
pub(crate) struct RegistryEntry {
    link: PathBuf,
    /// Why it is not in the usual folder, if it isn't.
    pub(crate) note: Option<String>,
}

impl RegistryEntry {
    /// Registers a race by the absolute path of its folder. Without an entry it can still be reached by that path.
    pub(crate) fn new(folder: &Path) -> io::Result<Self> {
        let (link, note) = registry::add(&Identity::of_this_process(folder)?.name(), folder)?;
        Ok(Self { link, note })
    }
}

impl Drop for RegistryEntry {
    fn drop(&mut self) {
        // One that stays is removed by the next listing.
        let _ = fs::remove_file(&self.link);
    }
}

#[derive(Debug)]
pub(crate) struct ListedRace {
    pub(crate) folder: PathBuf,
    /// How far it is, or why that can't be known.
    pub(crate) status: Result<Status, RemoteError>,
}

#[derive(Debug)]
pub(crate) struct Listing {
    /// In the order of their folders.
    pub(crate) races: Vec<ListedRace>,
    /// Why some may be missing.
    pub(crate) note: Option<String>,
}

/// Every race that runs in the background. Entries of races that are proved to be gone are removed on the way;
/// `is_free` says whether no process holds a run folder.
pub(crate) fn list_races(is_free: impl Fn(&Path) -> bool) -> io::Result<Listing> {
    let (registries, note) = registry::existing();
    let mut links = Vec::new();
    for registry in registries {
        // The folder is closed before any race is asked: file descriptors may be few.
        for entry in fs::read_dir(registry)? {
            links.push(entry?.path());
        }
    }
    let mut races: Vec<ListedRace> = Vec::new();
    for link in links {
        let name = link.file_name().and_then(|name| name.to_str()).and_then(Identity::parse);
        let (Some(identity), Ok(folder)) = (name, fs::read_link(&link)) else { continue };
        match identity.look_up(&folder, &is_free) {
            // It has ended while it was asked.
            Some(Err(_)) if fs::symlink_metadata(&link).is_err() => {}
            Some(status) => races.push(ListedRace { folder, status }),
            // Another listing may have been faster.
            None => drop(fs::remove_file(&link)),
        }
    }
    // The entry of a killed process is left out if its successor in the same folder answers.
    races.sort_by(|one, other| {
        (&one.folder, one.status.is_err()).cmp(&(&other.folder, other.status.is_err()))
    });
    races.dedup_by(|next, first| next.folder == first.folder && first.status.is_ok());
    Ok(Listing { races, note })
}
