// Importing a table: rows to records, written in batches, with a message for each problem
// (BaseModel.load).
#include "models/engine/orm/transfer/load.hpp"

#include "models/engine/orm/transfer/import_values.hpp"
#include "models/engine/orm/values/translation.hpp"

namespace chatterd {
namespace {

using bridge::Sql;
using ColumnPath = std::vector<std::string>;

// A record of the table: its cells (see ImportValues::convert), and the rows that they come from.
struct Extracted {
  Value cells;
  std::size_t from, to;
};

enum class Kind { plain, relation, one2many };

const Field* relation_of(const Model& model, const std::string& name) {
  if (name.empty() || name == "id" || name == ".id") return nullptr;
  const Field* field = model.find_field(name);
  if (field == nullptr) throw KeyError(name);
  return field->relational() ? field : nullptr;
}

const Value& cell(const Value& row, std::size_t column) {
  if (column >= row.size())
    throw Error(ErrorKind::internal, "list index out of range", "builtins.IndexError");
  return row[column];
}

// The record that begins at a row; further rows that have one2many cells only belong to it.
Extracted extract(const Model& model, const std::vector<ColumnPath>& paths, const Value& rows,
                  std::size_t at) {
  std::vector<bool> is_line(paths.size());
  Value cells = Value::array();
  std::vector<const Field*> relations;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const Field* relation = relation_of(model, paths[i][0]);
    is_line[i] = relation != nullptr && relation->type == FieldType::one2many;
    if (relation == nullptr) {
      if (i < rows[at].size()) cells.push_back(Value::array({paths[i][0], rows[at][i]}));
    } else if (std::find(relations.begin(), relations.end(), relation) == relations.end()) {
      relations.push_back(relation);
    }
  }
  std::size_t end = at + 1;
  for (; end < rows.size(); ++end) {
    bool lines = false, others = false;
    for (std::size_t i = 0; i < paths.size(); ++i)
      if (truthy(cell(rows[end], i))) (is_line[i] ? lines : others) = true;
    if (!lines || others) break;
  }
  for (const Field* relation : relations) {
    std::vector<ColumnPath> sub_paths;
    std::vector<std::size_t> columns;
    for (std::size_t i = 0; i < paths.size(); ++i) {
      if (paths[i][0] != relation->name) continue;
      columns.push_back(i);
      sub_paths.push_back(paths[i].size() > 1 ? ColumnPath(paths[i].begin() + 1, paths[i].end())
                                              : ColumnPath{""});
    }
    Value sub_rows = Value::array(), records = Value::array();
    for (std::size_t row = at; row < end; ++row) {
      Value sub_row = Value::array();
      for (const std::size_t column : columns) sub_row.push_back(cell(rows[row], column));
      if (std::any_of(sub_row.begin(), sub_row.end(),
                      [](const Value& value) { return truthy(value); }))
        sub_rows.push_back(std::move(sub_row));
    }
    const Model& target = model.registry().at(relation->comodel);
    for (std::size_t row = 0; row < sub_rows.size();) {
      Extracted line = extract(target, sub_paths, sub_rows, row);
      records.push_back(std::move(line.cells));
      row = line.to + 1;
    }
    cells.push_back(Value::array({relation->name, std::move(records)}));
  }
  return {std::move(cells), at, end - 1};
}

// What is to be written: new values, or those of a record that exists ("id" among them).
struct Row {
  std::string xml_id;
  Value values, info;
};

std::string suffix_of(const std::string& parent_model) {
  std::string out = "_" + parent_model;
  std::replace(out.begin(), out.end(), '.', '_');
  return out;
}

// Records that external ids name: id of the ir.model.data row, of the record, whether that exists,
// and noupdate.
struct Named {
  Id data = 0, record = 0;
  bool exists = false, noupdate = false;
};

std::map<std::string, Named> look_up(const Env& env, const std::vector<std::string>& xml_ids,
                                     const Model& model) {
  std::map<std::string, Named> out;
  if (xml_ids.empty()) return out;
  for (const bridge::Row row :
       env.cr().execute(Sql(R"sql(
               SELECT x.id, d.id, d.res_id, r.id IS NOT NULL, coalesce(d.noupdate, false)
               FROM unnest(%s::text[]) AS x(id)
                 JOIN ir_model_data d ON d.module = split_part(x.id, '.', 1)
                 AND d.name = substr(x.id, strpos(x.id, '.') + 1)
                 LEFT JOIN )sql",
                            {xml_ids}) +
                        Sql::identifier(model.table()) + Sql(" r ON r.id = d.res_id")))
    out[row[0].str()] = {row[1].integer(), row[2].integer(), row[3].boolean(), row[4].boolean()};
  return out;
}

