//! The names of the views.

texts! {
    RACE = "race" / "경주";
    SURFACE = "surface" / "곡면";
    INSIDE = "inside" / "내부";
    DIGITS = "digits" / "숫자";
    IMAGES = "images" / "이미지";
    RATES = "rates" / "학습률";
    EXPLAIN = "explain" / "설명";
}
