// A map that keeps the order in which its keys were set, as Python's dicts do.
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <new>
#include <stdexcept>
#include <type_traits>
#include <unordered_map>
#include <utility>

namespace chatterd {

// What nlohmann::basic_json asks of std::map, with two promises besides the order:
//   * a reference to a value stays good while other keys are added (not when one is erased), as in
//     std::map: entries lie in chunks that grow and never move;
//   * no object that a client sends makes a look-up slow: a few keys are compared one by one, from
//     `indexed_from` on there is an index of hashes.
// Two maps are equal when they have the same keys and values, in whatever order, as in Python.
template <class Key, class T, class IgnoredLess = std::less<Key>,
          class Allocator = std::allocator<std::pair<const Key, T>>>
class OrderedMap {
  template <bool is_const>
  class Iterator;

 public:
  using key_type = Key;
  using mapped_type = T;
  using value_type = std::pair<const Key, T>;
  using allocator_type = Allocator;
  using key_compare = std::equal_to<>;
  using size_type = std::size_t;
  using difference_type = std::ptrdiff_t;
  using iterator = Iterator<false>;
  using const_iterator = Iterator<true>;
  static constexpr size_type indexed_from = 24;

  OrderedMap() = default;
  template <class Source>
  OrderedMap(Source first, Source last) {
    insert(first, last);
  }
  OrderedMap(std::initializer_list<value_type> entries) { insert(entries.begin(), entries.end()); }
  OrderedMap(const OrderedMap& other) {
    for (const value_type& entry : other) append(entry.first, entry.second);
  }
  OrderedMap(OrderedMap&& other) noexcept { swap(other); }
  OrderedMap& operator=(OrderedMap other) noexcept {
    swap(other);
    return *this;
  }
  ~OrderedMap() {
    clear();
    if (first_) release(first_, first_chunk);
  }

  iterator begin() noexcept { return {this, 0}; }
  iterator end() noexcept { return {this, size_}; }
  const_iterator begin() const noexcept { return {this, 0}; }
  const_iterator end() const noexcept { return {this, size_}; }
  const_iterator cbegin() const noexcept { return begin(); }
  const_iterator cend() const noexcept { return end(); }
  bool empty() const noexcept { return size_ == 0; }
  size_type size() const noexcept { return size_; }
  size_type max_size() const noexcept { return first_chunk << (more_chunks - 1); }
  void clear() noexcept {
    index_.reset();
    while (size_ > 0) slot(--size_).~value_type();
    if (!more_) return;
    for (size_type chunk = 0; chunk < more_chunks; ++chunk)
      if ((*more_)[chunk]) release((*more_)[chunk], first_chunk << chunk);
    more_.reset();
  }
  void swap(OrderedMap& other) noexcept {
    std::swap(size_, other.size_);
    std::swap(first_, other.first_);
    more_.swap(other.more_);
    index_.swap(other.index_);
  }

  template <class K>
  iterator find(const K& key) {
    return {this, position(key)};
  }
  template <class K>
  const_iterator find(const K& key) const {
    return {this, position(key)};
  }
  template <class K>
  size_type count(const K& key) const {
    return position(key) < size_ ? 1 : 0;
  }
  template <class K>
  T& at(const K& key) {
    return const_cast<T&>(std::as_const(*this).at(key));
  }
  template <class K>
  const T& at(const K& key) const {
    const size_type found = position(key);
    if (found == size_) throw std::out_of_range("key not found");
    return slot(found).second;
  }
  template <class K>
  T& operator[](K&& key) {
    return emplace(std::forward<K>(key), T{}).first->second;
  }

  // Keeps the value that is there.
  template <class K, class V>
  std::pair<iterator, bool> emplace(K&& key, V&& value) {
    if (const size_type found = position(key); found < size_) return {{this, found}, false};
    append(std::forward<K>(key), std::forward<V>(value));
    return {{this, size_ - 1}, true};
  }
  std::pair<iterator, bool> insert(value_type&& entry) {
    return emplace(entry.first, std::move(entry.second));
  }
  std::pair<iterator, bool> insert(const value_type& entry) {
    return emplace(entry.first, entry.second);
  }
  template <class Source, class = typename std::iterator_traits<Source>::iterator_category>
  void insert(Source first, Source last) {
    for (; first != last; ++first) emplace(first->first, first->second);
  }

  iterator erase(const_iterator at) { return erase(at, at + 1); }
  iterator erase(const_iterator first, const_iterator last) {
    const size_type from = first.place_, gone = last.place_ - from;
    if (gone == 0) return {this, from};
    // Keys are const: what follows moves by being built again in its new place.
    for (size_type i = from; i + gone < size_; ++i) {
      slot(i).~value_type();
      new (&slot(i)) value_type(std::move(slot(i + gone)));
    }
    for (size_type i = 0; i < gone; ++i) slot(--size_).~value_type();
    index_.reset();
    index();
    return {this, from};
  }
  template <class K, class = std::enable_if_t<!std::is_convertible_v<K, const_iterator>>>
  size_type erase(const K& key) {
    const size_type found = position(key);
    if (found == size_) return 0;
    erase(const_iterator(this, found));
    return 1;
  }

