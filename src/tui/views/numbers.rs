//! What the help says of the numbers of losses, which most views show.

use crate::words::Words;

/// The names of the numbers, and what each is.
pub(crate) const OF_LOSSES: [(Words, Words); 6] = [
    (
        Words { en: "loss", ko: "손실" },
        Words {
            en: "mean cross-entropy of a batch, after the step on that batch",
            ko: "그 배치로 한 걸음 간 뒤 배치의 평균 교차 엔트로피",
        },
    ),
    (
        Words { en: "smooth", ko: "평활" },
        Words { en: "the loss smoothed as in the chart", ko: "그래프처럼 평활한 손실" },
    ),
    (
        Words { en: "best", ko: "최소" },
        Words { en: "the smallest loss so far", ko: "지금까지 가장 작은 손실" },
    ),
    (
        Words { en: "per 100", ko: "100회당" },
        Words {
            en: "how much the smoothed loss changed in 100 iterations",
            ko: "100회 동안 평활 손실이 바뀐 정도",
        },
    ),
    (
        Words { en: "test", ko: "시험" },
        Words {
            en: "share of test images classified rightly; at the end, of all",
            ko: "시험 이미지를 맞힌 비율, 끝에서는 전체에서",
        },
    ),
    (
        Words { en: "start", ko: "출발" },
        Words {
            en: "hash of the starting weights: equal prints, equal starts",
            ko: "출발 가중치의 해시: 같으면 같은 출발입니다",
        },
    ),
];
