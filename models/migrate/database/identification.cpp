// Earlier runs first, then external ids, then what the record says; what is left is new.
#include "models/migrate/database/identification.hpp"

#include <limits>

namespace chatterd::migrate {
namespace {

constexpr std::int64_t few_rows = 1000;

std::unordered_set<std::string> first_keys(bridge::Connection& link, const Model& model) {
  std::unordered_set<std::string> out;
  for (const bridge::Row row :
       link.execute(bridge::Sql("SELECT " + bridge::Sql::identifier(model.key.front()).text() +
                                "::text FROM " + bridge::Sql::identifier(model.table).text())))
    if (!row[0].is_null()) out.insert(row[0].str());
  return out;
}

}  // namespace

std::vector<std::string> split_names(const Cell& names) {
  std::vector<std::string> out;
  if (!names) return out;
  std::size_t from = 0;
  while (from <= names->size()) {
    const std::size_t comma = std::min(names->find(',', from), names->size());
    if (comma > from) out.push_back(names->substr(from, comma - from));
    from = comma + 1;
  }
  return out;
}

std::vector<Person> people_of(bridge::Connection& link) {
  const auto names = [](const std::string& model, const std::string& id) {
    return "(SELECT array_agg(module || '.' || name) FROM ir_model_data WHERE model = '" + model +
           "' AND res_id = " + id + " AND module <> '" + mark_module + "')";
  };
  std::vector<Person> out;
  for (const bridge::Row row : link.execute(bridge::Sql(
           "SELECT p.id, u.id, p.name, p.email_normalized, u.login, " +
           names("res.partner", "p.id") + ", " + names("res.users", "u.id") +
           " FROM res_partner p LEFT JOIN res_users u ON u.partner_id = p.id ORDER BY p.id, u.id")))
    out.push_back({row[0].integer(), row[1].integer(), row[2].str(), row[3].str(), row[4].str(),
                   row[5].texts(), row[6].texts()});
  return out;
}

Identification::Identification(bridge::Connection& link, const TargetSchema& schema,
                               const std::string& source_key, bool keep_ids, bool dry_run,
                               Mapping& mapping, Mapping& foreign)
    : schema_(schema),
      keep_ids_(keep_ids),
      dry_run_(dry_run),
      mapping_(mapping),
      foreign_(foreign) {
  for (const Model& model : models()) {
    if (!schema_.columns.contains(model.table)) continue;
    const std::int64_t there =
        link.execute(bridge::Sql("SELECT count(*) FROM (SELECT FROM " +
                                     bridge::Sql::identifier(model.table).text() + " LIMIT %s) few",
                                 {few_rows + 1}))[0][0]
            .integer();
    if (there > 0) filled_.insert(model.name);
    if (there > few_rows) continue;
    few_.insert(model.name);
    if (there > 0 && model.has_id() && !model.key.empty())
      first_keys_[model.name] = first_keys(link, model);
  }
  if (!schema_.columns.contains("ir_model") ||
      link.execute("SELECT to_regclass('chatterd_migrate.run')")[0][0].is_null())
    return;
  for (const bridge::Row row : link.execute(bridge::Sql(
           R"sql(
               SELECT b.model, min(lowest)
               FROM chatterd_migrate.batch b
                 JOIN chatterd_migrate.run r ON r.id = b.run
                 CROSS JOIN LATERAL (SELECT min(id) FROM unnest(b.target) t(id)) l(lowest)
               WHERE r.source_key = %s
                 AND b.action = 'created'
               GROUP BY 1)sql",
           {source_key})))
    lowest_created_[row[0].str()] = row[1].integer();
}

bool Identification::filled(const Model& model) const { return filled_.contains(model.name); }

bool Identification::had_few_rows(const Model& model) const { return few_.contains(model.name); }

void Identification::match(const std::string& model, RecordId source, RecordId target) {
  mapping_.set(model, source, target);
  foreign_.set(model, target, target);
}

std::vector<bool> Identification::run(bridge::Connection& link, const Batch& batch) {
  const Model& model = *batch.model;
  std::vector<bool> fresh(batch.rows.size());
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < batch.rows.size(); ++i)
    if (mapping_.find(model.name, number(batch.rows[i].front())) == 0) open.push_back(i);
  if (model.named && model.match != Match::people) open = find_by_names(link, batch, open);
  if (!model.key.empty()) open = find_by_keys(link, batch, open);
  if (model.first_instead && !keep_ids_ && filled(model)) open = stand_in(link, batch, open);
  const std::unordered_set<RecordId> taken = taken_ids(link, batch, open);
  std::vector<std::size_t> numbered;
  const std::lock_guard<std::mutex> lock(mutex_);
  std::unordered_set<RecordId>& given = given_[model.name];
  for (const std::size_t i : open) {
    fresh[i] = true;
    const RecordId id = number(batch.rows[i].front());
    if (keep_ids_ && !taken.contains(id) && !given.contains(id))
      mapping_.set(model.name, id, id);
    else
      numbered.push_back(i);
  }
  if (numbered.empty()) return fresh;
  // Above all that keep theirs.
  if (keep_ids_ && !dry_run_)
    link.execute(
        bridge::Sql("SELECT setval(%s, greatest(last_value, %s)) FROM " + model.table + "_id_seq",
                    {model.table + "_id_seq", number(batch.rows.back().front())}));
  const bridge::Ids made = new_ids(link, model, numbered.size());
  for (std::size_t i = 0; i < numbered.size(); ++i) {
    if (keep_ids_) given.insert(made[i]);
    mapping_.set(model.name, number(batch.rows[numbered[i]].front()), made[i]);
    lowest_created_.try_emplace(model.name, made[i]);
  }
  return fresh;
}

