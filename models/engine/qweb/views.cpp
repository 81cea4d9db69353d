// Views of the database: read_combined, its translation, and the engine that gives templates
// records and views.
#include "models/engine/qweb/views.hpp"

#include <map>

#include "bridge/text/percent.hpp"
#include "models/engine/html/tree.hpp"
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/access/missing.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/engine/qweb/arch.hpp"
#include "models/engine/qweb/fields.hpp"
#include "models/engine/templates/record_formats.hpp"

namespace chatterd::qweb {
namespace {

using bridge::Sql;
using html::Document;

struct View {
  Id id = 0, parent = 0;
  bool primary = true, active = true;
  std::string name, model, arch;
  Value type, field_parent;
  Ids groups;
};

Value or_false(std::string text) { return text.empty() ? Value(false) : Value(std::move(text)); }

// A view with all that read_combined needs: its ancestors, and the extensions of each of them.
class Family {
 public:
  Family(const Env& env, Id view, Applicable applicable = {})
      : env_(env), user_groups_(env.user_info()->group_ids), applicable_(std::move(applicable)) {
    const auto rows = env.cr().execute(Sql(
        R"sql(
            WITH RECURSIVE up AS (SELECT id, inherit_id FROM ir_ui_view WHERE id = %s UNION
                SELECT v.id, v.inherit_id FROM ir_ui_view v JOIN up ON v.id = up.inherit_id),
                family AS (SELECT id FROM up UNION SELECT v.id FROM ir_ui_view v JOIN family ON
                v.inherit_id = family.id WHERE v.mode = 'extension' AND v.active)
            SELECT v.id, v.inherit_id, v.mode = 'primary' AS is_primary, v.active, v.name,
                coalesce(v.model, '') AS model, coalesce(v.arch_db, '') AS arch, coalesce(v.type,
                '') AS type, coalesce(v.field_parent, '') AS field_parent, ARRAY(SELECT
                group_id FROM ir_ui_view_group_rel WHERE view_id = v.id) AS groups
            FROM ir_ui_view v
              JOIN family
            USING (id)
            ORDER BY v.priority, v.id)sql",
        {view}));
    for (const bridge::Row row : rows) {
      const Id id = row["id"].integer();
      order_.push_back(id);
      views_[id] = {id,
                    row["inherit_id"].is_null() ? 0 : row["inherit_id"].integer(),
                    row["is_primary"].boolean(),
                    !row["active"].is_null() && row["active"].boolean(),
                    row["name"].str(),
                    row["model"].str(),
                    row["arch"].str(),
                    or_false(row["type"].str()),
                    or_false(row["field_parent"].str()),
                    row["groups"].ids()};
    }
    if (!views_.contains(view)) throw missing_record(env, recordset_text("ir.ui.view", {view}));
    const std::string lang = env.lang();
    if (lang.empty()) return;
    for (const bridge::Row row : env.cr().execute(Sql(R"sql(
             SELECT res_id, src, value
             FROM ir_translation
             WHERE lang = %s
               AND type = 'model_terms'
               AND name = 'ir.ui.view,arch_db'
               AND res_id = ANY(%s::int[])
               AND src IS NOT NULL
             ORDER BY id)sql",
                                                      {lang, order_})))
      terms_[row["res_id"].integer()][row["src"].str()] = row["value"].str();
  }

  const View& view(Id id) const { return views_.at(id); }

  Id primary_of(Id id) const {
    while (!views_.at(id).primary) id = views_.at(id).parent;
    return id;
  }

  std::unique_ptr<Document> combined(Id id) const {
    const std::string& model = views_.at(id).model;
    const Id root = primary_of(id);
    std::unique_ptr<Document> arch = translated(root);
    if (const Id parent = views_.at(root).parent) {
      std::unique_ptr<Document> base = combined(parent);
      apply(*base, *arch, parent);
      arch = std::move(base);
    }
    extend(*arch, root, model);
    return arch;
  }

