//! In English: what keys do: a word or two for the footer, and a line of at most 61 columns (`_HELP`) for the help.

pub(crate) fn is_locked(key: &str) -> String {
    format!("{key} is locked")
}

pub(crate) const RACE_GROUP: &str = "race";
pub(crate) const LANES_GROUP: &str = "lanes";
pub(crate) const CHART_GROUP: &str = "chart";
pub(crate) const PROGRAM_GROUP: &str = "program";

// Lessons.
pub(crate) const GO_ON: &str = "go on";
pub(crate) const GO_ON_HELP: &str = "in a lesson: go on";
pub(crate) const LESSONS: &str = "lessons";
pub(crate) const LESSONS_HELP: &str = "in a lesson: list the lessons";
pub(crate) const SCROLL_HELP: &str = "in a lesson or an explanation: text that does not fit";

// The race.
pub(crate) const PAUSE: &str = "pause";
pub(crate) const PAUSE_HELP: &str = "pause or go on";
pub(crate) const CONTINUE: &str = "continue";
pub(crate) const CONTINUE_HELP: &str = "after the end: 2,000 more iterations";
pub(crate) const RESET: &str = "reset";
pub(crate) const RESET_HELP: &str = "start over: same seed, current settings";
pub(crate) const NEXT_SEED_HELP: &str = "start over with the next seed";
pub(crate) const STEP: &str = "step";
pub(crate) const STEP_HELP: &str = "one iteration or ten, then pause";
pub(crate) const PACE_HELP: &str = "slower or faster, down to one iteration a second";
pub(crate) const REWIND_HELP: &str = "go back 100 iterations; what came after stays as a ghost";
pub(crate) const GO_TO_HELP: &str = "go to an iteration, forward or back";

// Its lanes.
pub(crate) const LANE: &str = "lane";
pub(crate) const LANE_HELP: &str = "select a lane (j and k, too)";
pub(crate) const RATE: &str = "rate";
pub(crate) const RATE_HELP: &str = "learning rate down or up: 1, 2, 5, 10 …";
pub(crate) const ALL_LANES: &str = "all lanes";
pub(crate) const ALL_LANES_HELP: &str = "change the rate of all lanes, or of one";
pub(crate) const EDIT: &str = "edit";
pub(crate) const EDIT_HELP: &str = "edit every setting and the batch size";
pub(crate) const SWITCH: &str = "off/on";
pub(crate) const SWITCH_HELP: &str = "switch the lane off or on";
pub(crate) const ADD: &str = "add";
pub(crate) const ADD_HELP: &str = "add a lane";
pub(crate) const REMOVE_HELP: &str = "remove the lane";
pub(crate) const FORK_HELP: &str = "fork the lane: a twin with its weights and memory";
pub(crate) const RESCUE: &str = "halve rate";
pub(crate) const RESCUE_HELP: &str = "go back to before the lane diverged, at half its rate";
pub(crate) const ORDER: &str = "order";
pub(crate) const ORDER_HELP: &str = "order of the rows: by lane or by smoothed loss";

// Its chart.
pub(crate) const AXIS: &str = "axis";
pub(crate) const AXIS_HELP: &str = "vertical axis: 0 to 1, fitted, log";
pub(crate) const SMOOTH: &str = "smooth";
pub(crate) const SMOOTH_HELP: &str = "smoothing: off, Kaiser window, exponential mean";
pub(crate) const WINDOW_HELP: &str = "smoothing window: 5 to 201";
pub(crate) const FREEZE: &str = "freeze";
pub(crate) const FREEZE_HELP: &str = "hold the view while training goes on";
pub(crate) const RANGE: &str = "range";
pub(crate) const RANGE_HELP: &str = "all iterations, the last 1,000, the last 200";
pub(crate) const PAN_HELP: &str = "earlier or later iterations";
pub(crate) const ZOOM_HELP: &str = "zoom in or out";
pub(crate) const WHOLE_HELP: &str = "all iterations";
pub(crate) const CURSOR_HELP: &str = "cursor: the table shows the losses there";
pub(crate) const ON_TOP_HELP: &str = "which curve is on top";
pub(crate) const GHOSTS_HELP: &str = "show or hide the ghosts of earlier attempts";

