// The names of what is secret.
#include "models/engine/templates/secrets.hpp"

#include <algorithm>
#include <array>

#include "models/engine/templates/any.hpp"

namespace chatterd::templates {
namespace {

// What is rendered in this thread is for somebody who may not do all. Values of templates know no
// environment that could say so, and a rendering never leaves its thread.
thread_local bool bounded = false;

bool has_any(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) {
    return text.find(part) != std::string_view::npos;
  });
}

[[noreturn]] void refuse(const std::string& what) {
  fail("SecurityError: " + what + " is not for templates");
}

// The fields that a term's path or an order goes through.
void refuse_path(const std::string& model, std::string_view path) {
  while (!path.empty()) {
    const std::size_t end = std::min(path.find_first_of(".:, "), path.size());
    if (is_secret_field(model, path.substr(0, end))) refuse(std::string(path.substr(0, end)));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
}

}  // namespace

bool is_secret_field(const std::string& model, std::string_view field) {
  // tokens of single documents (access_token) are what letters with links are for
  static constexpr std::array<std::string_view, 5> names{
      "smtp_pass", "signup_token", "account_token", "oauth_access_token", "google_calendar_token"};
  if (model == "ir.config_parameter") return field == "value";
  return has_any(field,
                 {"password", "passwd", "secret", "api_key", "apikey", "private_key", "_rtoken"}) ||
         std::find(names.begin(), names.end(), field) != names.end();
}

bool is_secret_parameter(std::string_view key) {
  return has_any(key, {"secret", "password", "passwd", "token", "api_key", "apikey", "api.key",
                       "private_key"});
}

void refuse_secret_field(const Records& records, std::string_view field) {
  if (is_secret_field(records.model().name(), field)) refuse(std::string(field));
  if (bounded && records.env().su() && field == "signup_url") refuse("another one's signup_url");
}

void refuse_secret_parameter(std::string_view key) {
  if (is_secret_parameter(key)) refuse(std::string(key));
}

void refuse_secret_search(const Records& records, const Value& domain, const std::string& order) {
  const std::string& model = records.model().name();
  if (model == "ir.config_parameter") refuse("a search in " + model);
  refuse_path(model, order);
  if (!domain.is_array()) return;
  for (const Value& term : domain)
    if (term.is_array() && !term.empty() && term[0].is_string())
      refuse_path(model, term[0].get_ref<const std::string&>());
}

void hide_secrets(const Records& records, Value& rows) {
  if (!rows.is_array()) return;
  for (Value& row : rows)
    if (row.is_object())
      for (const auto& [name, value] : row.items())
        if (is_secret_field(records.model().name(), name)) row[name] = false;
}

RenderedFor::RenderedFor(const Env& env) : outer_(bounded) {
  bounded = !env.su() && !env.has_group("base.group_system");
}
RenderedFor::~RenderedFor() { bounded = outer_; }

}  // namespace chatterd::templates
