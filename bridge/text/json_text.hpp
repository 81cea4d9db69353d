// JSON text from outside, read without losing words.
#pragma once
#include <string>
#include <string_view>

#include "bridge/text/json.hpp"

namespace chatterd::bridge {

// JSON may escape half of a character alone ("\ud83d": a text that was cut between the halves of an
// emoji). UTF-8 cannot hold it and a database refuses it, so it is read as U+FFFD and the words
// around it are kept; Python reads it and fails later. Other texts are what they are.
// Throws Json::parse_error as Json::parse does: broken JSON, faulty UTF-8.
Json read_json(std::string_view text);
// The same text with `\ufffd` in the place of each escaped half; for parsers that are not ours.
std::string with_whole_characters(std::string_view json);

}  // namespace chatterd::bridge
