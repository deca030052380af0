//! An open folder: whatever becomes of its name, files go into this folder and into no other. Those that are still
//! being written lie beside those that they are to replace: `.NAME.x7Ab93kQmZ01.downhill`.

use std::{
    ffi::{OsStr, OsString},
    fs::{self, File, Permissions},
    io::{self, ErrorKind},
    os::{
        fd::{AsRawFd as _, OwnedFd},
        unix::{ffi::OsStringExt as _, fs::PermissionsExt as _},
    },
    path::{Path, PathBuf},
};

use rustix::fs::{
    AtFlags, Dir as Entries, FileType, Mode, OFlags, fstat, openat, renameat, stat, statat, unlinkat,
};
use tempfile::{Builder, NamedTempFile};

/// Names that are tried for an unfinished file. The folder's lock keeps others out, so the first one is usually free.
const MAX_NAMES: u32 = 1_000;

/// The ending of the names of files that are still being written, so that after a kill no other file is taken for one.
const SUFFIX: &str = ".downhill";

/// The number of letters and digits between the name and the ending.
const RANDOM: usize = 12;

/// How a file system answers that can't sync a folder.
const UNABLE_TO_SYNC: [ErrorKind; 3] =
    [ErrorKind::PermissionDenied, ErrorKind::Unsupported, ErrorKind::InvalidInput];

/// A folder that is held open.
#[derive(Debug)]
pub(super) struct Dir(pub(super) OwnedFd);

impl Dir {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(Self(rustix::fs::open(path, flags, Mode::empty())?))
    }

    /// Whether it was removed, so that what is written would be lost.
    pub(super) fn is_removed(&self) -> bool {
        fstat(&self.0).map_or(true, |stat| stat.st_nlink == 0)
    }

    /// Whether that path leads to it.
    pub(super) fn is_at(&self, path: &Path) -> bool {
        let (Ok(own), Ok(there)) = (fstat(&self.0), stat(path)) else { return false };
        (own.st_dev, own.st_ino) == (there.st_dev, there.st_ino)
    }

    /// Its present path, on systems that know it.
    pub(super) fn path(&self) -> Option<PathBuf> {
        let path = fs::read_link(format!("/proc/self/fd/{}", self.0.as_raw_fd())).ok()?;
        self.is_at(&path).then_some(path)
    }

    /// The free space of its disk, in bytes, on systems that know it.
    pub(super) fn room(&self) -> Option<u64> {
        let disk = rustix::fs::fstatvfs(&self.0).ok().filter(|disk| disk.f_blocks > 0)?;
        Some(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    /// The name and type of each entry.
    pub(super) fn entries(&self) -> io::Result<Vec<(OsString, FileType)>> {
        let mut all = Vec::new();
        for entry in Entries::read_from(&self.0)? {
            let entry = entry?;
            let name = entry.file_name();
            if name != c"." && name != c".." {
                let kind = statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW)?.st_mode;
                all.push((OsString::from_vec(name.to_bytes().to_vec()), FileType::from_raw_mode(kind)));
            }
        }
        Ok(all)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW).is_ok()
    }

    /// Whether that name leads to exactly that open file, and the file is that long.
    pub(super) fn holds(&self, name: &str, file: &File, length: u64) -> bool {
        let there = statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW);
        let (Ok(there), Ok(own)) = (there, fstat(file)) else { return false };
        (there.st_dev, there.st_ino) == (own.st_dev, own.st_ino) && u64::try_from(own.st_size) == Ok(length)
    }

    /// Opens a file to read and write it. A link is not followed: it may lead anywhere.
    pub(super) fn open_file(&self, name: &str) -> io::Result<File> {
        let flags = OFlags::RDWR | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = File::from(openat(&self.0, name, flags, Mode::empty())?);
        if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("no file")) }
    }

    /// Opens a file, which is made if there is none.
    pub(super) fn open_or_create(&self, name: &str) -> io::Result<File> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        Ok(openat(&self.0, name, flags, Mode::from_raw_mode(0o666))?.into())
    }

    /// A new file that is to take the place of `name`.
    pub(super) fn beside(&self, name: &'static str) -> io::Result<Unfinished<'_>> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        for number in 0..MAX_NAMES {
            let temporary = temporary_name(name, number);
            match openat(&self.0, &*temporary, flags, Mode::from_raw_mode(0o666)) {
                Ok(file) => return Ok(Unfinished { dir: self, temporary, name, file: file.into() }),
                Err(error) if io::Error::from(error).kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(ErrorKind::AlreadyExists.into())
    }

    pub(super) fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        Ok(renameat(&self.0, from, &self.0, to)?)
    }

    pub(super) fn remove(&self, name: impl rustix::path::Arg) -> io::Result<()> {
        Ok(unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// Makes the names survive a power cut, on file systems that can.
    pub(super) fn sync(&self) -> io::Result<()> {
        match rustix::fs::fsync(&self.0).map_err(io::Error::from) {
            Err(error) if UNABLE_TO_SYNC.contains(&error.kind()) => Ok(()),
            synced => synced,
        }
    }
}

/// A file that is written beside the one that it is to replace; it is removed if it is dropped before.
pub(super) struct Unfinished<'a> {
    dir: &'a Dir,
    temporary: String,
    name: &'static str,
    pub(super) file: File,
}

impl Unfinished<'_> {
    /// Brings its bytes to the disk: some disks find out only then that they are full.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_all()
    }

    /// Puts it in its place. Its bytes reach the disk first: after a power cut there is the old file or the new one,
    /// never half of it. A link in that place is replaced, not followed.
    pub(super) fn put(self) -> io::Result<File> {
        self.put_after(|_| Ok(()))
    }

    /// The same, with something to be done once its bytes are on the disk.
    pub(super) fn put_after(self, first: impl FnOnce(&Dir) -> io::Result<()>) -> io::Result<File> {
        self.file.sync_all()?;
        first(self.dir)?;
        self.dir.rename(&self.temporary, self.name)?;
        self.file.try_clone()
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        // Once it is in its place there is none of this name. One that can't be removed is swept away by the next run.
        let _ = self.dir.remove(&*self.temporary);
    }
}

