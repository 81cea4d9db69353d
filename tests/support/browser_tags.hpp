// What a browser would run of a text: tags as HTML 5 reads them (13.2.5, Tokenization), and not as
// libxml2 does. Where the two differ, something cleaned with the one runs in the other.
#pragma once
#include <algorithm>
#include <cctype>
#include <set>
#include <string>
#include <string_view>

namespace chatterd::test {

class BrowserTags {
 public:
  // `raw`: the contents of <noscript>, <xmp>, <style> and their like are text, as they are where
  // scripts run and outside of SVG and MathML.
  BrowserTags(std::string_view html, bool raw) : html_(html), raw_(raw) {}

  // The first tag that runs something; "" when nothing does.
  std::string what_runs() {
    while ((at_ = html_.find('<', at_)) != npos) {
      const char next = at(at_ + 1);
      if (next == '!' || next == '?') {
        skip_comment();
      } else if (next == '/' && !is_letter(at(at_ + 2))) {
        skip_to(html_.find('>', at_));
      } else if (next == '/' || is_letter(next)) {
        if (std::string found = tag(next == '/'); !found.empty()) return found;
      } else {
        ++at_;
      }
    }
    return {};
  }

 private:
  static constexpr std::size_t npos = std::string_view::npos;

  char at(std::size_t place) const { return place < html_.size() ? html_[place] : '\0'; }
  static bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
  static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
  }
  static std::string small(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
  }
  void skip_to(std::size_t end, std::size_t size = 1) {
    at_ = end == npos ? html_.size() : end + size;
  }

  void skip_comment() {
    if (html_.substr(at_, 4) != "<!--") return skip_to(html_.find('>', at_));
    const std::size_t begin = at_ + 4;
    if (at(begin) == '>') return skip_to(begin);
    if (html_.substr(begin, 2) == "->") return skip_to(begin, 2);
    const std::size_t usual = html_.find("-->", begin), odd = html_.find("--!>", begin);
    if (odd < usual) return skip_to(odd, 4);
    skip_to(usual, 3);
  }

  std::string tag(bool closing) {
    std::size_t end = at_ + (closing ? 2 : 1);
    const std::size_t begin = end;
    while (end < html_.size() && !is_space(html_[end]) && html_[end] != '/' && html_[end] != '>')
      ++end;
    const std::string name = small(html_.substr(begin, end - begin));
    std::string found;
    at_ = end;
    while (at_ < html_.size() && html_[at_] != '>') {
      if (is_space(html_[at_]) || html_[at_] == '/') {
        ++at_;
        continue;
      }
      if (std::string bad = attribute(); !bad.empty() && found.empty()) found = name + " " + bad;
    }
    if (at_ >= html_.size()) return {};  // a tag that does not end is none
    ++at_;
    if (closing) return {};
    static const std::set<std::string> bad = {"script", "iframe", "object", "embed",
                                              "applet", "base",   "form",   "link"};
    if (bad.contains(name)) return "<" + name + ">";
    if (!found.empty()) return found;
    static const std::set<std::string> text = {"title",   "textarea", "style",   "xmp",
                                               "noembed", "noframes", "noscript"};
    if (raw_ && name == "plaintext") at_ = html_.size();
    if (raw_ && text.contains(name)) skip_text(name);
    return {};
  }

  void skip_text(const std::string& name) {
    const std::string all = small(html_), end = "</" + name;
    for (std::size_t place = at_; (place = all.find(end, place)) != npos; ++place) {
      const char behind = at(place + end.size());
      if (is_space(behind) || behind == '/' || behind == '>') {
        at_ = place;
        return;
      }
    }
    at_ = html_.size();
  }

  std::string attribute() {
    const std::size_t begin = at_++;
    while (at_ < html_.size() && !is_space(html_[at_]) && html_[at_] != '/' && html_[at_] != '>' &&
           html_[at_] != '=')
      ++at_;
    const std::string name = small(html_.substr(begin, at_ - begin));
    while (at_ < html_.size() && is_space(html_[at_])) ++at_;
    std::string value;
    if (at(at_) == '=') {
      ++at_;
      while (at_ < html_.size() && is_space(html_[at_])) ++at_;
      std::size_t from = at_;
      if (at(at_) == '"' || at(at_) == '\'') {
        const std::size_t end = html_.find(html_[at_], at_ + 1);
        value = html_.substr(from + 1, end == npos ? npos : end - from - 1);
        skip_to(end);
      } else {
        while (at_ < html_.size() && !is_space(html_[at_]) && html_[at_] != '>') ++at_;
        value = html_.substr(from, at_ - from);
      }
    }
    if (name.starts_with("on")) return name;
    std::string url;
    for (const char c : small(value))
      if (static_cast<unsigned char>(c) > ' ') url += c;
    static const std::set<std::string> links = {"href",       "src",        "action",
                                                "formaction", "background", "xlink:href"};
    for (const char* scheme : {"javascript:", "vbscript:", "data:text"})
      if (links.contains(name) && url.starts_with(scheme)) return name + "=" + value;
    return {};
  }

  const std::string_view html_;
  const bool raw_;
  std::size_t at_ = 0;
};

// The same of a browser that runs scripts, inside and outside of pictures in the text.
inline std::string what_browsers_run(std::string_view html) {
  std::string found = BrowserTags(html, true).what_runs();
  return found.empty() ? BrowserTags(html, false).what_runs() : found;
}

}  // namespace chatterd::test
