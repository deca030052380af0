//! Lists of trials as Slurm writes arrays: `3,17,40-43`.

use crate::{sweep::SweepError, text::excerpt};

/// Reads such a list of numbers, all of them below `count`.
///
/// # Errors
/// If it is none, or a number is too large.
pub(crate) fn parse_numbers(text: &str, count: usize) -> Result<Vec<u32>, SweepError> {
    let wrong = || {
        let last = count.saturating_sub(1);
        SweepError::new(format!(
            "“{}” must be numbers of trials from 0 to {last}, such as 17 or 3,17,40-43",
            excerpt(text)
        ))
    };
    let mut numbers = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let [first, last] = [first, last].map(|number| number.trim().parse::<u32>());
        let (Ok(first), Ok(last)) = (first, last) else { return Err(wrong()) };
        if first > last || last as usize >= count {
            return Err(wrong());
        }
        numbers.extend(first..=last);
    }
    Ok(numbers)
}

/// Writes such a list.
pub(crate) fn written_numbers(numbers: &[u32]) -> String {
    let runs = numbers.chunk_by(|one, next| one + 1 == *next).map(|run| match run {
        [one] => one.to_string(),
        [one, .., last] => format!("{one}-{last}"),
        [] => String::new(),
    });
    runs.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_they_are_read() {
        let numbers = [3, 17, 40, 41, 42, 43];
        assert_eq!(written_numbers(&numbers), "3,17,40-43");
        assert_eq!(parse_numbers("3,17,40-43", 44).unwrap(), numbers);
        assert_eq!(parse_numbers(" 0 - 2 ", 3).unwrap(), [0, 1, 2]);
        for wrong in ["", "a", "3-1", "44", "1,", "-1", "0-4294967295"] {
            assert!(parse_numbers(wrong, 44).unwrap_err().to_string().contains("from 0 to 43"), "{wrong}");
        }
    }
}
