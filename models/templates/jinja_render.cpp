// Walks the tree of a template and writes its text.
#include <algorithm>
#include <cmath>

#include "models/templates/jinja.hpp"
#include "models/templates/jinja_filters.hpp"
#include "models/templates/jinja_loop.hpp"
#include "models/templates/jinja_parser.hpp"

namespace chatterd::templates {
namespace {

using Shape = Expression::Kind;

// Names of a part of the template; it sees those around it and sets its own.
struct Frame {
  std::map<std::string, Any> names;
  std::shared_ptr<Frame> outer;
};
using FramePtr = std::shared_ptr<Frame>;

FramePtr inside(const FramePtr& frame) {
  auto made = std::make_shared<Frame>();
  made->outer = frame;
  return made;
}

class Renderer {
 public:
  Renderer(const Variables& variables, bool autoescape, std::shared_ptr<const Body> body)
      : variables_(variables), template_(std::move(body)), autoescape_(autoescape) {}

  std::string whole() {
    std::string out;
    write(*template_, std::make_shared<Frame>(), out);
    return out;
  }

 private:
  struct Depth {
    explicit Depth(int& depth) : depth_(depth) {
      // deep enough for any letter, and far from the end of the stack
      if (++depth_ > 40) {
        --depth_;
        fail("RecursionError: maximum recursion depth exceeded");
      }
    }
    ~Depth() { --depth_; }
    int& depth_;
  };

  // The same for expressions, which are smaller: a chain of some hundred operators is one level each.
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

  void step() {
    // a letter takes some thousands; this many take about a second
    if (++steps_ > 1'000'000) fail("TimeoutError: the template takes too long");
  }

  // ------------------------------------------------------------------ statements
  void write(const Body& body, const FramePtr& frame, std::string& out) {
    for (const auto& part : body) {
      step();
      write(*part, frame, out);
      check_size(out.size());
    }
  }

  Any captured(const Body& body, const FramePtr& frame) {
    std::string out;
    write(body, frame, out);
    return Text{std::move(out), autoescape_};
  }

  void write(const Statement& part, const FramePtr& frame, std::string& out) {
    switch (part.kind) {
      case Statement::Kind::data:
        out += part.text;
        return;
      case Statement::Kind::value: {
        const Any value = evaluate(part.expression, frame);
        out += autoescape_ ? escape(value) : str(value);
        return;
      }
      case Statement::Kind::condition:
        for (const auto& [condition, body] : part.branches)
          if (!condition || truth(evaluate(condition, frame))) return write(body, frame, out);
        return;
      case Statement::Kind::loop: {
        std::vector<Any> items = iterate(evaluate(part.expression, frame));
        return write_loop(part, frame, std::move(items), 0, out);
      }
      case Statement::Kind::assign:
        if (!part.attribute.empty()) return set_attribute(part, frame);
        return assign(part.target, part.tuple_target, evaluate(part.expression, frame), *frame);
      case Statement::Kind::capture: {
        Any value = captured(part.body, inside(frame));
        if (part.filter) value = filtered(part.filter, value, frame);
        return assign(part.target, part.tuple_target, value, *frame);
      }
      case Statement::Kind::filter:
        out += str(filtered(part.expression, captured(part.body, inside(frame)), frame));
        return;
      case Statement::Kind::with: {
        const FramePtr own = inside(frame);
        for (const auto& [name, expression] : part.assignments) own->names[name] = evaluate(expression, frame);
        return write(part.body, own, out);
      }
      case Statement::Kind::macro:
        return write_macro(part, frame, out);
      case Statement::Kind::autoescape: {
        const bool outer = autoescape_;
        autoescape_ = truth(evaluate(part.expression, frame));
        write(part.body, inside(frame), out);
        autoescape_ = outer;
        return;
      }
      case Statement::Kind::scope:
        return write(part.body, inside(frame), out);
      case Statement::Kind::unsupported:
        fail("TypeError: no loader for this environment specified");
    }
  }

  void set_attribute(const Statement& part, const FramePtr& frame) {
    const Any target = lookup(part.target[0], frame);
    const auto held = target.object<Namespace>();
    if (!held) fail("TemplateRuntimeError: cannot assign attribute on non-namespace object");
    held->set(part.attribute, evaluate(part.expression, frame));
  }

