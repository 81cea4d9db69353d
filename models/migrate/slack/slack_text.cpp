// Markers count where Slack lets them: at the edge of a word, with no space inside.
#include "models/migrate/slack/slack_text.hpp"

#include <array>

#include "models/migrate/chat/json_records.hpp"

namespace chatterd::migrate {
namespace {

bool space(char c) { return c == ' ' || c == '\n' || c == '\t'; }
bool digit(char c) { return c >= '0' && c <= '9'; }
// Part of a word: letters of other scripts too.
bool word(char c) {
  return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 128;
}

// Text that is escaped already, but for what Slack never leaves in.
std::string plain(std::string_view text) { return html_escaped(html_unescaped(text)); }

class Inline {
 public:
  explicit Inline(const SlackNames& names) : names_(names) {}

  // `inside` are the markers that are open already.
  std::string run(std::string_view text, const std::string& inside = "") const {
    std::string out, open;
    const auto flush = [&] {
      out += with_emoji(plain(open));
      open.clear();
    };
    std::string hopeless = inside;  // markers that nothing closes from here on
    for (std::size_t at = 0; at < text.size();) {
      const char c = text[at];
      if (c == '<') {
        const std::size_t end = text.find('>', at);
        if (end != std::string_view::npos) {
          flush();
          out += token(text.substr(at + 1, end - at - 1));
          at = end + 1;
          continue;
        }
      } else if (c == '`') {
        const std::size_t end = text.find('`', at + 1);
        if (end != std::string_view::npos && end > at + 1) {
          flush();
          out += "<code>" + code(text.substr(at + 1, end - at - 1)) + "</code>";
          at = end + 1;
          continue;
        }
      } else if (c == '\n') {
        flush();
        out += "<br>";
        ++at;
        continue;
      } else if ((c == '*' || c == '_' || c == '~') && hopeless.find(c) == std::string::npos &&
                 opens(text, at)) {
        const std::size_t end = closing(text, at);
        if (end != std::string_view::npos) {
          flush();
          const char* tag = c == '*' ? "b" : c == '_' ? "i" : "s";
          out += std::string("<") + tag + ">" + run(text.substr(at + 1, end - at - 1), inside + c) +
                 "</" + tag + ">";
          at = end + 1;
          continue;
        }
        hopeless += c;
      }
      open += c;
      ++at;
    }
    flush();
    return out;
  }

  // Within code only what Slack made links of is taken back.
  static std::string code(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text[at] == '<' ? text.find('>', at) : std::string_view::npos;
      if (end == std::string_view::npos) {
        out += text[at++];
        continue;
      }
      const std::string_view inner = text.substr(at + 1, end - at - 1);
      const std::size_t bar = inner.find('|');
      out += bar == std::string_view::npos ? inner : inner.substr(bar + 1);
      at = end + 1;
    }
    return plain(out);
  }

 private:
  static bool opens(std::string_view text, std::size_t at) {
    return (at == 0 || !word(text[at - 1])) && at + 1 < text.size() && !space(text[at + 1]) &&
           text[at + 1] != text[at];
  }

  static std::size_t closing(std::string_view text, std::size_t from) {
    for (std::size_t at = from + 1; at < text.size(); ++at) {
      const char c = text[at];
      if (c == '<' || c == '`') {
        const std::size_t end = text.find(c == '<' ? '>' : '`', at + 1);
        if (end != std::string_view::npos) at = end;
        continue;
      }
      if (c == text[from] && at > from + 1 && !space(text[at - 1]) &&
          (at + 1 == text.size() || !word(text[at + 1])))
        return at;
    }
    return std::string_view::npos;
  }

  // What stands between < and >.
  std::string token(std::string_view inner) const {
    const std::size_t bar = inner.find('|');
    const std::string target(inner.substr(0, bar));
    const std::string label(bar == std::string_view::npos ? std::string_view()
                                                          : inner.substr(bar + 1));
    if (target.starts_with("@")) return names_.person(target.substr(1), html_unescaped(label));
    if (target.starts_with("#")) return names_.channel(target.substr(1), html_unescaped(label));
    if (target.starts_with("!")) {
      if (!label.empty()) return plain(label);  // <!subteam^S1|@group>, <!date^…|a fallback>
      const std::string whom = target.substr(1, target.find('^') - 1);
      return "@" + plain(whom);  // channel, here, everyone
    }
    return html_link(html_unescaped(target),
                     label.empty()
                         ? plain(target.starts_with("mailto:") ? target.substr(7) : target)
                         : with_emoji(plain(label)));
  }

  const SlackNames& names_;
};

// "&gt; quoted"
bool quote(std::string_view line) { return line.starts_with("&gt;"); }

// What a list's mark takes from the line's begin; 0 when it is no item. `numbers` says which kind.
std::size_t item(std::string_view line, bool& numbers) {
  const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
  const std::string_view rest = line.substr(indent);
  numbers = false;
  for (const std::string_view mark : {"• ", "◦ ", "▪︎ ", "- "})
    if (rest.starts_with(mark)) return indent + mark.size();
  std::size_t digits = 0;
  while (digits < rest.size() && digits < 4 && digit(rest[digits])) ++digits;
  numbers = digits > 0 && rest.substr(digits).starts_with(". ");
  return numbers ? indent + digits + 2 : 0;
}

class Blocks {
 public:
  explicit Blocks(const SlackNames& names) : inline_(names) {}

