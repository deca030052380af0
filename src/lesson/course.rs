//! Lessons in the order in which they are taught, and which of them is.

use super::{Lesson, LessonError, Runner};

/// What can be taught in one sitting; there is a lesson at least.
#[derive(Debug, Clone)]
pub struct Course {
    lessons: Vec<Lesson>,
    at: usize,
}

impl Course {
    /// The lessons in the binary, beginning with that one; one of a file stands before them.
    ///
    /// # Errors
    /// If one in the binary is wrong, which the tests of this room rule out.
    pub fn beginning_with(lesson: Lesson) -> Result<Self, LessonError> {
        let mut lessons = Lesson::shipped()?;
        let shipped = lessons.iter().position(|own| *own == lesson);
        if shipped.is_none() {
            lessons.insert(0, lesson);
        }
        Ok(Self { lessons, at: shipped.unwrap_or(0) })
    }

    /// Every lesson.
    #[must_use]
    pub fn lessons(&self) -> &[Lesson] {
        &self.lessons
    }

    /// The place of the one that is taught, or was last.
    #[must_use]
    pub const fn at(&self) -> usize {
        self.at
    }

    /// The place of the one after it; the last has none and stays.
    #[must_use]
    pub fn after(&self) -> usize {
        (self.at + 1).min(self.lessons.len() - 1)
    }

    /// The lesson that is taught, at its first step.
    #[must_use]
    pub fn runner(&self) -> Runner {
        Runner::new(self.lessons[self.at].clone())
    }

    /// Turns to the lesson of that place, or to the last.
    pub fn turn_to(&mut self, at: usize) {
        self.at = at.min(self.lessons.len() - 1);
    }
}
