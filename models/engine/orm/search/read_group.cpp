// Grouping records: one statement with GROUP BY, then labels and domains of the groups
// (BaseModel.read_group).
#include "models/engine/orm/search/read_group.hpp"

#include <chrono>

#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/search/order_sql.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/values/date_words.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/modules/base/res/time_zones.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

// A grouping such as "create_date:week".
struct Group {
  std::string spec, name, unit;
  const Field* field;
  std::string zone;  // of local times, when the field's are converted
  bool temporal() const {
    return field->type == FieldType::date || field->type == FieldType::datetime;
  }
};

struct Aggregate {
  std::string name;
  Sql sql;
};

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
    const auto c = static_cast<unsigned char>(text[at]);
    if (c < 0x80 && !std::isalnum(c) && c != '_') break;
    ++at;
  }
  return std::string(text.substr(from, at - from));
}

// get_lang(): the first of the context's, the company's and the first language that is installed.
std::string group_language(const Env& env) {
  std::vector<std::string> installed;
  const Value languages = env["res.lang"].call("get_installed");
  for (const Value& item : languages) installed.push_back(to_text(item[0]));
  const auto has = [&](const std::string& code) {
    return std::find(installed.begin(), installed.end(), code) != installed.end();
  };
  if (has(env.lang())) return env.lang();
  const std::string company = to_text(env.user().rel("company_id.partner_id").get("lang"));
  return has(company) || installed.empty() ? company : installed[0];
}

// The context's time zone, "" unless it is a known one.
std::string zone_of(const Env& env) {
  const Value zone = env.context("tz");
  const auto& known = time_zones();
  const bool valid =
      zone.is_string() &&
      std::any_of(known.begin(), known.end(), [&](const char* name) { return zone == name; });
  return valid ? zone.get<std::string>() : "";
}

class Query {
 public:
  Query(const Records& self, const Grouping& grouping)
      : self_(self),
        env_(self.env()),
        model_(self.model()),
        wanted_(grouping),
        columns_(self.env(), self.model(), self.model().table()) {}
  Value run();

 private:
  void read_groupings();
  void read_aggregates();
  void read_order();
  std::string group_alias(const std::string& name) const;
  Sql group_expression(const Group& group);
  std::string count_name() const;
  Value rows();
  void name_many2ones(Value& rows) const;
  void fill_periods(Value& rows) const;
  // The UTC times at which local times such as "2019-01-31 00:00:00" are in the zone: one statement
  // for all.
  std::map<std::string, std::string> in_utc(const Value& rows, const Group& group) const;
  Value finished(Value row, std::vector<std::map<std::string, std::string>>& utc) const;

  const Records& self_;
  const Env& env_;
  const Model& model_;
  const Grouping& wanted_;
  Columns columns_;
  std::vector<std::string> specs_;  // all groupings; the lazy ones come after those of groups_
  std::vector<Group> groups_;
  std::vector<Aggregate> aggregates_;
  std::vector<Sql> group_terms_, order_terms_;
};

void Query::read_groupings() {
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
    if (field->type == FieldType::datetime) group.zone = zone_of(env_);
    groups_.push_back(std::move(group));
  }
  for (const Group& group : groups_)
    if (!origin(env_, *group.field).column())
      throw AssertionError(
          "Fields in 'groupby' must be regular database-persisted fields (no function or related "
          "fields), or function fields with store=True");
}

void Query::read_aggregates() {
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
                    [&](const Aggregate& other) { return other.name == name; }))
      throw UserError(format(env_.translate("Output name %r is used twice."), {name}));
    const Sql value = columns_.value(*field);
    aggregates_.push_back({name, function == "count_distinct"
                                     ? Sql("count(DISTINCT ") + value + Sql(")")
                                     : Sql(function + "(") + value + Sql(")")});
  }
}

Sql Query::group_expression(const Group& group) {
  Sql value = columns_.value(*group.field);
  if (group.field->type == FieldType::boolean) return Sql("coalesce(") + value + Sql(", false)");
  if (!group.temporal()) return value;
  // unit and zone are words of ours: the expression must be the same text wherever it stands
  if (!group.zone.empty())
    value = Sql("timezone('" + group.zone + "', timezone('UTC', ") + value + Sql("))");
  return Sql("date_trunc('" + group.unit + "', ") + value + Sql("::timestamp)");
}

std::string Query::group_alias(const std::string& name) const {
  for (std::size_t i = 0; i < groups_.size(); ++i)
    if (groups_[i].name == name || groups_[i].spec == name) return "group_" + std::to_string(i);
  return {};
}

