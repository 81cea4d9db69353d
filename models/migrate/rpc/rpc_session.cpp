// Every request goes through service(): its turn, its repetition, its refusal.
#include "models/migrate/rpc/rpc_session.hpp"

#include <thread>

#include "bridge/odoo/odoo_client.hpp"

namespace chatterd::migrate {

using json = Json;

namespace {

// A server under load, a batch of large bodies: Odoo itself gives up after 120 seconds.
constexpr std::chrono::seconds patience{180};
constexpr int attempts = 6;
constexpr std::chrono::milliseconds first_pause{500};

// What a sentence ends with in Odoo's errors ("\nNone") is for its own dialogs.
std::string trimmed(std::string text) {
  if (text.ends_with("\nNone")) text.resize(text.size() - 5);
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

[[noreturn]] void refuse(const std::string& call, const json& error) {
  const json data = error.is_object() && error.contains("data") ? error["data"] : json::object();
  std::string message = data.is_object() ? text_of(data, "message") : "";
  if (message.empty() && error.is_object()) message = text_of(error, "message");
  throw RpcRefused(call, data.is_object() ? text_of(data, "name") : "", trimmed(message));
}

}  // namespace

RpcRefused::RpcRefused(const std::string& call, std::string type, const std::string& message)
    : std::runtime_error(call + ": " +
                         (type.empty() ? "" : type.substr(type.rfind('.') + 1) + ": ") + message),
      type_(std::move(type)) {}

bool RpcRefused::is(std::string_view short_type) const {
  return type_.ends_with(short_type) &&
         (type_.size() == short_type.size() || type_[type_.size() - short_type.size() - 1] == '.');
}

struct RpcSession::Link {
  explicit Link(const std::string& url) : client(url, patience) {}
  bridge::OdooClient client;
};

RpcSession::RpcSession(const std::string& url, ServerLogin login) : login_(std::move(login)) {
  const std::size_t host = url.find("://") + 3, slash = url.find('/', host);
  if (slash == std::string::npos || slash + 1 == url.size())
    throw std::runtime_error("'" + url + "' names no database: write http://host:port/database");
  database_ = url.substr(slash + 1);
  if (database_.find_first_of("/?#") != std::string::npos)
    throw std::runtime_error("'" + url + "' has more than a database behind the host");
  place_ = url;
  if (login_.login.empty()) throw std::runtime_error("no login for " + url);
  link_ = std::make_unique<Link>(url.substr(0, slash));
  log_in();
}

RpcSession::~RpcSession() = default;

void RpcSession::log_in() {
  const json version = service("common", "version", json::array(), "version", true);
  const std::string number = version.is_object() ? text_of(version, "server_version") : "";
  if (!number.starts_with("13.0"))
    throw std::runtime_error(place_ + " is no Odoo 13 (it says " +
                             (number.empty() ? "nothing" : number) + ")");
  // OdooBot is archived: it cannot log in by its name, but its number and password are taken.
  if (login_.login == "__system__") {
    uid_ = 1;
  } else {
    const json uid = service(
        "common", "authenticate",
        json::array({database_, login_.login, login_.password, json::object()}), "login", true);
    if (!uid.is_number_integer())
      throw std::runtime_error(place_ + ": wrong login or password for " + login_.login);
    uid_ = uid.get<RecordId>();
  }
  context_ = {{"active_test", false}, {"lang", nullptr}, {"tz", false}};
  const json rights =
      superuser() ? json(true) : call("res.users", "has_group", json::array({"base.group_system"}));
  if (rights != true)
    throw std::runtime_error(
        place_ + ": " + login_.login +
        " is no administrator (Settings); a migration reads what only administrators may");
  const json self =
      call("res.users", "read", json::array({json::array({uid_}), json::array({"company_ids"})}));
  if (!superuser() && self.is_array() && !self.empty())
    context_["allowed_company_ids"] = self[0].at("company_ids");
}

void RpcSession::wait_for_turn() {
  ++requests_;
  if (login_.rate <= 0) return;
  const auto now = std::chrono::steady_clock::now();
  if (next_ > now) std::this_thread::sleep_until(next_);
  next_ = std::max(next_, now) + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                     std::chrono::duration<double>(1 / login_.rate));
}

json RpcSession::service(const std::string& name, const std::string& method, json arguments,
                         const std::string& called, bool again) {
  const json params = {{"service", name}, {"method", method}, {"args", std::move(arguments)}};
  auto pause = first_pause;
  for (int attempt = 1;; ++attempt) {
    wait_for_turn();
    try {
      json answer = link_->client.call("/jsonrpc", params);
      if (answer.contains("error")) refuse(called, answer["error"]);
      return answer.contains("result") ? std::move(answer["result"]) : json();
    } catch (const bridge::OdooUnreachable& error) {
      if (!again || attempt == attempts)
        throw std::runtime_error(std::string("no answer: ") + error.what());
      std::this_thread::sleep_for(pause);
      pause *= 2;
    }
  }
}

json RpcSession::call(const std::string& model, const std::string& method, json arguments,
                      json keywords, bool again) {
  if (!keywords.contains("context")) keywords["context"] = context_;
  return service("object", "execute_kw",
                 json::array({database_, uid_, login_.password, model, method, std::move(arguments),
                              std::move(keywords)}),
                 model + "." + method, again);
}

}  // namespace chatterd::migrate
