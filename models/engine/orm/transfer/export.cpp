// Exporting records as rows (BaseModel.export_data, _export_rows, Field.convert_to_export).
#include "bridge/postgres/known_zones.hpp"
#include "models/engine/orm/transfer/import_rows.hpp"
#include "models/engine/orm/transfer/load.hpp"

namespace chatterd {
namespace {

using bridge::Sql;
using Path = std::vector<std::string>;

constexpr const char* xml_id_of =
    "external id of";  // {this: [model, id]} stands for the record's external id
constexpr const char* local_time =
    "local time";  // {this: UTC time} stands for the time in the user's zone

class Export {
 public:
  explicit Export(const Env& env) : env_(env) {}

  Value rows(const Records& records, const std::vector<Path>& paths) {
    Value out = Value::array();
    for (const Records& record : records.each()) {
      Value lines = lines_of(record, paths);
      for (Value& line : lines) out.push_back(std::move(line));
    }
    return out;
  }

  // Fills in what was left out of the rows: a statement for each model, and one for the times.
  void complete(Value& rows) {
    std::map<std::string, std::set<Id>> wanted;
    std::set<std::string> times;
    for (const Value& row : rows)
      for (const Value& cell : row) {
        if (!cell.is_object()) continue;
        if (cell.contains(xml_id_of))
          wanted[cell[xml_id_of][0].get<std::string>()].insert(cell[xml_id_of][1].get<Id>());
        if (cell.contains(local_time)) times.insert(cell[local_time].get<std::string>());
      }
    std::map<std::string, std::map<Id, std::string>> names;
    for (const auto& [model, ids] : wanted)
      names[model] = xml_ids(env_.browse(model, Ids(ids.begin(), ids.end())));
    const std::map<std::string, std::string> local = in_zone(times);
    for (Value& row : rows)
      for (Value& cell : row) {
        if (!cell.is_object()) continue;
        if (cell.contains(xml_id_of)) {
          const Value of = cell[xml_id_of];
          cell = names[of[0].get<std::string>()][of[1].get<Id>()];
        } else if (cell.contains(local_time)) {
          const std::string time = cell[local_time].get<std::string>();
          cell = local.contains(time) ? local.at(time) : time;
        }
      }
  }

 private:
  // The external ids of the records; those without get one in the module "__export__".
  std::map<Id, std::string> xml_ids(const Records& records) const {
    const std::string& model = records.model().name();
    env_.cr().execute(Sql(R"sql(
            INSERT INTO ir_model_data (module, model, name, res_id)
            SELECT '__export__', %s, %s || '_' || r.id || '_' || substr(md5(random()::text ||
                clock_timestamp()), 1, 8), r.id
            FROM unnest(%s::int[]) AS r(id)
            WHERE NOT EXISTS (SELECT 1 FROM ir_model_data d WHERE d.model = %s AND d.res_id =
                r.id))sql",
                          {model, records.model().table(), records.ids(), model}));
    std::map<Id, std::string> out;
    for (const bridge::Row row : env_.cr().execute(Sql(
             R"sql(
                 SELECT res_id, CASE WHEN module = '' THEN name ELSE module || '.' || name END
                 FROM ir_model_data
                 WHERE model = %s
                   AND res_id = ANY(%s::int[]))sql",
             {model, records.ids()})))
      out[row[0].integer()] = row[1].str();
    return out;
  }

  std::map<std::string, std::string> in_zone(const std::set<std::string>& times) const {
    std::map<std::string, std::string> out;
    std::string zone = to_text(env_.context("tz"));
    if (zone.empty()) zone = env_.user().text("tz");
    if (times.empty() || !bridge::knows_time_zone(env_.cr(), zone)) return out;
    for (const bridge::Row row :
         env_.cr().execute(Sql(R"sql(
             SELECT t, timezone(%s, timezone('UTC', t::timestamp))
             FROM unnest(%s::text[]) AS t)sql",
                               {zone, std::vector<std::string>(times.begin(), times.end())})))
      out[row[0].str()] = row[1].json().get<std::string>();
    return out;
  }

  Value exported(const Records& record, const Field& field, const Value& value) {
    if (field.type == FieldType::boolean || field.type == FieldType::integer ||
        field.type == FieldType::float_ || field.type == FieldType::many2one_reference)
      return value;
    if (!truthy(value)) return "";
    if (field.type == FieldType::datetime) return {{local_time, value}};
    const bool listed = field.selection_method.empty() && field.related.empty();
    if (field.type != FieldType::selection || !listed) return value;
    Value& items = selections_[&field];
    if (items.is_null())
      items = record.call("fields_get", Value::array({Value::array({field.name})}))
                  .at(field.name)["selection"];
    for (const Value& item : items)
      if (item[0] == value) return item[1];
    return "";
  }

  Records related(const Records& record, const Field& field, const Value& value) const {
    if (field.relational()) return record.rel(field.name);
    const std::string text = to_text(value);  // "res.partner,5"
    const std::size_t comma = text.find(',');
    return env_.browse(text.substr(0, comma), {std::stoll(text.substr(comma + 1))});
  }

  Value lines_of(const Records& record, const std::vector<Path>& paths) {
    Value lines = Value::array({Value(paths.size(), "")});
    std::set<std::string> done;
    for (std::size_t i = 0; i < paths.size(); ++i) {
      if (paths[i].empty() || done.contains(paths[i][0])) continue;
      const std::string& name = paths[i][0];
      if (name == ".id") {
        lines[0][i] = std::to_string(record.id());
        continue;
      }
      if (name == "id") {
        lines[0][i] = {{xml_id_of, Value::array({record.model().name(), record.id()})}};
        continue;
      }
      const Field* field = record.model().find_field(name);
      if (field == nullptr) throw KeyError(name);
      const Value value = record.get(name);
      if (!field->relational() && !(field->type == FieldType::reference && truthy(value))) {
        lines[0][i] = exported(record, *field, value);
        continue;
      }
      done.insert(name);
      const Records targets = related(record, *field, value);
      const bool compatible =
          !env_.context().contains("import_compat") || truthy(env_.context("import_compat"));
      if (compatible && field->type == FieldType::many2many && paths[i].size() > 1 &&
          paths[i][1] == "id") {
        const auto names = xml_ids(targets);
        std::string all;
        for (const Id id : targets.ids()) all += (all.empty() ? "" : ",") + names.at(id);
        lines[0][i] = all.empty() ? Value(false) : Value(all);
        continue;
      }
      std::vector<Path> inner;
      for (const Path& path : paths) {
        if (path.empty() || path[0] != name)
          inner.emplace_back();
        else
          inner.push_back(path.size() > 1 ? Path(path.begin() + 1, path.end())
                                          : Path{"display_name"});
      }
      const Value below = rows(targets, inner);
      if (below.empty()) {
        lines[0][i] = false;
        continue;
      }
      for (std::size_t j = 0; j < paths.size(); ++j)
        if (truthy(below[0][j]) || below[0][j].is_boolean()) lines[0][j] = below[0][j];
      for (std::size_t j = 1; j < below.size(); ++j) lines.push_back(below[j]);
    }
    return lines;
  }

  const Env& env_;
  std::map<const Field*, Value> selections_;
};

}  // namespace

Value export_data(const Records& records, const Value& fields) {
  std::vector<Path> paths;
  if (fields != "")  // the list of its characters, of which there are none
    for (const Value& field : fields) paths.push_back(import_path(to_text(field)));
  Export exporter(records.env());
  Value rows = exporter.rows(records, paths);
  exporter.complete(rows);
  return {{"datas", rows}};
}

}  // namespace chatterd
