#include "models/migrate/rpc/rpc_work.hpp"

#include <algorithm>

#include "models/migrate/rpc/rpc_target.hpp"
#include "models/migrate/rpc/rpc_values.hpp"

namespace chatterd::migrate {

const std::vector<RpcLink>& rpc_links() {
  static const std::vector<RpcLink> links = {
      {"res_groups_users_rel", "res.users", "groups_id", false},
      {"res_company_users_rel", "res.users", "company_ids", false},
      {"mail_channel_res_groups_rel", "mail.channel", "group_ids", true},
      {"mail_channel_moderator_rel", "mail.channel", "moderator_ids", true},
      {"mail_message_mail_channel_rel", "mail.message", "channel_ids", true},
      {"mail_message_res_partner_rel", "mail.message", "partner_ids", true},
      {"mail_message_res_partner_starred_rel", "mail.message", "starred_partner_ids", true},
      {"message_attachment_rel", "mail.message", "attachment_ids", true},
      {"mail_followers_mail_message_subtype_rel", "mail.followers", "subtype_ids", true},
  };
  return links;
}

void RpcWork::match(const std::string& model, RecordId source, RecordId target) {
  if (mapping.find(model, source) == 0) matches.push_back({model, source, target});
  mapping.set(model, source, target);
  foreign.set(model, target, target);
}

void RpcWork::made(const std::string& model, RecordId source, RecordId target) {
  mapping.set(model, source, target);
  if (const auto known = made_.find(model); known != made_.end()) known->second.insert(target);
}

bool RpcWork::ours(const std::string& model, RecordId target) {
  if (!made_.contains(model))
    for (const auto& [source, id] : mapping.pairs(model))
      if (!foreign_record(model, id)) made_[model].insert(id);
  return made_[model].contains(target);
}

void RpcWork::gather_links() {
  for (const RpcLink& link : rpc_links())
    spool.read(model(link.table), [&](Row&& row) {
      const RecordId owner = number(row[link.left ? 0 : 1]), other = number(row[link.left ? 1 : 0]);
      linked_[&link][owner].push_back(other);
    });
}

SortedIds RpcWork::link_targets(const RpcLink& link, RecordId source) {
  SortedIds out;
  const Model& relation = model(link.table);
  const std::string& to = relation.columns[link.left ? 1 : 0].to;
  const auto found = linked_[&link].find(source);
  if (found != linked_[&link].end())
    for (const RecordId other : found->second)
      if (const RecordId target = mapping.find(to, other)) out.push_back(target);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<std::size_t> RpcWork::taken(const Model& model) {
  const auto& fields = reader.fields(model.name);
  std::vector<std::size_t> out;
  for (std::size_t i = 1; i < model.columns.size(); ++i) {
    const std::string& name = model.columns[i].name;
    const auto field = fields.find(name);
    if (name != "external_id" && field != fields.end() && field->second.stored &&
        !kept_by_server(model, name) && !computed(model, name))
      out.push_back(i);
  }
  return out;
}

bool RpcWork::tells(const Model& model, const Column& column) const {
  const auto told = info.told.find(model.name);
  return told == info.told.end() || told->second.contains(column.name);
}

}  // namespace chatterd::migrate