std::vector<std::size_t> Identification::stand_in(bridge::Connection& link, const Batch& batch,
                                                  const std::vector<std::size_t>& open) {
  const Model& model = *batch.model;
  const RecordId first = link.execute(bridge::Sql(
      "SELECT min(id) FROM " + bridge::Sql::identifier(model.table).text()))[0][0]
                             .integer();
  for (const std::size_t i : open) match(model.name, number(batch.rows[i].front()), first);
  return {};
}

bridge::Ids Identification::new_ids(bridge::Connection& link, const Model& model,
                                    std::size_t count) {
  if (!dry_run_)
    return link
        .execute(bridge::Sql("SELECT nextval(%s)::int FROM generate_series(1, %s)",
                             {model.table + "_id_seq", static_cast<std::int64_t>(count)}))
        .ids();
  // A rehearsal takes no numbers from the database.
  bridge::Ids out(count);
  for (RecordId& id : out) id = imagined_++;
  return out;
}

std::unordered_set<RecordId> Identification::taken_ids(bridge::Connection& link, const Batch& batch,
                                                       const std::vector<std::size_t>& open) {
  if (!keep_ids_ || open.empty() || !filled(*batch.model)) return {};
  bridge::Ids wanted;
  for (const std::size_t i : open) wanted.push_back(number(batch.rows[i].front()));
  const bridge::Ids found =
      link.execute(bridge::Sql("SELECT id FROM " +
                                   bridge::Sql::identifier(batch.model->table).text() +
                                   " WHERE id = ANY(%s::int[])",
                               {wanted}))
          .ids();
  return {found.begin(), found.end()};
}

std::vector<std::size_t> Identification::find_by_names(bridge::Connection& link, const Batch& batch,
                                                       const std::vector<std::size_t>& open) {
  const Model& model = *batch.model;
  std::vector<std::string> names;
  for (const std::size_t i : open) {
    const std::vector<std::string> some = split_names(batch.rows[i].back());
    names.insert(names.end(), some.begin(), some.end());
  }
  if (names.empty() || !filled(model)) return open;
  std::map<std::string, RecordId> found;
  for (const bridge::Row row : link.execute(
           bridge::Sql("SELECT module || '.' || d.name, t.id FROM ir_model_data d JOIN " +
                           bridge::Sql::identifier(model.table).text() +
                           " t ON t.id = d.res_id WHERE d.model = %s AND module || '.' || d.name "
                           "= ANY(%s::text[])",
                       {model.name, names})))
    found[row[0].str()] = row[1].integer();
  std::vector<std::size_t> left;
  for (const std::size_t i : open) {
    RecordId target = 0;
    for (const std::string& name : split_names(batch.rows[i].back()))
      if (const auto known = found.find(name); known != found.end()) target = known->second;
    if (target != 0)
      match(model.name, number(batch.rows[i].front()), target);
    else
      left.push_back(i);
  }
  return left;
}

std::vector<std::size_t> Identification::perhaps_known(const Batch& batch,
                                                       const std::vector<std::size_t>& open) const {
  const Model& model = *batch.model;
  const auto known = first_keys_.find(model.name);
  if (known == first_keys_.end()) return open;
  const std::size_t place = model.at(model.key.front());
  const Column& column = model.columns[place];
  std::vector<std::size_t> out;
  for (const std::size_t i : open) {
    const Cell& value = batch.rows[i][place];
    if (!value) continue;  // nothing finds it
    if (known->second.contains(column.points == Points::model
                                   ? std::to_string(mapping_.find(column.to, number(value)))
                                   : *value))
      out.push_back(i);
  }
  return out;
}

std::vector<std::size_t> Identification::find_by_keys(bridge::Connection& link, const Batch& batch,
                                                      const std::vector<std::size_t>& open) {
  const Model& model = *batch.model;
  if (open.empty() || !filled(model)) return open;
  const std::vector<std::size_t> asked = perhaps_known(batch, open);
  if (asked.empty()) return open;
  std::vector<Row> rows;
  for (const std::size_t i : asked) rows.push_back(translate(model, batch.rows[i], mapping_).row);
  RecordId end = std::numeric_limits<std::int32_t>::max();
  {
    // Two equal messages of the source stay two: those that were created are not looked at.
    const std::lock_guard<std::mutex> lock(mutex_);
    if (const auto lowest = lowest_created_.find(model.name); lowest != lowest_created_.end())
      end = lowest->second;
  }
  const std::vector<RecordId> found = TableWriter(link, model, schema_).find_by_key(rows, end);
  std::unordered_set<std::size_t> matched;
  for (std::size_t i = 0; i < asked.size(); ++i)
    if (found[i] != 0) {
      match(model.name, number(batch.rows[asked[i]].front()), found[i]);
      matched.insert(asked[i]);
    }
  std::vector<std::size_t> left;
  for (const std::size_t i : open)
    if (!matched.contains(i)) left.push_back(i);
  return left;
}

}  // namespace chatterd::migrate
