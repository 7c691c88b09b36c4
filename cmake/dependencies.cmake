# Libraries, all from Debian; the table in ARCHITECTURE.md says what each is for. This file is also
# installed and read by find_package(gibbsight), so it declares nothing but dependencies.
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(fmt REQUIRED)
find_package(TIFF REQUIRED)
find_package(PNG REQUIRED)
find_package(OpenCV REQUIRED COMPONENTS core imgproc)
find_package(nanoflann REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(Threads REQUIRED)
if(NOT GIBBSIGHT_USE_JTHREAD)
  find_package(TBB REQUIRED)
endif()
