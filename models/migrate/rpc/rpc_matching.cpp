// The same rules as in a target database, with the server's answers instead of SQL.
#include "models/migrate/rpc/rpc_matching.hpp"

#include "models/migrate/database/identification.hpp"

namespace chatterd::migrate {

using json = Json;

std::vector<Person> people_of(RpcReader& reader) {
  std::vector<Person> out;
  const auto names = reader.external_ids("res.partner"),
             user_names = reader.external_ids("res.users");
  const auto named = [](const auto& all, RecordId id) {
    const auto found = all.find(id);
    return found == all.end() ? std::vector<std::string>() : split_names(found->second);
  };
  const auto text = [](const json& value) {
    return value.is_string() ? value.get<std::string>() : std::string();
  };
  std::map<RecordId, std::vector<Person>> users;
  reader.read_values("res.users", reader.search("res.users", json::array()),
                     {"login", "partner_id"}, [&](const json& record) {
                       Person user;
                       user.user = record.at("id").get<RecordId>();
                       user.login = text(record.at("login"));
                       user.user_external_ids = named(user_names, user.user);
                       users[record.at("partner_id").get<RecordId>()].push_back(std::move(user));
                     });
  reader.read_values("res.partner", reader.search("res.partner", json::array()),
                     {"name", "email_normalized"}, [&](const json& record) {
                       const RecordId id = record.at("id").get<RecordId>();
                       std::vector<Person>& own = users[id];
                       if (own.empty()) own.emplace_back();
                       for (Person& person : own) {
                         person.partner = id;
                         person.name = text(record.at("name"));
                         person.email = text(record.at("email_normalized"));
                         person.external_ids = named(names, id);
                         out.push_back(std::move(person));
                       }
                     });
  return out;
}

namespace {

// The target's records of a model: all external ids, and the names of those with these ids.
struct Documents {
  std::map<std::string, RecordId> by_external_id;
  std::map<RecordId, std::string> names;
};

Documents documents_of(RpcReader& reader, const std::string& model, const IdSet& ids) {
  Documents out;
  const auto& fields = reader.fields(model);
  if (fields.empty()) return out;
  for (const auto& [id, names] : reader.external_ids(model))
    for (const std::string& one : split_names(names)) out.by_external_id[one] = id;
  if (fields.contains("name"))
    reader.read_values(
        model, reader.existing(model, sorted(ids)), {"name"}, [&](const json& record) {
          if (record.at("name").is_string())
            out.names[record.at("id").get<RecordId>()] = record.at("name").get<std::string>();
        });
  return out;
}

}  // namespace

Tally match_references(RpcReader& reader, const Batch& batch, Mapping& mapping,
                       const Notices& notices) {
  std::map<std::string, std::vector<const Row*>> by_model;
  for (const Row& row : batch.rows) by_model[row[0].value_or("")].push_back(&row);
  Tally tally;
  for (const auto& [name, all] : by_model) {
    IdSet ids;
    for (const Row* row : all) ids.insert(number((*row)[1]));
    Documents there;
    std::string why;
    try {
      there = documents_of(reader, name, ids);
    } catch (const RpcRefused& refusal) {
      why = std::string(": ") + refusal.what();
    }
    std::int64_t missing = 0;
    for (const Row* row : all) {
      const RecordId id = number((*row)[1]);
      RecordId target = 0;
      for (const std::string& one : split_names((*row)[3]))
        if (there.by_external_id.contains(one)) target = there.by_external_id[one];
      if (target == 0 && there.names.contains(id) && there.names[id] == (*row)[2].value_or(""))
        target = id;
      if (target == 0)
        ++missing;
      else
        mapping.set(name, id, target);
    }
    tally.matched += static_cast<std::int64_t>(all.size()) - missing;
    tally.left_out += missing;
    if (missing > 0)
      notices({Notice::Kind::left_out, name, 0,
               std::to_string(missing) + " of " + std::to_string(all.size()) +
                   " are not in the target" + why});
  }
  return tally;
}

}  // namespace chatterd::migrate
