// What the caller of read_group wants: groupings, aggregates and an order, checked as Odoo does.
#include <algorithm>
#include <cctype>
#include <set>

#include "models/engine/html/python_text.hpp"
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/search/group_periods.hpp"
#include "models/engine/orm/search/group_query.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/values/date_words.hpp"
#include "models/engine/orm/values/translation.hpp"

namespace chatterd {

using bridge::Sql;

namespace {

std::string join(const std::vector<std::string>& parts, const char* separator) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : separator) + part;
  return out;
}

ValueError invalid_field(const std::string& name, const Model& model) {
  return ValueError("Invalid field " + python_repr(name) + " on model " +
                    python_repr(model.name()));
}

// The field itself, or the one of the delegation parent that it shows.
const Field& origin(const Env& env, const Field& field) {
  const Field* base = &field;
  while (base->inherited)
    base = &env.registry()
                .at(base->model->field_of(base->related[0]).comodel)
                .field_of(base->related[1]);
  return *base;
}

// PostgreSQL takes 1,664 columns of an answer; each of these is looked for among the others.
void check_count(const Value& list, const char* what) {
  constexpr std::size_t most = 800;
  if (list.size() > most)
    throw ValueError("read_group takes at most " + std::to_string(most) + " " + what + ", not " +
                     std::to_string(list.size()));
}

std::string word(std::string_view text, std::size_t& at) {
  const std::size_t from = at;
  while (at < text.size()) {
    std::size_t end = at;
    if (!html::is_word(html::next_character(text, end))) break;
    at = end;
  }
  return std::string(text.substr(from, at - from));
}

}  // namespace

void GroupQuery::read_groupings() {
  const Value list =
      wanted_.groupby.is_string() ? Value::array({wanted_.groupby}) : wanted_.groupby;
  check_count(list, "groupings");
  for (const Value& item : list) {
    const std::string spec = to_text(item);
    if (std::find(specs_.begin(), specs_.end(), spec) == specs_.end()) specs_.push_back(spec);
  }
  for (const std::string& spec : specs_) {
    if (wanted_.lazy && !groups_.empty()) break;
    const std::size_t colon = spec.find(':');
    const std::string name = spec.substr(0, colon);
    const bool two_parts =
        colon != std::string::npos && spec.find(':', colon + 1) == std::string::npos;
    const Field* field = model_.find_field(name);
    if (field == nullptr) throw invalid_field(name, model_);
    check_field_readable(env_, *field);
    Group group{spec, name, two_parts ? spec.substr(colon + 1) : "month", field, ""};
    if (group.temporal()) period_label("en_US", group.unit, {2000, 1, 1});  // the unit is known
    if (field->type == FieldType::datetime) group.zone = group_zone(env_);
    groups_.push_back(std::move(group));
  }
  for (const Group& group : groups_)
    if (!origin(env_, *group.field).column())
      throw AssertionError(
          "Fields in 'groupby' must be regular database-persisted fields (no function or related "
          "fields), or function fields with store=True");
}

