// Domains of rules as decisions over rows.
#include "models/engine/orm/access/row_rule.hpp"

#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/shared_caches.hpp"

namespace chatterd {

namespace {

struct Kept {
  std::optional<RowRule> rule;
  std::size_t memory() const { return rule ? rule->memory() : 0; }
};

// Who asks, and for what. Nothing where the caller has chosen companies: their rules are made anew.
std::optional<std::string> key_of(const Env& env, const Model& model, const char* mode,
                                  const std::vector<RowRule::Column>& columns) {
  if (truthy(env.context("allowed_company_ids"))) return std::nullopt;
  std::string key =
      "row rule/" + std::to_string(env.uid()) + (env.su() ? "s/" : "/") + model.name() + "/" + mode;
  for (const RowRule::Column& column : columns) (key += '/') += column.field;
  return key;
}

}  // namespace

std::optional<RowRule> RowRule::of(const Env& env, const Model& model, const char* mode,
                                   std::vector<Column> columns) {
  const auto key = key_of(env, model, mode, columns);
  if (!key) return make(env, model, mode, std::move(columns));
  return env.cached<Kept>(*key, [&] { return Kept{make(env, model, mode, std::move(columns))}; })
      ->rule;
}

std::size_t RowRule::memory() const {
  std::size_t bytes = columns_.size() * sizeof(Column) + steps_.size() * sizeof(Step);
  for (const Step& step : steps_)
    bytes += step.numbers.size() * sizeof(Id) + step.texts.size() * (sizeof(std::string) + 32);
  return bytes;
}

std::optional<RowRule> RowRule::make(const Env& env, const Model& model, const char* mode,
                                     std::vector<Column> columns) {
  RowRule rule;
  rule.columns_ = std::move(columns);
  const Value rules = rule_domain(env, model, mode);
  if (rules.empty()) return rule;
  for (const Value& part : domain::normalize(rules)) {
    // "!" is left out: what NULL does beneath it is SQL's affair
    if (part == "&") {
      rule.steps_.push_back({Op::both});
    } else if (part == "|") {
      rule.steps_.push_back({Op::either});
    } else if (!rule.add_term(env, part)) {
      return std::nullopt;
    }
  }
  return rule;
}

// False for a term that is not known here.
bool RowRule::add_term(const Env& env, const Value& term) {
  if (!term.is_array() || term.size() != 3 || !term[1].is_string()) return false;
  if (term == domain::always()[0]) return steps_.push_back({Op::always}), true;
  if (term == domain::never()[0]) return steps_.push_back({Op::never}), true;
  if (!term[0].is_string()) return false;
  const std::string& field = term[0].get_ref<const std::string&>();
  const auto found = std::find_if(columns_.begin(), columns_.end(),
                                  [&](const Column& column) { return column.field == field; });
  if (found == columns_.end()) return false;
  const std::string& op = term[1].get_ref<const std::string&>();
  const bool list = op == "in" || op == "not in";
  if (!list && op != "=" && op != "!=") return false;
  if (list != term[2].is_array()) return false;
  const bool wanted = op == "=" || op == "in";
  Step step{wanted ? Op::one_of : Op::none_of, static_cast<std::size_t>(found - columns_.begin())};
  const Value values = list ? term[2] : Value::array({term[2]});
  switch (found->type) {
    case Type::member: {
      // a partner in the relation: of the caller's own alone is known whether he is
      if (!list || !wanted || values != Value::array({env.user_info()->partner_id})) return false;
      step.numbers = {1};
      break;
    }
    case Type::boolean: {
      if (list || !values[0].is_boolean()) return false;
      step.numbers = {values[0].get<bool>() ? 1 : 0};
      break;
    }
    case Type::integer:
      for (const Value& value : values) {
        if (value.is_number_integer() && value != 0)
          step.numbers.push_back(value.get<Id>());
        else if (value == false)
          step.with_null = true;
        else
          return false;
      }
      break;
    case Type::text:
      for (const Value& value : values) {
        if (value.is_string() && value != "")
          step.texts.push_back(value.get<std::string>());
        else if (value == false)
          step.with_null = true;
        else
          return false;
      }
      break;
  }
  // Odoo lets NULL through where something is excluded, but not where it is excluded itself
  if (!wanted) step.with_null = !step.with_null;
  steps_.push_back(std::move(step));
  return true;
}

bool RowRule::passes(const Step& step, const std::vector<Cell>& row) const {
  const Cell& cell = row[step.column];
  const bool text = columns_[step.column].type == Type::text;
  const bool two_valued =
      columns_[step.column].type == Type::boolean || columns_[step.column].type == Type::member;
  if (!two_valued && (text ? cell.text.empty() : cell.number == 0)) return step.with_null;
  const bool listed =
      text ? std::find(step.texts.begin(), step.texts.end(), cell.text) != step.texts.end()
           : contains(step.numbers, cell.number);
  return listed == (step.op == Op::one_of);
}

bool RowRule::allows(const std::vector<Cell>& row) const {
  if (steps_.empty()) return true;
  // from the end: operands come before their operator there
  std::vector<bool> stack;
  const auto pop = [&] {
    const bool top = stack.back();
    stack.pop_back();
    return top;
  };
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    switch (step->op) {
      case Op::both: {
        const bool first = pop(), second = pop();
        stack.push_back(first && second);
        break;
      }
      case Op::either: {
        const bool first = pop(), second = pop();
        stack.push_back(first || second);
        break;
      }
      case Op::always:
        stack.push_back(true);
        break;
      case Op::never:
        stack.push_back(false);
        break;
      default:
        stack.push_back(passes(*step, row));
    }
  }
  return stack.back();
}

}  // namespace chatterd