  std::string run(std::string_view text) {
    constexpr std::string_view fence = "```";
    while (!text.empty()) {
      const std::size_t begin = text.find(fence);
      const std::size_t end =
          begin == std::string_view::npos ? begin : text.find(fence, begin + fence.size());
      if (end == std::string_view::npos) {
        lines(text);
        break;
      }
      std::string_view before = text.substr(0, begin),
                       inner = text.substr(begin + fence.size(), end - begin - fence.size());
      if (before.ends_with('\n')) before.remove_suffix(1);
      if (!before.empty()) lines(before);
      if (inner.starts_with('\n')) inner.remove_prefix(1);
      if (inner.ends_with('\n')) inner.remove_suffix(1);
      out_ += "<pre>" + Inline::code(inner) + "</pre>";
      text.remove_prefix(end + fence.size());
      if (text.starts_with('\n')) text.remove_prefix(1);
    }
    return std::move(out_);
  }

 private:
  enum class Kind { none, text, quote, bullets, numbers };

  void lines(std::string_view text) {
    Kind kind = Kind::none;
    std::string some;
    const auto close = [&] {
      if (kind == Kind::text) out_ += "<p>" + inline_.run(some) + "</p>";
      if (kind == Kind::quote) out_ += quote_begin + inline_.run(some) + quote_end;
      if (kind == Kind::bullets) out_ += "</ul>";
      if (kind == Kind::numbers) out_ += "</ol>";
      kind = Kind::none;
      some.clear();
    };
    const auto go_on = [&](Kind wanted, std::string_view line) {
      if (kind != wanted) {
        close();
        kind = wanted;
      } else {
        some += '\n';
      }
      some += line;
    };
    bool everything_quoted = false;  // after >>>
    for (std::size_t from = 0; from <= text.size();) {
      const std::size_t end = std::min(text.find('\n', from), text.size());
      std::string_view line = text.substr(from, end - from);
      from = end + 1;
      bool numbers = false;
      if (line.starts_with("&gt;&gt;&gt;") && !everything_quoted) {
        everything_quoted = true;
        line.remove_prefix(12);
        go_on(Kind::quote, line.starts_with(' ') ? line.substr(1) : line);
      } else if (everything_quoted) {
        go_on(Kind::quote, line);
      } else if (quote(line)) {
        line.remove_prefix(4);
        go_on(Kind::quote, line.starts_with(' ') ? line.substr(1) : line);
      } else if (const std::size_t mark = item(line, numbers); mark > 0) {
        const Kind wanted = numbers ? Kind::numbers : Kind::bullets;
        if (kind != wanted) {
          close();
          kind = wanted;
          out_ += numbers ? "<ol>" : "<ul>";
        }
        out_ += "<li>" + inline_.run(line.substr(mark)) + "</li>";
      } else if (line.find_first_not_of(" \t\r") == std::string_view::npos) {
        close();
      } else {
        go_on(Kind::text, line);
      }
    }
    close();
  }

  Inline inline_;
  std::string out_;
};

void append_block(const Json& value, std::string& out, int depth) {
  if (depth > 20) return;
  if (value.is_array()) {
    for (const Json& one : value) append_block(one, out, depth + 1);
    return;
  }
  if (!value.is_object()) return;
  const std::string type = text_in(value, "type"), text = text_in(value, "text");
  const bool marked = type == "mrkdwn";
  if (type == "user") out += "<@" + text_in(value, "user_id") + ">";
  if (type == "channel") out += "<#" + text_in(value, "channel_id") + ">";
  if (type == "emoji") {
    out += ":" + text_in(value, "name") + ":";
    if (const std::string tone = text_in(value, "skin_tone"); !tone.empty())
      out += ":skin-tone-" + tone + ":";
  }
  if (type == "usergroup") out += "<!subteam^" + text_in(value, "usergroup_id") + ">";
  if (type == "date") out += html_escaped(text_in(value, "fallback"));
  if (type == "image" && !value.contains("title")) out += html_escaped(text_in(value, "alt_text"));
  if (type == "broadcast") out += "<!" + text_in(value, "range") + ">";
  if (type == "link")
    out += "<" + text_in(value, "url") + (text.empty() ? "" : "|" + html_escaped(text)) + ">";
  if (type == "text" || type == "plain_text" || marked) out += marked ? text : html_escaped(text);
  for (const char* name : {"text", "title", "fields", "elements"})
    if (const auto part = value.find(name); part != value.end() && !part->is_string()) {
      append_block(*part, out, depth + 1);
    }
  const bool line = type == "section" || type == "header" || type == "context" ||
                    type == "plain_text" || marked || type.starts_with("rich_text_");
  if (line && !out.empty() && out.back() != '\n') out += '\n';
}

}  // namespace

std::string slack_html(const std::string& text, const SlackNames& names) {
  return Blocks(names).run(text);
}

std::string slack_blocks_text(const Json& blocks) {
  std::string out;
  append_block(blocks, out, 0);
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

}  // namespace chatterd::migrate
