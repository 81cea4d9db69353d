// ir.attachment: the content, in the filestore or in the table, and what is derived from it
// (odoo/addons/base/models/ir_attachment.py).
#include <algorithm>

#include "bridge/files/filestore.hpp"
#include "bridge/files/hash.hpp"
#include "bridge/files/mimetypes.hpp"
#include "models/engine/host.hpp"
#include "models/modules/base/ir/ir_attachment.hpp"
#include "models/modules/base/res/settings.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

// Words of four printable characters and more, for the full text search of text files.
std::string printable_words(const std::string& bytes) {
  std::string out, word;
  for (std::size_t i = 0; i <= bytes.size(); ++i) {
    const bool printable = i < bytes.size() && bytes[i] >= 0x20 && bytes[i] <= 0x7e;
    if (printable) {
      word += bytes[i];
      continue;
    }
    if (word.size() >= 4) out += (out.empty() ? "" : "\n") + word;
    word.clear();
  }
  return out;
}

Value index_content(const std::string& bytes, const std::string& mimetype) {
  const std::string kind = mimetype.substr(0, mimetype.find('/'));
  return kind == "text" ? Value(printable_words(bytes)) : Value(kind);
}

std::string mimetype_of(const Value& values, const std::optional<std::string>& bytes) {
  std::string mimetype = values.contains("mimetype") ? to_text(values["mimetype"]) : "";
  for (const char* source : {"name", "url"}) {
    if (!mimetype.empty() || !values.contains(source) || !truthy(values[source])) continue;
    if (!values[source].is_string())
      throw TypeError(std::string("expected str, bytes or os.PathLike object, not ") +
                      python_type(values[source]));
    mimetype = bridge::guess_type(values[source].get<std::string>()).value_or("");
  }
  if (bytes && !bytes->empty() && (mimetype.empty() || mimetype == "application/octet-stream"))
    mimetype = bridge::guess_mimetype(*bytes);
  return mimetype.empty() ? "application/octet-stream" : mimetype;
}

// Markup is served as text unless an administrator brought it in: a browser would run it.
std::string safe_mimetype(const Env& env, const std::string& mimetype) {
  const bool markup =
      mimetype.find("ht") != std::string::npos || mimetype.find("xml") != std::string::npos;
  if (!markup) return mimetype;
  const Id real_user = to_id(env.context("binary_field_real_user"));
  const bool system = real_user ? env.with_user(real_user).is_system() &&
                                      env.with_user(real_user).has_group("base.group_system")
                                : env.has_group("base.group_system") || env.uid() == superuser_id;
  return !system || env.flag("attachments_mime_plainxml") ? "text/plain" : mimetype;
}

}  // namespace

std::string bytes_of_base64(const Value& datas) {
  if (!truthy(datas)) return {};
  if (!datas.is_string())
    throw TypeError(std::string("argument should be a bytes-like object or ASCII string, not '") +
                    python_type(datas) + "'");
  const std::string& text = datas.get_ref<const std::string&>();
  if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x7f; }))
    throw ValueError("string argument should contain only ASCII characters");
  try {
    return bridge::base64_decode_lenient(text);
  } catch (const std::invalid_argument& error) {
    throw Error(ErrorKind::internal, error.what(), "binascii.Error");
  }
}

std::string attachment_bytes(const Env& env, const Value& store_fname, const Value& db_datas) {
  if (store_fname.is_string() && !env.host().filestore_folder().empty())
    return bridge::Filestore(env.host().filestore_folder())
        .read(store_fname.get<std::string>())
        .value_or("");
  return db_datas.is_string() ? db_datas.get<std::string>() : "";
}

std::string human_size(std::size_t bytes) {
  // odoo.tools.human_size: "21.00 bytes", "1.50 Kb"
  static const char* const units[] = {"bytes", "Kb", "Mb", "Gb"};
  double size = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (size >= 1024 && unit < 3) {
    size /= 1024;
    ++unit;
  }
  char text[40];
  std::snprintf(text, sizeof text, "%.2f %s", size, units[unit]);
  return text;
}

