//! A drawing, brought into the form that MNIST's digits have.
//!
//! The makers of MNIST fitted each digit into a box of 20×20 pixels, keeping its proportions, and put that box into
//! 28×28 pixels so that the digit's centre of mass is in the middle (<http://yann.lecun.com/exdb/mnist/>). A network
//! that has seen nothing else can't be expected to know a digit in a corner.

/// Width and height of an image in pixels.
const SIDE: usize = 28;

/// The longer side of a digit.
const BOX: f32 = 20.0;

/// Samples of the drawing for each new pixel, across and down.
const SAMPLES: usize = 4;

/// A drawing of `width` pixels a row as 28×28 pixels; `None` if it is empty.
pub(crate) fn centred(ink: &[u8], width: usize) -> Option<Vec<u8>> {
    let inked = || {
        ink.iter().enumerate().filter(|(_, ink)| **ink > 0).map(|(at, &ink)| (at % width, at / width, ink))
    };
    let (left, right) = span(inked().map(|(x, ..)| x))?;
    let (top, bottom) = span(inked().map(|(_, y, _)| y))?;
    let scale = BOX / (right - left).max(bottom - top) as f32;
    let mass: f32 = inked().map(|(.., ink)| f32::from(ink)).sum();
    // A pixel's mass is at its centre.
    let mean = |place: fn((usize, usize)) -> usize| {
        inked().map(|(x, y, ink)| (place((x, y)) as f32 + 0.5) * f32::from(ink)).sum::<f32>() / mass
    };
    let middle = (mean(|(x, _)| x), mean(|(_, y)| y));
    let pixel = |at: usize| {
        let (x, y) = ((at % SIDE) as f32, (at / SIDE) as f32);
        let offset = |sample: usize| (sample as f32 + 0.5) / SAMPLES as f32 - SIDE as f32 / 2.0;
        let sum: f32 = (0..SAMPLES * SAMPLES)
            .map(|sample| {
                let (across, down) = (x + offset(sample % SAMPLES), y + offset(sample / SAMPLES));
                interpolated(ink, width, (middle.0 + across / scale, middle.1 + down / scale))
            })
            .sum();
        (sum / (SAMPLES * SAMPLES) as f32).round() as u8
    };
    Some((0..SIDE * SIDE).map(pixel).collect())
}

/// The smallest number, and one more than the largest.
fn span(numbers: impl Iterator<Item = usize> + Clone) -> Option<(usize, usize)> {
    Some((numbers.clone().min()?, numbers.max()? + 1))
}

/// The ink at a point, interpolated between the centres of the pixels around it.
fn interpolated(ink: &[u8], width: usize, (x, y): (f32, f32)) -> f32 {
    let (x, y) = (x - 0.5, y - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let at = |x: f32, y: f32| {
        if x < 0.0 || y < 0.0 || x as usize >= width {
            return 0.0;
        }
        ink.get(y as usize * width + x as usize).map_or(0.0, |ink| f32::from(*ink))
    };
    let mix = |one: f32, other: f32, share: f32| one + (other - one) * share;
    let upper = mix(at(left, top), at(left + 1.0, top), x - left);
    let lower = mix(at(left, top + 1.0), at(left + 1.0, top + 1.0), x - left);
    mix(upper, lower, y - top)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(width: usize, height: usize, inked: impl Fn(usize, usize) -> bool) -> Vec<u8> {
        (0..width * height).map(|at| if inked(at % width, at / width) { 255 } else { 0 }).collect()
    }

    /// The range of columns and of rows with at least half the ink.
    fn extent(image: &[u8]) -> [(usize, usize); 2] {
        let inked = image.iter().enumerate().filter(|(_, ink)| **ink >= 128).map(|(at, _)| at);
        [span(inked.clone().map(|at| at % SIDE)).unwrap(), span(inked.map(|at| at / SIDE)).unwrap()]
    }

    #[test]
    fn an_upright_bar_anywhere_becomes_20_high_and_is_centred() {
        for (left, top) in [(0, 0), (3, 9), (24, 18)] {
            let bar = drawing(28, 28, |x, y| (left..left + 2).contains(&x) && (top..top + 10).contains(&y));
            assert_eq!(extent(&centred(&bar, 28).unwrap()), [(12, 16), (4, 24)], "from {left}, {top}");
        }
    }

    #[test]
    fn a_wide_drawing_is_fitted_by_its_width_and_keeps_its_proportions() {
        let bar = drawing(80, 40, |x, y| (10..70).contains(&x) && (5..23).contains(&y));
        let [(left, right), (top, bottom)] = extent(&centred(&bar, 80).unwrap());
        assert_eq!((right - left, bottom - top), (20, 6));
    }

    #[test]
    fn the_centre_of_mass_is_centred_not_that_of_the_box() {
        // A long thin arm to the right of a heavy square: its mass is left of its box's middle.
        let shape = drawing(28, 28, |x, y| {
            (4..12).contains(&x) && (8..16).contains(&y) || (12..24).contains(&x) && y == 12
        });
        let image = centred(&shape, 28).unwrap();
        let mass: f32 = image.iter().map(|ink| f32::from(*ink)).sum();
        let mean = |place: fn(usize) -> usize| {
            let moments =
                image.iter().enumerate().map(|(at, ink)| (place(at) as f32 + 0.5) * f32::from(*ink));
            moments.sum::<f32>() / mass
        };
        assert!((mean(|at| at % SIDE) - 14.0).abs() < 0.1 && (mean(|at| at / SIDE) - 14.0).abs() < 0.1);
    }

    #[test]
    fn an_empty_drawing_is_none_and_a_single_dot_is_a_full_square() {
        assert_eq!(centred(&[0; 784], 28), None);
        assert_eq!(centred(&[], 28), None);
        let dot = centred(&drawing(28, 28, |x, y| (x, y) == (27, 27)), 28).unwrap();
        assert_eq!(extent(&dot), [(4, 24), (4, 24)]);
    }
}
