//! The manual: pages of Markdown in the program, found by topic and laid out for a terminal.
//!
//! A page is a file in `src/manual/` and a line in `PAGES`. The files are also what a browser shows of the repository,
//! so links between them are relative, and pictures are left out on a terminal.

mod lines;
mod render;
mod table;

pub(crate) use lines::PageLayout;

/// One page.
#[derive(Debug)]
pub(crate) struct Page {
    /// The word that is typed after `downhill manual`; also the name of its file.
    pub(crate) topic: &'static str,
    /// What the page is about, for the list of topics.
    pub(crate) summary: &'static str,
    /// Other words that lead to it.
    pub(crate) aliases: &'static [&'static str],
    /// The page itself.
    pub(crate) markdown: &'static str,
}

macro_rules! pages {
    ($($topic:literal: $summary:literal, [$($alias:literal),*];)*) => {
        &[$(Page {
            topic: $topic,
            summary: $summary,
            aliases: &[$($alias),*],
            markdown: include_str!(concat!("manual/", $topic, ".md")),
        }),*]
    };
}

/// Every page, in the order in which a newcomer would read them.
pub(crate) const PAGES: &[Page] = pages! {
    "start": "Your first race, and what you see", ["intro", "tutorial", "quickstart"];
    "race": "Steering a race, going back, forking; what the numbers mean", ["numbers", "ghosts", "fork", "seed"];
    "keys": "Every key, by view", ["key", "shortcuts", "bindings"];
    "optimizers": "The fourteen optimizers and where they come from", ["optimizer", "family", "lanes"];
    "settings": "Learning rates, schedules, the network, the starting weights",
        ["schedules", "schedule", "network", "init", "activation"];
    "config": "Your own settings: a file, variables, other keys",
        ["configuration", "preferences", "rebinding", "variables", "habits"];
    "flags": "Every command and flag", ["commands", "options"];
    "views": "The seven views", ["view", "tabs", "screen"];
    "surface": "View 2: optimizers on a function of two variables", ["saddle", "rosenbrock"];
    "inside": "View 3: the next step of a lane, layer by layer", ["step"];
    "digits": "View 4: what each lane sees, and a pad to draw on", ["pad", "confusion", "images"];
    "rates": "View 5: which learning rate suits which optimizer", ["search"];
    "sweep": "Sweeps: many trials here, by Slurm or by GNU parallel",
        ["trial", "trials", "slurm", "parallel", "cluster", "hyperparameters"];
    "explain": "View 6: the selected optimizer in plain words", ["explanations"];
    "starts": "View 7: the race from several starts, and what that decides", ["starting", "luck", "seeds"];
    "lessons": "Teaching with a lesson, and writing your own", ["lesson", "teaching"];
    "presenting": "Showing a race to a room: large type, locked keys, recordings",
        ["presenter", "lecture", "lock", "cast", "screenshot", "report"];
    "data": "Racing on your own data", ["dataset", "classes", "mnist", "emnist"];
    "import": "Turning CSV, NPZ and PNG files into a data set", ["csv", "npz", "png"];
    "record": "Recording a race, resuming it, replaying it", ["resume", "replay", "checkpoint", "save"];
    "compare": "Comparing recorded races, and a race with one", ["comparison", "ghost", "target", "difference"];
    "training": "Your own training loop on the screen: PyTorch, Python, JAX", ["python", "loop", "steer", "host"];
    "watch": "Trainings of other programs, by what they write", ["follow", "logs", "log"];
    "lines": "Watching lines: JSON, key=value, printed dicts, prose", ["jsonl", "json", "prose", "stdin"];
    "tables": "Watching tables: Lightning, Keras, any CSV, our own runs", ["lightning", "keras", "losses"];
    "tensorboard": "Watching TensorBoard's event files", ["events", "tfevents"];
    "huggingface": "Watching Hugging Face's Trainer", ["transformers", "trainer"];
    "mlflow": "Watching MLflow's file store, and W&B through a pipe", ["mlruns", "wandb"];
    "export": "Taking the networks home: PyTorch, NumPy, ONNX", ["pytorch", "onnx", "safetensors", "weights"];
    "files": "Every file that downhill writes", ["folder", "out", "run"];
    "background": "Races without a terminal: detach, attach, list, stop", ["detach", "attach", "list", "stop"];
    "terminal": "Colours, symbols, slow links, SSH, tmux, languages",
        ["ssh", "tmux", "colors", "colours", "language", "korean", "lang", "environment"];
    "plain": "Plain lines for pipes and scripts; exit codes", ["headless", "pipe", "scripts", "exit"];
    "certify": "Checking the update rules against other implementations", ["verify"];
    "bench": "How fast it is, and how fast your machine is", ["speed", "performance", "benchmark"];
    "troubleshooting": "When something looks wrong", ["problems", "errors", "help", "faq"];
    "contributing": "How the source is built, and how to add to it", ["architecture", "source", "development"];
};

/// The page of a topic, by its name or one of its other names.
pub(crate) fn find(topic: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.topic == topic || page.aliases.contains(&topic))
}

impl Page {
    /// The page as lines.
    pub(crate) fn render(&self, layout: PageLayout) -> String {
        render::render(self.markdown, layout)
    }
}

/// The list of topics, a line each.
pub(crate) fn contents(layout: PageLayout) -> String {
    let rows: Vec<String> =
        PAGES.iter().map(|page| format!("| **{}** | {} |", page.topic, page.summary)).collect();
    let markdown =
        format!("`downhill manual TOPIC` shows a page:\n\n| | |\n| --- | --- |\n{}", rows.join("\n"));
    render::render(&markdown, layout)
}

#[cfg(test)]
mod tests;
