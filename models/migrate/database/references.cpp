// One statement a model and way of finding.
#include "models/migrate/database/references.hpp"

#include "models/migrate/database/identification.hpp"

namespace chatterd::migrate {
namespace {

struct Reference {
  RecordId id = 0;
  std::string name;
  std::vector<std::string> external_ids;
};

std::string table_of(const std::string& model) {
  std::string out = model;
  for (char& c : out)
    if (c == '.') c = '_';
  return out;
}

class Finder {
 public:
  Finder(bridge::Connection& link, const TargetSchema& schema, const std::string& model,
         Mapping& mapping)
      : link_(link), model_(model), table_(table_of(model)), mapping_(mapping) {
    const auto columns = schema.columns.find(table_);
    if (columns == schema.columns.end() || !schema.model_ids.contains(model)) return;
    has_name_ = columns->second.contains("name");
    there_ = !link_
                  .execute(bridge::Sql(R"sql(
                        SELECT
                        FROM information_schema.columns
                        WHERE table_schema = 'public'
                          AND table_name = %s
                          AND column_name = 'id'
                          AND data_type = 'integer')sql",
                                       {table_}))
                  .empty();
  }

  bool there() const { return there_; }

  void by_external_id(const std::vector<Reference>& all) {
    std::vector<std::string> names;
    for (const Reference& one : all)
      names.insert(names.end(), one.external_ids.begin(), one.external_ids.end());
    if (names.empty()) return;
    std::map<std::string, RecordId> found;
    for (const bridge::Row row : link_.execute(
             bridge::Sql("SELECT d.module || '.' || d.name, t.id FROM ir_model_data d JOIN " +
                             bridge::Sql::identifier(table_).text() +
                             " t ON t.id = d.res_id WHERE d.model = %s AND d.module || '.' || "
                             "d.name = ANY(%s::text[])",
                         {model_, names})))
      found[row[0].str()] = row[1].integer();
    for (const Reference& one : all)
      for (const std::string& name : one.external_ids)
        if (const auto known = found.find(name); known != found.end())
          mapping_.set(model_, one.id, known->second);
  }

  // A record of this number and name; of this name only when `anywhere`.
  void by_name(const std::vector<Reference>& all, bool anywhere) {
    bridge::Ids ids;
    std::vector<std::string> names;
    for (const Reference& one : all)
      if (mapping_.find(model_, one.id) == 0) {
        ids.push_back(one.id);
        names.push_back(one.name);
      }
    if (ids.empty()) return;
    const std::string same_name = has_name_ ? "coalesce(t.name::text, '') = u.name" : "true";
    const std::string condition = anywhere ? same_name : "t.id = u.id AND " + same_name;
    for (const bridge::Row row : link_.execute(bridge::Sql(
             "SELECT u.id, min(t.id) FROM unnest(%s::int[], %s::text[]) u(id, name) JOIN " +
                 bridge::Sql::identifier(table_).text() + " t ON " + condition + " GROUP BY 1",
             {ids, names})))
      mapping_.set(model_, row[0].integer(), row[1].integer());
  }

  RecordId first() {
    const bridge::Result found =
        link_.execute(bridge::Sql("SELECT min(id) FROM " + bridge::Sql::identifier(table_).text()));
    return found[0][0].integer();
  }

 private:
  bridge::Connection& link_;
  std::string model_, table_;
  Mapping& mapping_;
  bool there_ = false, has_name_ = false;
};

}  // namespace

Tally match_references(bridge::Connection& link, const TargetSchema& schema, const Batch& batch,
                       Mapping& mapping, const Notices& notices) {
  std::map<std::string, std::vector<Reference>> by_model;
  for (const Row& row : batch.rows)
    by_model[row[0].value_or("")].push_back(
        {number(row[1]), row[2].value_or(""), split_names(row[3])});
  Tally tally;
  for (const auto& [name, all] : by_model) {
    Finder finder(link, schema, name, mapping);
    if (finder.there()) {
      finder.by_external_id(all);
      finder.by_name(all, name == "res.currency");
    }
    std::int64_t missing = 0;
    std::string which;
    for (const Reference& one : all) {
      if (mapping.find(name, one.id) != 0) continue;
      if (name == "res.currency") mapping.set(name, one.id, finder.first());
      if (++missing <= 10)
        which += (which.empty() ? " " : ", ") + std::to_string(one.id) + " \"" + one.name + "\"";
    }
    tally.matched += static_cast<std::int64_t>(all.size()) - missing;
    tally.left_out += missing;
    if (missing == 0) continue;
    const std::string what = std::to_string(missing) + " of " + std::to_string(all.size()) + " " +
                             name + " are not in the target:" + which + (missing > 10 ? ", …" : "");
    const std::string then = name == "res.currency" ? "; the first one takes their place"
                             : mapping.unknown(name)
                                 ? "; messages keep naming them, followers are left out"
                                 : "; messages lose their thread, followers are left out";
    notices({Notice::Kind::left_out, name, 0, what + then});
  }
  return tally;
}

}  // namespace chatterd::migrate
