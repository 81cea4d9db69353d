// Runs files through a target without a fuzzer:
//
//   replay --list                           the targets, one a line
//   replay TARGET FILE|FOLDER…              each file once
//   replay TARGET --mutate SECONDS FOLDER…  mutants of the files for so long; the one that a crash
//                                           is due to is left in ./crash-TARGET
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

#include "tests/fuzz/target.hpp"

namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> inputs_of(const std::vector<std::string>& names) {
  std::vector<fs::path> files;
  for (const std::string& name : names) {
    if (!fs::is_directory(name)) {
      files.emplace_back(name);
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(name))
      if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> out;
  for (const fs::path& file : files) out.push_back(content_of(file));
  return out;
}

// The simple half of what libFuzzer does: bytes changed, pieces taken out, doubled, and put in from
// elsewhere.
class Mutator {
 public:
  Mutator(const std::vector<std::string>& seeds, const chatterd::fuzz::Target& target)
      : seeds_(seeds), target_(target) {}

  std::string next() {
    std::string text = any();
    if (target_.mutate != nullptr && below(8) != 0) {
      chatterd::fuzz::Random random(static_cast<unsigned>(random_()));
      return target_.mutate(text, random);
    }
    for (std::size_t i = below(8) + 1; i > 0; --i) change(text);
    if (text.size() > most) text.resize(most);
    return text;
  }

 private:
  static constexpr std::size_t most = 1 << 16;

  std::size_t below(std::size_t limit) { return limit ? random_() % limit : 0; }
  const std::string& any() { return seeds_[below(seeds_.size())]; }

  void change(std::string& text) {
    const std::size_t at = below(text.size() + 1),
                      size = below(std::min<std::size_t>(text.size() - at, 1u << below(10)) + 1);
    switch (below(6)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(random_());
        break;
      case 1:
        text.erase(at, size);
        break;
      case 2: {
        std::string piece = text.substr(at, size);
        for (std::size_t i = below(5); i > 0 && piece.size() < most / 4; --i) piece += piece;
        text.insert(at, piece);
        break;
      }
      case 3: {
        const std::string& other = any();
        const std::size_t from = below(other.size());
        text.insert(at, other, from, below(64) + 1);
        break;
      }
      case 4:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        break;
      default:
        text.insert(at, 1, static_cast<char>(random_()));
    }
  }

  const std::vector<std::string>& seeds_;
  const chatterd::fuzz::Target target_;
  std::mt19937_64 random_{20260101};
};

int mutate(const std::string& name, const chatterd::fuzz::Target& target, int seconds,
           const std::vector<std::string>& seeds) {
  Mutator mutator(seeds, target);
  const std::string kept = "crash-" + name;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  std::size_t runs = 0;
  while (std::chrono::steady_clock::now() < end) {
    const std::string input = mutator.next();
    std::ofstream(kept, std::ios::binary) << input;
    target.run(input);
    ++runs;
  }
  fs::remove(kept);
  std::printf("%s: %zu mutants\n", name.c_str(), runs);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  std::vector<std::string> arguments(words + 1, words + count);
  const auto& all = chatterd::fuzz::targets();
  if (arguments == std::vector<std::string>{"--list"}) {
    for (const auto& [name, target] : all) std::printf("%s\n", name.c_str());
    return 0;
  }
  const auto found = arguments.empty() ? all.end() : all.find(arguments[0]);
  if (found == all.end() || arguments.size() < 2) {
    std::fprintf(stderr, "usage: replay TARGET [--mutate SECONDS] FILE|FOLDER…, or --list\n");
    return 2;
  }
  const bool mutating = arguments[1] == "--mutate" && arguments.size() > 3;
  const auto inputs = inputs_of({arguments.begin() + (mutating ? 3 : 1), arguments.end()});
  if (inputs.empty()) {
    std::fprintf(stderr, "%s: no files\n", arguments[0].c_str());
    return 2;
  }
  if (mutating) return mutate(arguments[0], found->second, std::stoi(arguments[2]), inputs);
  for (const std::string& input : inputs) found->second.run(input);
  std::printf("%s: %zu files\n", arguments[0].c_str(), inputs.size());
  return 0;
}
