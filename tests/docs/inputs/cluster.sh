for i in 1 2; do
  gibbsight simulate --lattice square --species Te,Se --bulk Se=0.45 --parameters pair1=0.4 --seed $i \
    --rendering.columns 240 --rendering.rows 240 --image scan$i.tif -o scan$i.csv
done
python3 - <<'PYTHON'
import struct
side = 64
tags = [(256, 3, side), (257, 3, side), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (277, 3, 1), (278, 3, side),
        (279, 4, side * side)]
entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
with open("blank.tif", "wb") as file:
    file.write(b"II*\0" + struct.pack("<I", 8 + side * side) + bytes(side * side))
    file.write(struct.pack("<H", len(tags)) + entries + struct.pack("<I", 0))
PYTHON
