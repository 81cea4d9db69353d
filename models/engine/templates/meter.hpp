// What a rendering may cost: every step and every byte that a template touches is counted against
// one budget, and a clock ends what the counting does not see, such as waiting for the database.
#pragma once
#include <chrono>
#include <cstddef>

namespace chatterd::templates {

class Any;

// While the outermost one of a thread lives, spend() counts; inner ones (a template that renders
// another) share its budget.
class Meter {
 public:
  // Bytes; as many are also the most that all values of a rendering can hold together. A letter
  // takes some hundred thousand; all of it takes about a second.
  static constexpr std::size_t budget = 128 << 20;
  static constexpr std::size_t step = 128;  // what a step counts as
  static constexpr std::chrono::seconds longest{10};

  Meter();
  ~Meter();
  Meter(const Meter&) = delete;
  Meter& operator=(const Meter&) = delete;

  // Bytes spent so far; for tests.
  std::size_t spent() const { return spent_; }

 private:
  friend void spend(std::size_t bytes);
  const bool outermost_;
  const std::chrono::steady_clock::time_point end_;
  std::size_t spent_ = 0, looked_ = 0;
};

// Throws RenderError "TimeoutError: …" when the budget or the time is used up. Does nothing outside
// of a rendering.
void spend(std::size_t bytes);
// What a copy of the value takes; a list's or dictionary's items are shared, not copied.
std::size_t weight(const Any& value);

}  // namespace chatterd::templates
