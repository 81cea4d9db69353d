#include "rpc/routes/poll_words.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "models/engine/errors.hpp"

namespace chatterd::rpc {
namespace {

// Each is kept for the poll and looked up under the lock; the web client has a handful.
constexpr std::size_t most_channels = 500;

// Python takes a text for the list of its characters.
Value characters(const std::string& text) {
  Value out = Value::array();
  for (std::size_t at = 0, end = 0; at < text.size(); at = end) {
    for (end = at + 1; end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80;)
      ++end;
    out.push_back(text.substr(at, end - at));
  }
  return out;
}

}  // namespace

std::string channel_text(const Value& channel) { return channel.dump(-1, ' ', true); }

Value poll_items(const Value& channels) {
  if (channels.is_string()) return characters(channels.get_ref<const std::string&>());
  if (!channels.is_object()) return channels;
  Value keys = Value::array();
  for (const auto& [key, value] : channels.items()) keys.push_back(key);
  return keys;
}

std::vector<std::string> poll_channels(const Value& channels, bool any) {
  std::vector<std::string> out;
  if (!channels.is_array())
    throw TypeError(std::string("'") + python_type(channels) + "' object is not iterable");
  for (const Value& channel : channels) {
    if (!any && !channel.is_string())
      throw Error(ErrorKind::internal, "bus.Bus only string channels are allowed.",
                  "builtins.Exception");
    if (out.size() >= most_channels)
      throw ValueError("a poll is for " + std::to_string(most_channels) + " channels at most");
    out.push_back(channel_text(channel));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::string poll_answer(BusEntries entries) {
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a->id < b->id; });
  std::string text = "[";
  Id wire = 0;
  for (const auto& entry : entries) {
    wire = std::max(wire, entry->place);
    if (text.size() > 1) text += ',';
    text += "{\"id\":" + std::to_string(wire) + ',' + entry->text + '}';
  }
  return text += ']';
}

Id poll_last(const Value& value) {
  if (value.is_number_integer()) return value.get<Id>();
  if (value.is_null()) return std::numeric_limits<std::int32_t>::max();
  if (value.is_boolean()) return value.get<bool>() ? 1 : 0;
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  const char* const end = text.data() + text.size();
  Id id = 0;
  if (const auto [after, error] = std::from_chars(text.data(), end, id);
      error != std::errc() || after != end)
    throw Error(ErrorKind::internal, "invalid input syntax for type integer: \"" + text + "\"\n",
                "psycopg2.errors.InvalidTextRepresentation");
  return id;
}

}  // namespace chatterd::rpc
