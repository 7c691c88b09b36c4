"""Image files, right and wrong, written byte by byte."""

import io
import struct
import zlib

import numpy as np


def noise(shape, seed=7):
    return np.random.default_rng(seed).normal(0, 1, shape).astype(np.float32)


def atoms(shape, centres, heights, sigma):
    """Gaussians of these heights at (x, y); of those outside the flank shows."""
    reach = int(4 * sigma)
    padded = np.zeros(np.add(shape, 4 * reach))
    y, x = np.mgrid[-reach:reach + 1, -reach:reach + 1]
    for centre, height in zip(centres, heights, strict=True):
        column, row = near = np.rint(centre).astype(int)
        if not (-reach <= column < shape[1] + reach and -reach <= row < shape[0] + reach):
            continue
        dx, dy = centre - near
        padded[row + reach:row + 3 * reach + 1, column + reach:column + 3 * reach + 1] += height * np.exp(
            -((x - dx) ** 2 + (y - dy) ** 2) / (2 * sigma**2))
    return padded[2 * reach:-2 * reach, 2 * reach:-2 * reach]


def npy(array):
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def tiff(array, rows=None, columns=None):
    """One strip of 32-bit numbers; the header may claim another size than the array has."""
    data = np.ascontiguousarray(array, dtype="<f4").tobytes()
    shape = (rows or array.shape[0], columns or array.shape[1])
    short, long = 3, 4
    tags = [
        (256, long, shape[1]), (257, long, shape[0]), (258, short, 32), (259, short, 1),
        (262, short, 1), (273, long, 8), (277, short, 1), (278, long, shape[0]),
        (279, long, min(4 * shape[0] * shape[1], 2**32 - 1)), (339, short, 3),
    ]
    directory = struct.pack("<H", len(tags))
    for tag, kind, value in tags:
        directory += struct.pack("<HHII", tag, kind, 1, value)
    header = b"II" + struct.pack("<HI", 42, 8 + len(data))
    return header + data + directory + struct.pack("<I", 0)


def png(array, rows=None, columns=None):
    """Eight bits of grey; the header may claim another size than the array has."""
    def chunk(kind, content):
        crc = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc)

    shape = (rows or array.shape[0], columns or array.shape[1])
    lines = b"".join(b"\0" + bytes(row) for row in array.astype(np.uint8))
    header = struct.pack(">IIBBBBB", shape[1], shape[0], 8, 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines))
            + chunk(b"IEND", b""))


def sxm(forward, backward):
    """A Nanonis scan, downwards, of one channel and both directions, with pixels of 0.25 nm."""
    rows, columns = forward.shape
    header = (f":NANONIS_VERSION:\n2\n:SCANIT_TYPE:\n FLOAT MSBFIRST\n:SCAN_PIXELS:\n {columns} {rows}\n"
              f":SCAN_RANGE:\n {columns / 4e9} {rows / 4e9}\n:SCAN_DIR:\ndown\n:DATA_INFO:\n"
              "\tChannel\tName\tUnit\tDirection\n\t14\tZ\tm\tboth\n\n:SCANIT_END:\n\n\n\x1a\x04")
    return header.encode() + np.stack([forward, np.fliplr(backward)]).astype(">f4").tobytes()
