#include "models/engine/orm/python/python_set.hpp"

#include <cstdint>

#include "models/engine/errors.hpp"

namespace chatterd {
namespace {

// CPython's table of open addressing (Objects/setobject.c, 3.7 and later): nine neighbours are
// tried before the next jump, and a table that is three fifths full grows fourfold, or twofold when
// it holds more than 50,000.
class Table {
 public:
  void add(Id id) {
    if (!place(id)) return;
    ++used_;
    const std::size_t mask = slots_.size() - 1;
    if (used_ * 5 >= mask * 3) grow(used_ > 50000 ? used_ * 2 : used_ * 4);
  }
  Ids ids() const {
    Ids out;
    for (const Id id : slots_)
      if (id != empty) out.push_back(id);
    return out;
  }

 private:
  static constexpr Id empty = -1;
  static constexpr std::size_t neighbours = 9, perturb_shift = 5;

  // Whether it was not there yet.
  bool place(Id id) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t perturb = static_cast<std::size_t>(id), at = perturb & mask;
    while (true) {
      const std::size_t last = at + neighbours <= mask ? at + neighbours : at;
      for (std::size_t slot = at; slot <= last; ++slot) {
        if (slots_[slot] == id) return false;
        if (slots_[slot] == empty) {
          slots_[slot] = id;
          return true;
        }
      }
      perturb >>= perturb_shift;
      at = (at * 5 + 1 + perturb) & mask;
    }
  }
  void grow(std::size_t wanted) {
    std::size_t size = 8;
    while (size <= wanted) size <<= 1;
    Ids old(size, empty);
    old.swap(slots_);
    for (const Id id : old)
      if (id != empty) place(id);
  }

  Ids slots_ = Ids(8, empty);
  std::size_t used_ = 0;
};

}  // namespace

Ids python_set(const Ids& ids) {
  Table table;
  for (const Id id : ids) table.add(id);
  return table.ids();
}

void check_set(const Value& values) {
  if (values.is_string() || values.is_object()) return;
  if (!values.is_array())
    throw TypeError(std::string("'") + python_type(values) + "' object is not iterable");
  for (const Value& value : values)
    if (value.is_array() || value.is_object())
      throw TypeError(std::string("unhashable type: '") + python_type(value) + "'");
}

}  // namespace chatterd
