//! In Korean: what keys do: a word or two for the footer, and a line of at most 61 columns (`_HELP`) for the help.

pub(crate) fn is_locked(key: &str) -> String {
    format!("{key} 키는 잠겨 있습니다")
}

pub(crate) const RACE_GROUP: &str = "경주";
pub(crate) const LANES_GROUP: &str = "레인";
pub(crate) const CHART_GROUP: &str = "그래프";
pub(crate) const PROGRAM_GROUP: &str = "프로그램";

// Lessons.
pub(crate) const GO_ON: &str = "계속";
pub(crate) const GO_ON_HELP: &str = "수업에서: 다음으로 갑니다";
pub(crate) const LESSONS: &str = "수업";
pub(crate) const LESSONS_HELP: &str = "수업에서: 다른 수업을 하거나 처음부터 다시 합니다";
pub(crate) const SCROLL_HELP: &str = "수업이나 설명에서: 화면에 다 들어가지 않은 글";

// The race.
pub(crate) const PAUSE: &str = "일시정지";
pub(crate) const PAUSE_HELP: &str = "멈추거나 계속합니다";
pub(crate) const CONTINUE: &str = "계속";
pub(crate) const CONTINUE_HELP: &str = "끝난 뒤: 2,000회 더 합니다";
pub(crate) const RESET: &str = "다시";
pub(crate) const RESET_HELP: &str = "처음부터: 같은 시드, 지금 설정 그대로";
pub(crate) const NEXT_SEED_HELP: &str = "다음 시드로 처음부터 시작합니다";
pub(crate) const STEP: &str = "한 걸음";
pub(crate) const STEP_HELP: &str = "한 번 또는 열 번 반복하고 멈춥니다";
pub(crate) const PACE_HELP: &str = "느리게 또는 빠르게, 1초에 1회까지";
pub(crate) const REWIND_HELP: &str = "100회 뒤로 갑니다. 그 뒤는 유령으로 남습니다";
pub(crate) const GO_TO_HELP: &str = "지정한 반복으로, 앞으로 또는 뒤로 갑니다";

// Its lanes.
pub(crate) const LANE: &str = "레인";
pub(crate) const LANE_HELP: &str = "레인을 고릅니다 (j와 k도 됩니다)";
pub(crate) const RATE: &str = "학습률";
pub(crate) const RATE_HELP: &str = "학습률을 내리거나 올립니다: 1, 2, 5, 10 …";
pub(crate) const ALL_LANES: &str = "모든 레인";
pub(crate) const ALL_LANES_HELP: &str = "모든 레인 또는 한 레인의 학습률을 바꿉니다";
pub(crate) const EDIT: &str = "편집";
pub(crate) const EDIT_HELP: &str = "모든 설정과 배치 크기를 고칩니다";
pub(crate) const SWITCH: &str = "끔/켬";
pub(crate) const SWITCH_HELP: &str = "레인을 끄거나 켭니다";
pub(crate) const ADD: &str = "추가";
pub(crate) const ADD_HELP: &str = "레인을 추가합니다";
pub(crate) const REMOVE_HELP: &str = "레인을 뺍니다";
pub(crate) const FORK_HELP: &str = "레인 복제: 가중치와 기억이 같은 쌍둥이";
pub(crate) const RESCUE: &str = "학습률 반으로";
pub(crate) const RESCUE_HELP: &str = "발산하기 전으로 돌아가 학습률을 반으로 줄입니다";
pub(crate) const ORDER: &str = "순서";
pub(crate) const ORDER_HELP: &str = "행의 순서: 레인 순, 평활 손실 순";

// Its chart.
pub(crate) const AXIS: &str = "세로축";
pub(crate) const AXIS_HELP: &str = "세로축: 0부터 1, 맞춤, 로그";
pub(crate) const SMOOTH: &str = "평활";
pub(crate) const SMOOTH_HELP: &str = "평활: 없음, 카이저 창, 지수 평균";
pub(crate) const WINDOW_HELP: &str = "평활 창: 5부터 201까지";
pub(crate) const FREEZE: &str = "고정";
pub(crate) const FREEZE_HELP: &str = "화면만 멈추고 학습은 계속합니다";
pub(crate) const RANGE: &str = "범위";
pub(crate) const RANGE_HELP: &str = "모든 반복, 마지막 1,000회, 마지막 200회";
pub(crate) const PAN_HELP: &str = "더 이른 또는 더 늦은 반복을 봅니다";
pub(crate) const ZOOM_HELP: &str = "확대하거나 축소합니다";
pub(crate) const WHOLE_HELP: &str = "모든 반복을 봅니다";
pub(crate) const CURSOR_HELP: &str = "커서: 그 자리의 손실을 표에 보입니다";
pub(crate) const ON_TOP_HELP: &str = "맨 위에 놓을 곡선";
pub(crate) const GHOSTS_HELP: &str = "이전 시도의 유령을 보이거나 숨깁니다";

