//! The languages of the screen, and its sentences: a file for each part of the screen, a line for each sentence in
//! every language. One without its translation does not compile.

/// A table of sentences in English and Korean: constants and, where a sentence has gaps, functions of the language and
/// what fills them. What is to be written by a function is followed by `as` and its name.
///
/// ```text
/// texts! {
///     PAUSE = "pause" / "일시정지";
///     diverged_at(lane: &str, iteration: u64 as thousands) = "{lane} diverged at {iteration}"
///         / "{lane}: {iteration}회에 발산";
/// }
/// ```
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident $(($($gap:ident: $kind:ty $(as $written:ident)?),+))?
        = $english:literal / $korean:literal;)+) => {
        $($crate::words::text! {
            $(#[$doc])* $name $(($($gap: $kind $(as $written)?),+))? = $english / $korean
        })+
    };
}

/// One line of the table.
macro_rules! text {
    ($(#[$doc:meta])* $name:ident = $english:literal / $korean:literal) => {
        $(#[$doc])*
        pub(crate) const $name: $crate::words::Text = $crate::words::Text::new($english, $korean);
    };
    ($(#[$doc:meta])* $name:ident($($gap:ident: $kind:ty $(as $written:ident)?),+)
        = $english:literal / $korean:literal) => {
        $(#[$doc])*
        pub(crate) fn $name(lang: $crate::words::Lang, $($gap: $kind),+) -> String {
            $($(let $gap = $written($gap);)?)+
            match lang {
                $crate::words::Lang::En => format!($english),
                $crate::words::Lang::Ko => format!($korean),
            }
        }
    };
}
use text;

/// A sentence in the language of the screen: `say!(lang, race::NO_LANES)`, `say!(lang, run::saved(&folder))`.
macro_rules! say {
    ($lang:expr, $section:ident::$name:ident) => {
        $crate::words::$section::$name.get($lang)
    };
    ($lang:expr, $section:ident::$name:ident($($gap:expr),* $(,)?)) => {
        $crate::words::$section::$name($lang, $($gap),*)
    };
}
pub(crate) use say;

pub(crate) mod captions;
pub(crate) mod digits;
pub(crate) mod display;
pub(crate) mod explain;
pub(crate) mod forms;
pub(crate) mod frame;
pub(crate) mod help;
pub(crate) mod inside;
pub(crate) mod keys;
pub(crate) mod lesson;
pub(crate) mod narration;
pub(crate) mod presenter;
pub(crate) mod race;
pub(crate) mod rates;
pub(crate) mod refusals;
pub(crate) mod run;
pub(crate) mod settings;
pub(crate) mod starts;
pub(crate) mod surface;
pub(crate) mod sweep;
pub(crate) mod symbols;

/// A sentence in every language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text {
    english: &'static str,
    korean: &'static str,
}

impl Text {
    const fn new(english: &'static str, korean: &'static str) -> Self {
        Self { english, korean }
    }

    /// One that is the same in every language, such as the name of a key.
    pub(crate) const fn same(text: &'static str) -> Self {
        Self::new(text, text)
    }

    pub(crate) const fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.english,
            Lang::Ko => self.korean,
        }
    }
}

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
