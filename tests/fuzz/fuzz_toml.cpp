// A file as configuration and as model.
#include "gibbsight/pipeline/configuration.hpp"
#include "input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gibbsight;
  const fuzz::InputFile file(data, size);
  fuzz::attempt([&] {
    pipeline::Configuration configuration;
    pipeline::read_configuration(file.path(), configuration);
    pipeline::validate(configuration);
  });
  fuzz::attempt([&] {
    pipeline::Configuration configuration;
    pipeline::use_model(file.path(), configuration);
  });
  return 0;
}
