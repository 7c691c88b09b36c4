gibbsight simulate --lattice square --symmetry pmm --species vacancy,O --bulk O=0.3 --seed 3 \
  --parameters pair1[1,0]=-0.6,pair1[0,1]=0.3 --rendering.heights 0,1 \
  --rendering.columns 240 --rendering.rows 240 --image adatoms.tif -o adatoms.csv
gibbsight simulate --lattice triangular --species vacancy,Se --bulk vacancy=0.1 --parameters pair1=-0.5 \
  --rendering.heights 0,1 --rendering.columns 200 --rendering.rows 200 --seed 3 --image holes.tif -o holes.csv
