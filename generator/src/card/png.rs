//! A canvas as a PNG.

use crate::card::canvas::Canvas;

const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];

/// Eight bits for a pixel, which names a colour of the palette.
const INDEXED: [u8; 5] = [8, 3, 0, 0, 0];

/// How hard the compressor tries: 4 takes four times as long for a third less of some 30 KB, which only a link's preview
/// fetches.
const LEVEL: u8 = 1;

pub(super) fn write(canvas: &Canvas, (width, height): (u16, u16), palette: &[u8]) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend(u32::from(width).to_be_bytes());
    header.extend(u32::from(height).to_be_bytes());
    header.extend(INDEXED);
    // Each row says first how it is to be read: as it stands.
    let mut rows = Vec::with_capacity(canvas.pixels.len() + usize::from(height));
    for row in canvas.pixels.chunks(usize::from(width)) {
        rows.push(0);
        rows.extend_from_slice(row);
    }
    let data = miniz_oxide::deflate::compress_to_vec_zlib(&rows, LEVEL);
    let mut png = SIGNATURE.to_vec();
    for (name, body) in [(b"IHDR", &*header), (b"PLTE", palette), (b"IDAT", &data), (b"IEND", &[])] {
        chunk(*name, body, &mut png);
    }
    png
}

fn chunk(name: [u8; 4], body: &[u8], png: &mut Vec<u8>) {
    // A chunk of ours is far from the four gigabytes that it may have.
    png.extend(u32::try_from(body.len()).unwrap_or_default().to_be_bytes());
    let checked = [&name, body].concat();
    png.extend(&checked);
    png.extend(checksum(&checked).to_be_bytes());
}

/// Returns the CRC-32 of `bytes`.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |rest: u32| if rest & 1 == 1 { (rest >> 1) ^ 0xedb8_8320 } else { rest >> 1 };
    let sum =
        bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |rest, _| step(rest)));
    !sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_one_that_everybody_computes() {
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn the_end_of_a_picture_is_the_one_that_all_have() {
        let png = write(&Canvas::new((2, 1)), (2, 1), &[0; 3]);
        assert_eq!(png[..8], SIGNATURE);
        assert_eq!(png[8..16], *b"\0\0\0\x0dIHDR");
        assert_eq!(png[png.len() - 12..], *b"\0\0\0\0IEND\xae\x42\x60\x82");
    }
}
