// Commands on one2many and many2many fields (fields.One2many / Many2many write_real).
#include "models/engine/orm/relations.hpp"

#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/fetch.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/values/convert.hpp"

namespace chatterd {

using bridge::Sql;

namespace {

enum Command {
  create_line = 0,
  update_line = 1,
  delete_line = 2,
  unlink_line = 3,
  link_line = 4,
  clear_lines = 5,
  set_lines = 6
};

// A list that starts with an id means "these and no others", false means none.
Value as_commands(const Field& field, const Value& value) {
  if (value.is_null() || value == false) return Value::array({Value::array({clear_lines})});
  if (!value.is_array())
    throw ValueError("Wrong value for " + field.model->name() + "." + field.name + ": " +
                     (value.is_string() ? value.get<std::string>() : python_repr(value)));
  if (!value.empty() && !value[0].is_array())
    return Value::array({Value::array({set_lines, 0, value})});
  return value;
}

const Value& argument(const Value& command, std::size_t position) {
  if (command.size() <= position)
    throw Error(ErrorKind::internal, "list index out of range", "builtins.IndexError");
  return command[position];
}

// As Python compares it: true is 1, and what is no number is no command and does nothing.
int number_of(const Value& command) {
  const Value& number = argument(command, 0);
  if (number.is_boolean()) return number.get<bool>() ? update_line : create_line;
  return number.is_number() && number == number.get<int>() ? number.get<int>() : -1;
}

// The lines that a command 5 or 6 leaves.
Value kept_lines(const Value& command) {
  const Value lines = number_of(command) == set_lines ? argument(command, 2) : Value::array();
  if (!lines.is_array())
    throw TypeError("'" + std::string(python_type(lines)) + "' object is not iterable");
  return lines;
}

// A line as the table of a relation takes it: SQL reads a number in a text.
Id linked_id(const Value& line) {
  if (line.is_string()) return python_int(line);
  if (line.is_boolean())
    throw Error(ErrorKind::internal,
                "column is of type integer but expression is of type boolean\n",
                "psycopg2.errors.DatatypeMismatch");
  return to_id(line);
}

// A line that is to be taken off, as Python finds it in a set of ids: true is 1, and what is no
// number is not among them. 0: none.
Id unlinked_id(const Value& line) {
  if (line.is_boolean()) return line.get<bool>() ? 1 : 0;
  return line.is_number() && line == line.get<Id>() ? line.get<Id>() : 0;
}

// By record. Commands do not reach what the caller does not see: lines that are archived, or that
// rules refuse to him.
std::map<Id, Ids> visible_links(const Records& records, const Field& field, const Records& lines) {
  const Env& env = lines.env();
  const std::string& table = lines.model().table();
  std::vector<Value> seen{static_domain(field), rule_domain(env, lines.model(), "read")};
  const Value active_test = env.context("active_test");
  if (lines.model().find_field("active") != nullptr &&
      (active_test.is_null() || truthy(active_test)))
    seen.push_back(Value::array({term("active", "=", true)}));
  const Sql condition = where_clause(env, lines.model(), domain::conjunction(seen), table);
  const Sql record = Sql("r.") + Sql::identifier(field.column1),
            line = Sql("r.") + Sql::identifier(field.column2);
  Sql query = Sql("SELECT ") + record + Sql(", ") + line + Sql(" FROM ") +
              Sql::identifier(field.relation) + Sql(" r");
  if (!condition.empty())
    query += Sql(" JOIN ") + Sql::identifier(table) + Sql(" ON ") + Sql::identifier(table) +
             Sql(".id = ") + line + Sql(" AND ") + condition;
  query += Sql(" WHERE ") + record + Sql(" = ANY(%s::int[])", {records.ids()});
  std::map<Id, Ids> links;
  for (const bridge::Row row : env.cr().execute(query))
    links[row[0].integer()].push_back(row[1].integer());
  return links;
}

// The pairs that are in `all` but not in `others`: records, and their lines.
std::pair<Ids, Ids> difference(const std::map<Id, Ids>& all, std::map<Id, Ids>& others) {
  std::pair<Ids, Ids> pairs;
  for (const auto& [record, linked] : all)
    for (const Id line : linked)
      if (!contains(others[record], line)) {
        pairs.first.push_back(record);
        pairs.second.push_back(line);
      }
  return pairs;
}

// Some links give access: a seat in a channel, a message that is sent to somebody. Whoever may
// change the record at one end need not be allowed to make them. The model of the lines says so by
// `_check_linked`, and, where the rows of the table are records of a model, that by `_check_rows`.
void check_links(const Records& records, const Field& field, const Ids& owners, const Ids& lines) {
  const Env& env = records.env();
  if (env.su() || owners.empty()) return;
  const Records linked = env.browse(field.comodel, unique(lines));
  if (linked.model().find_method("_check_linked") != nullptr)
    linked.call("_check_linked", Value::array({field.model->name() + "." + field.name}));
  for (const Model* model : env.registry().models()) {
    if (model->is_abstract() || model->table() != field.relation ||
        model->find_method("_check_rows") == nullptr)
      continue;
    Value rows = Value::array();
    for (std::size_t i = 0; i < owners.size(); ++i)
      rows.push_back({{field.column1, owners[i]}, {field.column2, lines[i]}});
    Records(env, *model, {}).call("_check_rows", Value::array({rows}));
  }
}

void apply_many2many(const Records& records, const Field& field, const Value& commands,
                     bool created) {
  const Env& env = records.env();
  const Records lines = env.with_context(static_context(field))[field.comodel];
  std::map<Id, Ids> before;
  if (!created) before = visible_links(records, field, lines);
  std::map<Id, Ids> after = before;
  const auto add = [&](Id line) {
    for (const Id record : records.ids())
      if (!contains(after[record], line)) after[record].push_back(line);
  };
  Value to_create = Value::array();
  std::size_t dropped = 0;  // so many of them are made, but not linked
  Ids to_delete;
  for (const Value& command : commands) {
    if (!command.is_array() || command.empty()) continue;
    switch (number_of(command)) {
      case create_line:
        to_create.push_back(argument(command, 2));
        break;
      case update_line:
        lines.browse({to_id(argument(command, 1))}).write(argument(command, 2));
        break;
      case delete_line:
        to_delete.push_back(to_id(argument(command, 1)));
        break;
      case unlink_line:
        for (auto& [record, linked] : after) std::erase(linked, unlinked_id(argument(command, 1)));
        break;
      case link_line:
        add(linked_id(argument(command, 1)));
        break;
      case clear_lines:
      case set_lines:
        after.clear();
        for (const Value& line : kept_lines(command)) add(linked_id(line));
        dropped = to_create.size();
        break;
      default:
        break;
    }
  }
  if (!to_create.empty()) {
    const Records made = lines.create(to_create);
    for (std::size_t i = dropped; i < made.size(); ++i) add(made.ids()[i]);
  }
  if (!to_delete.empty()) {
    lines.browse(to_delete).unlink();
    for (auto* relation : {&before, &after})
      for (auto& [record, linked] : *relation)
        std::erase_if(linked, [&](Id line) { return contains(to_delete, line); });
  }
  const auto [added_records, added_lines] = difference(after, before);
  const auto [removed_records, removed_lines] = difference(before, after);
  check_links(records, field, added_records, added_lines);
  const Sql table = Sql::identifier(field.relation);
  const Sql column1 = Sql::identifier(field.column1), column2 = Sql::identifier(field.column2);
  if (!added_records.empty())
    env.cr().execute(Sql("INSERT INTO ") + table + Sql(" (") + column1 + Sql(", ") + column2 +
                     Sql(") SELECT * FROM unnest(%s::int[], %s::int[]) AS added(a, b)",
                         {added_records, added_lines}) +
                     // the table may be a model's own, whose lines other fields have just made
                     (created
                          ? Sql(" WHERE NOT EXISTS (SELECT 1 FROM ") + table + Sql(" t WHERE t.") +
                                column1 + Sql(" = added.a AND t.") + column2 + Sql(" = added.b)")
                          : Sql()) +
                     Sql(" ON CONFLICT DO NOTHING"));
  if (!removed_records.empty())
    env.cr().execute(Sql("DELETE FROM ") + table +
                     Sql(" t USING unnest(%s::int[], %s::int[]) AS gone(a, b) WHERE t.",
                         {removed_records, removed_lines}) +
                     column1 + Sql(" = gone.a AND t.") + column2 + Sql(" = gone.b"));
}

void apply_one2many(const Records& records, const Field& field, const Value& commands,
                    bool created) {
  const Env& env = records.env();
  const Records lines = env.with_context(static_context(field))[field.comodel];
  const Field& inverse = lines.model().field_of(field.inverse_name);
  const Id owner = records.ids().back();
  Value to_create = Value::array();
  Ids to_delete, to_link;
  const auto unlink = [&](const Records& gone) {
    if (inverse.ondelete == "cascade")
      to_delete.insert(to_delete.end(), gone.ids().begin(), gone.ids().end());
    else if (!gone.empty())
      gone.write({{inverse.name, false}});
  };
  const auto flush = [&] {
    if (!to_delete.empty()) lines.browse(std::exchange(to_delete, {})).unlink();
    if (!to_create.empty()) lines.create(std::exchange(to_create, Value::array()));
    const Records linked = lines.browse(unique(to_link)).filtered([&](const Records& line) {
      return line.id(inverse.name) != owner;
    });
    if (!linked.empty()) linked.write({{inverse.name, owner}});
  };
  bool may_clear = !created;  // Odoo takes nothing off what has got a line by the same commands
  for (const Value& command : commands) {
    if (!command.is_array())
      throw TypeError("'" + std::string(python_type(command)) + "' object is not subscriptable");
    switch (number_of(command)) {
      case create_line:
        for (const Id id : records.ids()) {
          Value values = argument(command, 2);
          if (!values.is_object())
            throw TypeError("'" + std::string(python_type(values)) + "' object is not iterable");
          values[inverse.name] = id;
          to_create.push_back(values);
        }
        may_clear = false;
        break;
      case update_line:
        lines.browse({to_id(argument(command, 1))}).write(argument(command, 2));
        break;
      case delete_line:
        to_delete.push_back(to_id(argument(command, 1)));
        break;
      case unlink_line:
        unlink(lines.browse({to_id(argument(command, 1))}));
        break;
      case link_line:
        if (const Id line = to_id(argument(command, 1))) to_link.push_back(line);
        may_clear = false;
        break;
      case clear_lines:
      case set_lines: {
        const Records kept = lines.browse(to_ids(kept_lines(command)));
        if (!may_clear && kept.empty()) break;
        flush();
        Value others = Value::array(
            {term(inverse.name, "in", records.ids()), term("id", "not in", kept.ids())});
        if (inverse.type == FieldType::many2one_reference)
          others.push_back(term(inverse.model_field, "=", records.model().name()));
        unlink(lines.search(domain::conjunction({static_domain(field), others})));
        if (!kept.empty()) kept.write({{inverse.name, owner}});
        break;
      }
      default:
        break;
    }
  }
  flush();
}

}  // namespace

Ids order_after(const Ids& before, const Value& commands, const Ids& now) {
  Ids order = before;
  for (const Value& command : commands) {
    if (!command.is_array() || command.empty()) continue;
    if (command[0] == clear_lines || command[0] == set_lines) order.clear();
    if (command[0] == set_lines && command.size() > 2 && command[2].is_array())
      for (const Value& line : command[2]) order.push_back(linked_id(line));
    if (command[0] == unlink_line && command.size() > 1) std::erase(order, linked_id(command[1]));
    if (command[0] == link_line && command.size() > 1) order.push_back(linked_id(command[1]));
  }
  order.insert(order.end(), now.begin(), now.end());
  std::erase_if(order, [&](Id id) { return !contains(now, id); });
  return unique(order);
}

void apply_commands(const Records& records, const Field& field, const Value& value, bool created) {
  const Value commands = as_commands(field, value);
  if (commands.empty()) return;
  if (field.type == FieldType::many2many)
    apply_many2many(records, field, commands, created);
  else
    apply_one2many(records, field, commands, created);
  records.env().cache().forget_derived();
}

}  // namespace chatterd
