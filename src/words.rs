//! The languages of the screen. Every sentence is a constant or a function in `en` and, by the same name, in `ko`:
//! one without its translation does not compile.

pub(crate) mod en;
pub(crate) mod ko;

/// A sentence in the language of the screen: `say!(lang, race::NO_LANES)`, `say!(lang, run::saved(&folder))`.
macro_rules! say {
    ($lang:expr, $($name:ident)::+ $(($($argument:expr),* $(,)?))?) => {
        match $lang {
            $crate::words::Lang::En => $crate::words::en::$($name)::+ $(($($argument),*))?,
            $crate::words::Lang::Ko => $crate::words::ko::$($name)::+ $(($($argument),*))?,
        }
    };
}
pub(crate) use say;

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Korean.
    Ko,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::En, Self::Ko];

    /// The one of a locale such as `ko_KR.UTF-8`; English for one that is not spoken here.
    #[must_use]
    pub(crate) fn of_locale(locale: &str) -> Self {
        let language = locale.split(['_', '.', '@']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("ko") { Self::Ko } else { Self::En }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_says_which_language() {
        for locale in ["ko", "ko_KR.UTF-8", "KO_KR.utf8", "ko.UTF-8"] {
            assert_eq!(Lang::of_locale(locale), Lang::Ko, "{locale}");
        }
        for locale in ["", "C", "C.UTF-8", "en_US.UTF-8", "kok_IN", "de_DE"] {
            assert_eq!(Lang::of_locale(locale), Lang::En, "{locale}");
        }
    }
}
