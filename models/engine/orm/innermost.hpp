// What holds while a call lasts, in the transaction that it belongs to.
#pragma once
#include <typeindex>
#include <utility>

#include "models/engine/orm/env.hpp"

namespace chatterd {

// While one lives, it is the innermost T of its transaction; afterwards that is again what it was
// before.
template <class T>
class Innermost {
 public:
  Innermost(const Innermost&) = delete;
  Innermost& operator=(const Innermost&) = delete;
  // nullptr where there is none.
  static const T* of(const Unit& unit) {
    const auto found = unit.innermost.find(typeid(T));
    return found == unit.innermost.end() ? nullptr : static_cast<const T*>(found->second);
  }

 protected:
  explicit Innermost(Unit& unit)
      : slot_(unit.innermost[typeid(T)]),
        outer_(static_cast<const T*>(std::exchange(slot_, static_cast<const T*>(this)))) {}
  ~Innermost() { slot_ = outer_; }
  const T* outer() const { return outer_; }

 private:
  const void*& slot_;
  const T* const outer_;
};

}  // namespace chatterd
