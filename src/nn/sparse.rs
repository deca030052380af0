//! A batch of images without its zero pixels: four fifths of MNIST are black.

/// The largest share of pixels that may be non-zero for the sparse form to be the faster one.
pub const SPARSE_LIMIT: f64 = 0.4;

/// A non-zero pixel.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Entry {
    /// In an image's list the pixel, in a pixel's list the image.
    pub(super) place: u32,
    pub(super) value: f32,
}

/// The non-zero pixels of a batch, by image and by pixel. Its buffers are made once for the largest
/// batch and reused.
#[derive(Debug, Clone, Default)]
pub struct Sparse {
    inputs: usize,
    by_image: Vec<Entry>,
    /// Where each image's entries end.
    image_ends: Vec<u32>,
    by_pixel: Vec<Entry>,
    /// Where each pixel's entries end.
    pixel_ends: Vec<u32>,
}

/// What a pixel of 0 to 255 is to a network.
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
    #[must_use]
    pub fn new(images: usize, inputs: usize) -> Self {
        let most = (images as f64 * inputs as f64 * SPARSE_LIMIT) as usize + inputs;
        Self {
            inputs,
            by_image: Vec::with_capacity(most),
            image_ends: Vec::with_capacity(images),
            by_pixel: Vec::with_capacity(most),
            pixel_ends: vec![0; inputs],
        }
    }

    /// Takes the place of what was here with these images' pixels, 0 to 255.
    ///
    /// False, and of no use, if too many are non-zero for the sparse form to be worth it.
    pub fn fill<'a>(&mut self, images: impl ExactSizeIterator<Item = &'a [u8]>) -> bool {
        let most = (images.len() as f64 * self.inputs as f64 * SPARSE_LIMIT) as usize;
        self.by_image.clear();
        self.image_ends.clear();
        for image in images {
            self.push(image);
            if self.by_image.len() > most {
                return false;
            }
            self.image_ends.push(self.by_image.len() as u32);
        }
        self.turn();
        true
    }

    /// Adds one image's entries, eight pixels at a look.
    fn push(&mut self, image: &[u8]) {
        let (eights, rest) = image.as_chunks::<8>();
        for (start, pixels) in (0..).step_by(8).zip(eights) {
            let mut left = u64::from_le_bytes(*pixels);
            while left != 0 {
                let place = left.trailing_zeros() / 8;
                let value = BRIGHTNESS[(left >> (8 * place) & 0xff) as usize];
                self.by_image.push(Entry { place: start + place, value });
                left &= !(0xff << (8 * place));
            }
        }
        let start = 8 * eights.len() as u32;
        for (place, &pixel) in (start..).zip(rest).filter(|(_, pixel)| **pixel != 0) {
            self.by_image.push(Entry { place, value: BRIGHTNESS[usize::from(pixel)] });
        }
    }

    /// Makes the lists by pixel from those by image (a counting sort, so that images stay in order).
    fn turn(&mut self) {
        self.by_pixel.resize(self.by_image.len(), Entry::default());
        let ends = &mut self.pixel_ends;
        ends.fill(0);
        for entry in &self.by_image {
            ends[entry.place as usize] += 1;
        }
        let mut start = 0;
        for end in ends.iter_mut() {
            // The start for now; it moves to the end as the entries come in.
            start += std::mem::replace(end, start);
        }
        let mut from = 0;
        for (image, &to) in (0..).zip(&self.image_ends) {
            for entry in &self.by_image[from as usize..to as usize] {
                let end = &mut ends[entry.place as usize];
                self.by_pixel[*end as usize] = Entry { place: image, value: entry.value };
                *end += 1;
            }
            from = to;
        }
    }

    /// The entries of each image.
    pub(super) fn images(&self) -> impl Iterator<Item = &[Entry]> + Clone {
        lists(&self.by_image, &self.image_ends)
    }

    /// The entries of each pixel.
    pub(super) fn pixels(&self) -> impl Iterator<Item = &[Entry]> + Clone {
        lists(&self.by_pixel, &self.pixel_ends)
    }
}

/// The lists whose ends are given.
fn lists<'a>(entries: &'a [Entry], ends: &'a [u32]) -> impl Iterator<Item = &'a [Entry]> + Clone {
    let starts = std::iter::once(&0).chain(ends);
    starts.zip(ends).map(|(&start, &end)| &entries[start as usize..end as usize])
}