 private:
  std::unique_ptr<Document> translated(Id id) const {
    auto arch = std::make_unique<Document>(views_.at(id).arch, Document::Syntax::xml);
    if (const auto terms = terms_.find(id); terms != terms_.end())
      translate_terms(*arch, [&](const std::string& term) {
        const auto found = terms->second.find(term);
        return found == terms->second.end() ? std::string() : found->second;
      });
    return arch;
  }

  // apply_view_inheritance: the extensions of a view, each with its own ones before the next.
  void extend(Document& arch, Id of, const std::string& model) const {
    for (const Id id : order_) {
      const View& view = views_.at(id);
      const bool seen = view.groups.empty() ||
                        std::any_of(view.groups.begin(), view.groups.end(),
                                    [&](Id group) { return contains(user_groups_, group); });
      if (view.parent != of || view.primary || !view.active || view.model != model || !seen)
        continue;
      const std::unique_ptr<Document> specifications = translated(id);
      if ((applicable_ && !applicable_(*specifications)) ||
          (left_out_ && !finds_its_places(arch, *specifications))) {
        left_out_ = true;
        continue;
      }
      apply(arch, *specifications, id);
      extend(arch, id, model);
    }
  }

  // On a copy: a change that is made half is none.
  static bool finds_its_places(const Document& arch, const Document& specifications) {
    Document copy(html::to_xml(arch, arch.root()), Document::Syntax::xml);
    try {
      apply_inheritance(copy, specifications);
      return true;
    } catch (const ValueError&) {
      return false;
    }
  }

  void apply(Document& arch, const Document& specifications, Id blamed) const {
    try {
      apply_inheritance(arch, specifications);
    } catch (const ValueError& error) {
      raise_view_error(env_, error.what(), blamed);
    }
  }

  const Env env_;
  const Ids user_groups_;
  const Applicable applicable_;
  mutable bool left_out_ = false;  // an extension that is not for here
  std::map<Id, View> views_;
  Ids order_;  // by priority
  std::map<Id, std::map<std::string, std::string>> terms_;
};

// Kept by language and groups, as in Odoo, until the caches are dropped.
std::shared_ptr<const Template> read_template(const Env& env, Id view) {
  std::string key = "qweb/" + std::to_string(view) + "/";
  for (const Id group : env.user_info()->group_ids) key += std::to_string(group) + ",";
  return env.cached_by_language<Template>(key + "/", env.lang(), [&] {
    return Template(std::shared_ptr<const Document>(Family(env, view).combined(view)));
  });
}

// get_view_id.
Id view_id(const Env& env, const std::string& name) {
  if (!name.empty() && name.find_first_not_of("0123456789") == std::string::npos)
    return std::stoll(name);
  if (name.find('.') == std::string::npos)
    throw ValueError("Invalid template id: " + python_repr(name));
  const auto rows = env.cr().execute(Sql(R"sql(
          SELECT id
          FROM ir_ui_view
          WHERE key = %s
            AND active
          ORDER BY priority, name, id
          LIMIT 1)sql",
                                         {name}));
  if (!rows.empty()) return rows[0][0].integer();
  if (const Id id = env.ref(name)) return id;
  throw ValueError("External ID not found in the system: " + name);
}

class ViewEngine : public Engine {
 public:
  explicit ViewEngine(Env env) : env_(std::move(env)) {}

  std::shared_ptr<const Template> load(const std::string& name) const override {
    return of_view(view_id(env_, name));
  }

  // Without a language in the context, that of the company.
  std::shared_ptr<const Template> of_view(Id view) const {
    if (env_.context().contains("lang")) return read_template(env_, view);
    return read_template(env_.with_context({{"lang", templates::language_of(env_).code}}), view);
  }

