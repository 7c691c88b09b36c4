gibbsight simulate --lattice triangular --species Nb,Mo,W --bulk Nb=0.4,Mo=0.3,W=0.3 \
  --parameters pair1:Mo-Nb=0.3,pair1:Nb-W=0.6,pair1:Mo-W=0.2 --rendering.heights 0.4,0.7,1 \
  --rendering.columns 200 --rendering.rows 200 --seed 3 --image stem.tif -o stem.csv
