//! How a running race is changed: its lanes, their schedules, its batches and its end.

use super::{batch::BatchBuffer, batch::STRIDE, lane::Lane, lane_state::LaneId, training::Race};
use crate::{config, nn::Mlp, optim::Schedule};

impl Race {
    /// Adds a lane that starts from the starting weights, and returns its number.
    ///
    /// Its name gets a number if another lane has it already.
    pub(crate) fn add_lane(&mut self, mut config: config::LaneConfig) -> LaneId {
        let id = LaneId(self.next_lane);
        self.next_lane += 1;
        config.name = self.free_name(&config.name);
        let net = self.starting_net(id);
        let mut lane = Lane::new(id, config, net, self.config.batch_size);
        lane.keep_to_schedule(self.iteration, self.config.iterations);
        self.lanes.push(lane);
        id
    }

    /// Adds a lane that continues from where another stands, with its settings, weights and memory, and returns its
    /// number; `None` if there is no such lane, or it has ended.
    pub(crate) fn fork(&mut self, id: LaneId) -> Option<LaneId> {
        let mut saved = self.lane_mut(id).filter(|lane| lane.state().is_sound())?.snapshot();
        saved.config.name = self.free_name(&saved.config.name);
        saved.id = LaneId(self.next_lane);
        let net = Mlp::zeros(&self.sizes(), self.config.activation);
        let mut lane = Lane::restore(&saved, net, self.config.batch_size)?;
        lane.keep_to_schedule(self.iteration, self.config.iterations);
        self.next_lane += 1;
        self.lanes.push(lane);
        Some(saved.id)
    }

    /// The wanted name, with a number if another lane has it.
    fn free_name(&self, wanted: &str) -> String {
        let taken: Vec<&str> = self.lanes.iter().map(Lane::name).collect();
        config::unique_name(wanted, &taken)
    }

    /// Takes a lane out of the race; false if there is none of that number.
    pub(crate) fn remove_lane(&mut self, id: LaneId) -> bool {
        let before = self.lanes.len();
        self.lanes.retain(|lane| lane.id() != id);
        self.lanes.len() < before
    }

    /// The lane of that number.
    pub fn lane_mut(&mut self, id: LaneId) -> Option<&mut Lane> {
        self.lanes.iter_mut().find(|lane| lane.id() == id)
    }

    /// Gives a lane another schedule and returns the one before; `None` if there is no lane of that number.
    pub(crate) fn set_schedule(&mut self, id: LaneId, schedule: Schedule) -> Option<Schedule> {
        let (done, end) = (self.iteration, self.config.iterations);
        let lane = self.lane_mut(id)?;
        let before = lane.set_schedule(schedule);
        lane.keep_to_schedule(done, end);
        Some(before)
    }

    /// Sets the iterations that schedules without a length aim at; the race may take more.
    pub(crate) const fn set_end(&mut self, iterations: Option<u64>) {
        self.config.iterations = iterations;
    }

    /// Sets the images of a batch from the next iteration on, and returns the size before.
    pub fn set_batch_size(&mut self, size: usize) -> usize {
        let before = std::mem::replace(&mut self.config.batch_size, size);
        let inputs = self.data.train.inputs();
        if before != size || self.batches.is_empty() {
            self.batches.clear();
            self.batches.extend((0..STRIDE).map(|_| BatchBuffer::new(size, inputs)));
        }
        self.lanes.iter_mut().for_each(|lane| lane.make_room(size));
        before
    }
}
