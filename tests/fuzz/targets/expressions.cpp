// Templates, views and the expressions in them and in domains.
#include "models/engine/errors.hpp"
#include "models/engine/html/tree.hpp"
#include "models/engine/orm/python/python_expression.hpp"
#include "models/engine/qweb/template.hpp"
#include "models/engine/templates/jinja/jinja.hpp"
#include "models/engine/templates/python_access.hpp"
#include "tests/fuzz/target.hpp"

namespace chatterd::fuzz {
namespace {

using namespace chatterd::templates;

Variables variables() {
  return {{"object", dict_of({{"name", "Zoé <b>"}, {"tags", list_of({1, 2, "x"})}})},
          {"x", "text"},
          {"n", 7},
          {"items", list_of({"a", "b", tuple_of({1, None{}})})}};
}

void jinja(std::string_view input) {
  answered([&] { (void)Template(input).render(variables()); });
}

// A server of templates that has one, which calls itself.
class Shelf : public qweb::Engine {
 public:
  explicit Shelf(std::shared_ptr<const qweb::Template> only) : only_(std::move(only)) {}
  std::shared_ptr<const qweb::Template> load(const std::string&) const override { return only_; }
  std::shared_ptr<const Engine> in_language(const Any&) const override {
    return std::make_shared<Shelf>(only_);
  }
  bool has_groups(const std::string& groups) const override { return groups.size() % 2 == 0; }
  Any widget(const Any& value, const Dict&) const override { return value; }
  Any field(const Any& record, const std::string&, const Dict&) const override { return record; }

 private:
  const std::shared_ptr<const qweb::Template> only_;
};

void qweb_view(std::string_view input) {
  answered([&] {
    const auto view = std::make_shared<const qweb::Template>(input);
    (void)qweb::render(*view, "a", variables(), Shelf(view));
  });
}

void python_expression(std::string_view input) {
  PythonNames names;
  names.name = [](const std::string& name) -> Value {
    if (name == "user") return {{"$model", "res.users"}, {"$ids", Value::array({2, 3})}};
    if (name == "ids") return Value::array({1, "a", nullptr});
    throw std::invalid_argument(name);
  };
  names.attribute = [](const Value& object, const std::string& name) -> Value {
    return name.size() % 2 ? object : Value(name);
  };
  names.call = [](const Value& object, const std::string&, const std::vector<Value>&) {
    return object;
  };
  answered([&] { (void)evaluate_python(input, names); });
}

const Register template_row{"jinja", jinja}, view{"qweb", qweb_view},
    expression{"python_expression", python_expression};

}  // namespace
}  // namespace chatterd::fuzz