  static void assign(const std::vector<std::string>& target, bool unpack, const Any& value, Frame& frame) {
    if (!unpack) {
      frame.names[target[0]] = value;
      return;
    }
    const List items = iterate(value);
    if (items.size() != target.size())
      fail(items.size() < target.size()
               ? "ValueError: not enough values to unpack (expected " + std::to_string(target.size()) + ", got " +
                     std::to_string(items.size()) + ")"
               : "ValueError: too many values to unpack (expected " + std::to_string(target.size()) + ")");
    for (std::size_t i = 0; i < items.size(); ++i) frame.names[target[i]] = items[i];
  }

  void write_loop(const Statement& part, const FramePtr& frame, std::vector<Any> items, std::size_t depth,
                  std::string& out) {
    const Depth guard(depth_);
    if (part.filter) {
      std::vector<Any> kept;
      for (Any& item : items) {
        step();
        const FramePtr own = inside(frame);
        assign(part.target, part.tuple_target, item, *own);
        if (truth(evaluate(part.filter, own))) kept.push_back(std::move(item));
      }
      items = std::move(kept);
    }
    if (items.empty()) return write(part.otherwise, inside(frame), out);
    const auto loop = std::make_shared<Loop>(std::move(items), depth);
    if (part.recursive)
      loop->again([this, &part, frame, depth](const Arguments& arguments) {
        std::string inner;
        write_loop(part, frame, iterate(arguments.get(0, "iterable")), depth + 1, inner);
        return Any(Text{std::move(inner), autoescape_});
      });
    for (; !loop->finished(); loop->advance()) {
      step();
      const FramePtr own = inside(frame);
      own->names["loop"] = loop;
      assign(part.target, part.tuple_target, loop->item(), *own);
      write(part.body, own, out);
      check_size(out.size());
    }
  }

  // A macro, or the body of a call statement, as a function. The template and the renderer outlive it: values do
  // not leave the rendering.
  Any macro(const Statement& part, const FramePtr& frame) {
    return function(part.text, [this, &part, weak = std::weak_ptr<Frame>(frame)](const Arguments& arguments) {
      const Depth guard(depth_);
      const FramePtr outer = weak.lock();
      const FramePtr own = inside(outer ? outer : std::make_shared<Frame>());
      if (arguments.positional.size() > part.assignments.size())
        fail("TypeError: macro '" + part.text + "' takes not more than " + std::to_string(part.assignments.size()) +
             " argument(s)");
      for (std::size_t i = 0; i < part.assignments.size(); ++i) {
        const auto& [name, otherwise] = part.assignments[i];
        if (const Any* given = arguments.find(i, name))
          own->names[name] = *given;
        else if (otherwise)
          own->names[name] = evaluate(otherwise, own);
        else
          own->names[name] = Undefined{"parameter '" + name + "' was not provided"};
      }
      for (const auto& [name, value] : arguments.named) {
        const bool known = std::any_of(part.assignments.begin(), part.assignments.end(),
                                       [&, &n = name](const auto& parameter) { return parameter.first == n; });
        if (!known && name != "caller")
          fail("TypeError: macro '" + part.text + "' takes no keyword argument '" + name + "'");
        if (name == "caller") own->names[name] = value;
      }
      return captured(part.body, own);
    });
  }

  void write_macro(const Statement& part, const FramePtr& frame, std::string& out) {
    if (!part.expression) {
      frame->names[part.text] = macro(part, frame);
      return;
    }
    Arguments arguments = collect(part.expression->arguments, frame);
    arguments.named.emplace_back("caller", macro(part, frame));
    const Any result = call(evaluate(part.expression->parts[0], frame), arguments);
    out += autoescape_ ? escape(result) : str(result);
  }

  // ------------------------------------------------------------------ expressions
  Any lookup(const std::string& name, const FramePtr& frame) const {
    for (const Frame* at = frame.get(); at != nullptr; at = at->outer.get())
      if (const auto found = at->names.find(name); found != at->names.end()) return found->second;
    if (const auto found = variables_.find(name); found != variables_.end()) return found->second;
    if (const auto found = template_globals().find(name); found != template_globals().end()) return found->second;
    return Undefined{"'" + name + "' is undefined"};
  }