// The surface.
pub(crate) const ROLL_PAUSE_HELP: &str = "pause rolling or go on";
pub(crate) const FUNCTION: &str = "function";
pub(crate) const FUNCTION_HELP: &str = "the next function; F: the one before";
pub(crate) const START: &str = "start";
pub(crate) const START_HELP: &str = "move the start left, down, up, right; HJKL: five times as far";
pub(crate) const USUAL_START_HELP: &str = "the function's usual start";
pub(crate) const ROLL_RATE_HELP: &str = "the lane's rate here: 1, 2, 5, 10 …; the race keeps its own";
pub(crate) const ROLL_LANE_HELP: &str = "select a lane; the arrow on the surface points down its slope";
pub(crate) const ROLL_RESET_HELP: &str = "all lanes back to the start, with their current rates";
pub(crate) const ROLL_STEP_HELP: &str = "one step or ten, then pause";
pub(crate) const PACE: &str = "pace";
pub(crate) const ROLL_PACE_HELP: &str = "fewer or more steps a second: 1 to 100";

// Inside a step.
pub(crate) const LAYER: &str = "layer";
pub(crate) const LAYER_HELP: &str = "the layer before or the next one";

// Digits.
pub(crate) const IMAGE: &str = "image";
pub(crate) const IMAGE_HELP: &str = "the image before or the next one; H and L: ten at a time";
pub(crate) const WHICH: &str = "which";
pub(crate) const WHICH_HELP: &str = "all, those lanes disagree on, the selected lane's mistakes";
pub(crate) const LOOK: &str = "look";
pub(crate) const LOOK_HELP: &str = "first one image, many images or the confusion matrix";
pub(crate) const DRAW: &str = "draw";
pub(crate) const DRAW_HELP: &str = "draw an image with arrows and space, or the mouse";

// Trials of rates.
pub(crate) const TRY_RATES: &str = "try rates";
pub(crate) const TRY_RATES_HELP: &str = "try rates: many short races on the same batches";
pub(crate) const TRIAL: &str = "trial";
pub(crate) const TRIAL_HELP: &str = "choose a trial";
pub(crate) const TO_RACE: &str = "to race";
pub(crate) const TO_RACE_HELP: &str = "the chosen trial becomes a lane of the race";
pub(crate) const METHOD: &str = "method";
pub(crate) const METHOD_HELP: &str = "grid of rates, random search, successive halving";
pub(crate) const LENGTH: &str = "length";
pub(crate) const LENGTH_HELP: &str = "iterations of a trial: 50 to 1,000";
pub(crate) const WHOSE: &str = "whose";
pub(crate) const WHOSE_HELP: &str = "all lanes' optimizers, or the selected lane's";
pub(crate) const WRITE_TRIALS_HELP: &str = "write the table of trials as CSV";

// The program.
pub(crate) const HELP: &str = "help";
pub(crate) const HELP_HELP: &str = "show or hide this help";
pub(crate) const QUIT: &str = "quit";
pub(crate) const QUIT_HELP: &str = "quit; a summary stays in the terminal";
pub(crate) const LEAVE: &str = "leave";
pub(crate) const WRITE: &str = "write";
pub(crate) const WRITE_HELP: &str = "write settings, CSV, figure and report to a new folder";
pub(crate) const SCREENSHOT_HELP: &str = "write a screenshot: SVG and PNG";
pub(crate) const PRESENT_HELP: &str = "presenter mode: large digits and names, keys shown";
pub(crate) const DETACH_HELP: &str = "detach: a recorded race goes on in the background";
pub(crate) const VIEWS_HELP: &str = "the next view, or the one with that number";
pub(crate) const CLOSE_HELP: &str = "close what is open; hide the cursor";
pub(crate) const REDRAW_HELP: &str = "redraw the screen";
pub(crate) const SUSPEND_HELP: &str = "suspend, training too; fg goes on";
pub(crate) const CURVES_HELP: &str = "curves in braille, blocks, dots, ASCII";
pub(crate) const COLOURS_HELP: &str = "colours: dark, light, colour-blind-safe";
pub(crate) const NUMBER_OF_COLOURS_HELP: &str = "number of colours: none, 16, 256, all";
pub(crate) const TRAFFIC_HELP: &str = "bytes a second that the screen takes";
pub(crate) const FRAMES_HELP: &str = "frames as a whole, or as they arrive";

// Forms, lists and the pad.
pub(crate) const CLOSE: &str = "close";
pub(crate) const SCROLL: &str = "scroll";
pub(crate) const LESSON: &str = "lesson";
pub(crate) const BEGIN: &str = "begin";
pub(crate) const FIELD: &str = "field";
pub(crate) const CHANGE: &str = "change";
pub(crate) const TYPE: &str = "type";
pub(crate) const APPLY: &str = "apply";
pub(crate) const DISCARD: &str = "discard";
pub(crate) const MOVE: &str = "move";
pub(crate) const PEN: &str = "pen";
pub(crate) const MOUSE: &str = "mouse";
pub(crate) const CLEAR: &str = "clear";
