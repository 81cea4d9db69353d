// The models that move, a row a column.
#include "models/migrate/core/records.hpp"

#include <charconv>
#include <stdexcept>

namespace chatterd::migrate {
namespace {

Column integer(std::string name) { return {std::move(name), Kind::integer, Points::nowhere, {}}; }
Column real(std::string name) { return {std::move(name), Kind::real, Points::nowhere, {}}; }
Column boolean(std::string name) { return {std::move(name), Kind::boolean, Points::nowhere, {}}; }
Column text(std::string name) { return {std::move(name), Kind::text, Points::nowhere, {}}; }
Column time(std::string name) { return {std::move(name), Kind::time, Points::nowhere, {}}; }
Column date(std::string name) { return {std::move(name), Kind::date, Points::nowhere, {}}; }
Column model_name(std::string name) {
  return {std::move(name), Kind::text, Points::model_name, {}};
}
Column to(std::string name, std::string model) {
  return {std::move(name), Kind::integer, Points::model, std::move(model)};
}
Column document(std::string name, std::string model_column) {
  return {std::move(name), Kind::integer, Points::document, std::move(model_column)};
}
Column html(std::string name) {
  Column out = text(std::move(name));
  out.html = true;
  return out;
}
Column late(Column column) {
  column.late = true;
  return column;
}
Column needed(Column column) {
  column.needed = true;
  return column;
}

using Columns = std::vector<Column>;

// Who made it and when, at the end of nearly every table.
Columns logged(Columns columns, bool users_come_later = false) {
  for (const char* name : {"create_uid", "write_uid"})
    columns.push_back(users_come_later ? late(to(name, "res.users")) : to(name, "res.users"));
  columns.push_back(time("create_date"));
  columns.push_back(time("write_date"));
  return columns;
}

Columns named(Columns columns) {
  columns.push_back(text("external_id"));
  return columns;
}

Model relation(const std::string& table, const Column& left, const Column& right, int stage) {
  Model out;
  out.name = out.table = table;
  out.columns = {needed(left), needed(right)};
  out.key = {left.name, right.name};
  out.stage = stage;
  return out;
}

Model record(std::string name, std::string table, int stage, Columns columns,
             std::vector<std::string> key = {}) {
  Model out;
  out.name = std::move(name);
  out.table = std::move(table);
  out.stage = stage;
  out.columns = std::move(columns);
  out.key = std::move(key);
  out.named = out.columns.back().name == "external_id";
  return out;
}

Model matched(Model model, Match match) {
  model.match = match;
  return model;
}

Model marked(Model model) {
  model.marked = true;
  return model;
}

Columns partner_columns() {
  return named(logged({integer("id"),
                       text("name"),
                       text("display_name"),
                       boolean("active"),
                       text("email"),
                       text("email_normalized"),
                       boolean("is_company"),
                       text("type"),
                       text("lang"),
                       text("tz"),
                       text("function"),
                       text("ref"),
                       text("vat"),
                       text("website"),
                       text("comment"),
                       text("street"),
                       text("street2"),
                       text("zip"),
                       text("city"),
                       text("phone"),
                       text("mobile"),
                       text("phone_sanitized"),
                       text("company_name"),
                       text("commercial_company_name"),
                       text("additional_info"),
                       date("date"),
                       real("credit_limit"),
                       real("partner_latitude"),
                       real("partner_longitude"),
                       boolean("employee"),
                       boolean("partner_share"),
                       integer("color"),
                       integer("message_bounce"),
                       integer("partner_gid"),
                       late(to("company_id", "res.company")),
                       to("title", "res.partner.title"),
                       to("industry_id", "res.partner.industry"),
                       to("country_id", "res.country"),
                       to("state_id", "res.country.state"),
                       late(to("parent_id", "res.partner")),
                       late(to("commercial_partner_id", "res.partner")),
                       late(to("user_id", "res.users")),
                       late(to("message_main_attachment_id", "ir.attachment"))},
                      true));
}

Columns message_columns() {
  return logged({integer("id"),
                 text("subject"),
                 time("date"),
                 html("body"),
                 text("model"),
                 document("res_id", "model"),
                 text("record_name"),
                 text("message_type"),
                 text("email_from"),
                 text("message_id"),
                 text("reply_to"),
                 text("moderation_status"),
                 text("email_layout_xmlid"),
                 boolean("no_auto_thread"),
                 boolean("add_sign"),
                 late(to("parent_id", "mail.message")),
                 to("subtype_id", "mail.message.subtype"),
                 to("mail_activity_type_id", "mail.activity.type"),
                 to("author_id", "res.partner"),
                 to("moderator_id", "res.users")});
}

Columns tracking_columns() {
  Columns out = {integer("id"), needed(to("mail_message_id", "mail.message")), text("field"),
                 text("field_desc"), text("field_type")};
  for (const std::string side : {"old_value_", "new_value_"}) {
    out.push_back(integer(side + "integer"));
    out.push_back(real(side + "float"));
    out.push_back(real(side + "monetary"));
    out.push_back(text(side + "char"));
    out.push_back(text(side + "text"));
    out.push_back(time(side + "datetime"));
  }
  out.push_back(integer("tracking_sequence"));
  return logged(std::move(out));
}

// What an address names.
Model located(const std::string& name, const std::string& table, const Columns& more) {
  Columns columns = {integer("id"), text("name")};
  columns.insert(columns.end(), more.begin(), more.end());
  return matched(marked(record(name, table, 1, named(columns))), Match::external_id);
}

// Companies are made in a database that was made for the migration only: elsewhere much more
// belongs to one.
Model company() {
  Model out = matched(
      marked(record("res.company", "res_company", 3,
                    named(logged({integer("id"), text("name"), integer("sequence"), text("email"),
                                  text("phone"), needed(to("partner_id", "res.partner")),
                                  needed(to("currency_id", "res.currency"))},
                                 true)),
                    {"name"})),
      Match::external_id);
  out.first_instead = true;
  return out;
}

std::vector<Model> first_stages() {
  Model reference = record("reference", "", 0, named({text("model"), integer("id"), text("name")}),
                           {"model", "id"});
  return {
      reference,
      matched(marked(record("res.groups", "res_groups", 1,
                            named({integer("id"), text("name"), text("comment"), boolean("share"),
                                   integer("color")}))),
              Match::external_id),
      matched(
          marked(record("mail.message.subtype", "mail_message_subtype", 1,
                        named({integer("id"), text("name"), text("description"),
                               boolean("internal"), late(to("parent_id", "mail.message.subtype")),
                               text("relation_field"), text("res_model"), boolean("default"),
                               integer("sequence"), boolean("hidden")}))),
          Match::external_id),
      matched(marked(record(
                  "mail.activity.type", "mail_activity_type", 1,
                  named({integer("id"), text("name"), text("summary"), integer("sequence"),
                         boolean("active"), integer("delay_count"), text("delay_unit"),
                         text("delay_from"), text("icon"), text("decoration_type"),
                         model_name("res_model_id"),
                         late(to("default_next_type_id", "mail.activity.type")),
                         boolean("force_next"), text("category"), text("default_description")}))),
              Match::external_id),
      located("res.country.state", "res_country_state",
              {text("code"), needed(to("country_id", "res.country"))}),
      located("res.partner.title", "res_partner_title", {text("shortcut")}),
      located("res.partner.industry", "res_partner_industry",
              {text("full_name"), boolean("active")}),
      matched(marked(record("res.partner", "res_partner", 2, partner_columns())), Match::people),
      company(),
      matched(marked(record(
                  "res.users", "res_users", 4,
                  named(logged({integer("id"), text("login"), text("password"), boolean("active"),
                                boolean("share"), needed(to("partner_id", "res.partner")),
                                needed(to("company_id", "res.company")), text("signature"),
                                text("notification_type"), text("out_of_office_message"),
                                text("odoobot_state"), late(to("alias_id", "mail.alias"))},
                               true)))),
              Match::people),
      relation("res_groups_users_rel", to("gid", "res.groups"), to("uid", "res.users"), 5),
      relation("res_company_users_rel", to("cid", "res.company"), to("user_id", "res.users"), 5),
      marked(record(
          "mail.alias", "mail_alias", 5,
          named(logged({integer("id"), text("alias_name"), needed(model_name("alias_model_id")),
                        to("alias_user_id", "res.users"), text("alias_defaults"),
                        late(document("alias_force_thread_id", "alias_model_id")),
                        model_name("alias_parent_model_id"),
                        late(document("alias_parent_thread_id", "alias_parent_model_id")),
                        text("alias_contact")})))),
      marked(record(
          "mail.channel", "mail_channel", 6,
          named(logged({integer("id"), text("name"), text("channel_type"), text("description"),
                        text("uuid"), boolean("email_send"), text("public"),
                        to("group_public_id", "res.groups"), boolean("moderation"),
                        boolean("moderation_notify"), text("moderation_notify_msg"),
                        boolean("moderation_guidelines"), text("moderation_guidelines_msg"),
                        needed(to("alias_id", "mail.alias")),
                        late(to("message_main_attachment_id", "ir.attachment"))})),
          {"uuid"})),
      relation("mail_channel_res_groups_rel", to("mail_channel_id", "mail.channel"),
               to("res_groups_id", "res.groups"), 7),
      relation("mail_channel_moderator_rel", to("mail_channel_id", "mail.channel"),
               to("res_users_id", "res.users"), 7),
      record("mail.moderation", "mail_moderation", 7,
             logged({integer("id"), text("email"), text("status"),
                     needed(to("channel_id", "mail.channel"))}),
             {"email", "channel_id"}),
  };
}

std::vector<Model> message_stages() {
  const Column message = to("mail_message_id", "mail.message");
  const Column partner = to("res_partner_id", "res.partner");
  return {
      // before the messages, whose texts show pictures
      marked(record("ir.attachment", "ir_attachment", 7,
                    logged({integer("id"), text("name"), text("description"), text("res_model"),
                            text("res_field"), late(document("res_id", "res_model")),
                            to("company_id", "res.company"), text("type"), text("url"),
                            boolean("public"), text("access_token"), integer("file_size"),
                            text("checksum"), text("mimetype"), text("index_content")}),
                    {"checksum", "res_model", "res_field", "res_id", "name"})),
      marked(record("mail.message", "mail_message", 8, message_columns(), {"message_id"})),
      record(
          "mail.channel.partner", "mail_channel_partner", 9,
          logged({integer("id"), text("custom_channel_name"),
                  needed(to("partner_id", "res.partner")), needed(to("channel_id", "mail.channel")),
                  to("fetched_message_id", "mail.message"), to("seen_message_id", "mail.message"),
                  text("fold_state"), boolean("is_minimized"), boolean("is_pinned")}),
          {"channel_id", "partner_id"}),
      relation("mail_message_mail_channel_rel", message, to("mail_channel_id", "mail.channel"), 9),
      relation("mail_message_res_partner_rel", message, partner, 9),
      relation("mail_message_res_partner_starred_rel", message, partner, 9),
      record("mail.notification", "mail_message_res_partner_needaction_rel", 9,
             {integer("id"), needed(message), needed(partner), boolean("is_read"),
              text("notification_type"), text("notification_status"), text("failure_type"),
              text("failure_reason"), time("read_date"), text("sms_number")},
             {"mail_message_id", "res_partner_id"}),
      record("mail.tracking.value", "mail_tracking_value", 9, tracking_columns(),
             {"mail_message_id", "field"}),
      marked(record(
          "mail.followers", "mail_followers", 9,
          {integer("id"), text("res_model"), needed(document("res_id", "res_model")),
           needed(to("partner_id", "res.partner")), needed(to("channel_id", "mail.channel"))},
          {"res_model", "res_id", "partner_id", "channel_id"})),
      record("mail.shortcode", "mail_shortcode", 9,
             logged({integer("id"), text("source"), text("substitution"), text("description")}),
             {"source", "substitution"}),
      relation("message_attachment_rel", to("message_id", "mail.message"),
               to("attachment_id", "ir.attachment"), 10),
      relation("mail_followers_mail_message_subtype_rel", to("mail_followers_id", "mail.followers"),
               to("mail_message_subtype_id", "mail.message.subtype"), 10),
  };
}

std::vector<Model> all_models() {
  std::vector<Model> out = first_stages();
  for (Model& model : message_stages()) out.push_back(std::move(model));
  return out;
}

}  // namespace

std::size_t Model::at(std::string_view column_name) const {
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].name == column_name) return i;
  throw std::out_of_range(name + " has no column " + std::string(column_name));
}

const Column* Model::column(std::string_view column_name) const {
  for (const Column& column : columns)
    if (column.name == column_name) return &column;
  return nullptr;
}

const std::vector<Model>& models() {
  static const std::vector<Model> all = all_models();
  return all;
}

const Model& model(std::string_view name) {
  for (const Model& candidate : models())
    if (candidate.name == name) return candidate;
  throw std::out_of_range("no model of a migration: " + std::string(name));
}

RecordId number(const Cell& value) {
  if (!value) return 0;
  RecordId out = 0;
  const auto end = std::from_chars(value->data(), value->data() + value->size(), out);
  if (end.ec != std::errc() || end.ptr != value->data() + value->size())
    throw std::invalid_argument("not a number: " + *value);
  return out;
}

std::string mark_name(const std::string& key, const std::string& model, RecordId id) {
  std::string out = key + "_" + model + "_";
  for (char& c : out)
    if (c == '.') c = '_';
  return out + std::to_string(id);
}

Cell cell(RecordId id) { return id == 0 ? Cell() : Cell(std::to_string(id)); }

}  // namespace chatterd::migrate
