//! A batch of images without its zero pixels: four fifths of MNIST are black.

use super::kernel::vector::BLOCK;

/// The largest share of pixels that may be non-zero for the sparse form to be used: an estimate from
/// the loads and multiplications of both forms, not yet a measured break-even. MNIST has 0.19.
const MAX_DENSITY: f64 = 0.4;

/// Images that are multiplied together, so that the weights of a pixel are fetched once for all of them.
pub(super) const GROUP: usize = 4;

/// A pixel that is non-zero in at least one image of a group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct GroupEntry {
    pub(super) pixel: u32,
    /// Its value in each image.
    pub(super) values: [f32; GROUP],
}

/// An image in which a pixel is non-zero, in that pixel's list.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct PixelEntry {
    pub(super) image: u32,
    pub(super) value: f32,
}

/// The non-zero pixels of a batch, by groups of images and by pixel. Its buffers are made once for the
/// largest batch and reused.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sparse {
    inputs: usize,
    images: usize,
    by_group: Vec<GroupEntry>,
    /// Where each group's entries end, separately for each [`BLOCK`] of pixels.
    group_ends: Vec<u32>,
    by_pixel: Vec<PixelEntry>,
    /// Where each pixel's entries end.
    pixel_ends: Vec<u32>,
    /// An image of zeros, with which the last group is filled up.
    black: Vec<u8>,
}

/// The input of a network for a pixel of 0 to 255.
const BRIGHTNESS: [f32; 256] = {
    let mut table = [0.0; 256];
    let mut pixel = 0;
    while pixel < 256 {
        table[pixel] = pixel as f32 / 255.0;
        pixel += 1;
    }
    table
};

impl Sparse {
    /// Room for up to `images` images of `inputs` pixels each.
    pub(crate) fn new(images: usize, inputs: usize) -> Self {
        let groups = images.div_ceil(GROUP);
        Self {
            inputs,
            images: 0,
            by_group: Vec::with_capacity(groups * inputs),
            group_ends: Vec::with_capacity(groups * inputs.div_ceil(BLOCK)),
            by_pixel: Vec::with_capacity(limit(images, inputs)),
            pixel_ends: vec![0; inputs],
            black: vec![0; inputs],
        }
    }

    /// Replaces the batch by these images' pixels, 0 to 255.
    ///
    /// False, and the batch can't be used, if too many are non-zero for the sparse form to be worth it.
    pub(crate) fn fill<'a>(&mut self, mut images: impl ExactSizeIterator<Item = &'a [u8]>) -> bool {
        self.images = images.len();
        self.by_group.clear();
        self.group_ends.clear();
        self.pixel_ends.fill(0);
        let (limit, mut count) = (limit(self.images, self.inputs), 0);
        let black = std::mem::take(&mut self.black);
        for _ in 0..self.images.div_ceil(GROUP) {
            let group: [&[u8]; GROUP] = std::array::from_fn(|_| images.next().unwrap_or(&black));
            count += self.push(group);
            if count > limit {
                break;
            }
        }
        self.black = black;
        if count <= limit {
            self.transpose();
        }
        count <= limit
    }

    /// Adds a group's entries, taking eight pixels of each image at once, and returns how many pixels are non-zero.
    fn push(&mut self, group: [&[u8]; GROUP]) -> usize {
        let mut count = 0;
        for start in (0..self.inputs).step_by(8) {
            let words = group.map(|image| word(&image[start..self.inputs.min(start + 8)]));
            let mut any = words.iter().fold(0, |any, word| any | word);
            while any != 0 {
                let bit = any.trailing_zeros() / 8 * 8;
                any &= !(0xff << bit);
                let pixels = words.map(|word| (word >> bit & 0xff) as usize);
                let lit = pixels.iter().filter(|&&pixel| pixel != 0).count();
                let pixel = start as u32 + bit / 8;
                self.by_group.push(GroupEntry { pixel, values: pixels.map(|pixel| BRIGHTNESS[pixel]) });
                self.pixel_ends[pixel as usize] += lit as u32;
                count += lit;
            }
            let end = self.inputs.min(start + 8);
            if end.is_multiple_of(BLOCK) || end == self.inputs {
                self.group_ends.push(self.by_group.len() as u32);
            }
        }
        count
    }

    /// Makes the lists by pixel, whose lengths are known (a counting sort, so that images stay in order).
    fn transpose(&mut self) {
        let ends = &mut self.pixel_ends;
        let mut start = 0;
        for end in ends.iter_mut() {
            // The start for now; it moves to the end as the entries come in.
            start += std::mem::replace(end, start);
        }
        self.by_pixel.resize(start as usize, PixelEntry::default());
        let blocks = self.inputs.div_ceil(BLOCK).max(1);
        let mut from = 0;
        for (first, ends_of_blocks) in (0..).step_by(GROUP).zip(self.group_ends.chunks_exact(blocks)) {
            let to = ends_of_blocks[blocks - 1] as usize;
            for shared in &self.by_group[from..to] {
                let end = &mut ends[shared.pixel as usize];
                for (image, &value) in (first..).zip(&shared.values) {
                    if value != 0.0 {
                        self.by_pixel[*end as usize] = PixelEntry { image, value };
                        *end += 1;
                    }
                }
            }
            from = to;
        }
    }

    pub(super) const fn images(&self) -> usize {
        self.images
    }

    pub(super) const fn inputs(&self) -> usize {
        self.inputs
    }

    /// The entries of each group: one list per [`BLOCK`] of pixels, group after group.
    pub(super) fn groups(&self) -> impl Iterator<Item = &[GroupEntry]> + Clone {
        lists(&self.by_group, &self.group_ends)
    }

    /// The entries of each pixel.
    pub(super) fn pixels(&self) -> impl Iterator<Item = &[PixelEntry]> + Clone {
        lists(&self.by_pixel, &self.pixel_ends)
    }
}

/// How many pixels of a batch may be non-zero for the sparse form.
fn limit(images: usize, inputs: usize) -> usize {
    (images as f64 * inputs as f64 * MAX_DENSITY) as usize
}

/// Up to eight pixels, the first one lowest.
fn word(pixels: &[u8]) -> u64 {
    let few = || pixels.iter().rev().fold(0, |word, &pixel| word << 8 | u64::from(pixel));
    pixels.first_chunk().map_or_else(few, |eight| u64::from_le_bytes(*eight))
}

/// The lists whose ends are given.
fn lists<'a, T>(entries: &'a [T], ends: &'a [u32]) -> impl Iterator<Item = &'a [T]> + Clone {
    let starts = std::iter::once(&0).chain(ends);
    starts.zip(ends).map(|(&start, &end)| &entries[start as usize..end as usize])
}
