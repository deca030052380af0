//! A batch of images without its zero pixels: four fifths of MNIST are black.

use crate::kernel::vector::BLOCK;

/// The largest share of pixels at which a group may have something for the sparse form to be used: an estimate from
/// the loads and multiplications of both forms, not yet a measured break-even. MNIST has 0.29.
const MAX_DENSITY: f64 = 0.5;

/// Bytes that come from memory together.
const CACHE_LINE: usize = 64;

/// Images, or neighbouring pixels, that are multiplied together, so that what they share is fetched once for them.
/// More would share less: of two images of MNIST one or both are lit at 0.29 of the pixels, of four at 0.39.
pub(super) const GROUP: usize = 2;

/// Pixels that are looked at together: where all of them are black there is nothing to do.
const WORD: usize = 8;

/// What the rows of a group have at one index: a pixel of two images, or two neighbouring pixels of an image.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct PairEntry {
    pub(super) index: u32,
    pub(super) values: [f32; GROUP],
}

/// For each group of rows the indices at which not all of them are zero, in ascending order.
#[derive(Debug, Clone, Default)]
pub(super) struct Lists {
    groups: usize,
    entries: Vec<PairEntry>,
    /// Where the entries of each [`BLOCK`] of indices and, within it, of each group end.
    ends: Vec<u32>,
}

impl Lists {
    /// Room for lists of so many rows at so many indices.
    fn new(rows: usize, indices: usize) -> Self {
        let groups = rows.div_ceil(GROUP);
        Self {
            groups,
            // A word more, for what is written before it is known whether it counts. Memory is taken as it is used.
            entries: Vec::with_capacity(groups * indices + WORD),
            ends: Vec::with_capacity(groups * indices.div_ceil(BLOCK)),
        }
    }

    /// Makes room for so many entries; those that are there stay.
    fn reserve(&mut self, entries: usize) {
        if self.entries.len() < entries {
            self.entries.resize(entries, PairEntry::default());
        }
    }

    /// How many entries the first groups have.
    fn entries_upto(&self, groups: usize) -> usize {
        let blocks = self.ends.chunks_exact(self.groups.max(1));
        let starts = std::iter::once(0).chain(blocks.clone().filter_map(|ends| ends.last().copied()));
        let upto = |(ends, start): (&[u32], u32)| match groups {
            0 => 0,
            _ => ends[groups - 1] - start,
        };
        blocks.zip(starts).map(upto).sum::<u32>() as usize
    }

    /// A group's entries in a block.
    #[inline]
    pub(super) fn part(&self, group: usize, block: usize) -> &[PairEntry] {
        let at = block * self.groups + group;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.entries[start as usize..self.ends[at] as usize]
    }
}

