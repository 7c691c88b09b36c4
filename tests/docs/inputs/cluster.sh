mkdir scans
for i in 1 2; do
  gibbsight simulate --lattice square --species Te,Se --bulk Se=0.45 --parameters pair1=0.4 --seed $i \
    --rendering.columns 144 --rendering.rows 144 --image scans/$i.tif -o $i.csv
done
