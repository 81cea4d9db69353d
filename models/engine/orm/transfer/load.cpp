// Importing a table: rows to records, written in batches, with a message for each problem
// (BaseModel.load).
#include "models/engine/orm/transfer/load.hpp"

#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/transfer/import_rows.hpp"
#include "models/engine/orm/transfer/import_values.hpp"
#include "models/engine/orm/transfer/import_writer.hpp"
#include "models/engine/orm/values/translation.hpp"

namespace chatterd {
namespace {

using bridge::Sql;
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
          import_relation(self_.model(), path[0]);  // every field is known
        for (std::size_t record = 0; next < rows_.size() && next < limit; ++record) {
          const ImportRecord extracted = extract_record(self_.model(), paths_, rows_, next);
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

  void add(const ImportRecord& extracted, std::size_t record) {
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
        batch_xml_ids_.insert(xml_id + parent_suffix(parent));
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
    if (id != 0 && !self_.search(Value::array({term("id", "=", id)})).empty()) return id;
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
    const std::vector<ImportRow> batch = std::move(batch_);
    batch_.clear();
    batch_xml_ids_.clear();
    ImportWriter writer(self_, env_.context("mode") == "update");
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
    for (const ImportRow& row : batch) {
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

  void refuse(const ImportRow& row, const Value& why) {
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
  std::vector<ImportRow> batch_;
  std::set<std::string> batch_xml_ids_;
  Ids ids_;
  Value messages_ = Value::array(), labels_;
};

}  // namespace

Value load(const Records& self, const Value& fields, const Value& rows) {
  return Load(self, fields, rows).run();
}

}  // namespace chatterd
