// Reading the Python of a module by its lines: classes of models and controllers, and what is in
// them.
#include <boost/regex.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "models/engine/doctor/code.hpp"

namespace chatterd::doctor {
namespace {

std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// From the line on, up to the one that closes all brackets.
std::string statement(const std::vector<std::string>& lines, std::size_t at) {
  std::string text;
  for (int depth = 0; at < lines.size(); ++at) {
    for (const char c : lines[at]) {
      if (c == '(' || c == '[' || c == '{') ++depth;
      if (c == ')' || c == ']' || c == '}') --depth;
    }
    text += lines[at] + "\n";
    if (depth <= 0) break;
  }
  return text;
}

std::vector<std::string> all_of(const std::string& text, const boost::regex& wanted) {
  std::vector<std::string> out;
  for (auto each = boost::sregex_iterator(text.begin(), text.end(), wanted);
       each != boost::sregex_iterator(); ++each)
    out.push_back((*each)[1]);
  return out;
}

const boost::regex quoted("['\"]([A-Za-z0-9_.]+)['\"]");

// One line of a class's body.
void read_member(PythonClass& current, const std::vector<std::string>& lines, std::size_t at,
                 bool& constrains) {
  static const boost::regex method(R"(^    (?:async )?def\s+(\w+)\s*\()"),
      decorator(R"(^    @api\.constrains)"), assignment(R"(^    (\w+)\s*(?::[^=]*)?=\s*(.*))"),
      field(R"(^fields\.\w+\()");
  boost::smatch match;
  const std::string& line = lines[at];
  if (boost::regex_search(line, decorator)) constrains = true;
  if (boost::regex_search(line, match, method)) {
    if (std::exchange(constrains, false)) current.constraints.insert(match[1]);
    current.methods.insert(match[1]);
  } else if (boost::regex_search(line, match, assignment)) {
    const std::string name = match[1], value = match[2];
    if (boost::regex_search(value, field)) {
      current.fields[name] = statement(lines, at);
    } else if (name == "_name" || name == "_inherit") {
      const std::string text = statement(lines, at);
      std::vector<std::string> names = all_of(text.substr(text.find('=')), quoted);
      if (name == "_name" && !names.empty()) current.model = names[0];
      if (name == "_inherit") current.mixins = std::move(names);
    } else {
      current.settings.insert(name);
    }
  }
}

void read_file(const std::filesystem::path& path, const std::string& file, PythonCode& code) {
  static const boost::regex a_class(R"(^class\s+(\w+)\s*(?:\((.*)\))?\s*:)"),
      patch(R"(^\s*[A-Z]\w*\.(\w+)\s*=[^=])"), word(R"(([\w.]+))");
  const std::vector<std::string> lines = lines_of(path);
  bool constrains = false, inside = false;
  for (std::size_t at = 0; at < lines.size(); ++at) {
    boost::smatch match;
    if (boost::regex_search(lines[at], match, a_class)) {
      code.classes.push_back({file, match[1], {}, {}, {}, {}, {}, {}, {}});
      const std::string bases = match[2];
      code.classes.back().bases = all_of(bases, word);
      inside = true;
      continue;
    }
    if (!lines[at].empty() && lines[at][0] != ' ' && lines[at][0] != '#') inside = false;
    if (boost::regex_search(lines[at], match, patch) && !inside) code.patches[match[1]] = file;
    if (inside) read_member(code.classes.back(), lines, at, constrains);
  }
}

}  // namespace

PythonCode read_python(const std::string& folder, const std::string& module) {
  PythonCode code;
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, error)) {
    const std::string path = entry.path().string();
    if (entry.path().extension() != ".py" || path.find("/tests/") != std::string::npos) continue;
    read_file(entry.path(), module + path.substr(folder.size()), code);
  }
  for (PythonClass& each : code.classes) {
    // with a name of its own among others it is that model, which has these as mixins
    if (each.model.empty() && !each.mixins.empty()) each.model = each.mixins[0];
    std::erase(each.mixins, each.model);
  }
  return code;
}

}  // namespace chatterd::doctor
