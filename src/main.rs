//! The program.
use downhill::*;
fn main() -> anyhow::Result<()> {
    let (session, [updates]) = session::Session::start::<1>(
        config::Config::default(),
        session::Opening { paused: false, pace: None, threads: 0 },
        Box::new(|p| data::load_embedded(p)),
    )?;
    tui::run(
        session,
        updates,
        tui::Screen { theme: tui::ThemeChoice::Auto, plot: tui::PlotChoice::Auto, fps: 30, problems: None },
    )?;
    Ok(())
}
