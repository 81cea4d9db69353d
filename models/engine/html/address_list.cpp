// Address lists after RFC 2822, read as Python's email._parseaddr reads them, faults included.
#include "models/engine/html/address_list.hpp"

#include "models/engine/errors.hpp"
#include "models/engine/html/python_text.hpp"

namespace chatterd::html {
namespace {

constexpr std::string_view blanks = " \t";
constexpr std::string_view newlines = "\r\n";
constexpr std::string_view specials = "()<>@,:;.\"[]";
constexpr std::string_view atom_ends = "()<>@,:;.\"[] \t\r\n";
constexpr std::string_view phrase_ends = "()<>@,:;\"[] \t\r\n";  // a dot may stand in a phrase
// Python gives up at 1000 frames, of which a request has used some.
constexpr int deepest = 950;

using Words = std::vector<std::string>;

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

std::string joined(const Words& words, std::string_view separator = {}) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i) out += separator;
    out += words[i];
  }
  return out;
}

class Parser {
 public:
  explicit Parser(std::string_view field) : field_(field) {}

  std::vector<Address> all() {
    std::vector<Address> addresses;
    while (!at_end()) {
      const std::size_t before = addresses.size();
      address(addresses);
      if (addresses.size() == before) addresses.emplace_back();
    }
    return addresses;
  }

 private:
  struct Frame {
    explicit Frame(int& depth) : depth_(depth) {
      if (++depth_ > deepest)
        throw Error(ErrorKind::internal, "maximum recursion depth exceeded",
                    "builtins.RecursionError");
    }
    ~Frame() { --depth_; }
    int& depth_;
  };

  bool at_end() const { return at_ >= field_.size(); }
  char here() const { return field_[at_]; }

  // Skips white space and takes comments; the blanks that were skipped.
  std::string skip() {
    std::string skipped;
    while (!at_end()) {
      if (is_one_of(here(), newlines)) {
        ++at_;
      } else if (is_one_of(here(), blanks)) {
        skipped += field_[at_++];
      } else if (here() == '(') {
        comments_.push_back(comment());
      } else {
        break;
      }
    }
    return skipped;
  }

  // One address, or a group's, behind `found`.
  void address(std::vector<Address>& found) {
    const Frame frame(depth_);
    comments_.clear();
    skip();
    const std::size_t start = at_;
    const Words words = phrase();
    skip();
    if (at_end() || !is_one_of(here(), ".@:<")) {
      if (!words.empty())
        found.push_back({joined(comments_, " "), words[0]});
      else if (!at_end() && is_one_of(here(), specials))
        ++at_;
    } else if (here() == ':') {
      group(found);
    } else if (here() == '<') {
      std::string email = route_address();
      std::string name = joined(words, " ");
      if (!comments_.empty()) name += " (" + joined(comments_, " ") + ")";
      found.push_back({std::move(name), std::move(email)});
    } else {
      // Only an address: read it again as one. Its comments count twice.
      at_ = start;
      std::string email = address_spec();
      found.push_back({joined(comments_, " "), std::move(email)});
    }
    skip();
    if (!at_end() && here() == ',') ++at_;
  }

  void group(std::vector<Address>& found) {
    ++at_;
    while (!at_end()) {
      skip();
      if (!at_end() && here() == ';') {
        ++at_;
        break;
      }
      address(found);
    }
  }

  std::string route_address() {
    ++at_;
    skip();
    bool expect_route = false;
    while (!at_end()) {
      if (expect_route) {
        domain();
        expect_route = false;
      } else if (here() == '>') {
        ++at_;
        break;
      } else if (here() == '@') {
        ++at_;
        expect_route = true;
      } else if (here() == ':') {
        ++at_;
      } else {
        std::string email = address_spec();
        ++at_;
        return email;
      }
      skip();
    }
    return {};
  }

  std::string address_spec() {
    Words parts;
    const auto drop_blank = [&parts] {
      if (!parts.empty() && strip(parts.back()).empty()) parts.pop_back();
    };
    skip();
    while (!at_end()) {
      bool keep_blanks = true;
      if (here() == '.') {
        drop_blank();
        parts.emplace_back(".");
        ++at_;
        keep_blanks = false;
      } else if (here() == '"') {
        parts.push_back(
            '"' + replace_all(replace_all(delimited("\"\r", false), "\\", "\\\\"), "\"", "\\\"") +
            '"');
      } else if (is_one_of(here(), atom_ends)) {
        drop_blank();
        break;
      } else {
        parts.push_back(atom(atom_ends));
      }
      std::string skipped = skip();
      if (keep_blanks && !skipped.empty()) parts.push_back(std::move(skipped));
    }
    if (at_end() || here() != '@') return joined(parts);
    ++at_;
    skip();
    const std::string host = domain();
    return host.empty() ? std::string() : joined(parts) + '@' + host;
  }

  std::string domain() {
    std::string parts;
    while (!at_end()) {
      if (is_one_of(here(), blanks)) {
        ++at_;
      } else if (here() == '(') {
        comments_.push_back(comment());
      } else if (here() == '[') {
        parts += '[' + delimited("]\r", false) + ']';
      } else if (here() == '.') {
        parts += field_[at_++];
      } else if (here() == '@') {
        return {};  // two "@": not to be trusted
      } else if (is_one_of(here(), atom_ends)) {
        break;
      } else {
        parts += atom(atom_ends);
      }
    }
    return parts;
  }

  // What stands between the character here and one of `ends`; a backslash takes the next one as it
  // is.
  std::string delimited(std::string_view ends, bool with_comments) {
    std::string parts;
    bool quoted = false;
    ++at_;
    while (!at_end()) {
      if (quoted) {
        parts += here();
        quoted = false;
      } else if (is_one_of(here(), ends)) {
        ++at_;
        break;
      } else if (with_comments && here() == '(') {
        parts += comment();
        continue;
      } else if (here() == '\\') {
        quoted = true;
      } else {
        parts += here();
      }
      ++at_;
    }
    return parts;
  }

  std::string comment() {
    const Frame frame(depth_), second(depth_);  // two of Python's frames
    return delimited(")\r", true);
  }

  std::string atom(std::string_view ends) {
    const std::size_t start = at_;
    while (!at_end() && !is_one_of(here(), ends)) ++at_;
    return std::string(field_.substr(start, at_ - start));
  }

  Words phrase() {
    Words words;
    while (!at_end()) {
      if (is_one_of(here(), blanks) || is_one_of(here(), newlines))
        ++at_;
      else if (here() == '"')
        words.push_back(delimited("\"\r", false));
      else if (here() == '(')
        comments_.push_back(comment());
      else if (is_one_of(here(), phrase_ends))
        break;
      else
        words.push_back(atom(phrase_ends));
    }
    return words;
  }

  std::string_view field_;
  std::size_t at_ = 0;
  Words comments_;
  int depth_ = 0;
};

}  // namespace

std::vector<Address> parse_addresses(std::string_view field) { return Parser(field).all(); }

}  // namespace chatterd::html