  Arguments collect(const CallArguments& given, const FramePtr& frame) {
    Arguments out;
    for (const ExpressionPtr& expression : given.positional) out.positional.push_back(evaluate(expression, frame));
    for (const auto& [name, expression] : given.named) out.named.emplace_back(name, evaluate(expression, frame));
    if (given.more)
      for (const Any& item : iterate(evaluate(given.more, frame))) out.positional.push_back(item);
    if (given.more_named) {
      const Any more = evaluate(given.more_named, frame);
      if (!more.as<Dict>()) fail("TypeError: argument after ** must be a mapping, not " + type_name(more));
      for (const auto& [name, value] : *more.as<Dict>()->items) out.named.emplace_back(str(name), value);
    }
    return out;
  }

  Any filtered(const ExpressionPtr& expression, const Any& input, const FramePtr& frame) {
    const Any value = expression->parts[0] ? filtered(expression->parts[0], input, frame) : input;
    return apply_filter(expression->text, value, collect(expression->arguments, frame), autoescape_);
  }

  Any evaluate(const ExpressionPtr& expression, const FramePtr& frame) {
    step();
    const Nested guard(nested_);
    const Expression& e = *expression;
    const auto part = [&](std::size_t i) { return e.parts[i] ? evaluate(e.parts[i], frame) : Any(); };
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
        return Undefined{"the inline if-expression evaluated to false and no else section was defined."};
      case Shape::attribute:
        return get_attribute(part(0), e.text);
      case Shape::item: {
        const Any value = part(0);
        return get_item(value, part(1));
      }
      case Shape::slice:
        return sliced(part(0), part(1), part(2), part(3));
      case Shape::call: {
        const Any callee = part(0);
        return call(callee, collect(e.arguments, frame));
      }
      case Shape::filter: {
        const Any value = part(0);
        return apply_filter(e.text, value, collect(e.arguments, frame), autoescape_);
      }
      case Shape::test: {
        const Any value = part(0);
        return apply_test(e.text, value, collect(e.arguments, frame));
      }
    }
    return {};
  }

  static Any negated(const Any& value) {
    if (const double* real = value.as<double>()) return -*real;
    return value.integer() ? operate("-", 0, value) : operate("*", value, -1);
  }

  Any compared(const Expression& e, const FramePtr& frame) {
    Any left = evaluate(e.parts[0], frame);
    for (std::size_t i = 0; i < e.operators.size(); ++i) {
      const Any right = evaluate(e.parts[i + 1], frame);
      if (!holds(e.operators[i], left, right)) return false;
      left = right;
    }
    return true;
  }

  static bool holds(const std::string& op, const Any& a, const Any& b) {
    if (op == "==") return equal(a, b);
    if (op == "!=") return !equal(a, b);
    if (op == "in") return contains(b, a);
    if (op == "not in") return !contains(b, a);
    const int order = compare(a, b, op);
    return op == "<" ? order < 0 : op == "<=" ? order <= 0 : op == ">" ? order > 0 : order >= 0;
  }

  Any concatenated(const Expression& e, const FramePtr& frame) {
    List values;
    bool html = false;
    for (const ExpressionPtr& part : e.parts) {
      values.push_back(evaluate(part, frame));
      html = html || (values.back().as<Text>() && values.back().as<Text>()->markup);
    }
    html = html && autoescape_;
    std::string out;
    for (const Any& value : values) {
      out += html ? escape(value) : str(value);
      check_size(out.size());
    }
    return Text{std::move(out), html};
  }

  static Any sliced(const Any& value, const Any& from, const Any& to, const Any& by) {
    for (const Any* bound : {&from, &to, &by})
      if (!bound->is_none() && !bound->integer()) return Undefined{type_name(value) + " object has no element slice"};
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
    if (const Sequence* sequence = value.as<Sequence>(); sequence && sequence->tuple) return tuple_of(std::move(out));
    return list_of(std::move(out));
  }

  const Variables& variables_;
  const std::shared_ptr<const Body> template_;
  bool autoescape_;
  int depth_ = 0, nested_ = 0;
  std::size_t steps_ = 0;
};

}  // namespace

Template::Template(std::string_view source) : body_(std::make_shared<const Body>(parse_template(source))) {}

std::string Template::render(const Variables& variables, bool autoescape) const {
  return Renderer(variables, autoescape, body_).whole();
}

}  // namespace chatterd::templates
