// The columns that a server keeps for itself are a list here; docs/migration.md says the same to
// administrators.
#include "models/migrate/rpc/rpc_values.hpp"

#include <algorithm>
#include <set>

#include "models/migrate/rpc/rpc_target.hpp"

namespace chatterd::migrate {

using json = Json;

namespace {

bool is_number(const Column& column) {
  return column.kind == Kind::boolean || column.kind == Kind::integer || column.kind == Kind::real;
}

RecordId model_number(RpcReader& reader, const std::string& name) {
  for (const auto& [id, known] : reader.model_names())
    if (known == name) return id;
  return 0;
}

}  // namespace

json quiet(json context) {
  for (const char* name :
       {"mail_create_nolog", "mail_create_nosubscribe", "mail_notrack", "tracking_disable",
        "mail_auto_subscribe_no_notify", "no_reset_password", "mail_channel_noautofollow"})
    context[name] = true;
  context["tz"] = "UTC";
  return context;
}

bool computed(const Model& model, const std::string& column) {
  static const std::set<std::pair<std::string, std::string>> some = {
      {"res.partner", "display_name"},
      {"res.partner", "email_normalized"},
      {"res.partner", "partner_share"},
      {"res.partner", "commercial_partner_id"},
      {"res.partner", "phone_sanitized"},
      {"res.partner", "commercial_company_name"},
      {"res.users", "share"},
      {"res.groups", "share"},
      {"ir.attachment", "file_size"},
      {"ir.attachment", "checksum"}};
  return some.contains({model.name, column});
}

bool same(const Column& column, const Cell& a, const Cell& b) {
  const auto plain = [&](const Cell& cell) {
    std::string out = cell.value_or("");
    if (column.kind == Kind::time) out.resize(std::min(out.find('.'), out.size()));
    if (is_number(column) &&
        (out == "0" || out == "f" || out.find_first_not_of("0.") == std::string::npos))
      out.clear();
    return out;
  };
  return plain(a) == plain(b);
}

bool kept_by_server(const Model& model, const std::string& column) {
  static const std::set<std::string> everywhere = {"create_uid", "write_uid", "create_date",
                                                   "write_date"};
  static const std::set<std::pair<std::string, std::string>> some = {
      {"res.users", "password"},
      {"res.users", "alias_id"},
      {"ir.attachment", "index_content"},
      {"mail.notification", "read_date"}};
  return everywhere.contains(column) || some.contains({model.name, column});
}

std::string load_value(RpcReader& reader, const Column& column, const Cell& cell) {
  if (!cell) return "";
  if (column.points == Points::model_name) return std::to_string(model_number(reader, *cell));
  if (column.kind == Kind::boolean) return *cell == "t" ? "1" : "0";
  if (column.kind == Kind::time) return cell->substr(0, cell->find('.'));
  return *cell;
}

json write_value(RpcReader& reader, const Column& column, const Cell& cell) {
  if (!cell) return false;
  if (column.points == Points::model_name) return model_number(reader, *cell);
  if (column.kind == Kind::boolean) return *cell == "t";
  if (column.kind == Kind::integer) return number(cell);
  if (column.kind == Kind::real) return std::stod(*cell);
  if (column.kind == Kind::time) return cell->substr(0, cell->find('.'));
  return *cell;
}

}  // namespace chatterd::migrate
