// Truth, texts, equality and order of template values, as Python has them.
#include "models/engine/templates/any.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include "bridge/text/markup.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/templates/meter.hpp"
#include "models/engine/value.hpp"

namespace chatterd::templates {
namespace {

std::string float_text(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  const double size = std::fabs(value);
  const bool plain = size == 0 || (size >= 1e-4 && size < 1e16);
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value,
                                 plain ? std::chars_format::fixed : std::chars_format::scientific)
                       .ptr;
  std::string text(buffer, end);
  if (plain && text.find('.') == std::string::npos) text += ".0";
  return text;
}

std::string join_repr(const List& items) {
  std::string out;
  for (const Any& item : items) {
    out += (out.empty() ? "" : ", ") + repr(item);
    check_size(out.size());
  }
  spend(out.size());
  return out;
}

// What copies of the items take.
std::size_t weight_of(const List& items) {
  std::size_t sum = 0;
  for (const Any& item : items) sum += weight(item);
  return sum;
}

[[noreturn]] void undefined_used(const Undefined& value) {
  fail("UndefinedError: " + value.complaint);
}

}  // namespace

namespace {
thread_local int value_depth = 0;  // of this thread's stack, which it bounds
}

ValueDepth::ValueDepth() {
  if (value_depth >= 200) fail("RecursionError: maximum recursion depth exceeded");
  ++value_depth;
}
ValueDepth::~ValueDepth() { --value_depth; }

void Any::release() noexcept {
  // what the destructors on this thread's stack have put off
  thread_local std::vector<Held>* pending = nullptr;
  if (pending) {
    pending->push_back(std::move(held_));
    return;
  }
  std::vector<Held> waiting;
  pending = &waiting;
  waiting.push_back(std::move(held_));
  while (!waiting.empty()) {
    const Held last = std::move(waiting.back());
    waiting.pop_back();
  }
  pending = nullptr;
}

void fail(const std::string& what) { throw RenderError(what); }

void check_size(std::size_t size) {
  if (size > largest_value) fail("MemoryError: a value of the template is too large");
}

std::optional<std::int64_t> Any::integer() const {
  if (const bool* flag = as<bool>()) return *flag ? 1 : 0;
  if (const std::int64_t* number = as<std::int64_t>()) return *number;
  return std::nullopt;
}

std::optional<double> Any::number() const {
  if (const double* number = as<double>()) return *number;
  if (const auto whole = integer()) return static_cast<double>(*whole);
  return std::nullopt;
}

const Any* Arguments::find(std::size_t place, std::string_view name) const {
  if (place < positional.size()) return &positional[place];
  for (const auto& [key, value] : named)
    if (key == name) return &value;
  return nullptr;
}

Any Arguments::get(std::size_t place, std::string_view name, Any otherwise) const {
  const Any* given = find(place, name);
  return given ? *given : otherwise;
}

std::string Function::str() const { return "<function " + name_ + ">"; }

Any function(std::string name, Function::Body body) {
  return std::make_shared<const Function>(std::move(name), std::move(body));
}

Any list_of(List items) { return Sequence{std::make_shared<List>(std::move(items)), false}; }
Any tuple_of(List items) { return Sequence{std::make_shared<List>(std::move(items)), true}; }
Any dict_of(std::vector<std::pair<Any, Any>> items) {
  const Dict dict{std::make_shared<std::vector<std::pair<Any, Any>>>()};
  for (auto& [key, value] : items) set_key(dict, key, std::move(value));
  return dict;
}
Any markup(std::string html) { return Text{std::move(html), true}; }

std::string type_name(const Any& value) {
  if (value.is_undefined()) return "Undefined";
  if (value.is_none()) return "NoneType";
  if (value.as<bool>()) return "bool";
  if (value.as<std::int64_t>()) return "int";
  if (value.as<double>()) return "float";
  if (const Text* text = value.as<Text>()) return text->markup ? "Markup" : "str";
  if (const Sequence* sequence = value.as<Sequence>()) return sequence->tuple ? "tuple" : "list";
  if (value.as<Dict>()) return "dict";
  return (*value.as<ObjectPtr>())->type_name();
}

std::string str(const Any& value) {
  if (value.is_undefined()) return {};
  spend(weight(value));
  if (const Text* text = value.as<Text>()) return text->bytes;
  if (const ObjectPtr* object = value.as<ObjectPtr>()) return (*object)->str();
  return repr(value);
}

