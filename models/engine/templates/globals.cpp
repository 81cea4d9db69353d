// The functions that every template has: Jinja's and those of Odoo's mail.template.
#include <algorithm>
#include <cmath>

#include "bridge/text/percent.hpp"
#include "models/engine/templates/jinja/jinja.hpp"
#include "models/engine/templates/jinja/jinja_filters.hpp"
#include "models/engine/templates/jinja/jinja_loop.hpp"
#include "models/engine/templates/meter.hpp"
#include "models/engine/templates/python_access.hpp"

namespace chatterd::templates {
namespace {

Any str_function(const Arguments& arguments) {
  return arguments.positional.empty() ? "" : str(arguments.positional[0]);
}

Any absolute(const Arguments& arguments) {
  return apply_filter("abs", first_argument(arguments), {}, false);
}

Any extreme(const Arguments& arguments, bool largest) {
  const List items =
      arguments.positional.size() > 1 ? arguments.positional : iterate(first_argument(arguments));
  const Any key = arguments.get(SIZE_MAX, "key");
  const auto weight = [&](const Any& item) {
    return key.is_none() ? item : call(key, {{item}, {}});
  };
  if (items.empty()) {
    if (const Any* otherwise = arguments.find(SIZE_MAX, "default")) return *otherwise;
    fail(std::string("ValueError: ") + (largest ? "max" : "min") + "() arg is an empty sequence");
  }
  Any best = items[0], best_weight = weight(best);
  for (std::size_t i = 1; i < items.size(); ++i) {
    const Any now = weight(items[i]);
    if (largest ? compare(now, best_weight, ">") <= 0 : compare(now, best_weight, "<") >= 0)
      continue;
    best = items[i];
    best_weight = now;
  }
  return best;
}

Any sum(const Arguments& arguments) {
  Any total = arguments.get(1, "start", 0);
  for (const Any& item : iterate(first_argument(arguments))) total = operate("+", total, item);
  return total;
}

Any filter(const Arguments& arguments) {
  const Any test = first_argument(arguments);
  List out;
  for (const Any& item : iterate(arguments.get(1, "iterable")))
    if (truth(test.is_none() ? item : call(test, {{item}, {}}))) out.push_back(item);
  return list_of(std::move(out));
}

Any reduce(const Arguments& arguments) {
  const Any combine = first_argument(arguments);
  List items = iterate(arguments.get(1, "sequence"));
  if (const Any* initial = arguments.find(2, "initial")) items.insert(items.begin(), *initial);
  if (items.empty()) fail("TypeError: reduce() of empty sequence with no initial value");
  Any total = items[0];
  for (std::size_t i = 1; i < items.size(); ++i) total = call(combine, {{total, items[i]}, {}});
  return total;
}

Any map(const Arguments& arguments) {
  const Any convert = first_argument(arguments);
  std::vector<List> lists;
  for (std::size_t i = 1; i < arguments.positional.size(); ++i)
    lists.push_back(iterate(arguments.positional[i]));
  if (lists.empty()) fail("TypeError: map() must have at least two arguments.");
  List out;
  for (std::size_t i = 0; i < lists[0].size(); ++i) {
    Arguments row;
    for (const List& list : lists) {
      if (i >= list.size()) return list_of(std::move(out));
      row.positional.push_back(list[i]);
    }
    out.push_back(call(convert, row));
  }
  return list_of(std::move(out));
}

// Python rounds halves of what is exactly a half to the even neighbour; digits go through their
// decimal text.
Any round(const Arguments& arguments) {
  const Any value = first_argument(arguments);
  if (!value.number())
    fail("TypeError: type " + type_name(value) + " doesn't define __round__ method");
  const Any digits = arguments.get(1, "ndigits");
  if (digits.is_none()) {
    const double whole = std::nearbyint(*value.number());
    if (std::fabs(whole) > 9e18) fail("OverflowError: a number of the template is too large");
    return value.integer() ? Any(*value.integer()) : Any(static_cast<std::int64_t>(whole));
  }
  if (!digits.integer())
    fail("TypeError: '" + type_name(digits) + "' object cannot be interpreted as an integer");
  const std::int64_t places = std::clamp<std::int64_t>(*digits.integer(), -300, 300);
  if (value.integer() && places >= 0) return *value.integer();
  if (places < 0) {
    const double scale = std::pow(10.0, static_cast<double>(-places));
    const double rounded = std::nearbyint(*value.number() / scale) * scale;
    return value.integer() ? Any(static_cast<std::int64_t>(rounded)) : Any(rounded);
  }
  return std::stod(percent_format("%." + std::to_string(places) + "f", *value.number()));
}

Any quote(const Arguments& arguments) {
  // werkzeug.urls.url_quote(string, charset, errors, safe='/:', unsafe='')
  const std::string safe = arguments.find(3, "safe") ? str(arguments.get(3, "safe")) : "/:";
  return bridge::percent_encode(str(first_argument(arguments)), "-_.~" + safe);
}

Any urlencode(const Arguments& arguments) {
  const Any given = first_argument(arguments);
  const List pairs =
      given.as<Dict>() ? iterate(apply_filter("items", given, {}, false)) : iterate(given);
  std::string out;
  for (const Any& pair : pairs) {
    const List both = iterate(pair);
    if (both.size() != 2) fail("ValueError: not enough values to unpack (expected 2)");
    const List values = both[1].as<Sequence>() ? iterate(both[1]) : List{both[1]};
    for (const Any& value : values)
      if (!value.is_none())
        out += (out.empty() ? "" : "&") + bridge::form_encode(str(both[0])) + "=" +
               bridge::form_encode(str(value));
  }
  return out;
}

Any range(const Arguments& arguments) {
  std::vector<std::int64_t> bounds;
  for (const Any& given : arguments.positional) {
    if (!given.integer())
      fail("TypeError: '" + type_name(given) + "' object cannot be interpreted as an integer");
    bounds.push_back(*given.integer());
  }
  if (bounds.empty() || bounds.size() > 3) fail("TypeError: range expected 1 to 3 arguments");
  if (bounds.size() == 1) bounds.insert(bounds.begin(), 0);
  if (bounds.size() == 2) bounds.push_back(1);
  const std::int64_t step = bounds[2];
  if (step == 0) fail("ValueError: range() arg 3 must not be zero");
  List out;
  for (std::int64_t at = bounds[0]; step > 0 ? at < bounds[1] : at > bounds[1];) {
    // the sandbox's MAX_RANGE
    if (out.size() >= 100'000)
      fail(
          "OverflowError: Range too big. The sandbox blocks ranges larger than MAX_RANGE "
          "(100000).");
    spend(sizeof(Any));
    out.push_back(at);
    if (__builtin_add_overflow(at, step, &at)) break;
  }
  return list_of(std::move(out));
}

Any dict(const Arguments& arguments) {
  std::vector<std::pair<Any, Any>> items;
  if (!arguments.positional.empty()) {
    const Any& given = arguments.positional[0];
    const List pairs =
        given.as<Dict>() ? iterate(apply_filter("items", given, {}, false)) : iterate(given);
    for (const Any& pair : pairs) {
      const List both = iterate(pair);
      if (both.size() != 2)
        fail("ValueError: dictionary update sequence element has length " +
             std::to_string(both.size()) + "; 2 is required");
      items.emplace_back(both[0], both[1]);
    }
  }
  for (const auto& [name, value] : arguments.named) items.emplace_back(name, value);
  return dict_of(std::move(items));
}

Any namespace_function(const Arguments& arguments) {
  return std::make_shared<const Namespace>(arguments.named);
}

// cycler("a", "b"): next() goes on, current is where it stands.
class Cycler : public Object {
 public:
  explicit Cycler(List items) : items_(std::move(items)) {}
  std::string type_name() const override { return "Cycler"; }
  std::string str() const override { return "<Cycler>"; }
  std::optional<Any> attribute(const std::string& name) const override {
    if (name == "current") return items_[at_];
    if (name == "next")
      return function(name, [this](const Arguments&) {
        const Any now = items_[at_];
        at_ = (at_ + 1) % items_.size();
        return now;
      });
    if (name == "reset")
      return function(name, [this](const Arguments&) -> Any {
        at_ = 0;
        return {};
      });
    return std::nullopt;
  }

 private:
  const List items_;
  mutable std::size_t at_ = 0;
};

Any cycler(const Arguments& arguments) {
  if (arguments.positional.empty()) fail("RuntimeError: at least one item has to be provided");
  return std::make_shared<const Cycler>(arguments.positional);
}

Any joiner(const Arguments& arguments) {
  return function("joiner",
                  [between = arguments.get(0, "sep", ", "), used = std::make_shared<bool>(false)](
                      const Arguments&) { return std::exchange(*used, true) ? between : Any(""); });
}

}  // namespace

const Variables& template_globals() {
  static const Variables rows{
      {"str", function("str", str_function)},
      {"quote", function("url_quote", quote)},
      {"urlencode", function("url_encode", urlencode)},
      {"datetime", datetime_module()},
      {"len", function("len", [](const Arguments& a) -> Any { return length(first_argument(a)); })},
      {"abs", function("abs", absolute)},
      {"min", function("min", [](const Arguments& a) { return extreme(a, false); })},
      {"max", function("max", [](const Arguments& a) { return extreme(a, true); })},
      {"sum", function("sum", sum)},
      {"filter", function("filter", filter)},
      {"reduce", function("reduce", reduce)},
      {"map", function("map", map)},
      {"round", function("round", round)},
      {"relativedelta", relativedelta_function()},
      {"range", function("range", range)},
      {"dict", function("dict", dict)},
      {"namespace", function("namespace", namespace_function)},
      {"cycler", function("cycler", cycler)},
      {"joiner", function("joiner", joiner)},
  };
  return rows;
}

}  // namespace chatterd::templates