// The surface.
pub(crate) const ROLL_PAUSE_HELP: &str = "구르기를 멈추거나 계속합니다";
pub(crate) const FUNCTION: &str = "함수";
pub(crate) const FUNCTION_HELP: &str = "다음 함수. F는 이전 함수";
pub(crate) const START: &str = "출발";
pub(crate) const START_HELP: &str = "출발점을 왼쪽, 아래, 위, 오른쪽으로. HJKL은 다섯 배";
pub(crate) const USUAL_START_HELP: &str = "함수의 보통 출발점";
pub(crate) const ROLL_RATE_HELP: &str = "여기서의 학습률: 1, 2, 5, 10 … 경주의 것은 그대로입니다";
pub(crate) const ROLL_LANE_HELP: &str = "레인을 고릅니다. 곡면의 화살표는 내리막을 가리킵니다";
pub(crate) const ROLL_RESET_HELP: &str = "모두 출발점으로, 지금 학습률 그대로";
pub(crate) const ROLL_STEP_HELP: &str = "한 걸음 또는 열 걸음 가고 멈춥니다";
pub(crate) const PACE: &str = "빠르기";
pub(crate) const ROLL_PACE_HELP: &str = "1초에 1걸음부터 100걸음까지";

// Inside a step.
pub(crate) const LAYER: &str = "층";
pub(crate) const LAYER_HELP: &str = "이전 층 또는 다음 층";

// Digits.
pub(crate) const IMAGE: &str = "이미지";
pub(crate) const IMAGE_HELP: &str = "이전 이미지 또는 다음 이미지. H와 L은 열 개씩";
pub(crate) const WHICH: &str = "고르기";
pub(crate) const WHICH_HELP: &str = "모두, 레인마다 답이 다른 것, 고른 레인이 틀린 것";
pub(crate) const LOOK: &str = "보기";
pub(crate) const LOOK_HELP: &str = "이미지 하나, 여러 이미지, 혼동 행렬";
pub(crate) const DRAW: &str = "그리기";
pub(crate) const DRAW_HELP: &str = "화살표와 스페이스, 또는 마우스로 그림을 그립니다";

// Trials of rates.
pub(crate) const TRY_RATES: &str = "학습률 탐색";
pub(crate) const TRY_RATES_HELP: &str = "학습률 탐색: 같은 배치로 짧은 경주를 여러 번 합니다";
pub(crate) const TRIAL: &str = "시행";
pub(crate) const TRIAL_HELP: &str = "시행 하나를 고릅니다";
pub(crate) const TO_RACE: &str = "경주로";
pub(crate) const TO_RACE_HELP: &str = "고른 시행을 경주의 레인으로 추가합니다";
pub(crate) const METHOD: &str = "방법";
pub(crate) const METHOD_HELP: &str = "학습률 격자, 무작위 탐색, 연속 반감";
pub(crate) const LENGTH: &str = "길이";
pub(crate) const LENGTH_HELP: &str = "시행의 반복 수: 50부터 1,000까지";
pub(crate) const WHOSE: &str = "누구";
pub(crate) const WHOSE_HELP: &str = "모든 레인의 기법, 또는 고른 레인의 기법";
pub(crate) const WRITE_TRIALS_HELP: &str = "시행의 표를 CSV로 저장합니다";

// The program.
pub(crate) const HELP: &str = "도움말";
pub(crate) const HELP_HELP: &str = "이 도움말을 열거나 닫습니다";
pub(crate) const QUIT: &str = "나가기";
pub(crate) const QUIT_HELP: &str = "나갑니다. 요약은 터미널에 남습니다";
pub(crate) const LEAVE: &str = "떠나기";
pub(crate) const WRITE: &str = "저장";
pub(crate) const WRITE_HELP: &str = "설정, CSV, 그래프, 보고서를 새 폴더에 저장합니다";
pub(crate) const SCREENSHOT_HELP: &str = "화면을 SVG와 PNG로 저장합니다";
pub(crate) const PRESENT_HELP: &str = "발표 모드: 큰 숫자와 이름, 누른 키";
pub(crate) const DETACH_HELP: &str = "분리: 기록 중인 경주는 백그라운드에서 계속합니다";
pub(crate) const VIEWS_HELP: &str = "다음 화면, 또는 그 번호의 화면";
pub(crate) const CLOSE_HELP: &str = "열린 것을 닫고 커서를 숨깁니다";
pub(crate) const REDRAW_HELP: &str = "화면을 다시 그립니다";
pub(crate) const SUSPEND_HELP: &str = "학습까지 멈춥니다. fg로 다시 갑니다";
pub(crate) const CURVES_HELP: &str = "곡선을 점자, 블록, 점, ASCII로 그립니다";
pub(crate) const COLOURS_HELP: &str = "색: 어두움, 밝음, 색각 배려";
pub(crate) const NUMBER_OF_COLOURS_HELP: &str = "색 수: 없음, 16, 256, 모두";
pub(crate) const TRAFFIC_HELP: &str = "화면이 쓰는 초당 바이트를 보입니다";
pub(crate) const FRAMES_HELP: &str = "화면을 한꺼번에 또는 오는 대로 바꿉니다";

// Forms, lists and the pad.
pub(crate) const CLOSE: &str = "닫기";
pub(crate) const SCROLL: &str = "넘기기";
pub(crate) const LESSON: &str = "수업";
pub(crate) const BEGIN: &str = "시작";
pub(crate) const FIELD: &str = "항목";
pub(crate) const CHANGE: &str = "바꾸기";
pub(crate) const TYPE: &str = "입력";
pub(crate) const APPLY: &str = "적용";
pub(crate) const DISCARD: &str = "취소";
pub(crate) const MOVE: &str = "이동";
pub(crate) const PEN: &str = "펜";
pub(crate) const MOUSE: &str = "마우스";
pub(crate) const CLEAR: &str = "지우기";