/// The non-zero pixels of a batch, by image and by pixel. Its buffers are made once for the largest batch and reused.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sparse {
    inputs: usize,
    images: usize,
    by_image: Lists,
    by_pixel: Lists,
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
        Self {
            inputs,
            images: 0,
            by_image: Lists::new(images, inputs),
            by_pixel: Lists::new(inputs, images),
            black: vec![0; inputs],
        }
    }

    /// Replaces the batch by these images' pixels, 0 to 255.
    ///
    /// False, and the batch can't be used, if too many are non-zero for the sparse form to be worth it.
    pub(crate) fn fill<'a>(&mut self, images: impl ExactSizeIterator<Item = &'a [u8]> + Clone) -> bool {
        self.images = images.len();
        // Images lie anywhere in the data set, where no processor fetches ahead: first of all every line of them is
        // touched, so that they are waited for together.
        let lines = images.clone().flat_map(|image| image.iter().step_by(CACHE_LINE));
        std::hint::black_box(lines.fold(0, |all, pixel| all | pixel));
        let is_sparse = self.fill_by_image(&images);
        if is_sparse {
            self.fill_by_pixel(images);
        }
        is_sparse
    }

    /// False, and the lists are incomplete, if there are too many entries.
    fn fill_by_image<'a>(&mut self, images: &(impl Iterator<Item = &'a [u8]> + Clone)) -> bool {
        let lists = &mut self.by_image;
        lists.groups = self.images.div_ceil(GROUP);
        lists.ends.clear();
        let most = ((lists.groups * self.inputs) as f64 * MAX_DENSITY) as usize;
        let mut count = 0;
        for from in (0..self.inputs).step_by(BLOCK) {
            let to = self.inputs.min(from + BLOCK);
            let mut images = images.clone();
            for _ in 0..lists.groups {
                let group: [&[u8]; GROUP] = std::array::from_fn(|_| images.next().unwrap_or(&self.black));
                for start in (from..to).step_by(WORD) {
                    let words = group.map(|image| word(&image[start..to.min(start + WORD)]));
                    if words == [[0; WORD]; GROUP] {
                        continue;
                    }
                    lists.reserve(count + WORD);
                    for at in 0..WORD {
                        // No branch, which could not be foreseen: every pixel is written, and the lit ones stay.
                        let pixels = words.map(|word| word[at]);
                        lists.entries[count] = entry(start + at, pixels);
                        count += usize::from(pixels != [0; GROUP]);
                    }
                }
                lists.ends.push(count as u32);
            }
            if count > most {
                return false;
            }
        }
        true
    }

    /// Counts, then sorts (a counting sort, so that images stay in order).
    fn fill_by_pixel<'a>(&mut self, images: impl Iterator<Item = &'a [u8]> + Clone) {
        let groups = self.by_pixel.groups;
        let ends = &mut self.by_pixel.ends;
        ends.clear();
        ends.resize(groups * self.images.div_ceil(BLOCK), 0);
        for (index, image) in images.clone().enumerate() {
            let (pairs, rest) = image.as_chunks();
            let ends = &mut ends[index / BLOCK * groups..];
            for (end, pixels) in ends.iter_mut().zip(pairs) {
                *end += u32::from(*pixels != [0; GROUP]);
            }
            ends[pairs.len()..].iter_mut().zip(rest).for_each(|(end, pixel)| *end += u32::from(*pixel != 0));
        }
        let mut start = 0;
        for end in ends.iter_mut() {
            // The start for now; it moves to the end as the entries come in.
            start += std::mem::replace(end, start);
        }
        self.by_pixel.reserve(start as usize);
        let Lists { entries, ends, .. } = &mut self.by_pixel;
        for (index, image) in images.enumerate() {
            let ends = &mut ends[index / BLOCK * groups..];
            for (pixels, ends) in image.chunks(WORD).zip(ends.chunks_mut(WORD / GROUP)) {
                let word = word(pixels);
                if word == [0; WORD] {
                    continue;
                }
                for (pixels, end) in word.as_chunks::<GROUP>().0.iter().zip(ends) {
                    if *pixels != [0; GROUP] {
                        entries[*end as usize] = entry(index, *pixels);
                        *end += 1;
                    }
                }
            }
        }
    }

    /// How many images are lit at the first `pixels` pixels, an even number of them or all, summed over these.
    pub(super) fn lit(&self, pixels: usize) -> usize {
        self.by_pixel.entries_upto(pixels.div_ceil(GROUP)) * GROUP
    }

    pub(super) const fn images(&self) -> usize {
        self.images
    }

    pub(super) const fn inputs(&self) -> usize {
        self.inputs
    }

    /// For each group of images the pixels that are lit.
    pub(super) const fn by_image(&self) -> &Lists {
        &self.by_image
    }

    /// For each group of neighbouring pixels the images in which they are lit.
    pub(super) const fn by_pixel(&self) -> &Lists {
        &self.by_pixel
    }
}

fn entry(index: usize, pixels: [u8; GROUP]) -> PairEntry {
    PairEntry { index: index as u32, values: pixels.map(|pixel| BRIGHTNESS[usize::from(pixel)]) }
}

/// Up to eight pixels, filled up with black ones.
fn word(pixels: &[u8]) -> [u8; WORD] {
    pixels
        .first_chunk()
        .copied()
        .unwrap_or_else(|| std::array::from_fn(|at| pixels.get(at).copied().unwrap_or(0)))
}
