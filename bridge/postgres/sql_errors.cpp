// Reads libpq's verbose error text. It carries the diagnostic fields in lines of their own after
// the message, always in this order:
//   ERROR:  23505: duplicate key value violates unique constraint "x"
//   DETAIL:  Key (a)=(1) already exists.
//   SCHEMA NAME:  public  TABLE NAME:  t  COLUMN NAME:  a  DATATYPE NAME: …  CONSTRAINT NAME:  x (a
//   line each) LOCATION:  _bt_check_unique, nbtinsert.c:666
#include "bridge/postgres/sql_errors.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace chatterd::bridge {
namespace {

bool is_state(std::string_view text) {
  return text.size() == 5 && std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return std::isdigit(c) != 0 || std::isupper(c) != 0;
         });
}

}  // namespace

SqlError parse_error(std::string_view verbose, std::string sqlstate) {
  std::string table, column, constraint;
  std::string_view text = verbose;
  // From the end, so that a value quoted in DETAIL cannot pass for a field.
  for (const std::string_view label : {"LOCATION", "CONSTRAINT NAME", "DATATYPE NAME",
                                       "COLUMN NAME", "TABLE NAME", "SCHEMA NAME"}) {
    const auto body = text.ends_with('\n') ? text.substr(0, text.size() - 1) : text;
    const auto line_break = body.rfind('\n');
    if (line_break == std::string_view::npos) break;
    const auto line = body.substr(line_break + 1);
    if (!line.starts_with(label) || !line.substr(label.size()).starts_with(":  ")) continue;
    const std::string value(line.substr(label.size() + 3));
    if (label == "CONSTRAINT NAME") constraint = value;
    if (label == "COLUMN NAME") column = value;
    if (label == "TABLE NAME") table = value;
    text = text.substr(0, line_break + 1);
  }
  // "ERROR:  23505: message"; the severity may be in the server's language.
  if (const auto severity = text.find(":  "); severity != std::string_view::npos) {
    const auto rest = text.substr(severity + 3);
    if (is_state(rest.substr(0, 5)) && rest.substr(5).starts_with(": ")) {
      if (sqlstate.empty()) sqlstate = std::string(rest.substr(0, 5));
      text = rest.substr(7);
    }
  }
  return {std::string(text), std::move(sqlstate), std::move(table), std::move(column),
          std::move(constraint)};
}

bool ends_connection(std::string_view sqlstate) {
  // Connection exceptions, and the server's shutdown, crash and "not yet ready".
  return sqlstate.starts_with("08") || sqlstate == "57P01" || sqlstate == "57P02" ||
         sqlstate == "57P03";
}

}  // namespace chatterd::bridge
