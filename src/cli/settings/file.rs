//! Reading a settings file: TOML with a line for each setting and a table `[keys]`, or the `config.toml` of a recorded
//! race.

use std::path::Path;

use toml::{
    Spanned,
    de::{DeArray, DeTable, DeValue},
};

use super::{
    catalog::{Catalog, is_switch},
    given::{Given, GivenValue, KEYS, Provenance},
    recorded,
};
use crate::{
    cli::usage::Usage,
    input::{self, FileError},
    text::{excerpt, plain_fault, shown},
};

/// The maximum number of bytes of a settings file: room for every setting many times over.
const MAX_FILE: u64 = 1 << 20;

/// Reads a file; `None` if there is none.
pub(super) fn read(path: &Path, catalog: &Catalog) -> Result<Option<Vec<Given>>, Usage> {
    let name = shown(path);
    let bytes = match input::read(path, MAX_FILE) {
        Err(error) if error.is_missing() => return Ok(None),
        Err(FileError::TooLarge { .. }) => {
            return Err(Usage::new(format!(
                "{name}: too long for settings; it must be at most 1 MiB of TOML"
            )));
        }
        Err(error) => return Err(Usage::new(format!("{name}: {error}"))),
        Ok(bytes) => bytes,
    };
    let text = String::from_utf8(bytes).map_err(|_| Usage::new(format!("{name}: must be UTF-8 text")))?;
    let source = SettingText { path, text: &text };
    let table = DeTable::parse(&text)
        .map_err(|error| {
            let place = error.span().map_or(0, |place| place.start);
            source.refusal(place, &format!("this is no TOML: {}", plain_fault(error.message())))
        })?
        .into_inner();
    if recorded::is_recorded(&table) {
        let origin = Provenance::File { path: path.to_owned(), line: None };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let settings = recorded::settings(&text, folder);
        let settings = settings.map_err(|wrong| Usage::new(format!("{name}: {wrong}")))?;
        let given = |(key, value)| Given { key, value, origin: origin.clone() };
        return Ok(Some(settings.into_iter().map(given).collect()));
    }
    source.settings(&table, catalog).map(Some)
}

/// A file and its text, to say where in it something is.
struct SettingText<'a> {
    path: &'a Path,
    text: &'a str,
}

impl SettingText<'_> {
    fn line(&self, place: usize) -> usize {
        self.text.bytes().take(place).filter(|byte| *byte == b'\n').count() + 1
    }

    fn origin(&self, place: usize) -> Provenance {
        Provenance::File { path: self.path.to_owned(), line: Some(self.line(place)) }
    }

    fn refusal(&self, place: usize, wrong: &str) -> Usage {
        Usage::new(format!("{}: {wrong}", self.origin(place)))
    }

    fn settings(&self, table: &DeTable<'_>, catalog: &Catalog) -> Result<Vec<Given>, Usage> {
        let mut entries: Vec<_> = table.iter().collect();
        // The first fault is the one that is read first.
        entries.sort_by_key(|(key, _)| key.span().start);
        let mut settings = Vec::new();
        for (key, value) in entries {
            match value.get_ref() {
                DeValue::Table(keys) if key.get_ref() == KEYS => settings.extend(self.keys(keys, catalog)?),
                _ => settings.push(self.setting(key, value, catalog)?),
            }
        }
        Ok(settings)
    }

    fn setting(
        &self,
        key: &Spanned<impl AsRef<str>>,
        value: &Spanned<DeValue<'_>>,
        catalog: &Catalog,
    ) -> Result<Given, Usage> {
        let (place, key) = (key.span().start, key.get_ref().as_ref());
        let refusal = |wrong: &str| self.refusal(place, &format!("{}: {wrong}", excerpt(key)));
        let flag = catalog.find(key).ok_or_else(|| refusal(&catalog.unknown(key)))?;
        let value = match value.get_ref() {
            _ if key == KEYS => return Err(refusal("must be a table: [keys], and below it pause = \"p\"")),
            DeValue::Boolean(on) if is_switch(flag) => GivenValue::Switch(*on),
            _ if is_switch(flag) => return Err(refusal("must be true or false")),
            DeValue::Array(items) => {
                let items: Option<Vec<String>> = scalars(items);
                let items = items.ok_or_else(|| refusal("must be a list of texts or numbers"))?;
                GivenValue::Text(items.join(",").into())
            }
            value => {
                let text =
                    scalar(value).ok_or_else(|| refusal("must be a text, a number, or true or false"))?;
                GivenValue::Text(text.into())
            }
        };
        let given = Given { key: key.to_owned(), value, origin: self.origin(place) };
        given.checked(catalog)
    }

    /// The table of keys, a setting for each line of it.
    fn keys(&self, table: &DeTable<'_>, catalog: &Catalog) -> Result<Vec<Given>, Usage> {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(action, _)| action.span().start);
        entries.into_iter().map(|(action, keys)| self.rebound(action, keys, catalog)).collect()
    }

    fn rebound(
        &self,
        action: &Spanned<impl AsRef<str>>,
        keys: &Spanned<DeValue<'_>>,
        catalog: &Catalog,
    ) -> Result<Given, Usage> {
        let (place, action) = (action.span().start, action.get_ref().as_ref());
        let keys = match keys.get_ref() {
            DeValue::Array(keys) => scalars(keys),
            key => scalar(key).map(|key| vec![key]),
        };
        let Some(keys) = keys else {
            let wrong = format!("{}: must be a key such as \"p\", or a list of keys", excerpt(action));
            return Err(self.refusal(place, &wrong));
        };
        let keys: Vec<String> = keys.iter().map(|keys| spelled(keys)).collect();
        let given = Given {
            key: KEYS.to_owned(),
            value: GivenValue::Text(format!("{action}={}", keys.join(" ")).into()),
            origin: self.origin(place),
        };
        let error = given.argument().and_then(|word| catalog.check(word));
        let Some(error) = error else { return Ok(given) };
        let wrong = std::error::Error::source(&error).map_or_else(String::new, ToString::to_string);
        // What is about the action begins with it already.
        let name = if wrong.starts_with(action) { String::new() } else { format!("{}: ", excerpt(action)) };
        Err(self.refusal(place, &(name + &wrong)))
    }
}

/// Keys with a name for those that stand between two keys or actions.
fn spelled(keys: &str) -> String {
    match keys {
        " " => "space".to_owned(),
        keys => keys.replace(',', "comma"),
    }
}

/// A single value as it would be typed.
fn scalar(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str().to_owned()),
        DeValue::Integer(number) => {
            i128::from_str_radix(number.as_str(), number.radix()).ok().map(|number| number.to_string())
        }
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Boolean(on) => Some(on.to_string()),
        DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

fn scalars(items: &DeArray<'_>) -> Option<Vec<String>> {
    items.iter().map(|item| scalar(item.get_ref())).collect()
}