// BaseModel._load_records.
class Writer {
 public:
  Writer(const Records& self, bool update)
      : self_(self.with_context({{"install_mode", true}})), update_(update) {}

  Ids write(std::vector<Row> rows) {
    const Env& env = self_.env();
    std::vector<std::string> xml_ids;
    for (const Row& row : rows)
      if (!row.xml_id.empty()) xml_ids.push_back(row.xml_id);
    const auto named = look_up(env, xml_ids, self_.model());
    Ids ids(rows.size());
    std::vector<std::size_t> to_create;
    Value values = Value::array();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto found = named.find(rows[i].xml_id);
      const bool known = !rows[i].xml_id.empty() && found != named.end();
      if (known && found->second.exists) {
        ids[i] = found->second.record;
      } else if (rows[i].xml_id.empty() && rows[i].values.contains("id")) {
        ids[i] = to_id(rows[i].values["id"]);
      } else {
        if (known) forget(found->second);
        to_create.push_back(i);
        continue;
      }
      if (!(update_ && known && found->second.noupdate))
        self_.browse({ids[i]}).write(rows[i].values);
    }
    link_parents(rows, to_create);
    for (const std::size_t i : to_create) values.push_back(rows[i].values);
    const Records created = self_.create(values);
    for (std::size_t i = 0; i < to_create.size(); ++i) ids[to_create[i]] = created.ids()[i];
    if (!xml_ids.empty()) name(rows, ids);
    return ids;
  }

 private:
  void forget(const Named& named) const {
    self_.env().sudo().browse("ir.model.data", {named.data}).unlink();
  }

  // New records take the delegation parents that their external ids have already.
  void link_parents(std::vector<Row>& rows, const std::vector<std::size_t>& to_create) const {
    for (const auto& [link, parent] : self_.model().delegates()) {
      std::vector<std::string> xml_ids;
      for (const std::size_t i : to_create)
        if (!rows[i].xml_id.empty()) xml_ids.push_back(rows[i].xml_id + suffix_of(parent));
      const auto named = look_up(self_.env(), xml_ids, self_.env().registry().at(parent));
      for (const std::size_t i : to_create) {
        const auto found = named.find(rows[i].xml_id + suffix_of(parent));
        if (rows[i].xml_id.empty() || found == named.end()) continue;
        if (found->second.exists)
          rows[i].values[link] = found->second.record;
        else
          forget(found->second);
      }
    }
  }

  void name(const std::vector<Row>& rows, const Ids& ids) const {
    std::vector<std::string> xml_ids, models;
    Ids records;
    const auto add = [&](const std::string& xml_id, const std::string& model, Id id) {
      xml_ids.push_back(xml_id);
      models.push_back(model);
      records.push_back(id);
    };
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i].xml_id.empty()) continue;
      for (const auto& [link, parent] : self_.model().delegates())
        add(rows[i].xml_id + suffix_of(parent), parent, self_.browse({ids[i]}).id(link));
      add(rows[i].xml_id, self_.model().name(), ids[i]);
    }
    self_.env().cr().execute(
        Sql(R"sql(
            INSERT INTO ir_model_data (module, name, model, res_id, noupdate, date_init,
                date_update)
            SELECT DISTINCT split_part(x.id, '.', 1), substr(x.id, strpos(x.id, '.') + 1),
                x.model, x.record, %s::boolean, now() at time zone 'UTC', now() at time zone 'UTC'
            FROM unnest(%s::text[], %s::text[], %s::int[]) AS x(id, model, record)
            ON CONFLICT (module, name) DO UPDATE
            SET date_update = now() at time zone 'UTC')sql",
            {truthy(self_.env().context("noupdate")), xml_ids, models, records}) +
        Sql(update_ ? " WHERE NOT ir_model_data.noupdate" : ""));
    self_.env().clear_caches();
  }

  Records self_;
  bool update_;
};

struct Refused {};  // takes the whole import back

class Load {
 public:
  Load(const Records& self, const Value& fields, const Value& rows)
      : self_(self),
        env_(self.env()),
        rows_(rows),
        module_(env_.context().contains("module") ? to_text(env_.context("module")) : "__import__"),
        values_(env_.with_context({{"_import_current_module", module_}}), module_,
                [this](const std::string& xml_id) { flush(xml_id); }) {
    for (const Value& name : fields) paths_.push_back(import_path(to_text(name)));
  }

