// The order of run() is the order in which the selection becomes known: messages say which people
// and files they need.
#include "models/migrate/rpc/rpc_fetch.hpp"

#include <algorithm>
#include <cctype>

#include "models/engine/orm/search/domain.hpp"

namespace chatterd::migrate {

using json = Json;

namespace {

// The attachments that a text shows: /web/image/ID and /web/content/ID.
void add_linked(const std::string& body, IdSet& into) {
  for (const std::string_view path : {"/web/image/", "/web/content/"})
    for (std::size_t at = body.find(path); at != std::string::npos; at = body.find(path, at + 1)) {
      std::size_t end = at + path.size();
      RecordId id = 0;
      const std::size_t first = end;
      while (end < body.size() && end - first < 9 &&
             std::isdigit(static_cast<unsigned char>(body[end])) != 0)
        id = id * 10 + (body[end++] - '0');
      const bool over =
          end < body.size() && std::isdigit(static_cast<unsigned char>(body[end])) == 0;
      if (end > first && over) into.insert(id);
    }
}

}  // namespace

void add_ids(IdSet& to, const Cell& cell) {
  if (cell) to.insert(number(cell));
}

void add_ids(IdSet& to, const Json& value) {
  if (value.is_array())
    for (const Json& id : value) to.insert(id.get<RecordId>());
  else if (value.is_number_integer() && value.get<RecordId>() != 0)
    to.insert(value.get<RecordId>());
}

RpcFetch::RpcFetch(RpcSession& session, const Selection& selection, Fetched told)
    : session_(session),
      reader_(session),
      selection_(selection),
      whole_(selection.whole),
      told_(std::move(told)) {}

void RpcFetch::run() {
  if (!session_.superuser())
    remarks_.push_back(session_.login() +
                       " reads what access rules let: not the private channels, chats and messages "
                       "of others. Log in as __system__ (OdooBot) to have all");
  find_channels();
  fetch_messages();
  fetch_message_parts();
  fetch_channels();
  fetch_followers();
  fetch_companies();
  find_people();
  fetch_people();
  fetch_small();
  fetch_attachments();
  if (!whole_) fetch_references();
}

void RpcFetch::hidden(const std::string& model, std::int64_t count) {
  if (count > 0)
    remarks_.push_back(std::to_string(count) + " " + model + " that " + session_.login() +
                       " may not read, or that were deleted meanwhile, are left out");
}

void RpcFetch::fetch(const Model& model, const SortedIds& ids, const std::vector<std::string>& more,
                     const Rows& rows) {
  std::int64_t done = 0;
  const auto all = static_cast<std::int64_t>(ids.size());
  reader_.read(model, ids, more, [&](Row&& row, const json& record) {
    if (rows) rows(row, record);
    spool_.add(model, row);
    if (++done % 100 == 0 || done == all) told_("fetching " + model.name, done, all);
  });
  hidden(model.name, reader_.unreadable(model.name));
}

void RpcFetch::fetch_wanted(const Model& model, const IdSet& ids) {
  if (ids.empty()) return;
  const SortedIds found = reader_.existing(model.name, sorted(ids));
  hidden(model.name, static_cast<std::int64_t>(ids.size() - found.size()));
  fetch(model, found);
}

SortedIds RpcFetch::belonging(const std::string& model, const std::string& field,
                              const IdSet& owners, bool all) {
  if (all) return reader_.search(model, json::array());
  SortedIds out;
  const SortedIds given = sorted(owners);
  for (std::size_t at = 0; at < given.size(); at += fetch_chunk)
    for (const RecordId id : reader_.search(
             model, json::array({term(field, "in", ids_of(given, at, at + fetch_chunk))})))
      out.push_back(id);
  std::sort(out.begin(), out.end());
  return out;
}

void RpcFetch::add_relation(const char* table, std::vector<std::pair<RecordId, RecordId>> pairs) {
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  const Model& relation = model(table);
  for (const auto& [left, right] : pairs) spool_.add(relation, {cell(left), cell(right)});
}

void RpcFetch::find_channels() {
  channels_given_ = !whole_ && !selection_.channels.empty();
  if (!channels_given_) return;
  for (const std::string& wanted : selection_.channels) {
    json domain = json::array({"|", term("uuid", "=", wanted), term("name", "=", wanted)});
    if (wanted.find_first_not_of("0123456789") == std::string::npos && wanted.size() < 10) {
      domain.insert(domain.begin(), term("id", "=", std::stoll(wanted)));
      domain.insert(domain.begin(), "|");
    }
    const SortedIds found = reader_.search("mail.channel", domain);
    if (found.empty()) throw std::runtime_error("there is no channel " + wanted + " in the source");
    channels_.insert(found.begin(), found.end());
  }
}

void RpcFetch::fetch_messages() {
  json domain = json::array();
  if (!all_messages()) {
    if (channels_given_) {
      const json ids = ids_of(sorted(channels_), 0, channels_.size());
      domain = json::array({"|", "&", term("model", "=", "mail.channel"), term("res_id", "in", ids),
                            term("channel_ids", "in", ids)});
    }
    if (!selection_.thread_models.empty())
      domain.push_back(term("model", "in", selection_.thread_models));
    if (!selection_.since.empty()) domain.push_back(term("date", ">=", selection_.since));
    if (!selection_.until.empty()) domain.push_back(term("date", "<", selection_.until));
  }
  const Model& message = model("mail.message");
  const std::size_t author = message.at("author_id"), named = message.at("model"),
                    thread = message.at("res_id"), body = message.at("body"),
                    subtype = message.at("subtype_id"),
                    activity = message.at("mail_activity_type_id");
  struct Relation {
    const char* field;
    const char* table;
    IdSet* ids;
  };
  const std::vector<Relation> relations = {
      {"channel_ids", "mail_message_mail_channel_rel", nullptr},
      {"partner_ids", "mail_message_res_partner_rel", &partners_},
      {"starred_partner_ids", "mail_message_res_partner_starred_rel", &partners_},
      {"attachment_ids", "message_attachment_rel", &attachments_}};
  std::vector<std::string> more;
  for (const Relation& relation : relations) more.emplace_back(relation.field);
  fetch(message, reader_.search("mail.message", domain), more,
        [&](const Row& row, const json& record) {
          const RecordId id = number(row.front());
          messages_.insert(id);
          add_ids(partners_, row[author]);
          add_ids(subtypes_, row[subtype]);
          add_ids(activity_types_, row[activity]);
          for (const char* name : {"moderator_id", "create_uid", "write_uid"})
            add_ids(message_users_, row[message.at(name)]);
          if (row[named] && number(row[thread]) > 0)
            documents_[*row[named]].insert(number(row[thread]));
          if (row[body]) add_linked(*row[body], attachments_);
          for (const Relation& relation : relations) {
            const json& ids = record.at(relation.field);
            if (relation.ids != nullptr) add_ids(*relation.ids, ids);
            std::vector<std::pair<RecordId, RecordId>> pairs;
            for (const json& other : ids) pairs.emplace_back(id, other.get<RecordId>());
            add_relation(relation.table, std::move(pairs));
            if (!all_messages() && !channels_given_ && relation.ids == nullptr)
              add_ids(channels_, ids);
          }
        });
  for (const auto& [name, ids] : documents_) {
    if (name == "res.partner") partners_.insert(ids.begin(), ids.end());
    if (name == "mail.channel" && !all_messages() && !channels_given_)
      channels_.insert(ids.begin(), ids.end());
  }
}

void RpcFetch::fetch_message_parts() {
  for (const char* name : {"mail.notification", "mail.tracking.value"}) {
    const Model& part = model(name);
    const Column* partner = part.column("res_partner_id");
    const SortedIds found = belonging(name, "mail_message_id", messages_, all_messages());
    std::int64_t done = 0;
    reader_.read(part, found, {}, [&](Row&& row, const json&) {
      told_("fetching " + part.name, ++done, static_cast<std::int64_t>(found.size()));
      // of a message that came after the messages were fetched
      if (!messages_.contains(number(row[part.at("mail_message_id")]))) return;
      if (partner != nullptr) add_ids(partners_, row[part.at("res_partner_id")]);
      spool_.add(part, row);
    });
  }
}

void RpcFetch::fetch_channels() {
  const Model& channel = model("mail.channel");
  SortedIds found;
  if (all_messages()) {
    found = reader_.search("mail.channel", json::array());
    channels_ = IdSet(found.begin(), found.end());
  } else {
    found = reader_.existing("mail.channel", sorted(channels_));
  }
  std::vector<std::pair<RecordId, RecordId>> groups, moderators;
  fetch(channel, found, {"group_ids", "moderator_ids"}, [&](const Row& row, const json& record) {
    const RecordId id = number(row.front());
    for (const json& group : record.at("group_ids")) groups.emplace_back(id, group.get<RecordId>());
    for (const json& user : record.at("moderator_ids"))
      moderators.emplace_back(id, user.get<RecordId>());
    add_ids(groups_, record.at("group_ids"));
    add_ids(groups_, row[channel.at("group_public_id")]);
    add_ids(channel_users_, record.at("moderator_ids"));
    for (const char* name : {"create_uid", "write_uid"})
      add_ids(channel_users_, row[channel.at(name)]);
    add_ids(aliases_, row[channel.at("alias_id")]);
  });
  add_relation("mail_channel_res_groups_rel", std::move(groups));
  add_relation("mail_channel_moderator_rel", std::move(moderators));
  const Model& seat = model("mail.channel.partner");
  fetch(seat, belonging("mail.channel.partner", "channel_id", channels_, all_messages()), {},
        [&](const Row& row, const json&) { add_ids(partners_, row[seat.at("partner_id")]); });
  fetch(model("mail.moderation"),
        belonging("mail.moderation", "channel_id", channels_, all_messages()));
}

void RpcFetch::fetch_followers() {
  const Model& follower = model("mail.followers");
  SortedIds found;
  if (all_messages()) {
    found = reader_.search("mail.followers", json::array());
  } else {
    std::map<std::string, IdSet> wanted = documents_;
    wanted["mail.channel"].insert(channels_.begin(), channels_.end());
    for (const auto& [name, ids] : wanted) {
      const SortedIds all = sorted(ids);
      for (std::size_t at = 0; at < all.size(); at += fetch_chunk)
        for (const RecordId id :
             reader_.search("mail.followers",
                            json::array({term("res_model", "=", name),
                                         term("res_id", "in", ids_of(all, at, at + fetch_chunk))})))
          found.push_back(id);
    }
    std::sort(found.begin(), found.end());
    // a subtype that anybody follows comes along, as from a database
    reader_.read_values("mail.followers", reader_.search("mail.followers", json::array()),
                        {"subtype_ids"},
                        [&](const json& record) { add_ids(subtypes_, record.at("subtype_ids")); });
  }
  std::vector<std::pair<RecordId, RecordId>> subtypes;
  fetch(follower, found, {"subtype_ids"}, [&](const Row& row, const json& record) {
    for (const json& subtype : record.at("subtype_ids"))
      subtypes.emplace_back(number(row.front()), subtype.get<RecordId>());
    add_ids(subtypes_, record.at("subtype_ids"));
    add_ids(partners_, row[follower.at("partner_id")]);
    const Cell& name = row[follower.at("res_model")];
    if (name && row[follower.at("res_id")])
      followed_[*name].insert(number(row[follower.at("res_id")]));
  });
  add_relation("mail_followers_mail_message_subtype_rel", std::move(subtypes));
}

void RpcFetch::fetch_companies() {
  const Model& company = model("res.company");
  fetch(company, reader_.search("res.company", json::array()), {},
        [&](const Row& row, const json&) {
          add_ids(partners_, row[company.at("partner_id")]);
          add_ids(currencies_, row[company.at("currency_id")]);
        });
}

}  // namespace chatterd::migrate
