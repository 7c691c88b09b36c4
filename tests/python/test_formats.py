"""Files written or read by other people's libraries: the same pixels at the same places."""

import gibbsight as gs
import numpy as np
import pytest
import tifffile

ROWS, COLUMNS = 36, 40
# Not square and without any symmetry, so that a transposed or mirrored reading shows.
PATTERN = np.fromfunction(lambda row, column: 3 * row + column, (ROWS, COLUMNS), dtype=np.float32)
PIXEL = pytest.approx((0.25, 0.5), rel=1e-6)  # nm, x and y


def read(path, **options):
    return gs.read_image(path, level_plane=False, level_lines="never", **options)


def pixels(path, **options):
    return read(path, **options).to_array()


def test_tifffile_imagej(tmp_path):
    stack = np.stack([PATTERN, PATTERN + 100, PATTERN + 200, PATTERN + 300]).reshape(2, 2, ROWS, COLUMNS)
    for unit, nm in {"nm": 1, "um": 1e3, "\\u00B5m": 1e3, "Angstrom": 0.1}.items():
        path = tmp_path / "scan.tif"
        tifffile.imwrite(path, stack, imagej=True, resolution=(nm / 0.25, nm / 0.5),
                         metadata={"axes": "TCYX", "unit": unit})  # fmt: skip
        assert read(path).pixel_size == PIXEL
        assert np.array_equal(pixels(path, channel="2", frame=1), tifffile.imread(path)[1, 1])


def test_tifffile_ome(tmp_path):
    path = tmp_path / "scan.ome.tif"
    stack = np.stack([PATTERN, PATTERN + 100]).astype(np.uint16)
    tifffile.imwrite(path, stack, metadata={
        "axes": "CYX", "Channel": {"Name": ["HAADF", "ABF"]}, "PhysicalSizeX": 2.5,
        "PhysicalSizeXUnit": "Å", "PhysicalSizeY": 0.0005, "PhysicalSizeYUnit": "µm"})  # fmt: skip
    assert read(path).pixel_size == PIXEL
    assert np.array_equal(pixels(path, channel="ABF"), tifffile.imread(path)[1])


@pytest.mark.parametrize("options", [{"tile": (16, 16)}, {"compression": "zlib"},
                                     {"byteorder": ">"}, {"bigtiff": True}])  # fmt: skip
def test_tifffile_layouts(tmp_path, options):
    path = tmp_path / "scan.tif"
    tifffile.imwrite(path, PATTERN, resolution=(72, 72), resolutionunit="INCH", **options)
    assert read(path).pixel_size is None
    assert np.array_equal(pixels(path), tifffile.imread(path))


def test_tifffile_fei(tmp_path):
    path = tmp_path / "scan.tif"
    text = "[User]\r\nDate=1\r\n[Scan]\r\nPixelWidth=2.5e-010\r\nPixelHeight=5e-010\r\n"
    tifffile.imwrite(path, PATTERN, extratags=[(34682, "s", 0, text, True)])
    with tifffile.TiffFile(path) as file:
        scan = file.fei_metadata["Scan"]
        assert read(path).pixel_size == pytest.approx((1e9 * scan["PixelWidth"], 1e9 * scan["PixelHeight"]))
        assert read(path).pixel_size == PIXEL
        assert np.array_equal(pixels(path), file.asarray())


