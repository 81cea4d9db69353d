#include "models/engine/bus_rows.hpp"

#include <cstdio>

#include "bridge/postgres/short_work.hpp"
#include "models/engine/host.hpp"

namespace chatterd {

void send_bus_rows(Unit& unit, std::vector<std::string> channels, std::vector<std::string> messages,
                   Ids users) {
  // most go to several channels: each message travels once
  std::vector<std::string> sent;
  Ids which;  // from 1
  for (std::string& message : messages) {
    if (sent.empty() || sent.back() != message) sent.push_back(std::move(message));
    which.push_back(static_cast<Id>(sent.size()));
  }
  unit.transaction.execute_later(bridge::hot_write(R"sql(
          INSERT INTO bus_bus (channel, message, create_uid, create_date, write_uid, write_date)
          SELECT c, (%s::text[])[m], u, now() at time zone 'UTC', u, now() at time zone 'UTC'
          FROM unnest(%s::text[], %s::int[], %s::int[]) AS rows(c, m, u))sql",
                                                   {std::move(sent), channels, which, users}));
  Host& host = unit.host;
  unit.transaction.after_commit([&host, told = std::move(channels)] { host.bus_committed(told); });
}

std::string ascii_json(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  const auto escape = [&](unsigned code) {
    char text[16];
    std::snprintf(text, sizeof text, "\\u%04x", code);
    out += text;
  };
  for (std::size_t at = 0; at < json.size();) {
    const auto first = static_cast<unsigned char>(json[at]);
    if (first < 0x7F) {
      out += json[at++];
      continue;
    }
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    unsigned code = length == 1 ? first : first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length && at + i < json.size(); ++i)
      code = code << 6 | (static_cast<unsigned char>(json[at + i]) & 0x3FU);
    at += length;
    if (code < 0x10000) {
      escape(code);
    } else {
      escape(0xD800 + ((code - 0x10000) >> 10));
      escape(0xDC00 + ((code - 0x10000) & 0x3FF));
    }
  }
  return out;
}

}  // namespace chatterd
