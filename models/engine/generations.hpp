// What two sequences tell: whether models, or what the caches hold, have changed anywhere.
#pragma once
#include "models/engine/value.hpp"

namespace chatterd {

struct Generations {
  Id registry = -1, caches = -1;  // base_registry_signaling, base_cache_signaling
  bool operator==(const Generations&) const = default;
};

}  // namespace chatterd
