//! The table of keys in Korean: a new action without a line here does not compile.

use crate::{
    session::Seed,
    tui::action::{Action, Chart, Rates, Roll},
};

/// A word for the footer and a line for the help, of the first action of an entry.
pub(crate) const fn korean(action: Action) -> (&'static str, &'static str) {
    match action {
        Action::Pause => ("일시정지", "멈추고, 다시 갑니다"),
        Action::Step(_) => ("한 걸음", "한 번, 열 번 반복하고 멈춥니다"),
        Action::GoTo => ("이동", "정한 반복으로 앞으로 또는 뒤로 갑니다"),
        Action::Rewind(_) => ("되감기", "100회 뒤로 갑니다. 그 뒤는 유령으로 남습니다"),
        Action::Rescue => ("학습률 반으로", "발산하기 전으로 돌아가 학습률을 반으로 줄입니다"),
        Action::Fork => ("갈래", "가중치와 기억이 같은 쌍둥이 레인을 만듭니다"),
        Action::Chart(chart) => of_chart(chart),
        Action::Rates(rates) => of_rates(rates),
        Action::Roll(roll) => of_surface(roll),
        Action::Layer(_) => ("층", "이전 층과 다음 층"),
        Action::Digit(..) => ("이미지", "이전 이미지와 다음 이미지. H와 L은 열 개씩"),
        Action::Which => ("고르기", "모두, 레인들이 갈리는 것, 고른 레인의 실수"),
        Action::DigitsPanel => ("보기", "이미지 하나, 여러 이미지, 혼동 행렬"),
        Action::Draw => ("그리기", "화살표와 스페이스, 또는 마우스로 그림을 그립니다"),
        Action::Picture => ("사진", "화면을 SVG와 PNG로 씁니다"),
        Action::Present => ("발표", "발표 화면: 큰 숫자와 이름, 누른 키"),
        Action::GoOn => ("계속", "수업에서: 다음으로 갑니다"),
        Action::Lessons => ("수업", "다른 수업을 하거나 처음부터 다시 합니다"),
        Action::Scroll(_) => ("넘기기", "수업이나 설명에서: 자리가 없어 보이지 않는 글"),
        Action::Reset(Seed::Same) => ("다시", "처음부터: 같은 시드, 지금 설정 그대로"),
        Action::Reset(Seed::Next) => ("다시", "다음 시드로 처음부터 시작합니다"),
        Action::Continue => ("계속", "끝난 뒤: 2,000회 더 합니다"),
        Action::Pace(_) => ("빠르기", "느리게, 빠르게. 1초에 1회까지"),
        Action::SelectLane(_) => ("레인", "레인을 고릅니다 (j와 k도 됩니다)"),
        Action::Rate(_) => ("학습률", "학습률을 내리고 올립니다: 1, 2, 5, 10 …"),
        Action::Scope => ("모든 레인", "모든 레인 또는 한 레인의 학습률을 바꿉니다"),
        Action::Edit => ("편집", "모든 설정과 배치 크기를 고칩니다"),
        Action::Switch => ("끔/켬", "레인을 끄고 켭니다"),
        Action::Add => ("추가", "레인을 더합니다"),
        Action::Remove => ("삭제", "레인을 뺍니다"),
        Action::RowOrder => ("순서", "행의 순서: 레인 순, 평활 손실 순"),
        Action::Freeze => ("고정", "화면은 멈추고 학습은 계속합니다"),
        Action::Plot(_) => ("곡선", "곡선을 점자, 블록, 점, ASCII로 그립니다"),
        Action::Theme => ("색", "색: 어두움, 밝음, 색각 배려"),
        Action::Depth => ("색 수", "색의 수: 없음, 16, 256, 전부"),
        Action::Traffic => ("전송량", "화면이 쓰는 초당 바이트를 보입니다"),
        Action::AsOne => ("한꺼번에", "화면을 한꺼번에 또는 오는 대로 보입니다"),
        Action::Save => ("저장", "설정, csv, 그림을 새 폴더에 씁니다"),
        Action::Open(_) | Action::TurnTab(_) => ("화면", "다음 화면, 또는 그 번호의 화면"),
        Action::Help => ("도움말", "이 도움말을 열고 닫습니다"),
        Action::Close => ("닫기", "열린 것을 닫고 커서를 숨깁니다"),
        Action::Redraw => ("새로", "화면을 새로 그립니다"),
        Action::Stop => ("멈춤", "학습까지 멈춥니다. fg로 다시 갑니다"),
        Action::Detach => ("분리", "분리: 기록 중인 경주는 뒤에서 계속합니다"),
        Action::Quit => ("나가기", "나갑니다. 요약은 터미널에 남습니다"),
    }
}

const fn of_rates(action: Rates) -> (&'static str, &'static str) {
    match action {
        Rates::Try => ("학습률 시험", "학습률 시험: 같은 배치로 짧은 경주를 여럿 합니다"),
        Rates::Choose(_) => ("시험", "시험 하나를 고릅니다"),
        Rates::Add => ("경주로", "고른 시험을 경주의 레인으로 더합니다"),
        Rates::Method => ("방법", "학습률 격자, 무작위 탐색, 연속 반감"),
        Rates::Length(_) => ("길이", "시험의 반복 수: 50부터 1,000까지"),
        Rates::Who => ("누구", "모든 레인의 방법, 또는 고른 레인의 방법"),
        Rates::Save => ("저장", "시험의 표를 csv로 씁니다"),
    }
}

const fn of_surface(action: Roll) -> (&'static str, &'static str) {
    match action {
        Roll::Pause => ("일시정지", "구르기를 멈추고, 다시 갑니다"),
        Roll::Step(_) => ("한 걸음", "한 걸음, 열 걸음 가고 멈춥니다"),
        Roll::Restart => ("다시", "모두 출발점으로, 지금 학습률 그대로"),
        Roll::Pace(_) => ("빠르기", "1초에 1걸음부터 100걸음까지"),
        Roll::Function(_) => ("함수", "다음 함수. F는 이전 함수"),
        Roll::Rate(_) => ("학습률", "여기서의 학습률: 1, 2, 5, 10 … 경주의 것은 그대로입니다"),
        Roll::Start(..) => ("출발", "출발점을 왼쪽, 아래, 위, 오른쪽으로. HJKL은 다섯 배"),
        Roll::UsualStart => ("출발", "함수의 보통 출발점"),
    }
}

const fn of_chart(action: Chart) -> (&'static str, &'static str) {
    match action {
        Chart::Ghosts => ("유령", "이전 시도의 곡선을 보이거나 숨깁니다"),
        Chart::Smoothing => ("평활", "평활: 없음, 카이저 창, 지수 평균"),
        Chart::Window => ("창", "평활 창: 5부터 201까지"),
        Chart::YAxis => ("세로축", "세로축: 0부터 1, 맞춤, 로그"),
        Chart::XAxis => ("범위", "모든 반복, 마지막 1,000회, 마지막 200회"),
        Chart::Pan(_) => ("앞뒤", "더 이른, 더 늦은 반복을 봅니다"),
        Chart::Zoom(_) => ("확대", "확대하고 축소합니다"),
        Chart::Whole => ("전체", "모든 반복을 봅니다"),
        Chart::Cursor(..) => ("커서", "커서: 그 자리의 손실을 표에 보입니다"),
        Chart::CurveOrder => ("위 곡선", "어느 곡선이 맨 위에 놓이는지"),
    }
}
