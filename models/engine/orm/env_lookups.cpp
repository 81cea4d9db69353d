// What environments know from the shared caches: users, groups, companies, external ids,
// translations.
#include <algorithm>

#include "models/engine/errors.hpp"
#include "models/engine/orm/env.hpp"
#include "models/engine/orm/shared_caches.hpp"

namespace chatterd {

using bridge::Sql;

std::shared_ptr<const void> Env::find_cached(const std::string& key) const {
  if (!unit_->caches_dirty) return unit_->caches.find(key, unit_->cache_generation);
  const auto found = unit_->own_caches.find(key);
  return found == unit_->own_caches.end() ? nullptr : found->second;
}

void Env::keep_cached(const std::string& key, std::shared_ptr<const void> value,
                      std::size_t bytes) const {
  if (unit_->caches_dirty)
    unit_->own_caches[key] = std::move(value);
  else
    unit_->caches.store(key, unit_->cache_generation, std::move(value), bytes);
}

void Env::clear_caches() const {
  unit_->caches_dirty = true;
  unit_->users.clear();
  unit_->own_caches.clear();
}

namespace {

UserInfo load_user(const Env& env, Id uid) {
  const auto rows = env.cr().execute(Sql(
      R"sql(
          SELECT u.partner_id, u.company_id, u.login, u.active, coalesce(u.share, false) AS
              share, p.name, p.lang, p.tz, to_jsonb(u)->>'notification_type' AS
              notification_type, ARRAY(SELECT cid FROM res_company_users_rel WHERE user_id = u.id
              ORDER BY cid) AS companies, ARRAY(SELECT gid FROM res_groups_users_rel WHERE uid =
              u.id ORDER BY gid) AS groups, ARRAY(SELECT d.module || '.' || d.name FROM
              ir_model_data d JOIN res_groups_users_rel r ON r.gid = d.res_id       WHERE d.model
              = 'res.groups' AND r.uid = u.id) AS xml_ids
          FROM res_users u
            JOIN res_partner p ON p.id = u.partner_id
          WHERE u.id = %s)sql",
      {uid}));
  UserInfo info;
  info.id = uid;
  if (rows.empty()) return info;
  const bridge::Row row = rows[0];
  info.partner_id = row["partner_id"].integer();
  info.company_id = row["company_id"].integer();
  info.login = row["login"].str();
  info.active = row["active"].boolean();
  info.share = row["share"].boolean();
  info.name = row["name"].str();
  info.lang = row["lang"].str();
  info.tz = row["tz"].str();
  info.notification_type = row["notification_type"].str();
  info.company_ids = row["companies"].ids();
  info.group_ids = row["groups"].ids();
  for (const std::string& name : row["xml_ids"].texts()) info.group_xml_ids.insert(name);
  return info;
}

}  // namespace

std::shared_ptr<const UserInfo> Env::user_info(Id uid) const {
  for (const auto& known : unit_->users)
    if (known->id == uid) return known;
  auto info =
      cached<UserInfo>("user/" + std::to_string(uid), [&] { return load_user(*this, uid); });
  if (!unit_->caches_dirty) unit_->users.push_back(info);
  return info;
}

std::shared_ptr<const UserInfo> Env::user_info() const { return user_info(uid()); }

bool Env::has_group(std::string_view xml_id) const {
  return user_info()->in_group(std::string(xml_id));
}

bool Env::is_superuser_or_admin() const { return su() || has_group("base.group_erp_manager"); }

bool Env::is_system() const { return su() || has_group("base.group_system"); }

Id Env::company() const {
  // without a choice, the one that he is in, not the first of those that are open to him
  if (!truthy(context("allowed_company_ids"))) return user_info()->company_id;
  return companies().at(0);
}

Ids Env::companies() const {
  const Value chosen = context("allowed_company_ids");
  const auto info = user_info();
  if (!truthy(chosen)) return info->company_ids;
  if (chosen.is_number() || chosen.is_boolean())
    throw TypeError(std::string("'") + python_type(chosen) + "' object is not iterable");
  // what is no id is nobody's company, as in Python's `in`, where True is 1
  const auto open = [&](const Value& one) {
    return (one.is_number() || one.is_boolean()) && contains(info->company_ids, python_int(one)) &&
           (!one.is_number_float() || one == python_int(one));
  };
  if (!su() && !(chosen.is_array() && std::all_of(chosen.begin(), chosen.end(), open)))
    throw AccessError(translate("Access to unauthorized or invalid companies."));
  Ids ids;
  for (const Value& one : chosen) ids.push_back(python_int(one));
  return ids;
}

std::shared_ptr<const std::vector<std::string>> Env::languages() const {
  return cached<std::vector<std::string>>("installed languages", [&] {
    std::vector<std::string> codes;
    for (const bridge::Row row :
         cr().execute("SELECT code FROM res_lang WHERE active ORDER BY name"))
      codes.push_back(row[0].str());
    return codes;
  });
}

bool Env::knows_language(const std::string& lang) const {
  if (lang.empty() || lang == "en_US") return true;
  const auto installed = languages();
  return std::find(installed->begin(), installed->end(), lang) != installed->end();
}

std::string Env::lang() const {
  const Value lang = context("lang");
  return lang.is_string() ? lang.get<std::string>() : std::string();
}

Id Env::ref(std::string_view xml_id) const {
  const auto found = cached_if_found<Id>("ref/" + std::string(xml_id), [&]() -> std::optional<Id> {
    const std::size_t dot = xml_id.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto rows = cr().execute(
        Sql("SELECT res_id FROM ir_model_data WHERE module = %s AND name = %s",
            {std::string(xml_id.substr(0, dot)), std::string(xml_id.substr(dot + 1))}));
    if (rows.empty()) return std::nullopt;
    return rows[0][0].integer();
  });
  return found ? *found : 0;
}

std::string Env::translate(std::string_view source) const {
  std::string language = lang();
  if (language.empty()) language = unit_->request_language;
  if (language.empty()) language = user_info()->lang;
  if (language.empty() || language == "en_US") return std::string(source);
  using Terms = std::unordered_map<std::string, std::string>;
  const auto terms = cached_by_language<Terms>("code/", language, [&] {
    Terms loaded;
    for (const bridge::Row row : cr().execute(Sql(R"sql(
             SELECT src, value
             FROM ir_translation
             WHERE type IN ('code', 'sql_constraint')
               AND lang = %s
               AND value <> ''
             ORDER BY id DESC)sql",
                                                  {language})))
      loaded[row[0].str()] = row[1].str();
    return loaded;
  });
  const auto found = terms->find(std::string(source));
  return found == terms->end() ? std::string(source) : found->second;
}

}  // namespace chatterd
