// Walks the nodes of a template and writes its text.
#include <algorithm>
#include <set>

#include "models/engine/html/html.hpp"
#include "models/engine/qweb/template.hpp"
#include "models/engine/templates/evaluator.hpp"
#include "models/engine/templates/python_access.hpp"

namespace chatterd::qweb {
namespace {

using templates::Dict;
using templates::fail;
using templates::List;
using templates::Sequence;
using templates::Text;
using templates::truth;

// odoo.tools.pycompat.to_text.
std::string to_text(const Any& value) {
  const bool* flag = value.as<bool>();
  return value.is_none() || (flag && !*flag) ? std::string() : templates::str(value);
}

bool is_something(const Any& value) {
  const bool* flag = value.as<bool>();
  return !value.is_none() && !(flag && !*flag);
}

// An element that has no end tag.
bool is_void_element(std::string_view tag) {
  static const std::set<std::string_view> known{
      "area", "base",   "br",       "col",  "embed", "hr",     "img",   "input",
      "link", "keygen", "menuitem", "meta", "param", "source", "track", "wbr"};
  return known.contains(tag);
}

using Written = std::vector<std::pair<std::string, Any>>;

void set(Written& attributes, const std::string& name, Any value) {
  for (auto& [known, held] : attributes)
    if (known == name) {
      held = std::move(value);
      return;
    }
  attributes.emplace_back(name, std::move(value));
}

class Renderer : public templates::Evaluator {
 public:
  explicit Renderer(const Engine& engine) : Evaluator(Language::python), engine_(&engine) {}

  void whole(const Template& source, const std::string& called, Variables values,
             std::string& out) {
    values.emplace("true", true);
    values.emplace("false", false);
    const Call outer = std::exchange(call_, {&source, &called, nullptr});
    with_values(values, [&] { guarded([&] { write(source.root(), out); }); });
    call_ = outer;
  }

 private:
  // A template that is being rendered, and the last element with t- attributes that was reached.
  struct Call {
    const Template* source = nullptr;
    const std::string* name = nullptr;
    const xmlNode* element = nullptr;
  };

  template <class Work>
  void guarded(Work work) {
    const auto complain = [&](const std::string& error) {
      const bool known = call_.element != nullptr;
      throw QWebException("Error to render compiling AST", error, call_.source->name(),
                          known ? call_.source->path(call_.element) : "",
                          known ? call_.source->text(call_.element) : "");
    };
    try {
      work();
    } catch (const QWebException&) {
      throw;
    } catch (const templates::RenderError& error) {
      complain(error.what());
    } catch (const Error& error) {
      complain(described(error));
    }
  }

  template <class Work>
  void with_values(Variables& values, Work work) {
    Variables* outer = std::exchange(values_, &values);
    work();
    values_ = outer;
  }

  Any global(const std::string& name) const override {
    const Variables& builtins = templates::python_builtins();
    if (const auto found = builtins.find(name); found != builtins.end()) return found->second;
    if (const auto found = values_->find(name); found != values_->end()) return found->second;
    return {};
  }

  Any evaluate(const ExpressionPtr& expression) { return Evaluator::evaluate(expression, locals_); }

  std::string evaluate(const Format& format) {
    std::string out;
    for (const auto& [literal, expression] : format)
      out += literal + (expression ? to_text(evaluate(expression)) : "");
    return out;
  }

  // ------------------------------------------------------------------ an element, directive after
  // directive
  void write(const Node& node, std::string& out) {
    struct Depth {
      explicit Depth(int& depth) : depth_(depth) {
        // far from the end of the stack
        if (++depth_ > 400) {
          --depth_;
          fail("RecursionError: maximum recursion depth exceeded");
        }
      }
      ~Depth() { --depth_; }
      int& depth_;
    } const guard(depth_);
    step();
    if (node.element != nullptr) call_.element = node.element;
    if (!node.groups.empty() && !engine_->has_groups(node.groups)) return;
    if (node.loop) return write_loop(node, out);
    write_if(node, out);
  }

  // foreach_iterator: what is set inside goes from round to round, and outside to where it was set
  // before.
  void write_loop(const Node& node, std::string& out) {
    const Any all = evaluate(node.loop);
    if (!truth(all)) return;
    List keys, values;
    if (const auto count = all.integer()) {
      templates::check_size(static_cast<std::size_t>(std::max<std::int64_t>(*count, 0)) * 16);
      for (std::int64_t i = 0; i < *count; ++i) keys.push_back(i);
    } else {
      keys = templates::iterate(all);
    }
    if (const Dict* dict = all.as<Dict>())
      for (const auto& [key, value] : *dict->items) values.push_back(value);
    else
      values = keys;
    const std::string& name = node.loop_name;
    Variables own = *values_;
    own[name + "_size"] = keys.size();
    with_values(own, [&] {
      for (std::size_t i = 0; i < keys.size(); ++i) {
        own[name] = keys[i];
        own[name + "_value"] = values[i];
        own[name + "_index"] = i;
        own[name + "_first"] = i == 0;
        own[name + "_last"] = i + 1 == keys.size();
        own[name + "_parity"] = i % 2 ? "odd" : "even";
        own[name + "_even"] = i % 2 == 0;
        own[name + "_odd"] = i % 2 == 1;
        write_if(node, out);
      }
    });
    for (auto& [known, value] : *values_) value = own[known];
  }

  void write_if(const Node& node, std::string& out) {
    if (node.condition && !truth(evaluate(node.condition))) {
      if (node.otherwise) write(*node.otherwise, out);
      return;
    }
    switch (node.shows) {
      case Node::Shows::field:
      case Node::Shows::escaped:
      case Node::Shows::raw:
        return write_value(node, out);
      case Node::Shows::content:
        return write_tag(node, {}, out, [&] { write_content(node, out); });
      case Node::Shows::call:
        return write_tag(node, {}, out, [&] { write_call(node, out); });
      case Node::Shows::set:
        return write_tag(node, {}, out, [&] { set_variable(node); });
    }
  }

