small="--rendering.columns 200 --rendering.rows 200 --seed 7"
gibbsight simulate --lattice rectangular --lattice.cell 1.4,0,0,1 --species Te,Se --bulk Se=0.45 \
  --parameters pair1=0.4 --image scan.tif -o scan.csv $small
gibbsight simulate --lattice custom --lattice.cell 1,0,0,1.4 --lattice.basis 0,0,0.5,0.5 --species A:Te,Se \
  --bulk Se=0.45 --parameters pair1=0.4 --image layer.tif -o layer.csv $small
