// Runs the cases, each with n parts and with 4n, for complexity_test.py to count instructions:
//
//   complexity.run --list        the names, one a line, in the order of the runs
//   complexity.run [NAME…]       those, or all
#include <algorithm>
#include <cstdio>
#include <exception>

#include "tests/complexity/cases.hpp"

// What is counted is what happens in here; valgrind finds it by its name.
extern "C" __attribute__((noinline, used)) void complexity_measured(
    const chatterd::complexity::Case& one, const std::string& text) {
  try {
    one.work(text);
  } catch (const std::exception&) {
    // a refusal has its costs as well
  }
}

int main(int count, char** words) {
  const std::vector<std::string> wanted(words + 1, words + count);
  for (const chatterd::complexity::Case& one : chatterd::complexity::cases()) {
    if (wanted == std::vector<std::string>{"--list"}) {
      std::printf("%s\n", one.name.c_str());
      continue;
    }
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), one.name) == wanted.end())
      continue;
    const std::string small = one.make(one.n), large = one.make(4 * one.n);
    complexity_measured(one, one.make(2));  // what is made once is made here
    complexity_measured(one, small);
    complexity_measured(one, large);
  }
  return 0;
}
