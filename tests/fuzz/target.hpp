// What a fuzzer feeds: functions that take any bytes and must come back, without a fault of memory,
// undefined behaviour or an end of the process. What they throw is theirs to catch.
//
// A file of targets/ has one or more rows `const Register row{"name", function};`. libfuzzer.cpp
// gives them to libFuzzer, replay.cpp runs files and mutants of them through them without clang.
#pragma once
#include <map>
#include <string>
#include <string_view>

namespace chatterd::fuzz {

using Target = void (*)(std::string_view input);

std::map<std::string, Target>& targets();

struct Register {
  Register(const char* name, Target target) { targets().emplace(name, target); }
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