  Value run() {
    const Value given_limit = env_.context("_import_limit");
    const std::size_t limit =
        given_limit.is_number() ? given_limit.get<std::size_t>() : rows_.size() + 1;
    std::size_t next = 0;
    Value ids;
    try {
      in_savepoint([&] {
        for (const ColumnPath& path : paths_)
          relation_of(self_.model(), path[0]);  // every field is known
        for (std::size_t record = 0; next < rows_.size() && next < limit; ++record) {
          const Extracted extracted = extract(self_.model(), paths_, rows_, next);
          next = extracted.to + 1;
          add(extracted, record);
        }
        flush("");
        if (failed()) throw Refused();
        ids = ids_;
      });
    } catch (const Refused&) {
      ids = false;
    }
    return {{"ids", ids}, {"messages", messages_}, {"nextrow", next < limit ? 0 : next}};
  }

 private:
  bool failed() const {
    return std::any_of(messages_.begin(), messages_.end(),
                       [](const Value& m) { return m["type"] == "error"; });
  }

  void in_savepoint(const std::function<void()>& action) const {
    Unit& unit = env_.unit();
    const std::size_t sent = unit.bus_rows.size();
    try {
      env_.cr().savepoint(action);
    } catch (...) {
      unit.cache.clear();
      unit.own_caches.clear();
      unit.bus_rows.erase(unit.bus_rows.begin() + static_cast<std::ptrdiff_t>(sent),
                          unit.bus_rows.end());
      throw;
    }
  }

  std::string label(const std::string& name) {
    if (labels_.is_null())
      labels_ = self_.call("fields_get", Value::array({Value::array(), Value::array({"string"})}));
    return labels_.contains(name) ? to_text(labels_[name]["string"])
                                  : self_.model().field_of(name).string;
  }

  void add(const Extracted& extracted, std::size_t record) {
    const Value rows = {{"rows", {{"from", extracted.from}, {"to", extracted.to}}}};
    Value info = rows;
    info["record"] = record;
    std::string xml_id;
    Value id = false;
    for (const Value& pair : extracted.cells) {
      if (pair[0] == "id") xml_id = truthy(pair[1]) ? to_text(pair[1]) : "";
      if (pair[0] == ".id") id = database_id(pair[1], info);
    }
    const ImportValues::Log log = [&](const std::string& field, const ImportNotice& notice,
                                      bool error) {
      Value message = info;
      message["type"] = error ? "error" : "warning";
      message["field"] = field;
      message["message"] = ImportValues::text(notice, label(field));
      if (notice.more.is_object()) message.update(notice.more);
      messages_.push_back(std::move(message));
    };
    Value values = values_.convert(self_.model(), extracted.cells, log);
    if (!xml_id.empty()) {
      if (xml_id.find('.') == std::string::npos) xml_id = module_ + "." + xml_id;
      batch_xml_ids_.insert(xml_id);
      for (const auto& [link, parent] : self_.model().delegates())
        batch_xml_ids_.insert(xml_id + suffix_of(parent));
    } else if (truthy(id)) {
      values["id"] = id;
    }
    batch_.push_back({xml_id, std::move(values), std::move(info)});
  }

  Value database_id(const Value& given, const Value& info) {
    Id id = 0;
    try {
      id = given.is_string() ? std::stoll(given.get<std::string>()) : to_id(given);
    } catch (const std::exception&) {
      id = 0;
    }
    if (id != 0 && !self_.search(Value::array({Value::array({"id", "=", id})})).empty()) return id;
    Value message = info;
    message["type"] = "error";
    message["field"] = ".id";
    message["message"] =
        format(env_.translate("Unknown database identifier '%s'"), {id != 0 ? Value(id) : given});
    messages_.push_back(std::move(message));
    return false;
  }

