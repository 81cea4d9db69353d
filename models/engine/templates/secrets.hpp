// What templates do not get to see, whoever they are rendered for: they may call sudo(), and
// whoever may write a template would have the keys of the house.
#pragma once
#include <string>
#include <string_view>

#include "models/engine/orm/records.hpp"

namespace chatterd::templates {

// Passwords, tokens that are as good as one, and the values of system parameters.
bool is_secret_field(const std::string& model, std::string_view field);
// A system parameter whose value opens something: "database.secret", "mail_chatterd.secret", …
bool is_secret_parameter(std::string_view key);

// Throw RenderError "SecurityError: …".
void refuse_secret_field(const Records& records, std::string_view field);
void refuse_secret_parameter(std::string_view key);
// A domain or an order tells what it compares with.
void refuse_secret_search(const Records& records, const Value& domain, const std::string& order);
// Takes secret values out of what read() or search_read() answered.
void hide_secrets(const Records& records, Value& rows);

// While it lives, templates of this thread are rendered for this environment. Where it is nobody's
// that may do all, sudo() shows no links that log somebody in either.
class RenderedFor {
 public:
  explicit RenderedFor(const Env& env);
  ~RenderedFor();
  RenderedFor(const RenderedFor&) = delete;
  RenderedFor& operator=(const RenderedFor&) = delete;

 private:
  const bool outer_;
};

}  // namespace chatterd::templates
