// Commands on one2many and many2many fields (fields.One2many / Many2many write_real).
#include "models/orm/relations.hpp"

#include "models/orm/convert.hpp"
#include "models/orm/fetch.hpp"
#include "models/orm/recompute.hpp"

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

// Ids alone mean "these and no others", false means none; a command is a list that starts with its number.
Value as_commands(const Field& field, const Value& value) {
  if (value.is_null() || value == false) return Value::array({Value::array({clear_lines})});
  if (!value.is_array())
    throw ValueError("Wrong value for " + field.model->name() + "." + field.name + ": " +
                     (value.is_string() ? value.get<std::string>() : python_repr(value)));
  Value commands = Value::array();
  Value ids = Value::array();
  for (const Value& item : value) {
    if (item.is_array() && !item.empty())
      commands.push_back(item);
    else if (item.is_number_integer())
      ids.push_back(item);
    else if (item.is_object())
      commands.push_back(Value::array({create_line, 0, item}));
  }
  if (!ids.empty()) commands.insert(commands.begin(), Value::array({set_lines, 0, ids}));
  return commands;
}

int number_of(const Value& command) {
  if (!command[0].is_number_integer()) throw ValueError("Wrong value for command: " + python_repr(command));
  return command[0].get<int>();
}

const Value& argument(const Value& command, std::size_t position) {
  if (command.size() <= position) throw KeyError("list index out of range");
  return command[position];
}

void apply_many2many(const Records& records, const Field& field, const Value& commands, bool created) {
  const Env& env = records.env();
  const Records lines = env.with_context(static_context(field))[field.comodel];
  std::map<Id, Ids> before, after;
  for (const Id id : records.ids()) before[id];
  if (!created) {
    for (const bridge::Row row :
         env.cr().execute(Sql("SELECT ") + Sql::identifier(field.column1) + Sql(", ") + Sql::identifier(field.column2) +
                          Sql(" FROM ") + Sql::identifier(field.relation) + Sql(" WHERE ") +
                          Sql::identifier(field.column1) + Sql(" = ANY(%s::int[])", {records.ids()})))
      before[row[0].integer()].push_back(row[1].integer());
  }
  after = before;
  Ids deleted;
  const auto add = [&](Id line) {
    for (auto& [record, linked] : after)
      if (!contains(linked, line)) linked.push_back(line);
  };
  for (const Value& command : commands) {
    switch (number_of(command)) {
      case create_line:
        add(lines.create(argument(command, 2)).id());
        break;
      case update_line:
        lines.browse({to_id(argument(command, 1))}).write(argument(command, 2));
        break;
      case delete_line:
        deleted.push_back(to_id(argument(command, 1)));
        break;
      case unlink_line:
        for (auto& [record, linked] : after) std::erase(linked, to_id(argument(command, 1)));
        break;
      case link_line:
        add(to_id(argument(command, 1)));
        break;
      case clear_lines:
      case set_lines:
        for (auto& [record, linked] : after) {
          linked.clear();
          if (number_of(command) == set_lines)
            for (const Id line : unique(to_ids(argument(command, 2)))) linked.push_back(line);
        }
        break;
      default:
        break;
    }
  }
  if (!deleted.empty()) {
    lines.browse(deleted).unlink();
    for (auto* relation : {&before, &after})
      for (auto& [record, linked] : *relation) std::erase_if(linked, [&](Id line) { return contains(deleted, line); });
  }
  Ids added_records, added_lines, removed_records, removed_lines;
  for (const auto& [record, linked] : after)
    for (const Id line : linked)
      if (!contains(before[record], line)) {
        added_records.push_back(record);
        added_lines.push_back(line);
      }
  for (const auto& [record, linked] : before)
    for (const Id line : linked)
      if (!contains(after[record], line)) {
        removed_records.push_back(record);
        removed_lines.push_back(line);
      }
  const Sql table = Sql::identifier(field.relation);
  const Sql column1 = Sql::identifier(field.column1), column2 = Sql::identifier(field.column2);
  if (!added_records.empty())
    env.cr().execute(Sql("INSERT INTO ") + table + Sql(" (") + column1 + Sql(", ") + column2 +
                     Sql(") SELECT * FROM unnest(%s::int[], %s::int[]) AS added(a, b)", {added_records, added_lines}) +
                     // the table may be a model's own, whose lines other fields have just made
                     (created ? Sql(" WHERE NOT EXISTS (SELECT 1 FROM ") + table + Sql(" t WHERE t.") + column1 +
                                    Sql(" = added.a AND t.") + column2 + Sql(" = added.b)")
                              : Sql()) +
                     Sql(" ON CONFLICT DO NOTHING"));
  if (!removed_records.empty())
    env.cr().execute(
        Sql("DELETE FROM ") + table +
        Sql(" t USING unnest(%s::int[], %s::int[]) AS gone(a, b) WHERE t.", {removed_records, removed_lines}) +
        column1 + Sql(" = gone.a AND t.") + column2 + Sql(" = gone.b"));
}

void apply_one2many(const Records& records, const Field& field, const Value& commands, bool created) {
  const Env& env = records.env();
  const Records lines = env.with_context(static_context(field))[field.comodel];
  const Field& inverse = lines.model().field_of(field.inverse_name);
  const auto unlink_lines = [&](const Records& gone) {
    if (gone.empty()) return;
    if (inverse.ondelete == "cascade")
      gone.unlink();
    else
      gone.write({{inverse.name, false}});
  };
  const auto current = [&] {
    return lines.with_context({{"active_test", false}})
        .search(Value::array({Value::array({inverse.name, "in", records.ids()})}));
  };
  Value to_create = Value::array();
  for (const Value& command : commands) {
    switch (number_of(command)) {
      case create_line:
        for (const Id id : records.ids()) {
          Value values = argument(command, 2);
          if (!values.is_object()) throw ValueError("Wrong value for command: " + python_repr(command));
          values[inverse.name] = id;
          if (inverse.type == FieldType::many2one_reference) values[inverse.model_field] = records.model().name();
          to_create.push_back(values);
        }
        break;
      case update_line:
        lines.browse({to_id(argument(command, 1))}).write(argument(command, 2));
        break;
      case delete_line:
        lines.browse({to_id(argument(command, 1))}).unlink();
        break;
      case unlink_line:
        unlink_lines(lines.browse({to_id(argument(command, 1))}));
        break;
      case link_line: {
        const Records line = lines.browse({to_id(argument(command, 1))});
        const Id owner = records.ids().back();
        if (line.sudo().id(inverse.name) != owner) line.write({{inverse.name, owner}});
        break;
      }
      case clear_lines:
      case set_lines: {
        const Ids kept = number_of(command) == set_lines ? to_ids(argument(command, 2)) : Ids{};
        if (!created) unlink_lines(current() - lines.browse(kept));
        to_create = Value::array();
        if (!kept.empty()) lines.browse(kept).write({{inverse.name, records.ids().back()}});
        break;
      }
      default:
        break;
    }
  }
  if (!to_create.empty()) lines.create(to_create);
}

}  // namespace

Ids order_after(const Ids& before, const Value& commands, const Ids& now) {
  Ids order = before;
  for (const Value& command : commands) {
    if (!command.is_array() || command.empty()) continue;
    if (command[0] == clear_lines || command[0] == set_lines) order.clear();
    if (command[0] == set_lines && command.size() > 2)
      for (const Id id : to_ids(command[2])) order.push_back(id);
    if (command[0] == unlink_line && command.size() > 1) std::erase(order, to_id(command[1]));
    if (command[0] == link_line && command.size() > 1) order.push_back(to_id(command[1]));
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
