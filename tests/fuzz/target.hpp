// What a fuzzer feeds: functions that take any bytes and must come back, without a fault of memory,
// undefined behaviour or an end of the process. What they throw is theirs to catch.
//
// A file of targets/ has one or more rows `const Register row{"name", function};`. libfuzzer.cpp
// gives them to libFuzzer, replay.cpp runs files and mutants of them through them without clang.
#pragma once
#include <exception>
#include <map>
#include <random>
#include <string>
#include <string_view>

namespace chatterd::fuzz {

using Random = std::mt19937;
// `mutate`, where given, changes an input as its format wants it: bytes changed at random would
// seldom be read at all.
struct Target {
  void (*run)(std::string_view input);
  std::string (*mutate)(std::string_view input, Random& random) = nullptr;
};

std::map<std::string, Target>& targets();

struct Register {
  Register(const char* name, decltype(Target::run) run, decltype(Target::mutate) mutate = nullptr) {
    targets().emplace(name, Target{run, mutate});
  }
};

// Runs `work`; an exception of the library's is an answer.
template <class Work>
void answered(const Work& work) {
  try {
    work();
  } catch (const std::exception&) {
  }
}

}  // namespace chatterd::fuzz
