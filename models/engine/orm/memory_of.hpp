// About how much memory a cached value holds, in bytes: what the bound of the shared caches counts.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "models/engine/value.hpp"

namespace chatterd {

// A type of its own says what it holds beside itself by `std::size_t memory() const`.
template <class T>
concept MeasuresItself = requires(const T& value) {
  { value.memory() } -> std::convertible_to<std::size_t>;
};

inline constexpr std::size_t memory_of_node = 48;  // what a map or set needs for each element

inline std::size_t memory_of(const std::string& text) { return sizeof text + text.capacity(); }

inline std::size_t memory_of(const Value& value) {
  std::size_t bytes = sizeof value;
  if (value.is_string()) return bytes + value.get_ref<const std::string&>().capacity();
  if (value.is_object())
    for (const auto& [key, item] : value.items())
      bytes += memory_of_node + key.size() + memory_of(item);
  else if (value.is_array())
    for (const Value& item : value) bytes += memory_of(item);
  return bytes;
}

template <class T>
std::size_t memory_of(const T& value);
template <class A, class B>
std::size_t memory_of(const std::pair<A, B>& pair);
template <class T>
std::size_t memory_of(const std::vector<T>& list);
template <class T>
std::size_t memory_of(const std::set<T>& items);
template <class K, class V>
std::size_t memory_of(const std::map<K, V>& map);
template <class K, class V>
std::size_t memory_of(const std::unordered_map<K, V>& map);

template <class T>
std::size_t memory_of(const T& value) {
  if constexpr (MeasuresItself<T>)
    return sizeof value + value.memory();
  else
    return sizeof value;
}

template <class A, class B>
std::size_t memory_of(const std::pair<A, B>& pair) {
  return memory_of(pair.first) + memory_of(pair.second);
}

template <class T>
std::size_t memory_of(const std::vector<T>& list) {
  std::size_t bytes = sizeof list;
  for (const T& item : list) bytes += memory_of(item);
  return bytes;
}

template <class T>
std::size_t memory_of(const std::set<T>& items) {
  std::size_t bytes = sizeof items;
  for (const T& item : items) bytes += memory_of_node + memory_of(item);
  return bytes;
}

template <class K, class V>
std::size_t memory_of(const std::map<K, V>& map) {
  std::size_t bytes = sizeof map;
  for (const auto& [key, value] : map) bytes += memory_of_node + memory_of(key) + memory_of(value);
  return bytes;
}

template <class K, class V>
std::size_t memory_of(const std::unordered_map<K, V>& map) {
  std::size_t bytes = sizeof map;
  for (const auto& [key, value] : map) bytes += memory_of_node + memory_of(key) + memory_of(value);
  return bytes;
}

}  // namespace chatterd
