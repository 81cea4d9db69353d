// Spans of time in words, as babel writes them ("2 hours", "in 3 days").
#pragma once
#include <string>

namespace chatterd::qweb {

enum class Direction { hidden, shown };
// format_timedelta of babel. A language without words here is written in English.
std::string time_span(const std::string& language, double seconds, Direction direction,
                      double threshold = 0.85);
// ir.qweb.field.duration: a number of units, rounded to another unit; `digital` is 01:30. Throws
// RenderError.
std::string duration_text(const std::string& language, double value, const std::string& unit,
                          const std::string& round, bool digital);

}  // namespace chatterd::qweb