std::string repr(const Any& value) {
  const ValueDepth guard;
  spend(weight(value));
  if (value.is_undefined()) return "Undefined";
  if (value.is_none()) return "None";
  if (const bool* flag = value.as<bool>()) return *flag ? "True" : "False";
  if (const std::int64_t* number = value.as<std::int64_t>()) return std::to_string(*number);
  if (const double* number = value.as<double>()) return float_text(*number);
  if (const Text* text = value.as<Text>())
    return text->markup ? "Markup(" + python_repr(text->bytes) + ")" : python_repr(text->bytes);
  if (const Sequence* sequence = value.as<Sequence>()) {
    const std::string inside = join_repr(*sequence->items);
    if (!sequence->tuple) return "[" + inside + "]";
    return "(" + inside + (sequence->items->size() == 1 ? ",)" : ")");
  }
  if (const Dict* dict = value.as<Dict>()) {
    std::string out;
    for (const auto& [key, item] : *dict->items) {
      out += (out.empty() ? "" : ", ") + repr(key) + ": " + repr(item);
      check_size(out.size());
    }
    spend(out.size());
    return "{" + out + "}";
  }
  return (*value.as<ObjectPtr>())->repr();
}

bool truth(const Any& value) {
  if (value.is_undefined() || value.is_none()) return false;
  if (const auto number = value.number()) return *number != 0;
  if (const Text* text = value.as<Text>()) return !text->bytes.empty();
  if (const Sequence* sequence = value.as<Sequence>()) return !sequence->items->empty();
  if (const Dict* dict = value.as<Dict>()) return !dict->items->empty();
  return (*value.as<ObjectPtr>())->truth();
}

bool equal(const Any& a, const Any& b) {
  const ValueDepth guard;
  spend(4);
  if (a.is_undefined() || b.is_undefined()) return a.is_undefined() && b.is_undefined();
  if (a.is_none() || b.is_none()) return a.is_none() && b.is_none();
  if (a.integer() && b.integer()) return *a.integer() == *b.integer();
  if (a.number() && b.number()) return *a.number() == *b.number();
  if (const Text* x = a.as<Text>(), *y = b.as<Text>(); x && y) {
    if (x->bytes.size() != y->bytes.size()) return false;
    spend(x->bytes.size() / 8);
    return x->bytes == y->bytes;
  }
  if (const Sequence* x = a.as<Sequence>(), *y = b.as<Sequence>(); x && y) {
    if (x->tuple != y->tuple || x->items->size() != y->items->size()) return false;
    for (std::size_t i = 0; i < x->items->size(); ++i)
      if (!equal((*x->items)[i], (*y->items)[i])) return false;
    return true;
  }
  if (const Dict* x = a.as<Dict>(), *y = b.as<Dict>(); x && y) {
    if (x->items->size() != y->items->size()) return false;
    for (const auto& [key, value] : *x->items) {
      const Any* other = find_key(*y, key);
      if (other == nullptr || !equal(value, *other)) return false;
    }
    return true;
  }
  if (const ObjectPtr* x = a.as<ObjectPtr>(), *y = b.as<ObjectPtr>(); x && y)
    return *x == *y || (*x)->equals(**y);
  return false;
}

int compare(const Any& a, const Any& b, std::string_view op) {
  const ValueDepth guard;
  spend(4);
  if (const Undefined* x = a.as<Undefined>()) undefined_used(*x);
  if (const Undefined* y = b.as<Undefined>()) undefined_used(*y);
  if (a.integer() && b.integer())
    return *a.integer() < *b.integer() ? -1 : *a.integer() > *b.integer();
  if (a.number() && b.number()) return *a.number() < *b.number() ? -1 : *a.number() > *b.number();
  if (const Text* x = a.as<Text>(), *y = b.as<Text>(); x && y) {
    spend(std::min(x->bytes.size(), y->bytes.size()) / 8);
    return x->bytes.compare(y->bytes);
  }
  if (const Sequence* x = a.as<Sequence>(), *y = b.as<Sequence>(); x && y && x->tuple == y->tuple) {
    for (std::size_t i = 0; i < std::min(x->items->size(), y->items->size()); ++i)
      if (!equal((*x->items)[i], (*y->items)[i]))
        return compare((*x->items)[i], (*y->items)[i], op);
    return x->items->size() < y->items->size() ? -1 : x->items->size() > y->items->size();
  }
  if (const ObjectPtr* x = a.as<ObjectPtr>(), *y = b.as<ObjectPtr>(); x && y)
    if (const auto order = (*x)->compare(**y)) return *order;
  fail("TypeError: '" + std::string(op) + "' not supported between instances of '" + type_name(a) +
       "' and '" + type_name(b) + "'");
}

