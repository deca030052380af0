//! The view of learning rates and its trials.

texts! {
    OPTIMIZERS_OF_ALL = "the lanes' optimizers" / "모든 레인의 기법";
    OPTIMIZER_OF_SELECTED = "the selected lane's optimizer" / "고른 레인의 기법";
    GRID = "grid of rates" / "학습률 격자";
    RANDOM_SEARCH = "random search" / "무작위 탐색";
    SUCCESSIVE_HALVING = "successive halving" / "연속 반감";

    OUTSIDE = "↑ above, or diverged" / "↑ 더 높거나 발산";
    next_trials(method: &str, optimizers: &str, iterations: u64)
        = "next: {method}, {optimizers}, {iterations} iterations"
        / "다음: {method}, {optimizers}, {iterations}회";
    loss_so_far(done: u64, all: u64, method: &str)
        = "loss (cross-entropy) after {done} of {all} iterations, by rate   {method}"
        / "학습률에 따른 {all}회 가운데 {done}회 뒤의 손실(교차 엔트로피)   {method}";
    loss_after(iterations: u64, method: &str)
        = "loss (cross-entropy) after {iterations} iterations, by rate   {method}"
        / "학습률에 따른 {iterations}회 뒤의 손실(교차 엔트로피)   {method}";

    stopped_after(done: u64, all: u64, method: &str)
        = "stopped after {done} of {all} iterations   {method}" / "{all}회 가운데 {done}회에서 멈춤   {method}";
    THEY_RUN_ELSEWHERE = "view 5 tries rates; Esc there stops it" / "화면 5가 학습률을 시험하고 있습니다. 거기서 Esc로 멈춥니다";
    THEY_RUN = "trials are running; Esc stops them" / "시행 중입니다. Esc로 멈춥니다";

    HOW_TO_TRY = "Enter tries rates: many short races, all on the same batches"
        / "Enter: 같은 배치로 짧은 경주를 여러 번 해 봅니다";
    HOW_TO_TRY_SHORT = "Enter tries rates" / "Enter: 학습률 탐색";

    TRIAL = "trial" / "시행";
    WEIGHT_DECAY = "weight decay" / "가중치 감쇠";
    CROSS_ENTROPY = "cross-entropy" / "교차 엔트로피";
    AFTER = "after" / "반복";
    DIVERGED = "diverged" / "발산";

    NO_OPTIMIZER = "no lane, so no optimizer to try" / "레인이 없어 시험할 기법이 없습니다";
    TRIALS_TAKE_NO_MORE = "the trials take no more commands" / "시행이 명령을 더 받지 못합니다";
    no_trials(error: &str) = "no trials started: {error}" / "시행을 시작하지 못했습니다: {error}";
}
