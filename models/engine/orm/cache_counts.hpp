// How often what is shared between transactions (shared_caches.hpp) was there: of the process.
#pragma once
#include <cstdint>

namespace chatterd {

struct CacheCounts {
  std::uint64_t hits, misses;
};
CacheCounts cache_counts();

}  // namespace chatterd