  void flush(const std::string& xml_id) {
    if (batch_.empty() || (!xml_id.empty() && !batch_xml_ids_.contains(xml_id))) return;
    const std::vector<Row> batch = std::move(batch_);
    batch_.clear();
    batch_xml_ids_.clear();
    Writer writer(self_, env_.context("mode") == "update");
    Ids written;
    try {
      in_savepoint([&] { written = writer.write(batch); });
      ids_.insert(ids_.end(), written.begin(), written.end());
      return;
    } catch (const bridge::ConnectionLost&) {
      throw;
    } catch (const std::exception&) {
      // one by one, to tell the good from the bad
    }
    for (const Row& row : batch) {
      try {
        in_savepoint([&] { written = writer.write({row}); });
        ids_.push_back(written[0]);
      } catch (const bridge::SqlError& error) {
        if (error.sqlstate.starts_with("40")) throw;  // the whole call is repeated
        refuse(row, explain(error));
      } catch (const bridge::ConnectionLost&) {
        throw;
      } catch (const Error& error) {
        refuse(row, {{"message",
                      env_.translate("Unknown error during import:") + " " + python_text(error)},
                     {"moreinfo", env_.translate("Resolve other errors first")}});
      }
    }
  }

  void refuse(const Row& row, const Value& why) {
    Value message = row.info;
    message["type"] = "error";
    message.update(why);
    messages_.push_back(std::move(message));
  }

  // "<class 'odoo.exceptions.AccessError'>: ('text', None)", as Python shows an exception.
  static std::string python_text(const Error& error) {
    std::string name = error.python_name(), text = error.what();
    if (name.starts_with("builtins.")) name.erase(0, 9);
    if (name == "KeyError") text = python_repr(text);
    switch (error.kind()) {
      case ErrorKind::access_error:
      case ErrorKind::missing_error:
      case ErrorKind::validation_error:
        text = "(" + python_repr(text) + ", None)";
        break;
      case ErrorKind::warning:
        text = "(" + python_repr(text) + ", '')";
        break;
      default:
        break;
    }
    return "<class '" + name + "'>: " + text;
  }

  Value explain(const bridge::SqlError& error) {
    const Model& model = self_.model();
    if (error.sqlstate == "23502") {
      if (error.table != model.table())
        return {{"message", format(env_.translate("Missing required value for the field '%s'"),
                                   {error.column})}};
      return {{"message", format(env_.translate("Missing required value for the field '%s' (%s)"),
                                 {label(error.column), error.column})},
              {"field", error.column}};
    }
    if (error.sqlstate == "23505") {
      const auto rows = env_.cr().execute(Sql(R"sql(
              SELECT ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = c.conrelid AND
                  attnum = ANY(c.conkey))
              FROM pg_constraint c
                JOIN pg_class t ON t.oid = c.conrelid
              WHERE conname = %s
                AND t.relname = %s)sql",
                                              {error.constraint, model.table()}));
      const std::vector<std::string> columns =
          rows.empty() ? std::vector<std::string>{} : rows[0][0].texts();
      if (columns.size() == 1)
        return {{"message",
                 format(env_.translate(
                            "The value for the field '%s' already exists (this is probably '%s' "
                            "in the current model)."),
                        {columns[0], label(columns[0])})},
                {"field", columns[0]}};
      if (columns.size() > 1) {
        std::string names, labels;
        for (const std::string& column : columns) {
          names += (names.empty() ? "" : ", ") + column;
          labels += (labels.empty() ? "" : ", ") + label(column);
        }
        return {{"message",
                 format(env_.translate(
                            "The values for the fields '%s' already exist (they are probably "
                            "'%s' in the current model)."),
                        {names, labels})}};
      }
    }
    if (error.sqlstate == "23514")
      for (const Model::SqlConstraint& constraint : model.sql_constraints())
        if (error.constraint == model.table() + "_" + constraint.name)
          return {{"message", "'" + constraint.message + "'"}};
    return {{"message", error.what()}};
  }

  const Records& self_;
  const Env& env_;
  const Value& rows_;
  std::string module_;
  std::vector<ColumnPath> paths_;
  ImportValues values_;
  std::vector<Row> batch_;
  std::set<std::string> batch_xml_ids_;
  Ids ids_;
  Value messages_ = Value::array(), labels_;
};

}  // namespace

ColumnPath import_path(const std::string& field) {
  // "x.id" and "x:id" are other spellings of "x/.id" and "x/id"
  std::string text;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const bool follows = i > 0 && field[i - 1] != '/';
    if (follows && field.compare(i, 3, ".id") == 0)
      text += "/.";
    else if (follows && field.compare(i, 3, ":id") == 0)
      text += "/";
    else
      text += field[i];
  }
  ColumnPath out{""};
  for (const char c : text) {
    if (c == '/')
      out.emplace_back();
    else
      out.back() += c;
  }
  check_path_length(out.size());
  return out;
}

Value load(const Records& self, const Value& fields, const Value& rows) {
  return Load(self, fields, rows).run();
}

}  // namespace chatterd
