// People and what else the selected records point at, as RpcFetch knows them after the messages.
#include <algorithm>

#include "models/engine/orm/search/domain.hpp"
#include "models/migrate/rpc/rpc_fetch.hpp"

namespace chatterd::migrate {

using json = Json;

// DatabaseSelection::find_people says the same in SQL.
void RpcFetch::find_people() {
  const json active =
      selection_.archived ? json::array() : json::array({term("active", "=", true)});
  if (whole_) {
    for (const RecordId id : reader_.search("res.users", json::array())) users_.insert(id);
    for (const RecordId id : reader_.search("res.partner", json::array())) partners_.insert(id);
    return;
  }
  for (const RecordId id : belonging("res.users", "partner_id", partners_, false))
    users_.insert(id);
  users_.insert(message_users_.begin(), message_users_.end());
  users_.insert(channel_users_.begin(), channel_users_.end());
  const auto alias_users = [&](const json& record) { add_ids(users_, record.at("alias_user_id")); };
  reader_.read_values("mail.alias", reader_.existing("mail.alias", sorted(aliases_)),
                      {"alias_user_id"}, alias_users);
  if (all_messages())
    for (const RecordId id : reader_.search("res.users", active)) users_.insert(id);
  if (selection_.all_partners)
    for (const RecordId id : reader_.search("res.partner", active)) partners_.insert(id);
  const SortedIds users = reader_.existing("res.users", sorted(users_));
  reader_.read_values("res.users", users, {"partner_id"},
                      [&](const json& record) { add_ids(partners_, record.at("partner_id")); });
  // with them the companies that they belong to
  IdSet open = partners_;
  while (!open.empty()) {
    IdSet above;
    reader_.read_values("res.partner", reader_.existing("res.partner", sorted(open)),
                        {"parent_id", "commercial_partner_id"}, [&](const json& record) {
                          add_ids(above, record.at("parent_id"));
                          add_ids(above, record.at("commercial_partner_id"));
                        });
    open.clear();
    for (const RecordId id : above)
      if (partners_.insert(id).second) open.insert(id);
  }
}

void RpcFetch::fetch_people() {
  const Model& user = model("res.users");
  const SortedIds found = reader_.existing("res.users", sorted(users_));
  std::vector<std::pair<RecordId, RecordId>> groups, companies;
  fetch(user, found, {"groups_id", "company_ids"}, [&](const Row& row, const json& record) {
    const RecordId id = number(row.front());
    for (const json& group : record.at("groups_id")) {
      groups.emplace_back(group.get<RecordId>(), id);
      groups_.insert(group.get<RecordId>());
    }
    for (const json& company : record.at("company_ids"))
      companies.emplace_back(company.get<RecordId>(), id);
    add_ids(aliases_, row[user.at("alias_id")]);
  });
  add_relation("res_groups_users_rel", std::move(groups));
  add_relation("res_company_users_rel", std::move(companies));

  const Model& partner = model("res.partner");
  const SortedIds known = reader_.existing("res.partner", sorted(partners_));
  // What is pointed at but was deleted is no partner: a thread of one that is gone.
  IdSet there(known.begin(), known.end());
  std::swap(partners_, there);
  fetch(partner, known, {}, [&](const Row& row, const json&) {
    add_ids(states_, row[partner.at("state_id")]);
    add_ids(titles_, row[partner.at("title")]);
    add_ids(industries_, row[partner.at("industry_id")]);
    add_ids(countries_, row[partner.at("country_id")]);
  });
}

void RpcFetch::fetch_small() {
  const auto everything = [&](const char* name) {
    fetch(model(name), reader_.search(name, json::array()));
  };
  if (whole_) {
    for (const char* name :
         {"mail.alias", "res.groups", "mail.message.subtype", "mail.activity.type",
          "res.country.state", "res.partner.title", "res.partner.industry"})
      everything(name);
  } else {
    if (all_messages())
      everything("mail.alias");
    else
      fetch_wanted(model("mail.alias"), aliases_);
    fetch_wanted(model("res.groups"), groups_);
    fetch_wanted(model("mail.message.subtype"), subtypes_);
    fetch_wanted(model("mail.activity.type"), activity_types_);
    fetch_wanted(model("res.country.state"), states_);
    fetch_wanted(model("res.partner.title"), titles_);
    fetch_wanted(model("res.partner.industry"), industries_);
  }
  if (all_messages() && !reader_.fields("mail.shortcode").empty()) everything("mail.shortcode");
}

void RpcFetch::fetch_attachments() {
  if (whole_) return fetch(model("ir.attachment"), reader_.search("ir.attachment", json::array()));
  const auto of_records = [&](const char* owner, const IdSet* ids) {
    const json of_model = term("res_model", "=", owner);
    const SortedIds all = ids == nullptr ? SortedIds{0} : sorted(*ids);
    for (std::size_t at = 0; at < all.size(); at += fetch_chunk) {
      json domain = json::array(
          {of_model, ids == nullptr ? term("res_id", "!=", nullptr)
                                    : term("res_id", "in", ids_of(all, at, at + fetch_chunk))});
      for (const RecordId id : reader_.search("ir.attachment", std::move(domain)))
        attachments_.insert(id);
    }
  };
  of_records("mail.channel", all_messages() ? nullptr : &channels_);
  of_records("mail.message", all_messages() ? nullptr : &messages_);
  of_records("res.partner", &partners_);
  const Model& attachment = model("ir.attachment");
  fetch(attachment, reader_.existing("ir.attachment", sorted(attachments_)), {},
        [&](const Row& row, const json&) {
          const Cell& owner = row[attachment.at("res_model")];
          if (owner && number(row[attachment.at("res_id")]) > 0)
            documents_[*owner].insert(number(row[attachment.at("res_id")]));
        });
}

// What does not move itself: number, name and external ids, by which a target finds its own.
void RpcFetch::fetch_references() {
  std::map<std::string, IdSet> pointed = documents_;
  for (const auto& [name, ids] : followed_) pointed[name].insert(ids.begin(), ids.end());
  for (const char* moved :
       {"mail.channel", "res.partner", "mail.message", "res.users", "res.company"})
    pointed.erase(moved);
  pointed["res.currency"] = currencies_;
  const SortedIds states = reader_.existing("res.country.state", sorted(states_));
  reader_.read_values("res.country.state", states, {"country_id"},
                      [&](const json& record) { add_ids(countries_, record.at("country_id")); });
  pointed["res.country"] = countries_;
  const Model& reference = model("reference");
  for (const auto& [name, ids] : pointed) {
    if (ids.empty()) continue;
    // also what is in ir.model without code may be named by messages: it cannot be read
    try {
      const auto& fields = reader_.fields(name);
      if (fields.empty()) continue;
      const auto named = fields.find("name");
      const bool has_name = named != fields.end() && named->second.stored;
      const SortedIds found = reader_.existing(name, sorted(ids));
      const auto external = reader_.external_ids(name, &found);
      std::vector<Row> rows;
      reader_.read_values(
          name, found, {has_name ? "name" : "id"}, [&, &of = name](const json& record) {
            const RecordId id = record.at("id").get<RecordId>();
            const json& said = has_name ? record.at("name") : json();
            const auto known = external.find(id);
            rows.push_back({of, cell(id), said.is_string() ? Cell(said.get<std::string>()) : Cell(),
                            known == external.end() ? Cell() : Cell(known->second)});
          });
      std::sort(rows.begin(), rows.end(),
                [](const Row& a, const Row& b) { return number(a[1]) < number(b[1]); });
      for (const Row& row : rows) spool_.add(reference, row);
    } catch (const RpcRefused& refusal) {
      remarks_.push_back(name + ": the documents that messages belong to cannot be read (" +
                         refusal.what() + ")");
    }
  }
}

}  // namespace chatterd::migrate
