// What the texts of imported cells look like.
#pragma once
#include <string>
#include <vector>

namespace chatterd::import_text {

std::string lowered(std::string text);
// With "%%" for "%", for messages that are formatted once more.
std::string escaped(const std::string& text);
std::string trimmed(const std::string& text);
// At commas.
std::vector<std::string> split(const std::string& text);
// Whether the text begins with a day that there is, "2020-01-31".
bool is_date(const std::string& text);
// "HH", "HH:MM" or "HH:MM:SS" after a date, or nothing.
bool is_time(const std::string& text);

}  // namespace chatterd::import_text