  std::shared_ptr<const Engine> in_language(const Any& lang) const override {
    const bool given = lang.as<templates::Text>() != nullptr;
    return std::make_shared<const ViewEngine>(
        env_.with_context({{"lang", given ? Value(templates::str(lang)) : Value(false)}}));
  }

  bool has_groups(const std::string& groups) const override {
    return in_groups(env_, parse_groups(groups));
  }

  Any widget(const Any& value, const templates::Dict& options) const override {
    return value_to_html(env_, templates::str(*find_key(options, "widget")), value, options,
                         renderer());
  }

  Any field(const Any& record, const std::string& name,
            const templates::Dict& options) const override {
    return field_to_html(record, name, options, renderer());
  }

 private:
  RenderView renderer() const {
    return [this](const std::string& name, const Variables& values) {
      return render(*load(name), name, values, *this);
    };
  }

  const Env env_;
};

}  // namespace

CombinedView read_combined(const Env& env, Id view, const Applicable& applicable) {
  const Family family(env, view, applicable);
  const View& root = family.view(family.primary_of(view));
  const std::unique_ptr<Document> arch = family.combined(view);
  return {root.id,           or_false(root.name),  root.type,
          root.field_parent, or_false(root.model), html::to_xml(*arch, arch->root())};
}

void raise_view_error(const Env& env, const std::string& message, Id view) {
  std::string name, xml_id, model, parent;
  // a database that chatterd made has no views
  if (view != 0 && env.registry().find("ir.ui.view") != nullptr) {
    const auto rows = env.cr().execute(Sql(
        R"sql(
            SELECT coalesce(v.name, ''), coalesce(v.model, ''), coalesce(v.inherit_id::text, ''),
                coalesce((SELECT module || '.' || name FROM ir_model_data WHERE model =
                'ir.ui.view' AND res_id = v.id ORDER BY id LIMIT 1), '')
            FROM ir_ui_view v
            WHERE v.id = %s)sql",
        {view}));
    if (!rows.empty()) {
      name = rows[0][0].str();
      model = rows[0][1].str();
      parent = rows[0][2].str();
      xml_id = rows[0][3].str();
    }
  }
  const auto or_none = [&](const std::string& text) {
    return text.empty() ? env.translate("n/a") : text;
  };
  throw ValueError(message + "\n\n" +
                   format_named(env.translate("Error context:\nView `%(view_name)s`"),
                                {{"view_name", or_none(name)}}) +
                   "\n[view_id: " + (view ? std::to_string(view) : or_none("")) +
                   ", xml_id: " + or_none(xml_id) + ", model: " + or_none(model) +
                   ", parent_id: " + or_none(parent) + "]");
}

std::string render_view(const Env& env, Id view, const Variables& values) {
  const ViewEngine engine(env);
  const std::string called = std::to_string(view);
  std::shared_ptr<const Template> source;
  try {
    source = engine.of_view(view);
  } catch (const QWebException&) {
    throw;
  } catch (const Error& error) {
    throw QWebException("load could not load template", described(error), called);
  }
  return render(*source, called, values, engine);
}

std::string render_arch(const Env& env, std::string_view arch, const Variables& values) {
  const auto parsed =
      env.cached<Template>("arch/" + std::string(arch), [&] { return Template(arch); });
  return render(*parsed, parsed->name(), values, ViewEngine(env));
}

Variables view_context(const Env& env) {
  const auto quoted = [](const templates::Arguments& a) -> Any {
    return bridge::form_encode(templates::str(a.get(0, "string")));
  };
  return {
      {"env", templates::environment_value(env)},
      {"user_id", templates::records_value(env.browse("res.users", {env.uid()}))},
      {"res_company", templates::records_value(env.sudo().browse("res.company", {env.company()}))},
      {"debug", ""},
      {"quote_plus", templates::function("url_quote_plus", quoted)},
      {"datetime", templates::datetime_module()},
      {"relativedelta", templates::relativedelta_function()}};
}

}  // namespace chatterd::qweb
