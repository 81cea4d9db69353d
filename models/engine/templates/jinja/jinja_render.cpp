// Walks the tree of a template and writes its text.
#include <algorithm>

#include "models/engine/templates/evaluator.hpp"
#include "models/engine/templates/jinja/jinja.hpp"
#include "models/engine/templates/jinja/jinja_filters.hpp"
#include "models/engine/templates/jinja/jinja_loop.hpp"
#include "models/engine/templates/jinja/jinja_parser.hpp"

namespace chatterd::templates {
namespace {

class Renderer : public Evaluator {
 public:
  Renderer(const Variables& variables, bool autoescape, std::shared_ptr<const Body> body)
      : Evaluator(Language::jinja),
        variables_(variables),
        template_(std::move(body)),
        autoescape_(autoescape) {}

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
        spend(part.text.size());
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
        for (const auto& [name, expression] : part.assignments)
          own->names[name] = evaluate(expression, frame);
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

  void write_loop(const Statement& part, const FramePtr& frame, std::vector<Any> items,
                  std::size_t depth, std::string& out) {
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

  // A macro, or the body of a call statement, as a function. The template and the renderer outlive
  // it: values do not leave the rendering.
  Any macro(const Statement& part, const FramePtr& frame) {
    return function(
        part.text, [this, &part, weak = std::weak_ptr<Frame>(frame)](const Arguments& arguments) {
          const Depth guard(depth_);
          const FramePtr outer = weak.lock();
          const FramePtr own = inside(outer ? outer : std::make_shared<Frame>());
          if (arguments.positional.size() > part.assignments.size())
            fail("TypeError: macro '" + part.text + "' takes not more than " +
                 std::to_string(part.assignments.size()) + " argument(s)");
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
            const bool known =
                std::any_of(part.assignments.begin(), part.assignments.end(),
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

  Any global(const std::string& name) const override {
    if (const auto found = variables_.find(name); found != variables_.end()) return found->second;
    if (const auto found = template_globals().find(name); found != template_globals().end())
      return found->second;
    return Undefined{"'" + name + "' is undefined"};
  }
  bool autoescape() const override { return autoescape_; }

  Any filtered(const ExpressionPtr& expression, const Any& input, const FramePtr& frame) {
    const Any value = expression->parts[0] ? filtered(expression->parts[0], input, frame) : input;
    return apply_filter(expression->text, value, collect(expression->arguments, frame),
                        autoescape_);
  }

  const Variables& variables_;
  const std::shared_ptr<const Body> template_;
  bool autoescape_;
  int depth_ = 0;
};

}  // namespace

Template::Template(std::string_view source)
    : body_(std::make_shared<const Body>(parse_template(source))) {}

std::string Template::render(const Variables& variables, bool autoescape) const {
  return Renderer(variables, autoescape, body_).whole();
}

}  // namespace chatterd::templates