List iterate(const Any& value) {
  if (value.is_undefined()) return {};
  if (const Text* text = value.as<Text>()) {
    List out;
    for (std::size_t at = 0; at < text->bytes.size();) {
      const std::size_t begin = at;
      html::next_character(text->bytes, at);
      spend(sizeof(Any));
      out.push_back(Text{text->bytes.substr(begin, at - begin), text->markup});
    }
    return out;
  }
  if (const Sequence* sequence = value.as<Sequence>()) {
    spend(weight_of(*sequence->items));
    return *sequence->items;
  }
  if (const Dict* dict = value.as<Dict>()) {
    List keys;
    for (const auto& [key, item] : *dict->items) {
      spend(weight(key));
      keys.push_back(key);
    }
    return keys;
  }
  if (const ObjectPtr* object = value.as<ObjectPtr>())
    if (auto items = (*object)->items()) return *items;
  fail("TypeError: '" + type_name(value) + "' object is not iterable");
}

std::size_t length(const Any& value) {
  if (value.is_undefined()) return 0;
  if (const Text* text = value.as<Text>()) {
    spend(text->bytes.size());
    return html::count_characters(text->bytes);
  }
  if (const Sequence* sequence = value.as<Sequence>()) return sequence->items->size();
  if (const Dict* dict = value.as<Dict>()) return dict->items->size();
  if (const ObjectPtr* object = value.as<ObjectPtr>())
    if (const auto items = (*object)->items()) return items->size();
  fail("TypeError: object of type '" + type_name(value) + "' has no len()");
}

bool contains(const Any& container, const Any& item) {
  if (const Text* text = container.as<Text>()) {
    const Text* part = item.as<Text>();
    if (!part)
      fail("TypeError: 'in <string>' requires string as left operand, not " + type_name(item));
    return find_text(text->bytes, part->bytes) != std::string::npos;
  }
  if (const Dict* dict = container.as<Dict>()) return find_key(*dict, item) != nullptr;
  if (const ObjectPtr* object = container.as<ObjectPtr>(); object && !(*object)->items())
    fail("TypeError: argument of type '" + type_name(container) + "' is not iterable");
  if (container.is_none() || container.number())
    fail("TypeError: argument of type '" + type_name(container) + "' is not iterable");
  for (const Any& candidate : iterate(container))
    if (equal(candidate, item)) return true;
  return false;
}

std::size_t find_text(std::string_view text, std::string_view part, std::size_t from) {
  if (from > text.size()) return std::string::npos;
  const void* found = ::memmem(text.data() + from, text.size() - from, part.data(), part.size());
  const std::size_t at =
      found ? static_cast<std::size_t>(static_cast<const char*>(found) - text.data())
            : std::string::npos;
  spend(part.size() + (found ? at : text.size()) - from);
  return at;
}

std::size_t find_last_text(std::string_view text, std::string_view part, std::size_t from) {
  const std::size_t size = std::min(text.size(), from < text.size() ? from + part.size() : from);
  const std::string backwards(text.rend() - static_cast<std::ptrdiff_t>(size), text.rend());
  const std::size_t at = find_text(backwards, std::string(part.rbegin(), part.rend()));
  spend(size);
  return at == std::string::npos ? at : size - at - part.size();
}

const Any* find_key(const Dict& dict, const Any& key) {
  for (const auto& [candidate, value] : *dict.items)
    if (equal(candidate, key)) return &value;
  return nullptr;
}

void set_key(const Dict& dict, const Any& key, Any value) {
  if (key.as<Dict>() || (key.as<Sequence>() && !key.as<Sequence>()->tuple))
    fail("TypeError: unhashable type: '" + type_name(key) + "'");
  for (auto& [candidate, held] : *dict.items) {
    if (!equal(candidate, key)) continue;
    held = std::move(value);
    return;
  }
  // searched from the front: more would take for ever
  if (dict.items->size() >= 10'000) fail("MemoryError: a dictionary of the template is too large");
  dict.items->emplace_back(key, std::move(value));
}

Any call(const Any& function, const Arguments& arguments) {
  if (const Undefined* undefined = function.as<Undefined>()) undefined_used(*undefined);
  const ObjectPtr* object = function.as<ObjectPtr>();
  if (object == nullptr) fail("TypeError: '" + type_name(function) + "' object is not callable");
  return (*object)->call(arguments);
}

std::string escape(const Any& value) {
  spend(weight(value));
  if (const Text* text = value.as<Text>(); text && text->markup) return text->bytes;
  return bridge::escape_markup(str(value), "&#34;", "&#39;");
}

}  // namespace chatterd::templates
