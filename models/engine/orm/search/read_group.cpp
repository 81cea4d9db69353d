// Grouping records: one statement with GROUP BY, then labels and domains of the groups
// (BaseModel.read_group).
#include "models/engine/orm/search/read_group.hpp"

#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/group_periods.hpp"
#include "models/engine/orm/search/group_query.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/values/date_words.hpp"
#include "models/engine/orm/values/translation.hpp"

namespace chatterd {

using bridge::Sql;

Sql GroupQuery::group_expression(const Group& group) {
  Sql value = columns_.value(*group.field);
  if (group.field->type == FieldType::boolean) return Sql("coalesce(") + value + Sql(", false)");
  if (!group.temporal()) return value;
  // unit and zone are words of ours: the expression must be the same text wherever it stands
  if (!group.zone.empty())
    value = Sql("timezone('" + group.zone + "', timezone('UTC', ") + value + Sql("))");
  return Sql("date_trunc('" + group.unit + "', ") + value + Sql("::timestamp)");
}

std::string GroupQuery::count_name() const {
  const bool named = wanted_.lazy && (groups_.size() >= 2 || !env_.flag("group_by_no_leaf"));
  return (named && !groups_.empty() ? groups_[0].name : "_") + "_count";
}

Value GroupQuery::rows() {
  const Sql table = Sql::identifier(model_.table());
  Sql select = Sql("SELECT min(") + table + Sql(".id) AS id, count(") + table + Sql(".id)");
  for (std::size_t i = 0; i < aggregates_.size(); ++i)
    select += Sql(", ") + aggregates_[i].sql + Sql(" AS value_" + std::to_string(i));
  std::vector<Sql> terms;
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    terms.push_back(group_expression(groups_[i]));
    select += Sql(", ") + terms.back() + Sql(" AS group_" + std::to_string(i));
  }
  read_order();
  terms.insert(terms.end(), group_terms_.begin(), group_terms_.end());
  // a search of the model's own decides by more than rules: what it does not find is not counted
  const Value domain = env_.su() || searches_plainly(model_)
                           ? wanted_.domain
                           : Value::array({term("id", "in", self_.search(wanted_.domain).ids())});
  Sql query = select + search_source(env_, model_, domain, columns_.joins());
  if (!terms.empty()) query += Sql(" GROUP BY ") + Sql::join(terms, ", ");
  if (!order_terms_.empty()) query += Sql(" ORDER BY ") + Sql::join(order_terms_, ", ");
  if (wanted_.limit != 0) query += Sql(" LIMIT %s OFFSET %s", {wanted_.limit, wanted_.offset});
  Value out = Value::array();
  for (const bridge::Row row : env_.cr().execute(query)) {
    const auto cell = [&](std::size_t column) {
      const Value value = row[column].json();
      return value.is_null() && !groups_.empty() ? Value(false) : value;
    };
    Value group = {{"id", cell(0)}, {count_name(), cell(1)}};
    for (std::size_t i = 0; i < aggregates_.size(); ++i) group[aggregates_[i].name] = cell(2 + i);
    for (std::size_t i = 0; i < groups_.size(); ++i)
      group[groups_[i].spec] = cell(2 + aggregates_.size() + i);
    out.push_back(std::move(group));
  }
  return out;
}

void GroupQuery::name_many2ones(Value& rows) const {
  for (const Group& group : groups_) {
    if (group.field->type != FieldType::many2one) continue;
    if (group.spec != group.name) throw KeyError(group.name);  // a many2one has no parts
    std::set<Id> ids;
    for (const Value& row : rows)
      if (truthy(row[group.spec])) ids.insert(row[group.spec].get<Id>());
    std::map<Id, Value> names;
    const Records targets = env_.browse(group.field->comodel, Ids(ids.begin(), ids.end())).sudo();
    for (const Value& pair : targets.name_get()) names[to_id(pair)] = pair;
    for (Value& row : rows)
      if (truthy(row[group.spec])) row[group.spec] = names.at(row[group.spec].get<Id>());
  }
}

// ------------------------------------------------------------------------------- periods