@pytest.mark.parametrize("kind", ["<f4", ">f8", "<u2", "i1"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_numpy(tmp_path, kind, order):
    path = tmp_path / "scan.npy"
    np.save(path, np.asarray(PATTERN % 100, dtype=kind, order=order))
    assert read(path).pixel_size is None
    assert np.array_equal(pixels(path), np.load(path))


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_pillow(tmp_path, depth):
    pillow = pytest.importorskip("PIL.Image")
    path = tmp_path / "scan.png"
    pillow.fromarray(PATTERN.astype(depth)).save(path)
    assert np.array_equal(pixels(path), np.asarray(pillow.open(path)))


def test_h5py(tmp_path):
    h5py = pytest.importorskip("h5py")
    path = tmp_path / "scan.h5"
    with h5py.File(path, "w") as file:
        file["measured/topography"] = PATTERN
    assert np.array_equal(pixels(path, channel="/measured/topography"), h5py.File(path)["measured/topography"][()])


def test_scipy_netcdf(tmp_path):
    """A scan as GXSM lays it out, in SciPy's words."""
    netcdf = pytest.importorskip("scipy.io").netcdf_file
    path = tmp_path / "scan.nc"
    with netcdf(path, "w") as file:
        for name, size in {"time": 2, "value": 1, "dimy": ROWS, "dimx": COLUMNS}.items():
            file.createDimension(name, size)
        field = file.createVariable("FloatField", "f4", ("time", "value", "dimy", "dimx"))
        field.var_unit, field.label = b"AA", b"Topo"
        field[:] = np.stack([PATTERN, PATTERN + 100])[:, None]
        for name, value in {"rangex": 100, "dx": 2.5, "dy": 5, "dz": 1}.items():
            file.createVariable(name, "f8", ()).data[...] = value  # angstroms
    with netcdf(path, mmap=False) as file:
        stored = file.variables["FloatField"][:, 0].copy()
    assert read(path).pixel_size == PIXEL
    assert np.array_equal(pixels(path, frame=1), stored[1])


def sxm(scan_direction):
    header = (f":NANONIS_VERSION:\n2\n:SCANIT_TYPE:\n FLOAT MSBFIRST\n:REC_TEMP:\n 4.4\n:ACQ_TIME:\n 1\n"
              f":SCAN_PIXELS:\n {COLUMNS} {ROWS}\n:SCAN_TIME:\n 1 1\n:SCAN_RANGE:\n 1E-8 1.8E-8\n"
              f":SCAN_OFFSET:\n 0 0\n:SCAN_ANGLE:\n 0\n:SCAN_DIR:\n{scan_direction}\n:BIAS:\n 0.1\n"
              ":Z-CONTROLLER:\n\tName\ton\n\tlog\t1\n"
              ":DATA_INFO:\n\tChannel\tName\tUnit\tDirection\tCalibration\tOffset\n"
              "\t14\tZ\tm\tboth\t1\t0\n\n:SCANIT_END:\n\n\n\x1a\x04")  # fmt: skip
    return header.encode() + np.stack([PATTERN, PATTERN + 100]).astype(">f4").tobytes()


@pytest.mark.parametrize("scan_direction", ["down", "up"])
def test_nanonispy(tmp_path, monkeypatch, scan_direction):
    """nanonispy leaves lines in the order of the scan and samples in that of the motion."""
    path = tmp_path / "scan.sxm"
    path.write_bytes(sxm(scan_direction))
    monkeypatch.setattr(np, "float", float, raising=False)  # nanonispy 1.1 needs NumPy's old names
    monkeypatch.setattr(np, "int", int, raising=False)
    nanonis = pytest.importorskip("nanonispy.read").Scan(str(path)).signals["Z"]
    upright = np.flipud if scan_direction == "up" else np.asarray
    assert read(path).pixel_size == PIXEL
    assert np.array_equal(pixels(path), upright(nanonis["forward"]))
    assert np.array_equal(pixels(path, direction="backward"), upright(np.fliplr(nanonis["backward"])))


def axis(index, name, size, scale, navigate=False):
    return {"_type": "UniformDataAxis", "name": name, "units": "nm", "navigate": navigate,
            "is_binned": False, "size": size, "scale": scale, "offset": 0.0,
            "index_in_array": index}  # fmt: skip


def signal(data):
    axes = [axis(data.ndim - 2, "y", ROWS, 0.5), axis(data.ndim - 1, "x", COLUMNS, 0.25)]
    if data.ndim == 3:
        axes.insert(0, axis(0, "z", len(data), 1.0, navigate=True))
    return {"data": data, "axes": axes, "metadata": {"General": {"title": "scan"}, "Signal": {}},
            "original_metadata": {}, "attributes": {"_lazy": False, "ragged": False},
            "learning_results": {}, "models": {}, "tmp_parameters": {},
            "package_info": {"package": "hyperspy", "package_version": "2"}}  # fmt: skip


@pytest.mark.parametrize("name", ["hspy", "emd"])
@pytest.mark.filterwarnings("ignore")
def test_rosettasciio(tmp_path, name):
    rosetta = pytest.importorskip(f"rsciio.{name}")
    path = tmp_path / f"scan.{name}"
    rosetta.file_writer(str(path), signal(PATTERN))
    assert read(path).pixel_size == PIXEL
    assert np.array_equal(pixels(path), rosetta.file_reader(str(path))[0]["data"])
    rosetta.file_writer(str(path), signal(np.stack([PATTERN, PATTERN + 100])))
    assert np.array_equal(pixels(path, frame=1), rosetta.file_reader(str(path))[0]["data"][1])