void GroupQuery::read_aggregates() {
  static const std::set<std::string> functions{
      "array_agg", "count", "count_distinct", "bool_and", "bool_or", "max", "min", "avg", "sum"};
  Value specs = wanted_.fields;
  check_count(specs, "fields");
  if (!truthy(specs)) {
    specs = Value::array();
    for (const Field* field : model_.fields())
      if (field->store) specs.push_back(field->name);
  }
  for (const Value& item : specs) {
    const std::string spec = item.is_string()
                                 ? item.get<std::string>()
                                 : throw TypeError("expected string or bytes-like object");
    if (spec == "sequence" || spec == "__count") continue;
    // name, name:function or name:function(field); what follows is ignored, as in Odoo
    std::size_t at = 0;
    const std::string name = word(spec, at);
    if (name.empty())
      throw UserError(format(env_.translate("Invalid field specification %r."), {spec}));
    std::string function, of = name;
    if (at < spec.size() && spec[at] == ':') {
      function = word(spec, ++at);
      if (!function.empty() && at < spec.size() && spec[at] == '(') {
        const std::string inner = word(spec, ++at);
        if (!inner.empty() && at < spec.size() && spec[at] == ')') of = inner;
      }
    }
    const Field* field = model_.find_field(of);
    if (field == nullptr) throw invalid_field(of, model_);
    const bool column = origin(env_, *field).column();
    if (!function.empty()) {
      if (!column) throw UserError(format(env_.translate("Cannot aggregate field %r."), {of}));
      if (!functions.contains(function))
        throw UserError(format(env_.translate("Invalid aggregation function %r."), {function}));
    } else {
      if (!column || field->group_operator.empty()) continue;
      function = field->group_operator;
    }
    if (std::any_of(groups_.begin(), groups_.end(),
                    [&](const Group& group) { return group.name == of; }))
      continue;
    // of the fields that nobody named, those that the caller does not see are left out
    if (!truthy(wanted_.fields) && !field_visible(env_, *field)) continue;
    check_field_readable(env_, *field);
    if (std::any_of(aggregates_.begin(), aggregates_.end(),
                    [&](const GroupAggregate& other) { return other.name == name; }))
      throw UserError(format(env_.translate("Output name %r is used twice."), {name}));
    const Sql value = columns_.value(*field);
    aggregates_.push_back({name, function == "count_distinct"
                                     ? Sql("count(DISTINCT ") + value + Sql(")")
                                     : Sql(function + "(") + value + Sql(")")});
  }
}

std::string GroupQuery::group_alias(const std::string& name) const {
  for (std::size_t i = 0; i < groups_.size(); ++i)
    if (groups_[i].name == name || groups_[i].spec == name) return "group_" + std::to_string(i);
  return {};
}

void GroupQuery::read_order() {
  const std::string order = wanted_.orderby;
  std::vector<std::string> parts;
  if (!order.empty()) {
    check_order(env_, order);
    std::size_t from = 0;
    for (std::size_t comma; (comma = order.find(',', from)) != std::string::npos; from = comma + 1)
      parts.push_back(order.substr(from, comma - from));
    parts.push_back(order.substr(from));
  } else {
    for (const Group& group : groups_) parts.push_back(group.spec);
    if (!parts.empty()) check_order(env_, join(parts, ","));
  }
  for (const std::string& part : parts) {
    std::size_t at = part.find_first_not_of(" \t\n");
    std::size_t end = part.find_first_of(" \t\n", at);
    const std::string name = part.substr(at, end == std::string::npos ? end : end - at);
    const std::string rest = end == std::string::npos ? "" : part.substr(end);
    const bool descending = rest.find_first_of("dD") != std::string::npos;  // desc; asc has none
    const Sql direction(descending ? " DESC" : "");
    const std::string alias = group_alias(name);
    const auto aggregate =
        std::find_if(aggregates_.begin(), aggregates_.end(),
                     [&](const GroupAggregate& other) { return other.name == name; });
    if (name == "id" && !alias.empty())
      throw Error(ErrorKind::internal, "ORDER BY \"id\" is ambiguous",
                  "psycopg2.errors.AmbiguousColumn");
    if (name == "id" || !alias.empty()) {
      const Field* field = model_.find_field(name.substr(0, name.find(':')));
      if (field->type == FieldType::many2one) {
        const std::size_t first = part.find_last_not_of(" \t\n") + 1;
        for (const Sql& term : columns_.order(part.substr(at, first - at))) {
          std::string text = term.text();
          if (text.ends_with(" DESC")) text.resize(text.size() - 5);
          group_terms_.push_back(Sql(text, term.params()));
          order_terms_.push_back(term);
        }
      } else {
        order_terms_.push_back(Sql::identifier(alias.empty() ? "id" : alias) + direction);
      }
    } else if (aggregate != aggregates_.end()) {
      order_terms_.push_back(
          Sql::identifier("value_" + std::to_string(aggregate - aggregates_.begin())) + direction);
    } else if (model_.find_field(name) == nullptr) {
      throw invalid_field(name, model_);
    }
    // a field that is neither grouped by nor aggregated says nothing of the groups' order
  }
}

}  // namespace chatterd
