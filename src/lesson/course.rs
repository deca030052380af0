//! Lessons in the order in which they are taught, and the present one.

use super::{
    content::{Lesson, LessonError},
    runner::Runner,
};

/// The lessons that can be taught in one sitting; there is at least one.
#[derive(Debug, Clone)]
pub(crate) struct Course {
    lessons: Vec<Lesson>,
    at: usize,
}

impl Course {
    /// The lessons in the binary, set to that one; a lesson from a file comes before them.
    pub(crate) fn beginning_with(lesson: Lesson) -> Result<Self, LessonError> {
        let mut lessons = Lesson::shipped()?;
        let shipped = lessons.iter().position(|own| *own == lesson);
        if shipped.is_none() {
            lessons.insert(0, lesson);
        }
        Ok(Self { lessons, at: shipped.unwrap_or(0) })
    }

    pub(crate) fn lessons(&self) -> &[Lesson] {
        &self.lessons
    }

    /// The index of the lesson that is taught, or was last.
    pub(crate) const fn at(&self) -> usize {
        self.at
    }

    /// The index of the next lesson, or of the last.
    pub(crate) fn after(&self) -> usize {
        (self.at + 1).min(self.lessons.len() - 1)
    }

    /// The present lesson, at its first step.
    pub(crate) fn runner(&self) -> Runner {
        Runner::new(self.lessons[self.at].clone())
    }

    /// Turns to the lesson of that index, or to the last.
    pub(crate) fn turn_to(&mut self, at: usize) {
        self.at = at.min(self.lessons.len() - 1);
    }
}
