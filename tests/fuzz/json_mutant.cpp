// The changes, one to four an input.
#include "tests/fuzz/json_mutant.hpp"

#include "models/engine/value.hpp"

namespace chatterd::fuzz {
namespace {

class JsonMutator {
 public:
  JsonMutator(Random& random, const std::vector<std::string>& names)
      : random_(random), names_(names) {}

  void change(Value& root) {
    std::vector<Value*> all;
    collect(root, all, 0);
    Value& one = *all[below(all.size())];
    switch (below(9)) {
      case 0:
      case 1:
        one = leaf();
        break;
      case 2:
        one = Value(*all[below(all.size())]);
        break;
      case 3:
        one = Value::array({Value(one)});
        break;
      case 4:
        one = term();
        break;
      case 5:
        change_list(one);
        break;
      case 6:
        if (one.is_object()) one[name()] = leaf();
        break;
      case 7:
        if (one.is_object() && !one.empty()) {
          auto item = one.begin();
          std::advance(item, static_cast<std::ptrdiff_t>(below(one.size())));
          one.erase(item);
        }
        break;
      default:
        if (one.is_string())
          one = changed(one.get<std::string>());
        else if (one.is_number_integer())
          one = one.get<std::int64_t>() ^ (std::int64_t{1} << below(40));
        else
          one = leaf();
    }
  }

 private:
  static constexpr std::size_t deepest = 150, most = 3000;

  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }
  const std::string& name() { return names_[below(names_.size())]; }

  static void collect(Value& value, std::vector<Value*>& all, std::size_t depth) {
    all.push_back(&value);
    if (depth >= deepest || all.size() >= most || !value.is_structured()) return;
    for (Value& part : value) collect(part, all, depth + 1);
  }

  void change_list(Value& list) {
    if (!list.is_array()) return;
    const std::size_t at = below(list.size() + 1);
    const auto place = list.begin() + static_cast<std::ptrdiff_t>(at);
    if (list.empty() || below(3) == 0) {
      list.insert(place, leaf());
    } else if (at < list.size() && below(2) == 0) {
      list.erase(place);
    } else {
      const Value item = list[below(list.size())];
      for (std::size_t i = below(4) + 1; i > 0 && list.size() < 200; --i)
        list.insert(list.begin() + static_cast<std::ptrdiff_t>(below(list.size() + 1)), item);
    }
  }

  Value term() {
    static constexpr const char* operators[] = {
        "=",        "!=",       "<",         ">",  "<=",     ">=", "=?",       "=like",
        "=ilike",   "like",     "ilike",     "in", "not in", "<>", "not like", "not ilike",
        "child_of", "inselect", "parent_of", "|",  "&",      "!",  ""};
    return Value::array({name(), operators[below(std::size(operators))], leaf()});
  }

  std::string changed(std::string text) {
    const std::size_t at = below(text.size() + 1);
    switch (below(6)) {
      case 0:
        return name();
      case 1:
        return text + "." + name();
      case 2:
        return text.insert(at, name());
      case 3:
        return text.substr(0, at);
      case 4:
        return text + text;
      default: {
        static constexpr const char* pieces[] = {
            "%", "'", "\"", ",", ":", " desc", "\\", "$1", "${1}", "<b>", "é", "\n", "/", "#", "-"};
        return text.insert(at, pieces[below(std::size(pieces))]);
      }
    }
  }

  Value leaf() {
    switch (below(14)) {
      case 0:
        return nullptr;
      case 1:
        return false;
      case 2:
        return true;
      case 3:
        return below(8);
      case 4:
        return -static_cast<std::int64_t>(below(3));
      case 5:
        return std::int64_t{1} << below(63);
      case 6:
        return 0.5;
      case 7:
        return Value::array();
      case 8:
        return Value::object();
      case 9:
        return "2020-01-31 10:00:00";
      case 10:
        return Value::array(
            {Value::array({below(7), below(4), Value::object({{name(), name()}})})});
      case 11:
        return std::string(below(300), 'x');
      default:
        return name();
    }
  }

  Random& random_;
  const std::vector<std::string>& names_;
};

}  // namespace

std::string json_mutant(std::string_view input, Random& random,
                        const std::vector<std::string>& names) {
  Value value = Value::parse(input, nullptr, false);
  if (value.is_discarded()) value = Value::array();
  JsonMutator mutator(random, names);
  for (std::size_t i = random() % 4 + 1; i > 0; --i) mutator.change(value);
  return value.dump(-1, ' ', false, Value::error_handler_t::replace);
}

}  // namespace chatterd::fuzz
