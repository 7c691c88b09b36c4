for i in 1 2; do
  gibbsight simulate --lattice square --species Te,Se --bulk Se=0.45 --parameters pair1=0.4 --seed $i \
    --rendering.columns 160 --rendering.rows 160 --image scan$i.tif -o scan$i.csv
done
cp scan1.tif quenched.tif
cp scan2.tif annealed.tif
