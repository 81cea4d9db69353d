#include "models/migrate/rpc/rpc_equality.hpp"

#include <algorithm>

#include "models/migrate/rpc/rpc_values.hpp"

namespace chatterd::migrate {

using json = Json;

void RpcEquality::note_last_seat() {
  for (const RecordId id : work_.reader.search("mail.channel.partner", json::array()))
    last_seat_ = id;
}

// Whom the server seated itself, by the groups of new people or as the creator: of channels that a
// run created all that the source does not have, of others those that this run caused.
void RpcEquality::remove_own_seats() {
  IdSet channels, all, seats;
  for (const auto& [source, target] : work_.mapping.pairs("mail.channel")) {
    all.insert(target);
    if (!work_.foreign_record("mail.channel", target)) channels.insert(target);
  }
  for (const auto& [source, target] : work_.mapping.pairs("mail.channel.partner"))
    seats.insert(target);
  const auto in = [](const IdSet& ids) {
    return json::array({"channel_id", "in", ids_of(sorted(ids), 0, ids.size())});
  };
  const SortedIds own = work_.reader.search("mail.channel.partner", json::array({in(channels)}));
  const SortedIds caused = work_.reader.search(
      "mail.channel.partner", json::array({in(all), json::array({"id", ">", last_seat_}),
                                           json::array({"create_uid", "=", work_.session.uid()})}));
  IdSet surplus(own.begin(), own.end());
  surplus.insert(caused.begin(), caused.end());
  for (const RecordId id : seats) surplus.erase(id);
  if (surplus.empty()) return;
  work_.session.call("mail.channel.partner", "unlink",
                     json::array({ids_of(sorted(surplus), 0, surplus.size())}));
}

void RpcEquality::write_contents() {
  const Model& attachment = model("ir.attachment");
  std::map<std::string, std::vector<std::pair<RecordId, Cell>>> by_checksum;
  work_.spool.read(attachment, [&](Row&& row) {
    const RecordId target = work_.mapping.find(attachment.name, number(row.front()));
    if (row[attachment.at("type")] == "binary" && row[attachment.at("checksum")] && target != 0 &&
        !work_.foreign_record(attachment.name, target))
      by_checksum[*row[attachment.at("checksum")]].emplace_back(target,
                                                                row[attachment.at("mimetype")]);
  });
  work_.contents.read(model("reference"), [&](Row&& row) {
    for (const auto& [target, mimetype] : by_checksum[*row[0]])
      work_.session.call("ir.attachment", "write",
                         json::array({json::array({target}),
                                      {{"datas", *row[2]},
                                       {"mimetype", mimetype ? json(*mimetype) : json(false)}}}),
                         {{"context", quiet(work_.session.context())}});
  });
}

void RpcEquality::make_equal(const Model& model) {
  if (work_.reader.fields(model.name).empty()) return;
  std::map<RecordId, Row> wanted;
  const auto flush = [&] {
    equalise(model, wanted);
    wanted.clear();
  };
  work_.spool.read(model, [&](Row&& row) {
    const RecordId target = work_.mapping.find(model.name, number(row.front()));
    if (target == 0 || (work_.foreign_record(model.name, target) && !model.marked)) return;
    wanted[target] = std::move(row);
    if (wanted.size() >= 1000) flush();
  });
  flush();
}

void RpcEquality::equalise(const Model& model, const std::map<RecordId, Row>& wanted) {
  SortedIds ids;
  for (const auto& [id, row] : wanted) ids.push_back(id);
  std::vector<std::string> more;
  for (const RpcLink& link : rpc_links())
    if (model.name == link.model) more.emplace_back(link.field);
  const std::vector<std::size_t> places = work_.taken(model);
  std::map<std::string, json> same_values;  // values -> ids
  work_.reader.read(model, ids, more, [&](Row&& there, const json& record) {
    const RecordId target = number(there.front());
    const Row& source = wanted.at(target);
    json values = json::object();
    if (!work_.foreign_record(model.name, target)) {
      const Row row = translate(model, source, work_.mapping).row;
      for (const std::size_t i : places)
        if (work_.tells(model, model.columns[i]) && !same(model.columns[i], row[i], there[i]))
          values[model.columns[i].name] = write_value(work_.reader, model.columns[i], row[i]);
    }
    for (const RpcLink& link : rpc_links()) {
      if (model.name != link.model) continue;
      // who was there before keeps her groups
      if (gives_rights(migrate::model(link.table)) && !work_.info.told.empty() &&
          work_.foreign_record(model.name, target))
        continue;
      SortedIds has = record.at(link.field).get<SortedIds>();
      std::sort(has.begin(), has.end());
      const SortedIds needs = work_.link_targets(link, number(source.front()));
      const bool enough = work_.foreign_record(model.name, target)
                              ? std::includes(has.begin(), has.end(), needs.begin(), needs.end())
                              : has == needs;
      if (enough) continue;
      json commands = json::array();
      if (work_.foreign_record(model.name, target))
        for (const RecordId id : needs) commands.push_back(json::array({4, id}));
      else
        commands.push_back(json::array({6, 0, needs}));
      values[link.field] = std::move(commands);
    }
    if (!values.empty()) {
      json& list = same_values[values.dump()];
      if (list.is_null()) list = json::array();
      list.push_back(target);
    }
  });
  for (const auto& [values, targets] : same_values)
    work_.session.call(model.name, "write", json::array({targets, json::parse(values)}),
                       {{"context", quiet(work_.session.context())}});
}

}  // namespace chatterd::migrate
