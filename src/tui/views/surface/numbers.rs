//! What the help says of the numbers in the surface's table.

use crate::words::Words;

/// The names of the numbers, and what each is.
pub(super) const OF_PLACES: [(Words, Words); 4] = [
    (Words { en: "x, y", ko: "x, y" }, Words { en: "where the lane is now", ko: "레인이 지금 있는 자리" }),
    (Words { en: "value", ko: "값" }, Words { en: "the function there", ko: "그 자리의 함수 값" }),
    (
        Words { en: "slope", ko: "기울기" },
        Words {
            en: "length of the slope that the next step follows", ko: "다음 걸음이 따를 기울기의 크기"
        },
    ),
    (
        Words { en: "near", ko: "도착" },
        Words {
            en: "since which step it has been within 0.1 of a minimum",
            ko: "최솟값에서 0.1 안에 머문 첫 걸음",
        },
    ),
];
