// The records of a JSON file or of JSON lines, one at a time: a damaged one does not take the
// others with it.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "bridge/text/json.hpp"

namespace chatterd::migrate {

struct JsonSinks {
  // A record, and the line that it begins on.
  std::function<void(Json&&, std::int64_t line)> record;
  // Where something could not be read, and why. What is left of a list may be lost with it.
  std::function<void(std::int64_t line, const std::string& why)> damaged;
};

// The elements of a list, `[ … ]`. False when the text is no list at all.
bool each_element(std::string_view text, const JsonSinks& sinks);

// The lines of a text that comes in pieces.
void each_line(const std::function<std::string()>& pieces, const JsonSinks& sinks);

// Members, whatever they hold: what is missing or of another type is empty, 0, false, null. Tools
// write numbers as texts and the other way round: both are read as both.
std::string text_in(const Json& object, const char* name);
std::int64_t number_in(const Json& object, const char* name);
bool truth_in(const Json& object, const char* name);
const Json& object_in(const Json& object, const char* name);
const Json& list_in(const Json& object, const char* name);

}  // namespace chatterd::migrate