void Query::read_order() {
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
    const auto aggregate = std::find_if(aggregates_.begin(), aggregates_.end(),
                                        [&](const Aggregate& other) { return other.name == name; });
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

std::string Query::count_name() const {
  const bool named = wanted_.lazy && (groups_.size() >= 2 || !env_.flag("group_by_no_leaf"));
  return (named && !groups_.empty() ? groups_[0].name : "_") + "_count";
}

Value Query::rows() {
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
  const Value domain =
      env_.su() || searches_plainly(model_)
          ? wanted_.domain
          : Value::array({Value::array({"id", "in", self_.search(wanted_.domain).ids()})});
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

void Query::name_many2ones(Value& rows) const {
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

using Minutes = std::chrono::sys_time<std::chrono::seconds>;

int number(const std::string& text, std::size_t at, std::size_t size) {
  return std::stoi(text.substr(at, size));
}

Day day_of(const std::string& time) {
  return {number(time, 0, 4), number(time, 5, 2), number(time, 8, 2),
          time.size() > 10 ? number(time, 11, 2) : 0};
}

Minutes parse(const std::string& time) {
  using namespace std::chrono;
  const sys_days date = year(number(time, 0, 4)) / number(time, 5, 2) / number(time, 8, 2);
  if (time.size() <= 10) return date;
  return date + hours(number(time, 11, 2)) + minutes(number(time, 14, 2)) +
         seconds(number(time, 17, 2));
}

std::string print(Minutes time) {
  using namespace std::chrono;
  const auto date = floor<days>(time);
  const year_month_day ymd(date);
  const hh_mm_ss clock(time - date);
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u %02d:%02d:%02d", static_cast<int>(ymd.year()),
                static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

// The start of the next period.
Minutes after(Minutes time, const std::string& unit) {
  using namespace std::chrono;
  if (unit == "hour") return time + hours(1);
  if (unit == "day") return time + days(1);
  if (unit == "week") return time + days(7);
  const auto date = floor<days>(time);
  year_month_day ymd(date);
  ymd += months(unit == "month" ? 1 : unit == "quarter" ? 3 : 12);
  if (!ymd.ok()) ymd = ymd.year() / ymd.month() / last;
  return sys_days(ymd) + (time - date);
}

// Adds empty groups for the months between the first and the last period.
void Query::fill_periods(Value& rows) const {
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
  for (const Aggregate& aggregate : aggregates_) empty[aggregate.name] = false;
  for (std::size_t i = 1; i < groups_.size(); ++i) empty[groups_[i].spec] = false;
  Value filled = Value::array();
  for (Minutes at = parse(present.front()); at <= parse(present.back()); at = after(at, "month")) {
    const auto found = by_period.find(print(at));
    if (found != by_period.end()) {
      for (Value& row : found->second) filled.push_back(std::move(row));
    } else {
      filled.push_back(empty);
      filled.back()[group.spec] = print(at);
    }
  }
  for (Value& row : without) filled.push_back(std::move(row));
  rows = std::move(filled);
}

std::map<std::string, std::string> Query::in_utc(const Value& rows, const Group& group) const {
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

Value Query::finished(Value row, std::vector<std::map<std::string, std::string>>& utc) const {
  std::vector<Value> sections;
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    const Group& group = groups_[i];
    Value& value = row[group.spec];
    if (!group.temporal() || !truthy(value)) {
      sections.push_back(
          Value::array({Value::array({group.name, "=", value.is_array() ? value[0] : value})}));
      continue;
    }
    const std::string local = value.get<std::string>();
    if (group.field->type == FieldType::date && group.unit == "hour")
      throw AttributeError("'datetime.date' object has no attribute 'hour'");
    const auto in_zone = utc[i].find(local);
    // as in Odoo, a period ends with the offset to UTC that it began with
    const Minutes start = parse(local),
                  utc_start = in_zone == utc[i].end() ? start : parse(in_zone->second);
    std::string from = print(utc_start), to = print(after(start, group.unit) + (utc_start - start));
    if (group.field->type == FieldType::date) {
      from.resize(10);
      to.resize(10);
    }
    value = period_label(group_language(env_), group.unit, day_of(local));
    sections.push_back(Value::array(
        {"&", Value::array({group.name, ">=", from}), Value::array({group.name, "<", to})}));
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

Value Query::run() {
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

}  // namespace

Value read_group(const Records& self, const Grouping& grouping) {
  return Query(self, grouping).run();
}

std::string local_period_label(const Env& env, const std::string& unit, const std::string& time,
                               bool zoned) {
  const std::string zone = zoned ? zone_of(env) : "";
  if (zone.empty()) return period_label(group_language(env), unit, day_of(time));
  const auto rows =
      env.cr().execute(Sql("SELECT timezone(%s, timezone('UTC', %s::timestamp))", {zone, time}));
  return period_label(group_language(env), unit, day_of(rows[0][0].json().get<std::string>()));
}

}  // namespace chatterd
