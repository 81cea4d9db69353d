// Counting what a rendering costs.
#include "models/engine/templates/meter.hpp"

#include "models/engine/templates/any.hpp"

namespace chatterd::templates {
namespace {

thread_local Meter* counting = nullptr;        // the rendering that this thread is at
constexpr std::size_t look_every = 64 * 1024;  // bytes between two looks at the clock

}  // namespace

Meter::Meter() : outermost_(counting == nullptr), end_(std::chrono::steady_clock::now() + longest) {
  if (outermost_) counting = this;
}

Meter::~Meter() {
  if (outermost_) counting = nullptr;
}

void spend(std::size_t bytes) {
  Meter* meter = counting;
  if (meter == nullptr) return;
  meter->spent_ += bytes;
  if (meter->spent_ > Meter::budget) fail("TimeoutError: the template takes too long");
  if (meter->spent_ - meter->looked_ < look_every) return;
  meter->looked_ = meter->spent_;
  if (std::chrono::steady_clock::now() > meter->end_)
    fail("TimeoutError: the template takes too long");
}

std::size_t weight(const Any& value) {
  const Text* text = value.as<Text>();
  return sizeof(Any) + (text ? text->bytes.size() : 0);
}

}  // namespace chatterd::templates
