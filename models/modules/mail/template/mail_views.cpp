#include "models/modules/mail/template/mail_views.hpp"

#include "models/engine/qweb/views.hpp"
#include "models/engine/templates/record_values.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

bool knows_views(const Env& env) {
  return *env.cached<bool>("table/ir_ui_view", [&] {
    return !env.cr().execute("SELECT to_regclass('ir_ui_view')")[0][0].is_null();
  });
}

bool in_database(const Env& env, const std::string& xml_id) {
  return knows_views(env) && env.cached_if_found<bool>("view/" + xml_id, [&] {
    const std::size_t dot = std::min(xml_id.find('.'), xml_id.size());
    const auto rows = env.cr().execute(
        Sql(R"sql(
            SELECT v.id
            FROM ir_ui_view v
              JOIN ir_model_data d ON d.res_id = v.id
            WHERE d.model = 'ir.ui.view'
              AND d.module = %s
              AND d.name = %s)sql",
            {xml_id.substr(0, dot), xml_id.substr(std::min(dot + 1, xml_id.size()))}));
    return rows.empty() ? std::optional<bool>() : true;
  });
}

}  // namespace

bool has_view(const Env& env, const std::string& xml_id) {
  return knows_views(env) ? in_database(env, xml_id) : !standalone_view(xml_id).empty();
}

std::string render_view(const Env& env, const std::string& xml_id,
                        const templates::Variables& values) {
  if (in_database(env, xml_id)) return qweb::render_view(env, env.ref(xml_id), values);
  const std::string_view arch = knows_views(env) ? std::string_view() : standalone_view(xml_id);
  if (arch.empty()) throw ValueError("External ID not found in the system: " + xml_id);
  return qweb::render_arch(env, arch, values);
}

void post_with_view(const Records& documents, const std::string& xml_id,
                    templates::Variables values, const Value& keywords) {
  if (!has_view(documents.env(), xml_id)) return;
  for (const Records& document : documents.each()) {
    values["object"] = templates::records_value(document);
    Value with_body = keywords;
    with_body["body"] = render_view(documents.env(), xml_id, values);
    document.call("message_post_with_template", Value::array({false}), with_body);
  }
}

}  // namespace chatterd
