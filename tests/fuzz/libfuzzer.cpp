// The entrance for libFuzzer: one program, the target is named by CHATTERD_FUZZ_TARGET.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tests/fuzz/target.hpp"

static chatterd::fuzz::Target chosen{};

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* name = std::getenv("CHATTERD_FUZZ_TARGET");
  const auto& all = chatterd::fuzz::targets();
  const auto found = all.find(name ? name : "");
  if (found == all.end()) {
    std::fprintf(stderr, "CHATTERD_FUZZ_TARGET names one of:\n");
    for (const auto& [known, target] : all) std::fprintf(stderr, "  %s\n", known.c_str());
    std::exit(2);
  }
  chosen = found->second;
  chosen.run({});  // what it makes once, such as a database, is no input's time
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chosen.run({reinterpret_cast<const char*>(data), size});
  return 0;
}

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  chatterd::fuzz::Random random(seed);
  // now and then as any bytes: the readers are to be met as well
  if (chosen.mutate == nullptr || random() % 16 == 0) return LLVMFuzzerMutate(data, size, most);
  const std::string changed =
      chosen.mutate({reinterpret_cast<const char*>(data), size}, random).substr(0, most);
  std::memcpy(data, changed.data(), changed.size());
  return changed.size();
}