/// The name of a file that is to replace `file`, in a folder where nobody else makes any.
fn temporary_name(file: &str, number: u32) -> String {
    format!(".{file}.{number:0RANDOM$}{SUFFIX}")
}

/// A new file in a folder that is to replace `name` there.
pub(super) fn create_temporary(folder: &Path, name: impl AsRef<OsStr>) -> io::Result<NamedTempFile> {
    let mut prefix = OsStr::new(".").to_owned();
    prefix.push(name);
    prefix.push(".");
    let mut builder = Builder::new();
    builder.prefix(&prefix).suffix(SUFFIX).rand_bytes(RANDOM);
    // Like any other file of the user: the default of the library is for secrets.
    builder.permissions(Permissions::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Whether a file of that name was to replace `file`.
pub(super) fn is_temporary_of(name: &str, file: &str) -> bool {
    let inner = name.strip_prefix('.').and_then(|name| name.strip_prefix(file)?.strip_prefix('.'));
    let random = inner.and_then(|inner| inner.strip_suffix(SUFFIX));
    random.is_some_and(|random| {
        random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_made_here_are_recognised_by_their_names() {
        let place = tempfile::tempdir().unwrap();
        let file = create_temporary(place.path(), "report.md").unwrap();
        let name = file.path().file_name().unwrap().to_str().unwrap();
        assert!(is_temporary_of(name, "report.md") && !is_temporary_of(name, "report"), "{name}");
        assert!(is_temporary_of(&temporary_name("report.md", 7), "report.md"));
        let mine = [
            ".report.md-backup",
            ".report.md.downhill",
            ".report.md.backup.downhill",
            ".report.md.0123456789ab",
            ".report.md.0123456789a-.downhill",
            ".report.md.0123456789abc.downhill",
            "report.md.0123456789ab.downhill",
        ];
        assert!(mine.iter().all(|name| !is_temporary_of(name, "report.md")));
    }
}
