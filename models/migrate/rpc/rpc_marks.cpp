// What a run created is __chatterd_migrate__.KEY_MODEL_ID; what it found has "matched_" before
// that.
#include "models/migrate/rpc/rpc_marks.hpp"

#include <algorithm>

#include "models/migrate/rpc/rpc_target.hpp"

namespace chatterd::migrate {

using json = Json;

namespace {

constexpr std::size_t batch_size = 200;
// The name of a mark begins so when the target had the record before.
constexpr std::string_view found_before = "matched_";

}  // namespace

void load_marks(RpcSession& session, const std::string& key, Mapping& mapping, Mapping& foreign) {
  const json found =
      session.call("ir.model.data", "search_read",
                   json::array({json::array({json::array({"module", "=", mark_module})}),
                                json::array({"name", "model", "res_id"})}));
  std::map<std::string, std::map<RecordId, RecordId>> created, matched;
  for (const json& one : found) {
    std::string name = one.at("name").get<std::string>();
    const bool before = name.starts_with(found_before);
    if (before) name.erase(0, found_before.size());
    const std::size_t digits = name.find_last_not_of("0123456789") + 1;
    const auto model = one.at("model").get<std::string>();
    if (!name.starts_with(key + "_") || digits == name.size()) continue;
    (before ? matched : created)[model][std::stoll(name.substr(digits))] =
        one.at("res_id").get<RecordId>();
  }
  for (const auto& [model, ids] : matched)
    for (const auto& [source, target] : ids) {
      mapping.set(model, source, target);
      foreign.set(model, target, target);
    }
  for (const auto& [model, ids] : created)
    for (const auto& [source, target] : ids) mapping.set(model, source, target);
}

void mark_matches(RpcSession& session, const std::string& key,
                  const std::vector<RpcMatch>& matches) {
  json rows = json::array();
  for (const RpcMatch& one : matches)
    rows.push_back({{"module", mark_module},
                    {"name", std::string(found_before) + mark_name(key, one.model, one.source)},
                    {"model", one.model},
                    {"res_id", one.target},
                    {"noupdate", true}});
  for (std::size_t at = 0; at < rows.size(); at += 1000) {
    const json some(std::vector<json>(
        rows.begin() + static_cast<std::ptrdiff_t>(at),
        rows.begin() + static_cast<std::ptrdiff_t>(std::min(at + 1000, rows.size()))));
    session.call("ir.model.data", "create", json::array({some}), {}, false);
  }
}

Undone undo_over_rpc(const std::string& url, const ServerLogin& login) {
  RpcSession session(url, login);
  RpcReader reader(session);
  const json marks =
      session.call("ir.model.data", "search_read",
                   json::array({json::array({json::array({"module", "=", mark_module})}),
                                json::array({"name", "model", "res_id"})}));
  std::map<std::string, IdSet> created;
  SortedIds matched;
  for (const json& one : marks) {
    if (one.at("name").get<std::string>().starts_with(found_before))
      matched.push_back(one.at("id").get<RecordId>());
    else
      created[one.at("model").get<std::string>()].insert(one.at("res_id").get<RecordId>());
  }
  Undone out;
  const std::vector<Model>& all = models();
  for (auto model = all.rbegin(); model != all.rend(); ++model) {
    const SortedIds ids = reader.existing(model->name, sorted(created[model->name]));
    for (std::size_t at = 0; at < ids.size(); at += batch_size)
      session.call(model->name, "unlink", json::array({ids_of(ids, at, at + batch_size)}));
    if (!ids.empty()) out.removed[model->name] = static_cast<std::int64_t>(ids.size());
  }
  for (std::size_t at = 0; at < matched.size(); at += batch_size)
    session.call("ir.model.data", "unlink", json::array({ids_of(matched, at, at + batch_size)}));
  return out;
}

}  // namespace chatterd::migrate