Value attachment_content_values(const Env& env, Value values) {
  values.erase("file_size");
  values.erase("checksum");
  const bool with_content = values.contains("datas");
  std::optional<std::string> bytes;
  if (with_content && truthy(values["datas"])) bytes = bytes_of_base64(values["datas"]);
  values["mimetype"] = safe_mimetype(env, mimetype_of(values, bytes));
  if (!with_content) return values;
  const std::string content = bytes.value_or("");
  const std::string mimetype = values["mimetype"].get<std::string>();
  const bool in_table = env.host().filestore_folder().empty() ||
                        config_parameter(env, "ir_attachment.location", "file") == "db";
  values["file_size"] = content.size();
  values["checksum"] = bridge::sha1_hex(content);
  values["index_content"] = index_content(content, mimetype);
  values["store_fname"] = false;
  values["db_datas"] = values["datas"];
  if (truthy(values["datas"]) && !in_table) {
    values["store_fname"] = bridge::Filestore(env.host().filestore_folder()).write(content);
    values["db_datas"] = false;
  }
  values.erase("datas");
  return values;
}

namespace {

Value compute_datas(const Records& attachments, const Args&) {
  const Env& env = attachments.env();
  const bool size_only = env.flag("bin_size") || env.flag("bin_size_datas");
  for (const Records& attachment : attachments.sudo().each()) {
    Value datas = false;
    if (attachment.is("store_fname")) {
      const std::string bytes = attachment_bytes(env, attachment.get("store_fname"), false);
      datas = size_only ? human_size(bytes.size()) : bridge::base64_encode(bytes);
    } else if (attachment.is("db_datas")) {
      // the table holds base64 text, as Odoo stores it
      datas = attachment.get("db_datas");
      if (size_only) datas = human_size(bytes_of_base64(datas).size());
    }
    attachments.browse({attachment.id()}).assign("datas", datas);
  }
  return nullptr;
}

Value inverse_datas(const Records& attachments, const Args&) {
  for (const Records& attachment : attachments.each()) {
    const std::string old = attachment.sudo().text("store_fname");
    const Value values = attachment_content_values(
        attachments.env(),
        {{"datas", attachment.get("datas")}, {"mimetype", attachment.sudo().get("mimetype")}});
    attachment.sudo().call("_write_content", Value::array({values}));
    if (!old.empty()) forget_stored_files(attachments.env(), {old});
  }
  return nullptr;
}

// The columns alone: write() would derive the content's values once more.
Value write_content(const Records& attachments, const Args& args) {
  const Value& values = args["vals"];
  std::vector<Sql> settings;
  for (const auto& [name, value] : values.items()) {
    bridge::Param param = nullptr;
    if (name == "db_datas" && value.is_string())
      param = bridge::Bytes{value.get<std::string>()};
    else if (value.is_number_integer())
      param = value.get<std::int64_t>();
    else if (value.is_string())
      param = value.get<std::string>();
    settings.push_back(Sql::identifier(name) + Sql(" = %s", {param}));
  }
  attachments.env().cr().execute(
      Sql("UPDATE ir_attachment SET ") + Sql::join(settings, ", ") +
      Sql(", write_uid = %s, write_date = now() at time zone 'UTC' WHERE id = ANY(%s::int[])",
          {attachments.env().uid(), attachments.ids()}));
  attachments.invalidate();
  return true;
}

}  // namespace

void forget_stored_files(const Env& env, const std::vector<std::string>& names) {
  if (env.host().filestore_folder().empty()) return;
  const std::string folder = env.host().filestore_folder();
  env.cr().after_commit([folder, names] {
    bridge::Filestore store(folder);
    for (const std::string& name : names) store.mark_for_gc(name);
  });
}

void define_ir_attachment_content(Model& m) {
  m.method("_compute_datas", On::multi, {}, compute_datas);
  m.method("_inverse_datas", On::multi, {}, inverse_datas);
  m.method("_write_content", On::multi, {"vals"}, write_content);
}

}  // namespace chatterd