// Adds empty groups for the months between the first and the last period.
void GroupQuery::fill_periods(Value& rows) const {
  const Group& group = groups_[0];
  if (!group.temporal()) return;
  std::vector<std::string> present;
  std::map<std::string, Value> by_period;
  Value without = Value::array();
  for (const Value& row : rows) {
    if (!truthy(row[group.spec])) {
      without.push_back(row);
      continue;
    }
    present.push_back(row[group.spec].get<std::string>());
    by_period[present.back()].push_back(row);
  }
  if (present.size() < 2) return;
  if (present.front() > present.back())
    throw ValueError("start > end, start date must be before end");
  Value empty = {{"id", false}, {group.name + "_count", 0}};
  for (const GroupAggregate& aggregate : aggregates_) empty[aggregate.name] = false;
  for (std::size_t i = 1; i < groups_.size(); ++i) empty[groups_[i].spec] = false;
  Value filled = Value::array();
  for (PeriodTime at = parse_time(present.front()); at <= parse_time(present.back());
       at = period_end(at, "month")) {
    const auto found = by_period.find(print_time(at));
    if (found != by_period.end()) {
      for (Value& row : found->second) filled.push_back(std::move(row));
    } else {
      filled.push_back(empty);
      filled.back()[group.spec] = print_time(at);
    }
  }
  for (Value& row : without) filled.push_back(std::move(row));
  rows = std::move(filled);
}

std::map<std::string, std::string> GroupQuery::in_utc(const Value& rows, const Group& group) const {
  std::map<std::string, std::string> out;
  if (group.zone.empty()) return out;
  std::vector<std::string> times;
  for (const Value& row : rows)
    if (truthy(row[group.spec])) times.push_back(row[group.spec].get<std::string>());
  if (times.empty()) return out;
  for (const bridge::Row row : env_.cr().execute(
           Sql("SELECT t, timezone('UTC', timezone(%s, t::timestamp)) FROM unnest(%s::text[]) AS t",
               {group.zone, times})))
    out[row[0].str()] = row[1].json().get<std::string>();
  return out;
}

Value GroupQuery::finished(Value row, std::vector<std::map<std::string, std::string>>& utc) const {
  std::vector<Value> sections;
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    const Group& group = groups_[i];
    Value& value = row[group.spec];
    if (!group.temporal() || !truthy(value)) {
      sections.push_back(
          Value::array({term(group.name, "=", value.is_array() ? value[0] : value)}));
      continue;
    }
    const std::string local = value.get<std::string>();
    if (group.field->type == FieldType::date && group.unit == "hour")
      throw AttributeError("'datetime.date' object has no attribute 'hour'");
    const auto in_zone = utc[i].find(local);
    // as in Odoo, a period ends with the offset to UTC that it began with
    const PeriodTime start = parse_time(local),
                     utc_start = in_zone == utc[i].end() ? start : parse_time(in_zone->second);
    std::string from = print_time(utc_start),
                to = print_time(period_end(start, group.unit) + (utc_start - start));
    if (group.field->type == FieldType::date) {
      from.resize(10);
      to.resize(10);
    }
    value = period_label(group_language(env_), group.unit, label_day(local));
    sections.push_back(
        Value::array({"&", term(group.name, ">=", from), term(group.name, "<", to)}));
  }
  sections.push_back(wanted_.domain);
  row["__domain"] = domain::conjunction(sections);
  if (specs_.size() > groups_.size())
    row["__context"] = {
        {"group_by",
         std::vector<std::string>(specs_.begin() + static_cast<std::ptrdiff_t>(groups_.size()),
                                  specs_.end())}};
  row.erase("id");
  return row;
}

Value GroupQuery::run() {
  check_may(env_, model_, "read");
  read_groupings();
  read_aggregates();
  Value found = rows();
  if (groups_.empty()) return found;
  name_many2ones(found);
  if (env_.flag("fill_temporal") && !found.empty()) fill_periods(found);
  std::vector<std::map<std::string, std::string>> utc;
  for (const Group& group : groups_) utc.push_back(in_utc(found, group));
  Value out = Value::array();
  for (Value& row : found) out.push_back(finished(std::move(row), utc));
  return out;
}

Value read_group(const Records& self, const Grouping& grouping) {
  return GroupQuery(self, grouping).run();
}

}  // namespace chatterd
