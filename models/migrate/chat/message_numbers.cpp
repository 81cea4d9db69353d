#include "models/migrate/chat/message_numbers.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "bridge/files/hash.hpp"

namespace chatterd::migrate {
namespace {

constexpr std::int64_t year_2000 = 946684800;  // in seconds
constexpr std::int64_t slots = 1 << 12;        // a microsecond
constexpr std::int64_t latest = (std::int64_t{1} << 62) / slots;

std::uint64_t hash_of(std::string_view identity) {
  const std::string bytes = bridge::digest(bridge::Digest::sha1, identity);
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < 8; ++i) out = out << 8 | static_cast<unsigned char>(bytes[i]);
  return out;
}

}  // namespace

RecordId number_of(std::string_view identity) {
  return static_cast<RecordId>(std::max<std::uint64_t>(hash_of(identity) >> 2, 1));
}

std::string date_text(std::int64_t microseconds) {
  const std::time_t seconds = microseconds / 1000000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[64];
  std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
  if (const std::int64_t rest = microseconds % 1000000; rest != 0) {
    size += static_cast<std::size_t>(
        std::snprintf(text + size, sizeof text - size, ".%06d", static_cast<int>(rest)));
    while (text[size - 1] == '0') --size;
  }
  return {text, size};
}

MessageNumbers::Noted MessageNumbers::noted(Moment moment, std::string_view identity) {
  const std::uint64_t hash = hash_of(identity);
  const std::int64_t step =
      (moment.microseconds - year_2000 * 1000000) / moment.grain * moment.grain;
  return {step * slots +
              static_cast<std::int64_t>(hash % static_cast<std::uint64_t>(slots * moment.grain)),
          hash};
}

bool MessageNumbers::note(Moment moment, std::string_view identity) {
  const std::int64_t since = moment.microseconds - year_2000 * 1000000;
  if (since < moment.grain || since >= latest) return false;
  all_.push_back(noted(moment, identity));
  return true;
}

void MessageNumbers::settle() {
  std::sort(all_.begin(), all_.end());
  for (std::size_t i = 1; i < all_.size(); ++i)
    if (all_[i] == all_[i - 1]) repeated_.insert(all_[i].hash);
  all_.erase(std::unique(all_.begin(), all_.end()), all_.end());
  for (std::size_t i = 1; i < all_.size(); ++i) {
    if (all_[i].id != all_[i - 1].id) continue;
    RecordId free = all_[i].id + 1;
    while (taken(free)) ++free;
    moved_[all_[i].hash] = free;
    given_.insert(free);
  }
}

bool MessageNumbers::taken(RecordId id) const {
  const auto place = std::lower_bound(all_.begin(), all_.end(), Noted{id, 0});
  return (place != all_.end() && place->id == id) || given_.contains(id);
}

RecordId MessageNumbers::number(Moment moment, std::string_view identity, RecordId after) {
  const Noted one = noted(moment, identity);
  if (const auto moved = moved_.find(one.hash); moved != moved_.end()) return moved->second;
  if (std::binary_search(all_.begin(), all_.end(), one)) return one.id;
  RecordId free = after == 0 ? one.id : after + 1;
  while (taken(free)) ++free;
  moved_[one.hash] = free;
  given_.insert(free);
  return free;
}

bool MessageNumbers::there(Moment moment, std::string_view identity) const {
  return std::binary_search(all_.begin(), all_.end(), noted(moment, identity));
}

bool MessageNumbers::repeated(std::string_view identity) const {
  return repeated_.contains(hash_of(identity));
}

}  // namespace chatterd::migrate
