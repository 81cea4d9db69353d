#include "models/modules/bus/bus_entry.hpp"

#include <charconv>

#include "models/modules/bus/bus_json.hpp"

namespace chatterd {
namespace {

// Python's own reader gives up near a thousand.
constexpr int deepest_message = 500;

std::string checked_json(std::string_view text) {
  return is_json(text, deepest_message) ? std::string(text) : "null";
}

}  // namespace

std::shared_ptr<BusEntry> BusEntryReader::read(Id id, std::string channel,
                                               std::string_view message) {
  if (checked_.empty() || given_ != message) {
    checked_ = checked_json(message);
    given_ = message;
  }
  auto entry = std::make_shared<BusEntry>();
  entry->id = id;
  entry->text = "\"channel\":" + checked_json(channel) + ",\"message\":" + checked_;
  entry->channel = std::move(channel);
  return entry;
}

Id channel_number(std::string_view channel, std::string_view prefix) {
  if (!channel.starts_with(prefix) || !channel.ends_with(']')) return 0;
  channel.remove_prefix(prefix.size());
  const char* const end = channel.data() + channel.size() - 1;
  Id id = 0;
  const auto [after, error] = std::from_chars(channel.data(), end, id);
  return error == std::errc() && after == end ? id : 0;
}

}  // namespace chatterd
