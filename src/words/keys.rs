//! The names of the views, and what keys do: a word or two for the footer, and a line of at most 61 columns (`_HELP`)
//! for the help.

texts! {
does_nothing(key: &str) = "{key} does nothing here; ? lists the keys" / "{key}: 여기서 하는 일이 없습니다. ?에 키 목록이 있습니다";
    does_nothing_now(key: &str) = "{key} does nothing now" / "{key}: 지금은 할 일이 없습니다";
    END_VOTE = "result" / "결과";
    VOTES = "votes" / "득표";
    ANSWER = "answer" / "답";
    VIEW_NOT_OFFERED = "that view needs a race whose networks are at hand" / "그 화면에는 신경망이 있는 경주가 필요합니다";
    VOTE_IS_OVER = "the vote is over" / "투표가 끝났습니다";
    PAGE = "page" / "쪽";
    SEARCH = "search" / "찾기";
    is_locked(key: &str) = "{key} is locked" / "{key} 키는 잠겨 있습니다";
    RACE_GROUP = "race" / "경주";
    LANES_GROUP = "lanes" / "레인";
    CHART_GROUP = "chart" / "그래프";
    PROGRAM_GROUP = "program" / "프로그램";

    // The views.
    RACE_VIEW = "race" / "경주";
    SURFACE_VIEW = "surface" / "곡면";
    INSIDE_VIEW = "inside" / "내부";
    DIGITS_VIEW = "digits" / "숫자";
    IMAGES_VIEW = "images" / "이미지";
    RATES_VIEW = "rates" / "학습률";
    SWEEP_VIEW = "sweep" / "탐색";
    EXPLAIN_VIEW = "explain" / "설명";
    STARTS_VIEW = "starts" / "출발";

    // Lessons.
    GO_ON = "go on" / "계속";
    GO_ON_HELP = "in a lesson: go on" / "수업에서: 다음으로 갑니다";
    LESSONS = "lessons" / "수업";
    LESSONS_HELP = "list the lessons" / "수업 목록을 엽니다";
    SCROLL_HELP = "scroll a lesson or an explanation that does not fit"
        / "수업이나 설명에서: 화면에 다 들어가지 않은 글";

    // The race.
    PAUSE = "pause" / "일시정지";
    PAUSE_HELP = "pause or go on" / "멈추거나 계속합니다";
    CONTINUE = "continue" / "계속";
    CONTINUE_HELP = "after the end: 2,000 more iterations" / "끝난 뒤: 2,000회 더 합니다";
    RESET = "reset" / "다시";
    RESET_HELP = "start over: same seed, current settings" / "처음부터: 같은 시드, 지금 설정 그대로";
    NEXT_SEED_HELP = "start over with the next seed" / "다음 시드로 처음부터 시작합니다";
    STEP = "step" / "한 걸음";
    STEP_HELP = "one iteration or ten, then pause" / "한 번 또는 열 번 반복하고 멈춥니다";
    STEP_ELSEWHERE = "one step or ten, then pause" / "한 단계 또는 열 단계 가고 멈춥니다";
    PACE = "pace" / "빠르기";
    REWIND = "back" / "되돌리기";
    PACE_HELP = "slower or faster, down to one iteration a second" / "느리게 또는 빠르게, 가장 느리면 1초에 1회";
    REWIND_HELP = "go back 100 iterations, weights and all; its curve stays"
        / "100회 뒤로 갑니다. 가중치도 되돌아가고 곡선은 남습니다";
    CHECKPOINT = "checkpoint" / "저장";
    CHECKPOINT_HELP = "ask the trainer to save a checkpoint now" / "훈련 프로그램에 체크포인트를 저장하게 합니다";
    STOP = "stop" / "끝내기";
    STOP_HELP = "twice: end the training where that is safe" / "두 번: 안전한 곳에서 훈련을 끝냅니다";
    LOG = "log" / "로그";
    LOG_HELP = "the log's lines that are no measurements" / "로그에서 측정값이 아닌 줄을 봅니다";
    LINE = "line" / "줄";
    GO_TO_HELP = "go to an iteration, forward or back" / "지정한 반복으로, 앞으로 또는 뒤로 갑니다";

    // Its lanes.
    LANE = "lane" / "레인";
    LANE_HELP = "select a lane (also j and k)" / "레인을 고릅니다 (j와 k도 됩니다)";
    RATE = "rate" / "학습률";
    RATE_HELP = "learning rate down or up: 1, 2, 5, 10 …" / "학습률을 내리거나 올립니다: 1, 2, 5, 10 …";
    ALL_LANES = "all lanes" / "모든 레인";
    ALL_LANES_HELP = "change the rate of all lanes, or of one" / "모든 레인 또는 한 레인의 학습률을 바꿉니다";
    AS_GHOST = "as a ghost" / "유령으로";
    EDIT = "edit" / "편집";
    EDIT_HELP = "edit every setting and the batch size" / "모든 설정과 배치 크기를 고칩니다";
    EDIT_ELSEWHERE = "edit every setting that the trainer has declared" / "훈련 프로그램이 알린 설정을 모두 고칩니다";
    SWITCH = "off/on" / "끔/켬";
    SWITCH_HELP = "switch the lane off or on" / "레인을 끄거나 켭니다";
    ADD = "add" / "추가";
    CAPTIONS_HELP = "show or hide what views say of themselves" / "화면 설명을 보이거나 숨깁니다";
    ADD_HELP = "add a lane, or a recorded one as a ghost" / "레인을 추가하거나 기록된 레인을 유령으로 불러옵니다";
    REMOVE_HELP = "remove the lane" / "레인을 뺍니다";
    FORK_HELP = "fork the lane: a twin with its weights and memory"
        / "레인 복제: 가중치와 기억이 같은 쌍둥이";
    RESCUE = "halve rate" / "학습률 반으로";
    RESCUE_HELP = "go back to before the lane diverged, at half its rate"
        / "발산하기 전으로 돌아가 학습률을 반으로 줄입니다";
    ORDER = "order" / "순서";
    ORDER_HELP = "order of the rows: by lane or by smoothed loss" / "행의 순서: 레인 순, 평활 손실 순";

    ORDER_ELSEWHERE = "order of the rows: by lane or by the metric" / "행의 순서: 레인 순, 지표 순";

    // Its chart.
    METRIC = "metric" / "지표";
    METRIC_HELP = "show loss, test loss, accuracy, gradient, step, rate"
        / "그래프의 지표: 손실, 시험 손실, 정확도, 기울기, 걸음, 학습률";
    METRIC_ELSEWHERE = "show the next metric, or the one before; the table goes by it"
        / "다음 지표, 또는 앞의 지표. 표도 그 지표를 따릅니다";
    SPLIT_HELP = "test accuracy below the chart, from 40 rows on" / "40줄부터 그래프 아래에 정확도";
    AXIS = "axis" / "세로축";
    AXIS_HELP = "vertical axis: log, 0 to 1, fitted" / "세로축: 0부터 1, 맞춤, 로그";
    SMOOTH = "smooth" / "평활";
    SMOOTH_HELP = "smoothing: off, Kaiser window, exponential mean" / "평활: 없음, 카이저 창, 지수 평균";
    WINDOW_HELP = "smoothing window: 5 to 201" / "평활 창: 5부터 201까지";
    FREEZE = "freeze" / "고정";
    FREEZE_HELP = "hold the view while training goes on" / "화면만 멈추고 학습은 계속합니다";
    RANGE = "range" / "범위";
    RANGE_HELP = "all iterations, the last 1,000, the last 200" / "모든 반복, 마지막 1,000회, 마지막 200회";
    RANGE_ELSEWHERE = "all steps, the last 1,000, the last 200" / "모든 단계, 마지막 1,000단계, 마지막 200단계";
    PAN_ELSEWHERE = "earlier or later steps" / "더 이른 또는 더 늦은 단계를 봅니다";
    WHOLE_ELSEWHERE = "all steps" / "모든 단계를 봅니다";
    PAN_HELP = "earlier or later iterations" / "더 이른 또는 더 늦은 반복을 봅니다";
    ZOOM_HELP = "zoom in or out" / "확대하거나 축소합니다";
    WHOLE_HELP = "all iterations" / "모든 반복을 봅니다";
    CURSOR_HELP = "cursor: the table shows the losses there" / "커서: 그 자리의 손실을 표에 보입니다";
    CURSOR_FAR_HELP = "the cursor far to the right" / "커서를 멀리 오른쪽으로 옮깁니다";
    CURSOR_ELSEWHERE = "cursor: the table shows the values there" / "커서: 그 자리의 값을 표에 보입니다";
    ON_TOP_HELP = "which curve is on top" / "맨 위에 놓을 곡선";
    X_UNIT_HELP = "count iterations, also in log, epochs or seconds" / "가로축: 반복, 로그, 에포크, 초";
    X_UNIT_ELSEWHERE = "count steps, also in log, seconds, or from each first" / "가로축: 단계, 로그, 초, 레인마다 첫 단계부터";
    BESIDE_HELP = "table: change per 100, or difference from the lane" / "표: 100회 변화, 또는 고른 레인과의 차이";
    TARGET_HELP = "table: when each lane first got to a loss" / "표: 어떤 손실에 처음 이른 때";
    TARGET_ELSEWHERE = "table: when each lane first got to a value" / "표: 어떤 값에 처음 이른 때";
    GHOSTS_HELP = "show or hide the ghosts of earlier attempts" / "이전 시도의 유령을 보이거나 숨깁니다";

    // The surface.
    ROLL_PAUSE_HELP = "pause rolling or go on" / "구르기를 멈추거나 계속합니다";
    FUNCTION = "function" / "함수";
    FUNCTION_HELP = "the next function; F: the previous one" / "다음 함수. F는 이전 함수";
    START = "start" / "출발";
    START_HELP = "move the start left, down, up, right; HJKL: five times as far"
        / "출발점을 왼쪽, 아래, 위, 오른쪽으로. HJKL은 다섯 배";
    USUAL_START_HELP = "the function's usual start" / "함수의 보통 출발점";
    ROLL_RATE_HELP = "the lane's rate here: 1, 2, 5, 10 …; the race keeps its own"
        / "여기서의 학습률: 1, 2, 5, 10 … 경주의 것은 그대로입니다";
    ROLL_LANE_HELP = "select a lane; the arrow on the surface points down its slope"
        / "레인을 고릅니다. 곡면의 화살표는 내리막을 가리킵니다";
    ROLL_RESET_HELP = "all lanes back to the start, with their current rates"
        / "모두 출발점으로, 지금 학습률 그대로";
    ROLL_STEP_HELP = "one step or ten, then pause" / "한 걸음 또는 열 걸음 가고 멈춥니다";
    ROLL_PACE_HELP = "fewer or more steps a second: 1 to 100" / "1초에 1걸음부터 100걸음까지";

    // Inside a step.
    LAYER = "layer" / "층";
    LAYER_HELP = "the previous layer or the next" / "이전 층 또는 다음 층";

    // Digits.
    IMAGE = "image" / "이미지";
    IMAGE_HELP = "the previous image or the next; H and L: ten at a time"
        / "이전 이미지 또는 다음 이미지. H와 L은 열 개씩";
    WHICH = "which" / "고르기";
    WHICH_HELP = "which: all, those lanes disagree on, the lane's mistakes"
        / "모두, 레인마다 답이 다른 것, 고른 레인이 틀린 것";
    LOOK = "look" / "보기";
    LOOK_HELP = "what comes first: one image, many, or the confusion matrix"
        / "이미지 하나, 여러 이미지, 혼동 행렬";
    DRAW = "draw" / "그리기";
    DRAW_HELP = "draw an image with arrows and space, or the mouse"
        / "화살표와 스페이스, 또는 마우스로 그림을 그립니다";

    // Trials of rates.
    TRY_RATES = "try rates" / "학습률 탐색";
    STOP_TRIALS = "stop" / "멈춤";
    STOP_TRIALS_HELP = "stop the trials" / "시행을 멈춥니다";
    TRY_RATES_HELP = "try rates: many short races on the same batches"
        / "학습률 탐색: 같은 배치로 짧은 경주를 여러 번 합니다";
    TRIAL = "trial" / "시행";
    TRIAL_HELP = "choose a trial" / "시행 하나를 고릅니다";
    TO_RACE = "to race" / "경주로";
    TO_RACE_HELP = "the chosen trial becomes a lane of the race" / "고른 시행을 경주의 레인으로 추가합니다";
    METHOD = "method" / "방법";
    METHOD_HELP = "grid of rates, random search, successive halving" / "학습률 격자, 무작위 탐색, 연속 반감";
    LENGTH = "length" / "길이";
    LENGTH_HELP = "iterations of a trial: 50 to 1,000" / "시행의 반복 수: 50부터 1,000까지";
    WHOSE = "whose" / "대상";
    WHOSE_HELP = "all lanes' optimizers, or the selected lane's" / "모든 레인의 기법, 또는 고른 레인의 기법";
    WRITE_TRIALS_HELP = "write the table of trials as CSV" / "시행의 표를 CSV로 저장합니다";

    // A sweep.
    SWEEP_TRIAL_HELP = "choose a trial (also j and k; PgUp and PgDn: ten)" / "시행을 고릅니다 (j와 k도, PgUp과 PgDn은 열 개)";
    TO_RACE_VIEW = "show curve" / "곡선 보기";
    TO_RACE_VIEW_HELP = "show the curve of the chosen trial in view 1" / "고른 시행의 곡선을 화면 1에 보입니다";
    PARAMETER = "parameter" / "매개변수";
    PARAMETER_HELP = "which parameter is along the horizontal axis" / "가로축에 놓을 매개변수";
    PANEL = "panel" / "그림";
    PANEL_HELP = "points, parallel coordinates, what explains the outcome" / "점, 평행 좌표, 결과 설명력";
    REPEATS = "trials/means" / "시행/평균";
    REPEATS_HELP = "each trial, or settings with the mean of their seeds" / "시행마다, 또는 설정마다 시드의 평균";
    WRITE_SWEEP_HELP = "write what has come of all trials to a new folder" / "모든 시행의 결과를 새 폴더에 저장합니다";

    // The race from several starts.
    RUN_STARTS = "run" / "실행";
    RUN_STARTS_HELP = "run the race from several starts, one after the other"
        / "경주를 서로 다른 출발에서 차례로 합니다";
    STOP_STARTS_HELP = "stop; the starts that have ended stay" / "멈춥니다. 끝난 출발은 남습니다";
    STARTS = "starts" / "출발";
    STARTS_HELP = "how many starts: 3, 5, 10, 20" / "출발의 수: 3, 5, 10, 20";
    STARTS_LENGTH_HELP = "iterations of each: 200, 500, 1,000, 2,000, or the race's"
        / "각 출발의 반복 수: 200, 500, 1,000, 2,000, 또는 경주대로";
    WRITE_STARTS_HELP = "write what each start came to as CSV" / "출발마다 나온 결과를 CSV로 저장합니다";

    // The program.
    HELP = "help" / "도움말";
    HELP_HELP = "show or hide this help" / "이 도움말을 열거나 닫습니다";
    QUIT = "quit" / "나가기";
    QUIT_HELP = "quit; a summary stays in the terminal" / "나갑니다. 요약은 터미널에 남습니다";
    QUIT_ELSEWHERE = "leave; a summary stays in the terminal" / "떠납니다. 요약은 터미널에 남습니다";
    LEAVE = "leave" / "떠나기";
    WRITE = "write" / "저장";
    WRITE_HELP = "write settings, CSV, figure and report to a new folder"
        / "설정, CSV, 그래프, 보고서를 새 폴더에 저장합니다";
    WRITE_ELSEWHERE = "write values, figure and report to a new folder"
        / "값, 그래프, 보고서를 새 폴더에 저장합니다";
    SCREENSHOT_HELP = "write a screenshot: SVG and PNG" / "화면을 SVG와 PNG로 저장합니다";
    PRESENT_HELP = "presenter mode: large digits and names, keys shown"
        / "발표 모드: 큰 숫자와 이름, 누른 키";
    DETACH_HELP = "detach: a recorded race goes on in the background"
        / "분리: 기록 중인 경주는 백그라운드에서 계속합니다";
    DETACH_ELSEWHERE = "leave; a training that is served goes on" / "떠납니다. 훈련은 계속됩니다";
    VIEWS_HELP = "the next view, or the one with that number" / "다음 화면, 또는 그 번호의 화면";
    CLOSE_HELP = "close what is open; hide the cursor" / "열린 것을 닫고 커서를 숨깁니다";
    REDRAW_HELP = "redraw the screen" / "화면을 다시 그립니다";
    SUSPEND_HELP = "suspend, training included; fg resumes" / "학습까지 멈춥니다. fg로 다시 갑니다";
    SUSPEND_ELSEWHERE = "suspend the screen; fg resumes" / "화면을 멈춥니다. fg로 다시 갑니다";
    CURVES_HELP = "curves in braille, blocks, dots, ASCII" / "곡선을 점자, 블록, 점, ASCII로 그립니다";
    COLOURS_HELP = "colours for a dark background, a light one, or any" / "색: 어두운 배경, 밝은 배경, 어느 배경";
    NUMBER_OF_COLOURS_HELP = "number of colours: none, 16, 256, all" / "색 수: 없음, 16, 256, 모두";
    TRAFFIC_HELP = "how many bytes a second the screen takes" / "화면이 쓰는 초당 바이트를 보입니다";
    FRAMES_HELP = "frames as a whole, or as they arrive" / "화면을 한꺼번에 또는 오는 대로 바꿉니다";
    MOUSE_HELP = "mouse on or off; while it is off, text can be selected"
        / "마우스를 켜거나 끕니다. 꺼져 있으면 글자를 선택할 수 있습니다";

    // Forms, lists and the pad.
    CLOSE = "close" / "닫기";
    SCROLL = "scroll" / "넘기기";
    LESSON = "lesson" / "수업";
    BEGIN = "begin" / "시작";
    FIELD = "field" / "항목";
    CHANGE = "change" / "바꾸기";
    TYPE = "type" / "입력";
    APPLY = "apply" / "적용";
    DISCARD = "discard" / "취소";
    MOVE = "move" / "이동";
    PEN = "pen" / "펜";
    MOUSE = "mouse" / "마우스";
    CLEAR = "clear" / "지우기";
}
