// What the filters of templates share: how one is called, and those that make texts
// (jinja_text_filters.cpp).
#pragma once
#include <map>
#include <string>

#include "models/engine/templates/any.hpp"

namespace chatterd::templates {

struct FilterCall {
  const Any& value;
  const Arguments& arguments;
  bool autoescape;
  Any get(std::size_t place, const char* name, Any otherwise = {}) const {
    return arguments.get(place, name, std::move(otherwise));
  }
  std::int64_t whole(std::size_t place, const char* name, std::int64_t otherwise) const;
};
using Filter = Any (*)(const FilterCall& call);

// The filters of texts, by name.
const std::map<std::string, Filter>& text_filters();
// A dictionary's pairs.
Any items_filter(const FilterCall& call);
// The value as a text; Markup stays Markup.
Any string_filter(const FilterCall& call);
bool is_markup(const Any& value);
// A text made of the value: Markup when that is.
inline Any like(const Any& value, std::string text) {
  return Text{std::move(text), is_markup(value)};
}

}  // namespace chatterd::templates
