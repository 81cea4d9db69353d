#include "models/engine/html/depth.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "models/engine/html/python_text.hpp"

namespace chatterd::html {
namespace {

// libxml2 stops at 256; it adds elements of its own (html, body, p, tbody).
constexpr std::size_t deepest_element = 200;

constexpr std::array<std::string_view, 17> without_end{
    "area",  "base",    "basefont", "br",   "col",  "embed", "frame",  "hr", "img",
    "input", "isindex", "keygen",   "link", "meta", "param", "source", "wbr"};

struct Tag {
  std::string name;  // in small letters; empty: no tag
  bool closes = false, alone = false;
  std::size_t end = 0;  // behind it
};

// The tag, comment or declaration at the "<" at `at`.
Tag tag_at(std::string_view text, std::size_t at) {
  if (text.substr(at, 4) == "<!--") {
    const std::size_t end = text.find("-->", at + 4);
    return {"", false, false, end == std::string_view::npos ? text.size() : end + 3};
  }
  Tag out;
  std::size_t name = at + 1;
  if (name < text.size() && text[name] == '/') {
    out.closes = true;
    ++name;
  }
  std::size_t end = name;
  while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 ||
                               text[end] == ':' || text[end] == '-'))
    ++end;
  if (end == name || std::isalpha(static_cast<unsigned char>(text[name])) == 0)
    return {"", false, false, at + 1};
  out.name = lower(text.substr(name, end - name));
  char quote = 0;
  for (; end < text.size() && (quote != 0 || text[end] != '>'); ++end) {
    if (quote != 0)
      quote = text[end] == quote ? char{0} : quote;
    else if ((text[end] == '"' || text[end] == '\'') && text[end - 1] == '=')
      quote = text[end];
  }
  out.alone = text[std::min(end, text.size()) - 1] == '/' ||
              std::find(without_end.begin(), without_end.end(), out.name) != without_end.end();
  out.end = std::min(end + 1, text.size());
  return out;
}

// Elements whose start ends the one of the same name before them.
bool ends_its_like(std::string_view name) {
  static constexpr std::array<std::string_view, 8> names{"p",  "li", "td",     "th",
                                                         "tr", "dt", "option", "dd"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The elements that are open, outermost first.
class Open {
 public:
  std::size_t depth() const { return names_.size(); }
  bool ends_with(const std::string& name) const { return !names_.empty() && names_.back() == name; }
  void push(const std::string& name) {
    names_.push_back(name);
    ++count_[name];
  }
  void pop() {
    --count_[names_.back()];
    names_.pop_back();
  }
  // Ends the innermost one of that name, with all inside it; the depth that it had, 0: none is
  // open.
  std::size_t close(const std::string& name) {
    if (const auto found = count_.find(name); found == count_.end() || found->second == 0) return 0;
    while (!ends_with(name)) pop();
    const std::size_t was = depth();
    pop();
    return was;
  }

 private:
  std::vector<std::string> names_;
  std::map<std::string, std::size_t> count_;
};

// Goes through the page once. `write` gets each piece that stays; the return value says whether
// any tag was left out.
template <typename Write>
bool walk_depth(std::string_view page, Write write) {
  Open open;
  bool too_deep = false;
  for (std::size_t at = 0; at < page.size();) {
    const std::size_t start = std::min(page.find('<', at), page.size());
    write(page.substr(at, start - at));
    if (start == page.size()) break;
    const Tag tag = tag_at(page, start);
    const std::string_view text = page.substr(start, tag.end - start);
    at = tag.end;
    if (tag.name.empty() || (tag.alone && !tag.closes)) {
      write(text);
      continue;
    }
    if (tag.closes) {
      write(open.close(tag.name) <= deepest_element ? text : std::string_view(" "));
      continue;
    }
    if (open.ends_with(tag.name) && ends_its_like(tag.name)) open.pop();
    open.push(tag.name);
    const bool fits = open.depth() <= deepest_element;
    too_deep = too_deep || !fits;
    write(fits ? text : std::string_view(" "));
  }
  return too_deep;
}

}  // namespace

std::string without_deep_tags(std::string_view page) {
  if (!walk_depth(page, [](std::string_view) {})) return std::string(page);
  std::string out;
  walk_depth(page, [&](std::string_view piece) { out += piece; });
  return out;
}

}  // namespace chatterd::html
