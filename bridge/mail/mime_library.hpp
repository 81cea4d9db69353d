// GMime's start and its reference counts. Internal to bridge/mime_*.cpp.
#pragma once
#include <gmime/gmime.h>

#include <memory>

namespace chatterd::bridge {

// Safe from any thread, as often as one likes.
inline void start_gmime() {
  static const bool started = [] {
    g_mime_init();
    return true;
  }();
  (void)started;
}

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

}  // namespace chatterd::bridge