  friend bool operator==(const OrderedMap& left, const OrderedMap& right) {
    if (left.size() != right.size()) return false;
    for (const value_type& entry : left) {
      const const_iterator other = right.find(entry.first);
      if (other == right.end() || !(other->second == entry.second)) return false;
    }
    return true;
  }
  // Entry by entry in their order, as std::map's: for sorting, not for equality.
  friend std::partial_ordering operator<=>(const OrderedMap& left, const OrderedMap& right) {
    const size_type both = std::min(left.size(), right.size());
    for (size_type i = 0; i < both; ++i) {
      if (const auto order = left.slot(i).first <=> right.slot(i).first; order != 0) return order;
      if (const auto order = left.slot(i).second <=> right.slot(i).second; order != 0) return order;
    }
    return left.size() <=> right.size();
  }

 private:
  // The first chunk has `first_chunk` entries; chunk n of those that follow has first_chunk << n.
  static constexpr size_type first_chunk = 4, more_chunks = 40;

  template <bool is_const>
  class Iterator {
    using Map = std::conditional_t<is_const, const OrderedMap, OrderedMap>;

   public:
    using iterator_category = std::random_access_iterator_tag;
    using value_type = typename OrderedMap::value_type;
    using difference_type = std::ptrdiff_t;
    using reference = std::conditional_t<is_const, const value_type&, value_type&>;
    using pointer = std::conditional_t<is_const, const value_type*, value_type*>;

    Iterator() = default;
    Iterator(Map* map, size_type place) : map_(map), place_(place) {}
    operator Iterator<true>() const { return {map_, place_}; }

    reference operator*() const { return map_->slot(place_); }
    pointer operator->() const { return &map_->slot(place_); }
    Iterator& operator+=(difference_type by) {
      place_ += static_cast<size_type>(by);
      return *this;
    }
    Iterator& operator-=(difference_type by) { return *this += -by; }
    Iterator& operator++() { return *this += 1; }
    Iterator& operator--() { return *this -= 1; }
    Iterator operator++(int) { return std::exchange(*this, *this + 1); }
    Iterator operator--(int) { return std::exchange(*this, *this - 1); }
    Iterator operator+(difference_type by) const { return Iterator(*this) += by; }
    Iterator operator-(difference_type by) const { return Iterator(*this) -= by; }
    difference_type operator-(const Iterator& other) const {
      return static_cast<difference_type>(place_) - static_cast<difference_type>(other.place_);
    }
    bool operator==(const Iterator&) const = default;
    auto operator<=>(const Iterator& other) const { return place_ <=> other.place_; }

   private:
    friend class OrderedMap;
    Map* map_ = nullptr;
    size_type place_ = 0;
  };

  value_type& slot(size_type i) const {
    if (i < first_chunk) return first_[i];
    const auto chunk = static_cast<size_type>(std::bit_width(i / first_chunk)) - 1;
    return (*more_)[chunk][i - (first_chunk << chunk)];
  }
  static value_type* reserve(size_type entries) {
    return std::allocator<value_type>().allocate(entries);
  }
  static void release(value_type* chunk, size_type entries) {
    std::allocator<value_type>().deallocate(chunk, entries);
  }
  template <class K, class V>
  void append(K&& key, V&& value) {
    if (size_ < first_chunk) {
      if (!first_) first_ = reserve(first_chunk);
    } else {
      if (!more_) more_ = std::make_unique<std::array<value_type*, more_chunks>>();
      const auto chunk = static_cast<size_type>(std::bit_width(size_ / first_chunk)) - 1;
      if (!(*more_)[chunk]) (*more_)[chunk] = reserve(first_chunk << chunk);
    }
    new (&slot(size_)) value_type(std::forward<K>(key), std::forward<V>(value));
    ++size_;
    if (index_)
      index_->emplace(hash(slot(size_ - 1).first), size_ - 1);
    else
      index();
  }
  template <class K>
  static size_type hash(const K& key) {
    return std::hash<Key>()(key);
  }
  void index() {
    if (size_ < indexed_from) return;
    index_ = std::make_unique<Index>();
    for (size_type i = 0; i < size_; ++i) index_->emplace(hash(slot(i).first), i);
  }
  // Where the key is; size_ when it is nowhere.
  template <class K>
  size_type position(const K& key) const {
    if (!index_) {
      for (size_type i = 0; i < size_; ++i)
        if (slot(i).first == key) return i;
      return size_;
    }
    auto [candidate, last] = index_->equal_range(hash(Key(key)));
    for (; candidate != last; ++candidate)
      if (slot(candidate->second).first == key) return candidate->second;
    return size_;
  }

  using Index = std::unordered_multimap<std::size_t, size_type>;
  size_type size_ = 0;
  value_type* first_ = nullptr;
  std::unique_ptr<std::array<value_type*, more_chunks>> more_;
  std::unique_ptr<Index> index_;
};

}  // namespace chatterd
