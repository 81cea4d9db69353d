// `loop` and namespace().
#include "models/engine/templates/jinja/jinja_loop.hpp"

namespace chatterd::templates {

std::string Loop::str() const {
  return "<LoopContext " + std::to_string(at_ + 1) + "/" + std::to_string(all_.size()) + ">";
}

std::optional<Any> Loop::attribute(const std::string& name) const {
  if (name == "index") return Any(at_ + 1);
  if (name == "index0") return Any(at_);
  if (name == "revindex") return Any(all_.size() - at_);
  if (name == "revindex0") return Any(all_.size() - at_ - 1);
  if (name == "first") return Any(at_ == 0);
  if (name == "last") return Any(at_ + 1 == all_.size());
  if (name == "length") return Any(all_.size());
  if (name == "depth") return Any(depth_ + 1);
  if (name == "depth0") return Any(depth_);
  if (name == "previtem")
    return at_ > 0 ? all_[at_ - 1] : Any(Undefined{"there is no previous item"});
  if (name == "nextitem")
    return at_ + 1 < all_.size() ? all_[at_ + 1] : Any(Undefined{"there is no next item"});
  if (name == "cycle")
    return function("cycle", [at = at_](const Arguments& arguments) -> Any {
      if (arguments.positional.empty()) fail("TypeError: no items for cycling given");
      return arguments.positional[at % arguments.positional.size()];
    });
  if (name == "changed")
    return function("changed", [this](const Arguments& arguments) -> Any {
      const Any now = tuple_of(arguments.positional);
      const bool changed = !seen_ || !equal(*seen_, now);
      seen_ = now;
      return changed;
    });
  return std::nullopt;
}

Any Loop::call(const Arguments& arguments) const {
  if (!again_)
    fail("TypeError: The loop must have the 'recursive' marker to be called recursively.");
  return again_(arguments);
}

std::string Namespace::str() const {
  std::string out;
  for (const auto& [name, value] : names_)
    out += (out.empty() ? "'" : ", '") + name + "': " + templates::repr(value);
  return "<Namespace {" + out + "}>";
}

std::optional<Any> Namespace::attribute(const std::string& name) const {
  for (const auto& [known, value] : names_)
    if (known == name) return value;
  return std::nullopt;
}

void Namespace::set(const std::string& name, Any value) const {
  for (auto& [known, held] : names_) {
    if (known != name) continue;
    held = std::move(value);
    return;
  }
  if (names_.size() > 1000) fail("MemoryError: a namespace of the template is too large");
  names_.emplace_back(name, std::move(value));
}

}  // namespace chatterd::templates
