#include "models/migrate/chat/chat_rows.hpp"

#include <algorithm>
#include <filesystem>

#include "bridge/files/hash.hpp"
#include "bridge/files/mimetypes.hpp"
#include "models/migrate/chat/chat_source.hpp"

namespace chatterd::migrate {
namespace {

// The few records that every row leans on are found in the target by their external ids.
constexpr RecordId company = 1, internal = 1, portal = 2, discussions = 1, currency = 1;

Cell truth(bool value) { return value ? "t" : "f"; }
Cell filled(const std::string& text) { return text.empty() ? Cell() : Cell(text); }
Cell moment(std::int64_t microseconds) {
  return microseconds == 0 ? Cell() : Cell(date_text(microseconds));
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

// Text that a column can hold.
std::string line_of(const std::string& text) {
  std::string out;
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 32 && c != 127)
      out += c;
    else if (c == '\n' || c == '\t')
      out += ' ';
  return out;
}

// A time zone that Odoo has, for it fails on others; those of the system are the same.
Cell zone(const std::string& name) {
  static const std::string folder = "/usr/share/zoneinfo/";
  const bool named = !name.empty() && name.front() >= 'A' && name.front() <= 'Z' &&
                     std::all_of(name.begin(), name.end(), [](char c) {
                       return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                              (c >= '0' && c <= '9') || c == '/' || c == '_' || c == '-' ||
                              c == '+';
                     });
  std::error_code ignored;
  const bool known = !std::filesystem::is_directory(folder, ignored) ||
                     std::filesystem::is_regular_file(folder + name, ignored);
  return named && known ? Cell(name) : Cell();
}

}  // namespace

void ChatRows::add(const char* name, Values told, Values first) {
  const Model& model = migrate::model(name);
  Row row(model.columns.size());
  std::set<std::string>& known = told_[model.name];
  for (const auto& [column, value] : told) {
    row[model.at(column)] = value;
    if (known.size() < told.size()) known.emplace(column);
  }
  for (const auto& [column, value] : first) row[model.at(column)] = value;
  spool_.add(model, row);
}

void ChatRows::base(const std::string& name) {
  // any of the usual ones; it only has to be there
  add("reference", {{"model", "res.currency"},
                    {"id", cell(currency)},
                    {"name", "EUR"},
                    {"external_id", "base.EUR,base.USD"}});
  add("res.groups",
      {{"id", cell(internal)}, {"name", "Internal User"}, {"external_id", "base.group_user"}});
  add("res.groups", {{"id", cell(portal)},
                     {"name", "Portal"},
                     {"share", "t"},
                     {"external_id", "base.group_portal"}});
  add("mail.message.subtype", {{"id", cell(discussions)},
                               {"name", "Discussions"},
                               {"default", "t"},
                               {"external_id", "mail.mt_comment"}});
  add("res.partner",
      {{"id", cell(company)},
       {"name", name},
       {"display_name", name},
       {"external_id", "base.main_partner"}},
      {{"active", "t"},
       {"is_company", "t"},
       {"type", "contact"},
       {"commercial_partner_id", cell(company)}});
  told_["res.partner"].clear();  // people tell more
  add("res.company", {{"id", cell(company)},
                      {"name", name},
                      {"partner_id", cell(company)},
                      {"currency_id", cell(currency)},
                      {"external_id", "base.main_company"}});
}

void ChatRows::person(const ChatPerson& person) {
  const std::string name = filled(line_of(person.name)).value_or("?"),
                    email = line_of(person.email);
  add("res.partner",
      {{"id", cell(person.id)},
       {"name", name},
       {"display_name", name},
       {"active", truth(person.active)},
       {"email", filled(email)},
       {"email_normalized", filled(lower(email))},
       {"function", filled(line_of(person.position))},
       {"phone", filled(line_of(person.phone))},
       {"tz", zone(person.tz)},
       {"partner_share", truth(!person.user || person.guest ||
                               !person.active)}},  // of archived users, as Odoo has it
      {{"is_company", "f"},
       {"type", "contact"},
       {"lang", "en_US"},
       {"color", "0"},
       {"message_bounce", "0"},
       {"commercial_partner_id", cell(person.id)}});
  if (!person.user) return;
  add("res.users",
      {{"id", cell(person.id)},
       {"login", person.login},
       {"active", truth(person.active)},
       {"share", truth(person.guest)},
       {"partner_id", cell(person.id)},
       {"company_id", cell(company)}},
      {{"notification_type", "email"}, {"odoobot_state", "not_initialized"}});
  add("res_groups_users_rel",
      {{"gid", cell(person.guest ? portal : internal)}, {"uid", cell(person.id)}});
  add("res_company_users_rel", {{"cid", cell(company)}, {"user_id", cell(person.id)}});
}

void ChatRows::channel(const ChatChannel& channel) {
  const Cell id = cell(channel.id), creator = cell(channel.creator),
             created = moment(channel.created);
  const bool open = channel.kind == ChatChannel::Kind::open;
  add("mail.alias",
      {{"id", id},
       {"alias_model_id", "mail.channel"},
       {"alias_force_thread_id", id},
       {"alias_parent_model_id", "mail.channel"},
       {"alias_parent_thread_id", id}},
      {{"alias_defaults", "{}"}, {"alias_contact", open ? "everyone" : "followers"}});
  add("mail.channel",
      {{"id", id},
       {"name", filled(line_of(channel.name)).value_or("?")},
       {"channel_type", channel.kind == ChatChannel::Kind::direct ? "chat" : "channel"},
       {"description", filled(line_of(channel.description))},
       {"uuid", uuid(channel)},
       {"public", open ? "groups" : "private"},
       {"group_public_id", open ? cell(internal) : Cell()},
       {"alias_id", id},
       {"create_uid", creator},
       {"create_date", created}},
      {{"email_send", "f"}, {"write_uid", creator}, {"write_date", created}});
  // a channel listens to itself, or what is posted there would not show in it
  add("mail.followers", {{"id", id},
                         {"res_model", "mail.channel"},
                         {"res_id", id},
                         {"partner_id", Cell()},
                         {"channel_id", id}});
  add("mail_followers_mail_message_subtype_rel",
      {{"mail_followers_id", id}, {"mail_message_subtype_id", cell(discussions)}});
  const Cell last = cell(channel.last_message);
  for (const RecordId member : channel.members)
    add("mail.channel.partner",
        {{"id",
          cell(number_of("seat " + std::to_string(channel.id) + " " + std::to_string(member)))},
         {"partner_id", cell(member)},
         {"channel_id", id},
         {"fetched_message_id", last},
         {"seen_message_id", last}},
        {{"fold_state", "open"}, {"is_minimized", "f"}, {"is_pinned", "t"}});
}

void ChatRows::message(const ChatMessage& message) {
  const Cell id = cell(message.id), channel = cell(message.channel), user = cell(message.user);
  add("mail.message",
      {{"id", id},
       {"date", date_text(message.date)},
       {"body", message.body},
       {"model", "mail.channel"},
       {"res_id", channel},
       {"record_name", filled(line_of(message.channel_name))},
       {"message_type", message.notification ? "notification" : "comment"},
       {"email_from", filled(line_of(message.email_from))},
       {"message_id", line_of(message.message_id)},
       {"no_auto_thread", "f"},
       {"add_sign", "t"},
       {"parent_id", cell(message.parent)},
       {"subtype_id", cell(discussions)},
       {"author_id", cell(message.author)},
       {"create_uid", user},
       {"write_uid", user},
       {"create_date", date_text(message.date)},
       {"write_date", date_text(message.edited == 0 ? message.date : message.edited)}});
  add("mail_message_mail_channel_rel", {{"mail_message_id", id}, {"mail_channel_id", channel}});
  for (const RecordId partner : message.mentioned)
    add("mail_message_res_partner_rel",
        {{"mail_message_id", id}, {"res_partner_id", cell(partner)}});
  for (const RecordId partner : message.starred)
    add("mail_message_res_partner_starred_rel",
        {{"mail_message_id", id}, {"res_partner_id", cell(partner)}});
  std::set<std::string> attached;  // a message may name a file twice
  for (const ChatFile& file : message.files) {
    if (!attached.insert(file.identity).second) continue;
    const Cell attachment = cell(number_of("file " + message.message_id + " " + file.identity));
    add("ir.attachment", {{"id", attachment},
                          {"name", filled(line_of(file.name)).value_or("file")},
                          {"res_model", "mail.channel"},
                          {"res_id", channel},
                          {"type", "binary"},
                          {"file_size", std::to_string(file.content.size)},
                          {"checksum", file.content.checksum},
                          {"mimetype", file.mimetype},
                          {"create_uid", user},
                          {"create_date", date_text(message.date)}});
    add("message_attachment_rel", {{"message_id", id}, {"attachment_id", attachment}});
  }
}

void settle_logins(std::vector<std::pair<std::string, ChatPerson*>> people,
                   const std::string& suffix, LeftOut& left_out) {
  std::stable_partition(people.begin(), people.end(),
                        [](const auto& one) { return one.second->active; });
  std::set<std::string> taken;
  for (const auto& [name, person] : people) {
    if (!person->user) continue;
    person->login = lower(line_of(person->email));
    if (person->login.empty() || !taken.insert(person->login).second) {
      const std::string why = person->login.empty()
                                  ? "people without an e-mail address"
                                  : "people whose e-mail address somebody else has too";
      left_out.count(why + "; they log in with their name and " + suffix);
      person->login = lower(line_of(name)) + suffix;
      // somebody may have that for an address
      while (!taken.insert(person->login).second) person->login += "+";
    }
  }
}

// Of version 5's form.
std::string ChatRows::uuid(const ChatChannel& channel) const {
  std::string out = bridge::sha1_hex(key_ + " " + channel.identity).substr(0, 32);
  out[12] = '5';
  out[16] = '8';
  for (const std::size_t at : {8U, 13U, 18U, 23U}) out.insert(at, "-");
  return out;
}

void ChatRows::settle() {
  spool_.settle();
  // models without a row are told too: all of nothing
  for (const Model& model : models()) told_.try_emplace(model.name);
}

std::string sender_of(const std::string& name, const std::string& email) {
  if (email.empty()) return name;
  std::string quoted;
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return "\"" + quoted + "\" <" + email + ">";
}

std::string safe_mimetype(const std::string& given, const std::string& name) {
  const std::string mimetype = lower(line_of(
      given.empty() ? bridge::guess_type(name).value_or("application/octet-stream") : given));
  return mimetype.find("ht") != std::string::npos || mimetype.find("xml") != std::string::npos
             ? "text/plain"
             : mimetype;
}

}  // namespace chatterd::migrate
