// Walks the tree of an expression.
#include "models/engine/templates/evaluator.hpp"

#include <algorithm>

#include "models/engine/templates/jinja/jinja_filters.hpp"
#include "models/engine/templates/python_access.hpp"

namespace chatterd::templates {
namespace {

using Shape = Expression::Kind;

// A chain of some hundred operators is one level each; this is far from the end of the stack.
struct Nested {
  explicit Nested(int& nested) : nested_(nested) {
    if (++nested_ > 1000) {
      --nested_;
      fail("RecursionError: maximum recursion depth exceeded");
    }
  }
  ~Nested() { --nested_; }
  int& nested_;
};

Any negated(const Any& value) {
  if (const double* real = value.as<double>()) return -*real;
  return value.integer() ? operate("-", 0, value) : operate("*", value, -1);
}

bool holds(const std::string& op, const Any& a, const Any& b) {
  if (op == "==") return equal(a, b);
  if (op == "!=") return !equal(a, b);
  if (op == "in") return contains(b, a);
  if (op == "not in") return !contains(b, a);
  if (op == "is") return identical(a, b);
  if (op == "is not") return !identical(a, b);
  const int order = compare(a, b, op);
  return op == "<" ? order < 0 : op == "<=" ? order <= 0 : op == ">" ? order > 0 : order >= 0;
}

Any sliced(const Any& value, const Any& from, const Any& to, const Any& by) {
  for (const Any* bound : {&from, &to, &by})
    if (!bound->is_none() && !bound->integer())
      return Undefined{type_name(value) + " object has no element slice"};
  const Text* text = value.as<Text>();
  if (!text && !value.as<Sequence>() && !value.as<ObjectPtr>())
    return Undefined{type_name(value) + " object has no element slice"};
  const List items = iterate(value);
  const auto size = static_cast<std::int64_t>(items.size());
  const std::int64_t step = by.integer().value_or(1);
  if (step == 0) fail("ValueError: slice step cannot be zero");
  const auto place = [&](const Any& bound, std::int64_t otherwise) {
    if (bound.is_none()) return otherwise;
    const std::int64_t at = *bound.integer() < 0 ? *bound.integer() + size : *bound.integer();
    return std::clamp<std::int64_t>(at, step < 0 ? -1 : 0, step < 0 ? size - 1 : size);
  };
  const std::int64_t end = place(to, step < 0 ? -1 : size);
  List out;
  for (std::int64_t at = place(from, step < 0 ? size - 1 : 0); step < 0 ? at > end : at < end;) {
    out.push_back(items[static_cast<std::size_t>(at)]);
    if (step > size || step < -size) break;
    at += step;
  }
  if (text) {
    std::string joined;
    for (const Any& one : out) joined += str(one);
    return Text{std::move(joined), text->markup};
  }
  if (const Sequence* sequence = value.as<Sequence>(); sequence && sequence->tuple)
    return tuple_of(std::move(out));
  return list_of(std::move(out));
}

}  // namespace

FramePtr inside(const FramePtr& frame) {
  auto made = std::make_shared<Frame>();
  made->outer = frame;
  return made;
}

void Evaluator::assign(const std::vector<std::string>& target, bool unpack, const Any& value,
                       Frame& frame) {
  if (!unpack) {
    frame.names[target[0]] = value;
    return;
  }
  const List items = iterate(value);
  if (items.size() != target.size())
    fail(items.size() < target.size()
             ? "ValueError: not enough values to unpack (expected " +
                   std::to_string(target.size()) + ", got " + std::to_string(items.size()) + ")"
             : "ValueError: too many values to unpack (expected " + std::to_string(target.size()) +
                   ")");
  for (std::size_t i = 0; i < items.size(); ++i) frame.names[target[i]] = items[i];
}

Any Evaluator::lookup(const std::string& name, const FramePtr& frame) const {
  for (const Frame* at = frame.get(); at != nullptr; at = at->outer.get())
    if (const auto found = at->names.find(name); found != at->names.end()) return found->second;
  return global(name);
}

Arguments Evaluator::collect(const CallArguments& given, const FramePtr& frame) {
  Arguments out;
  for (const ExpressionPtr& expression : given.positional)
    out.positional.push_back(evaluate(expression, frame));
  for (const auto& [name, expression] : given.named)
    out.named.emplace_back(name, evaluate(expression, frame));
  if (given.more)
    for (const Any& item : iterate(evaluate(given.more, frame))) out.positional.push_back(item);
  if (given.more_named) {
    const Any more = evaluate(given.more_named, frame);
    if (!more.as<Dict>())
      fail("TypeError: argument after ** must be a mapping, not " + type_name(more));
    for (const auto& [name, value] : *more.as<Dict>()->items)
      out.named.emplace_back(str(name), value);
  }
  return out;
}

Any Evaluator::evaluate(const ExpressionPtr& expression, const FramePtr& frame) {
  step();
  const Nested guard(nested_);
  Any value = value_of(*expression, frame);
  spend(weight(value));
  // what Jinja goes on with
  if (const Undefined* undefined = value.as<Undefined>();
      undefined && language_ == Language::python)
    fail("TypeError: " + undefined->complaint);
  return value;
}

Any Evaluator::value_of(const Expression& e, const FramePtr& frame) {
  const auto part = [&](std::size_t i) { return e.parts[i] ? evaluate(e.parts[i], frame) : Any(); };
  const bool python = language_ == Language::python;
  switch (e.kind) {
    case Shape::constant:
      return e.value;
    case Shape::name:
      return lookup(e.text, frame);
    case Shape::list:
    case Shape::tuple: {
      List items;
      for (std::size_t i = 0; i < e.parts.size(); ++i) items.push_back(part(i));
      return e.kind == Shape::list ? list_of(std::move(items)) : tuple_of(std::move(items));
    }
    case Shape::dict: {
      std::vector<std::pair<Any, Any>> items;
      for (std::size_t i = 0; i + 1 < e.parts.size(); i += 2) {
        Any key = part(i);
        items.emplace_back(std::move(key), part(i + 1));
      }
      return dict_of(std::move(items));
    }
    case Shape::unary:
      if (e.text == "not") return !truth(part(0));
      return e.text == "-" ? negated(part(0)) : operate("+", 0, part(0));
    case Shape::binary: {
      const Any left = part(0);
      return operate(e.text, left, part(1));
    }
    case Shape::logical: {
      Any value;
      for (std::size_t i = 0; i < e.parts.size(); ++i) {
        value = part(i);
        if (truth(value) == (e.text == "or")) break;
      }
      return value;
    }
    case Shape::comparison:
      return compared(e, frame);
    case Shape::concatenate:
      return concatenated(e, frame);
    case Shape::condition:
      if (truth(part(0))) return part(1);
      if (e.parts[2]) return part(2);
      return Undefined{
          "the inline if-expression evaluated to false and no else section was defined."};
    case Shape::attribute:
      return python ? python_attribute(part(0), e.text) : get_attribute(part(0), e.text);
    case Shape::item: {
      const Any value = part(0);
      return python ? python_item(value, part(1)) : get_item(value, part(1));
    }
    case Shape::slice:
      return sliced(part(0), part(1), part(2), part(3));
    case Shape::call: {
      const Any callee = part(0);
      return call(callee, collect(e.arguments, frame));
    }
    case Shape::filter: {
      const Any value = part(0);
      return apply_filter(e.text, value, collect(e.arguments, frame), autoescape());
    }
    case Shape::test: {
      const Any value = part(0);
      return apply_test(e.text, value, collect(e.arguments, frame));
    }
    case Shape::comprehension:
      return comprehension(e, frame);
  }
  return {};
}

Any Evaluator::compared(const Expression& e, const FramePtr& frame) {
  Any left = evaluate(e.parts[0], frame);
  for (std::size_t i = 0; i < e.operators.size(); ++i) {
    const Any right = evaluate(e.parts[i + 1], frame);
    if (!holds(e.operators[i], left, right)) return false;
    left = right;
  }
  return true;
}

Any Evaluator::concatenated(const Expression& e, const FramePtr& frame) {
  List values;
  bool html = false;
  for (const ExpressionPtr& part : e.parts) {
    values.push_back(evaluate(part, frame));
    html = html || (values.back().as<Text>() && values.back().as<Text>()->markup);
  }
  html = html && autoescape();
  std::string out;
  for (const Any& value : values) {
    out += html ? escape(value) : str(value);
    spend(weight(value));
    check_size(out.size());
  }
  return Text{std::move(out), html};
}

// The loops of a comprehension from this one on, and what they make.
void Evaluator::go_through(const Expression& e, std::size_t generator, const FramePtr& frame,
                           List& out) {
  if (generator == e.generators.size()) {
    Any made = evaluate(e.parts[0], frame);
    out.push_back(e.parts.size() > 1 ? tuple_of({std::move(made), evaluate(e.parts[1], frame)})
                                     : std::move(made));
    return check_size(out.size() * 16);
  }
  const Generator& loop = e.generators[generator];
  for (const Any& item : iterate(evaluate(loop.iterable, frame))) {
    const FramePtr own = inside(frame);
    assign(loop.target, loop.target.size() > 1, item, *own);
    if (std::all_of(
            loop.conditions.begin(), loop.conditions.end(),
            [&](const ExpressionPtr& condition) { return truth(evaluate(condition, own)); }))
      go_through(e, generator + 1, own, out);
  }
}

Any Evaluator::comprehension(const Expression& e, const FramePtr& frame) {
  List out;
  go_through(e, 0, frame, out);
  if (e.parts.size() == 1) return list_of(std::move(out));
  const Any made = dict_of({});
  for (const Any& pair : out) {
    const List& both = *pair.as<Sequence>()->items;
    set_key(*made.as<Dict>(), both[0], both[1]);
  }
  return made;
}

}  // namespace chatterd::templates
