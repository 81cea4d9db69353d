// The objects that templates make for themselves: `loop` and namespace().
#pragma once
#include "models/engine/templates/any.hpp"

namespace chatterd::templates {

// `loop` inside a for: counters, neighbours, cycle(), changed(); called, it goes round again for
// other items.
class Loop : public Object {
 public:
  Loop(List items, std::size_t depth) : all_(std::move(items)), depth_(depth) {}
  std::string type_name() const override { return "LoopContext"; }
  std::string str() const override;
  std::optional<Any> attribute(const std::string& name) const override;
  bool callable() const override { return true; }
  Any call(const Arguments& arguments) const override;

  void again(Function::Body body) { again_ = std::move(body); }
  bool finished() const { return at_ >= all_.size(); }
  void advance() { ++at_; }
  const Any& item() const { return all_[at_]; }
  using Object::item;

 private:
  const List all_;
  const std::size_t depth_;
  std::size_t at_ = 0;
  Function::Body again_;
  mutable std::optional<Any> seen_;  // of changed()
};

// namespace(): a holder whose attributes `set` changes from inside loops.
class Namespace : public Object {
 public:
  explicit Namespace(std::vector<std::pair<std::string, Any>> names) : names_(std::move(names)) {}
  std::string type_name() const override { return "Namespace"; }
  std::string str() const override;
  std::optional<Any> attribute(const std::string& name) const override;
  void set(const std::string& name, Any value) const;

 private:
  mutable std::vector<std::pair<std::string, Any>> names_;
};

}  // namespace chatterd::templates
