//! The table of keys in Korean: a new action without a line here does not compile.

use crate::{session::Seed, tui::action::Action};

/// A word for the footer and a line for the help, of the first action of an entry.
pub(super) const fn korean(action: Action) -> (&'static str, &'static str) {
    match action {
        Action::Pause => ("일시정지", "멈추고, 다시 갑니다"),
        Action::Step(_) => ("한 걸음", "한 번, 열 번 반복하고 멈춥니다"),
        Action::GoTo => ("이동", "정한 반복으로 갑니다. 재생에서는 뒤로도 갑니다"),
        Action::GoOn => ("계속", "수업에서: 다음으로 갑니다"),
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
        Action::Smoothing => ("평활", "평활: 없음, 카이저 창, 지수 평균"),
        Action::Window => ("창", "평활 창: 5부터 201까지"),
        Action::YAxis => ("세로축", "세로축: 0부터 1, 맞춤, 로그"),
        Action::XAxis => ("범위", "모든 반복, 마지막 1,000회, 마지막 200회"),
        Action::Pan(_) => ("앞뒤", "더 이른, 더 늦은 반복을 봅니다"),
        Action::Zoom(_) => ("확대", "확대하고 축소합니다"),
        Action::Whole => ("전체", "모든 반복을 봅니다"),
        Action::Cursor(..) => ("커서", "커서: 그 자리의 손실을 표에 보입니다"),
        Action::RowOrder => ("순서", "행의 순서: 레인 순, 평활 손실 순"),
        Action::CurveOrder => ("위 곡선", "어느 곡선이 맨 위에 놓이는지"),
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
