// Filters that make texts, one row each.
#include <algorithm>

#include "bridge/text/percent.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/templates/jinja/jinja_filter_call.hpp"
#include "models/engine/templates/meter.hpp"
#include "models/engine/value.hpp"

namespace chatterd::templates {
namespace {

Any text_call(const FilterCall& call, const char* method) {
  const Any text = call.value.as<Text>() ? call.value : Any(str(call.value));
  return templates::call(*method_of(text, method), {});
}

Any safe(const FilterCall& call) { return markup(str(call.value)); }
Any escape_filter(const FilterCall& call) { return markup(escape(call.value)); }
Any force_escape(const FilterCall& call) { return markup(escape(str(call.value))); }

Any format_filter(const FilterCall& call) {
  if (!call.arguments.named.empty()) {
    std::vector<std::pair<Any, Any>> named;
    for (const auto& [name, value] : call.arguments.named) named.emplace_back(name, value);
    return operate("%", string_filter(call), dict_of(std::move(named)));
  }
  return operate("%", string_filter(call), tuple_of(call.arguments.positional));
}

Any replace(const FilterCall& call) {
  Arguments arguments{{Any(str(call.get(0, "old"))), Any(str(call.get(1, "new")))}, {}};
  const Any count = call.get(2, "count");
  if (!count.is_none()) arguments.positional.push_back(count);
  const bool html = call.autoescape && (is_markup(call.value) || is_markup(call.get(1, "new")));
  if (html) {
    arguments.positional[0] =
        is_markup(call.value) ? Any(escape(call.get(0, "old"))) : Any(str(call.get(0, "old")));
    arguments.positional[1] = Any(escape(call.get(1, "new")));
  }
  const std::string text = html ? escape(call.value) : str(call.value);
  return Text{str(templates::call(*method_of(Any(text), "replace"), arguments)), html};
}

Any trim(const FilterCall& call) {
  const Any characters = call.get(0, "chars");
  const Any text = string_filter(call);
  return templates::call(*method_of(text, "strip"), {{characters}, {}});
}

Any striptags(const FilterCall& call) {
  std::string text = str(call.value), out;
  // where there is no end, there is none further on
  std::size_t last_end = text.rfind('>'), last_comment_end = text.rfind("-->");
  for (std::size_t at = 0; at < text.size();) {
    const bool comment = text.compare(at, 4, "<!--") == 0;
    const std::size_t last = comment ? last_comment_end : last_end;
    const bool tag = text[at] == '<' && last != std::string::npos && last > at;
    const std::size_t end = tag ? text.find(comment ? "-->" : ">", at + 1) : std::string::npos;
    if (end == std::string::npos)
      out += text[at++];
    else
      at = end + (comment ? 3 : 1);
  }
  std::string words;
  for (const Any& word : iterate(templates::call(*method_of(Any(out), "split"), {})))
    (words += words.empty() ? "" : " ") += str(word);
  for (const auto& [entity, sign] : {std::pair("&lt;", "<"),
                                     {"&gt;", ">"},
                                     {"&#34;", "\""},
                                     {"&quot;", "\""},
                                     {"&#39;", "'"},
                                     {"&nbsp;", "\u00a0"},
                                     {"&amp;", "&"}})
    words = html::replace_all(words, entity, sign);
  return words;
}

Any truncate(const FilterCall& call) {
  const std::string text = str(call.value), tail = str(call.get(2, "end", "..."));
  const std::int64_t size = call.whole(0, "length", 255), leeway = call.whole(3, "leeway", 5);
  const auto tail_size = static_cast<std::int64_t>(html::count_characters(tail));
  if (size < tail_size) fail("AssertionError: expected length >= " + std::to_string(tail_size));
  if (static_cast<std::int64_t>(html::count_characters(text)) <= size + leeway) return call.value;
  std::string cut =
      text.substr(0, html::skip_characters(text, 0, static_cast<std::size_t>(size - tail_size)));
  if (!truth(call.get(1, "killwords", false)))
    if (const std::size_t space = cut.rfind(' '); space != std::string::npos) cut.resize(space);
  return like(call.value, cut + tail);
}

Any indent(const FilterCall& call) {
  const Any width = call.get(0, "width", 4);
  const std::string by = width.as<Text>()
                             ? str(width)
                             : std::string(static_cast<std::size_t>(std::clamp<std::int64_t>(
                                               call.whole(0, "width", 4), 0, 1000)),
                                           ' ');
  const bool front = truth(call.get(1, "first", false)), blank = truth(call.get(2, "blank", false));
  const std::string text = str(call.value) + "\n";
  std::string out;
  bool begin = true;
  const std::vector<std::string_view> lines = html::splitlines(text);
  for (const std::string_view line : lines) {
    if (!begin) out += '\n';
    if (begin ? front : blank || !line.empty()) out += by;
    out += line;
    begin = false;
    check_size(out.size());
  }
  return like(call.value, out);
}

Any wordcount(const FilterCall& call) {
  return length(templates::call(*method_of(Any(str(call.value)), "split"), {}));
}

Any center(const FilterCall& call) {
  return templates::call(*method_of(string_filter(call), "center"),
                         {{call.get(0, "width", 80)}, {}});
}

Any capitalize(const FilterCall& call) { return text_call(call, "capitalize"); }

// Unlike str.title(), only white space and - ( { [ < begin words.
Any title(const FilterCall& call) {
  const std::string text = str(call.value);
  std::string out;
  bool begins = true;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t from = at;
    spend(Meter::step);
    const char32_t c = html::next_character(text, at);
    const Any one = text.substr(from, at - from);
    out += str(templates::call(*method_of(one, begins ? "upper" : "lower"), {}));
    begins = html::is_space(c) || c == '-' || c == '(' || c == '{' || c == '[' || c == '<';
  }
  return like(call.value, out);
}

Any urlencode(const FilterCall& call) {
  if (call.value.as<Text>() || !(call.value.as<Dict>() || call.value.as<Sequence>()))
    return bridge::percent_encode(str(call.value), "-_.~/");
  std::string out;
  const Any pairs = call.value.as<Dict>() ? items_filter(call) : call.value;
  for (const Any& pair : iterate(pairs)) {
    const List both = iterate(pair);
    if (both.size() != 2)
      fail("ValueError: not enough values to unpack (expected 2, got " +
           std::to_string(both.size()) + ")");
    out += (out.empty() ? "" : "&") + bridge::form_encode(str(both[0])) + "=" +
           bridge::form_encode(str(both[1]));
  }
  return out;
}

Value json_of(const Any& value) {
  const ValueDepth guard;
  spend(weight(value));
  if (value.is_none()) return nullptr;
  if (const bool* flag = value.as<bool>()) return *flag;
  if (value.integer()) return *value.integer();
  if (value.number()) return *value.number();
  if (value.as<Text>()) return str(value);
  if (const Sequence* sequence = value.as<Sequence>()) {
    Value out = Value::array();
    for (const Any& item : *sequence->items) out.push_back(json_of(item));
    return out;
  }
  if (const Dict* dict = value.as<Dict>()) {
    Value out = Value::object();
    for (const auto& [key, item] : *dict->items) out[str(key)] = json_of(item);
    return out;
  }
  fail("TypeError: Object of type " + type_name(value) + " is not JSON serializable");
}

// Python's json.dumps with sorted keys, and what would end a script escaped.
std::string json_text(const Value& value) {
  std::string out;
  if (value.is_array()) {
    for (const Value& item : value) out += (out.empty() ? "" : ", ") + json_text(item);
    spend(out.size());
    return "[" + out + "]";
  }
  if (value.is_object()) {
    for (const auto& [key, item] : value.items())
      out += (out.empty() ? "" : ", ") + Value(key).dump(-1, ' ', true) + ": " + json_text(item);
    spend(out.size());
    return "{" + out + "}";
  }
  return value.dump(-1, ' ', true);
}

Any tojson(const FilterCall& call) {
  std::string text = json_text(json_of(call.value));
  for (const auto& [from, to] :
       {std::pair("<", "\\u003c"), {">", "\\u003e"}, {"&", "\\u0026"}, {"'", "\\u0027"}})
    text = html::replace_all(text, from, to);
  spend(4 * text.size());
  check_size(text.size());
  return markup(text);
}

}  // namespace

bool is_markup(const Any& value) { return value.as<Text>() && value.as<Text>()->markup; }

Any string_filter(const FilterCall& call) {
  return is_markup(call.value) ? call.value : Any(str(call.value));
}

const std::map<std::string, Filter>& text_filters() {
  static const std::map<std::string, Filter> rows{
      {"capitalize", capitalize},
      {"center", center},
      {"e", escape_filter},
      {"escape", escape_filter},
      {"forceescape", force_escape},
      {"format", format_filter},
      {"indent", indent},
      {"lower", [](const FilterCall& call) { return text_call(call, "lower"); }},
      {"replace", replace},
      {"safe", safe},
      {"string", string_filter},
      {"striptags", striptags},
      {"title", title},
      {"tojson", tojson},
      {"trim", trim},
      {"truncate", truncate},
      {"upper", [](const FilterCall& call) { return text_call(call, "upper"); }},
      {"urlencode", urlencode},
      {"wordcount", wordcount},
  };
  return rows;
}

}  // namespace chatterd::templates