  void write_content(const Node& node, std::string& out) {
    for (const Content& part : node.content) {
      if (part.node)
        write(*part.node, out);
      else
        out += part.text;
      templates::check_size(out.size());
    }
  }

  template <class Inside>
  void write_tag(const Node& node, Written attributes, std::string& out, Inside inside) {
    if (node.tag.empty()) return inside();
    out += "<" + node.tag;
    for (const Attribute& attribute : node.attributes) add_attribute(attribute, attributes);
    for (const auto& [name, value] : attributes)
      if (value.template as<Text>() || truth(value))
        out += " " + name + "=\"" + html::html_escape(to_text(value)) + "\"";
    if (is_void_element(node.tag)) {
      out += "/>";
      return inside();
    }
    out += ">";
    inside();
    out += "</" + node.tag + ">";
  }

  void add_attribute(const Attribute& attribute, Written& attributes) {
    switch (attribute.kind) {
      case Attribute::Kind::text:
        return set(attributes, attribute.name, attribute.text);
      case Attribute::Kind::value:
        return set(attributes, attribute.name, evaluate(attribute.value));
      case Attribute::Kind::format:
        return set(attributes, attribute.name, evaluate(attribute.format));
      case Attribute::Kind::several:
        break;
    }
    const Any all = evaluate(attribute.value);
    if (const Dict* dict = all.as<Dict>()) {
      for (const auto& [name, value] : *dict->items) set(attributes, templates::str(name), value);
      return;
    }
    List pairs = templates::iterate(all);
    if (all.as<Sequence>()) {
      if (pairs.empty()) fail("IndexError: list index out of range");
      if (!pairs[0].as<Sequence>()) pairs = {all};
    }
    for (const Any& pair : pairs) {
      const List both = templates::iterate(pair);
      if (both.size() != 2) fail("ValueError: need 2 values to unpack");
      set(attributes, templates::str(both[0]), both[1]);
    }
  }

  // ------------------------------------------------------------------ t-field, t-esc, t-raw
  Dict options_of(const Node& node) {
    const Any all = node.options ? evaluate(node.options) : templates::dict_of({});
    if (!all.as<Dict>())
      fail("AttributeError: '" + templates::type_name(all) + "' object has no attribute 'keys'");
    const Any copy = templates::dict_of(*all.as<Dict>()->items);
    for (const auto& [name, value] : node.more_options)
      set_key(*copy.as<Dict>(), name, evaluate(value));
    return *copy.as<Dict>();
  }

  Any value_of(const Node& node) {
    if (node.expression) return evaluate(node.expression);
    const auto body = values_->find("0");
    return body == values_->end() ? Any("") : body->second;
  }

  void write_value(const Node& node, std::string& out) {
    Written attributes;
    const Dict options = options_of(node);
    const Any value = value_of(node);
    Any shown = value;
    if (node.shows == Node::Shows::field) {
      shown = engine_->field(value, node.name, options);
    } else if (!options.items->empty()) {
      const Any* widget = find_key(options, "widget");
      if (widget == nullptr) fail("KeyError: 'widget'");
      shown = engine_->widget(value, options);
      attributes = {{"data-oe-type", *widget}, {"data-oe-expression", node.source}};
    } else if (node.shows == Node::Shows::escaped && is_something(value)) {
      shown = html::html_escape(to_text(value));
    }
    if (is_something(shown))
      return write_tag(node, std::move(attributes), out, [&] { out += to_text(shown); });
    std::string otherwise;
    write_content(node, otherwise);
    if (!otherwise.empty()) write_tag(node, std::move(attributes), out, [&] { out += otherwise; });
  }

  // ------------------------------------------------------------------ t-call and t-set
  void write_call(const Node& node, std::string& out) {
    Variables values = *values_;
    std::string body;
    with_values(values, [&] { write_content(node, body); });
    values["0"] = body;
    const Dict options = options_of(node);
    const Any* lang = find_key(options, "lang");
    std::shared_ptr<const Engine> other = lang ? engine_->in_language(*lang) : nullptr;
    const Engine* outer = std::exchange(engine_, other ? other.get() : engine_);
    std::shared_ptr<const Template> called;
    const std::string name = evaluate(node.format);
    try {
      called = engine_->load(name);
    } catch (const QWebException&) {
      throw;
    } catch (const Error& error) {
      throw QWebException("load could not load template", described(error), *call_.name,
                          call_.element ? call_.source->path(call_.element) : "");
    }
    whole(*called, name, std::move(values), out);
    engine_ = outer;
  }

  void set_variable(const Node& node) {
    Any value;
    if (node.expression) {
      value = evaluate(node.expression);
    } else if (!node.format.empty()) {
      value = evaluate(node.format);
    } else {
      std::string text;
      write_content(node, text);
      value = std::move(text);
    }
    (*values_)[node.name] = std::move(value);
  }

  const Engine* engine_;
  Variables* values_ = nullptr;
  const templates::FramePtr locals_ = std::make_shared<templates::Frame>();
  Call call_;
  int depth_ = 0;
};

}  // namespace

std::string described(const Error& error) {
  const std::string& name = error.python_name();
  return name.substr(name.rfind('.') + 1) + ": " + error.what();
}

std::string render(const Template& source, const std::string& called, const Variables& values,
                   const Engine& engine) {
  std::string out;
  Renderer(engine).whole(source, called, values, out);
  return out;
}

}  // namespace chatterd::qweb
