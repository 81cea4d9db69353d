#include "models/engine/orm/transfer/import_writer.hpp"

#include <algorithm>
#include <map>

namespace chatterd {
namespace {

using bridge::Sql;

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

void forget(const Env& env, const Named& named) {
  env.sudo().browse("ir.model.data", {named.data}).unlink();
}

}  // namespace

std::string parent_suffix(const std::string& parent_model) {
  std::string out = "_" + parent_model;
  std::replace(out.begin(), out.end(), '.', '_');
  return out;
}

Ids ImportWriter::write(std::vector<ImportRow> rows) {
  const Env& env = self_.env();
  std::vector<std::string> xml_ids;
  for (const ImportRow& row : rows)
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
      if (known) forget(self_.env(), found->second);
      to_create.push_back(i);
      continue;
    }
    if (!(update_ && known && found->second.noupdate)) self_.browse({ids[i]}).write(rows[i].values);
  }
  link_parents(rows, to_create);
  for (const std::size_t i : to_create) values.push_back(rows[i].values);
  const Records created = self_.create(values);
  for (std::size_t i = 0; i < to_create.size(); ++i) ids[to_create[i]] = created.ids()[i];
  if (!xml_ids.empty()) name(rows, ids);
  return ids;
}

void ImportWriter::link_parents(std::vector<ImportRow>& rows,
                                const std::vector<std::size_t>& to_create) const {
  for (const auto& [link, parent] : self_.model().delegates()) {
    std::vector<std::string> xml_ids;
    for (const std::size_t i : to_create)
      if (!rows[i].xml_id.empty()) xml_ids.push_back(rows[i].xml_id + parent_suffix(parent));
    const auto named = look_up(self_.env(), xml_ids, self_.env().registry().at(parent));
    for (const std::size_t i : to_create) {
      const auto found = named.find(rows[i].xml_id + parent_suffix(parent));
      if (rows[i].xml_id.empty() || found == named.end()) continue;
      if (found->second.exists)
        rows[i].values[link] = found->second.record;
      else
        forget(self_.env(), found->second);
    }
  }
}

void ImportWriter::name(const std::vector<ImportRow>& rows, const Ids& ids) const {
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
      add(rows[i].xml_id + parent_suffix(parent), parent, self_.browse({ids[i]}).id(link));
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

}  // namespace chatterd
