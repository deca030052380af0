//! Files that are still being written, beside those that they are to replace: `.NAME.x7Ab93kQmZ01.downhill`.

use std::{ffi::OsStr, io, path::Path};

use tempfile::{Builder, NamedTempFile};

/// The ending of their names, so that after a kill no other file is taken for one.
const SUFFIX: &str = ".downhill";

/// The number of letters and digits between the name and the ending.
const RANDOM: usize = 12;

/// The name of a file that is to replace `file`, in a folder where nobody else makes any.
pub(super) fn name(file: &str, number: u32) -> String {
    format!(".{file}.{number:0RANDOM$}{SUFFIX}")
}

/// A new file in a folder that is to replace `name` there.
pub(super) fn create(folder: &Path, name: impl AsRef<OsStr>) -> io::Result<NamedTempFile> {
    let mut prefix = OsStr::new(".").to_owned();
    prefix.push(name);
    prefix.push(".");
    let mut builder = Builder::new();
    builder.prefix(&prefix).suffix(SUFFIX).rand_bytes(RANDOM);
    #[cfg(unix)]
    {
        // Like any other file of the user: the default of the library is for secrets.
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// Whether a file of that name was to replace `file`.
pub(super) fn is_of(name: &str, file: &str) -> bool {
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
        let file = create(place.path(), "report.md").unwrap();
        let name = file.path().file_name().unwrap().to_str().unwrap();
        assert!(is_of(name, "report.md") && !is_of(name, "report"), "{name}");
        assert!(is_of(&super::name("report.md", 7), "report.md"));
        let mine = [
            ".report.md-backup",
            ".report.md.downhill",
            ".report.md.backup.downhill",
            ".report.md.0123456789ab",
            ".report.md.0123456789a-.downhill",
            ".report.md.0123456789abc.downhill",
            "report.md.0123456789ab.downhill",
        ];
        assert!(mine.iter().all(|name| !is_of(name, "report.md")));
    }
}
