// Signatures, nonces and the envelope of the addon's calls.
#include "rpc/sessions/trusted.hpp"

#include <charconv>
#include <ctime>

#include "bridge/files/hash.hpp"
#include "models/engine/errors.hpp"
#include "rpc/wire/json_text.hpp"

namespace chatterd::rpc {

namespace {

constexpr std::int64_t tolerance = 60;  // seconds between the two clocks, either way
constexpr std::size_t nonce_digits = 32;
constexpr auto secret_lifetime = std::chrono::seconds(5);
constexpr auto secret_pause = std::chrono::seconds(1);

HttpResponse json_response(int status, const Value& body) {
  HttpResponse response;
  response.status = status;
  response.set("Content-Type", "application/json");
  response.body = dump_json(body);
  return response;
}

// Whether the engine is one of those that the request is signed for: "id" or "id,id".
bool is_meant(const std::string& signed_for, const std::string& instance) {
  return ("," + signed_for + ",").find("," + instance + ",") != std::string::npos;
}

bool recent(const std::string& timestamp) {
  std::int64_t seconds = 0;
  const char* end = timestamp.data() + timestamp.size();
  const auto read = std::from_chars(timestamp.data(), end, seconds);
  if (timestamp.empty() || read.ec != std::errc() || read.ptr != end) return false;
  const std::int64_t now = std::time(nullptr);
  return seconds >= now - tolerance && seconds <= now + tolerance;
}

}  // namespace

std::string trusted_text(const std::string& instance, const std::string& timestamp,
                         const std::string& nonce, const std::string& path,
                         const std::string& body) {
  return "v1\n" + instance + "\n" + timestamp + "\n" + nonce + "\n" + path + "\n" +
         bridge::sha256_hex(body);
}

HttpResponse declined(const std::string& reason) {
  return json_response(421, {{"declined", reason}});
}

TrustedDoor::TrustedDoor(std::string database, std::function<std::string()> secret)
    : database_(std::move(database)),
      instance_(bridge::random_hex(8)),
      secret_(std::move(secret)) {}

std::optional<HttpResponse> TrustedDoor::refuse(const HttpRequest& request) {
  const auto refused = [&](int status, const char* what) {
    return json_response(status, {{"error", what}, {"instance", instance_}});
  };
  const auto header = [&](const char* name) { return std::string(request.header(name)); };
  const std::string instance = header("x-chatterd-instance"),
                    timestamp = header("x-chatterd-timestamp"), nonce = header("x-chatterd-nonce");
  const std::string text = trusted_text(instance, timestamp, nonce, request.path, request.body);
  // who cannot sign is told nothing else
  if (!holds(text, header("x-chatterd-signature"))) {
    const std::lock_guard lock(mutex_);
    return known_secret_.empty() ? refused(403, "no secret") : refused(401, "signature");
  }
  if (!is_meant(instance, instance_)) return refused(401, "instance");
  if (!recent(timestamp)) return refused(401, "timestamp");
  if (nonce.size() < nonce_digits || !take(nonce)) return refused(401, "nonce");
  return std::nullopt;
}

bool TrustedDoor::is_for(const Value& body) const {
  return body.is_object() && body.value("database", Value()) == database_;
}

bool TrustedDoor::holds(const std::string& text, const std::string& signature) {
  const auto matches = [&](const std::string& secret) {
    return !secret.empty() &&
           bridge::constant_time_equal(bridge::hmac_sha256_hex(secret, text), signature);
  };
  std::string known;
  Clock::duration age{};
  {
    const std::lock_guard lock(mutex_);
    known = known_secret_;
    age = Clock::now() - secret_asked_;
  }
  if (age < secret_lifetime && matches(known)) return true;
  // those who guess cost the database a look a second, no more
  if (!known.empty() && age < secret_pause) return matches(known);
  const std::string now = secret_();
  {
    const std::lock_guard lock(mutex_);
    known_secret_ = now;
    secret_asked_ = Clock::now();
  }
  return matches(now);
}

bool TrustedDoor::take(const std::string& nonce) {
  const auto now = Clock::now();
  const auto kept = std::chrono::seconds(2 * tolerance);
  const std::lock_guard lock(mutex_);
  if (now >= next_sweep_) {
    std::erase_if(nonces_, [&](const auto& item) { return item.second <= now; });
    next_sweep_ = now + kept;
  }
  return nonces_.emplace(nonce, now + kept).second;
}

TrustedCall TrustedDoor::read_call(Value body) {
  TrustedCall call;
  const auto object = [&](const char* name) -> Value {
    const auto found = body.find(name);
    if (found == body.end() || found->is_null()) return Value::object();
    if (!found->is_object()) throw BadRequest(std::string(name) + " must be an object");
    return std::move(*found);
  };
  const auto text = [&](const char* name) -> std::string {
    const auto found = body.find(name);
    if (found == body.end() || !found->is_string())
      throw BadRequest(std::string(name) + " must be a text");
    return found->get<std::string>();
  };
  if (const auto uid = body.find("uid"); uid != body.end() && truthy(*uid)) {
    if (!uid->is_number_integer()) throw BadRequest("uid must be a number");
    call.uid = uid->get<Id>();
  }
  if (const auto session = body.find("session"); session != body.end() && session->is_string())
    call.session = session->get<std::string>();
  call.context = object("context");
  if (body.contains("write")) call.write = text("write");
  if (const auto deadline = body.find("deadline"); deadline != body.end() && deadline->is_number())
    call.deadline = deadline->get<double>();
  if (const auto id = body.find("id"); id != body.end()) call.id = std::move(*id);
  if (body.contains("hearsay")) {
    const Value hearsay = object("hearsay");
    const auto number = [&](const char* name) {
      const auto found = hearsay.find(name);
      if (found == hearsay.end() || !found->is_number_integer())
        throw BadRequest(std::string(name) + " must be a number");
      return found->get<Id>();
    };
    const auto token = hearsay.find("token");
    if (token == hearsay.end() || !token->is_string()) throw BadRequest("token must be a text");
    call.is_hearsay = true;
    call.token = token->get<std::string>();
    call.registry = number("registry");
    call.caches = number("caches");
  }
  if (body.contains("route")) {
    call.path = text("route");
    call.params = object("params");
    return call;
  }
  call.path = "/web/dataset/call_kw";
  Value args = body.value("args", Value::array());
  Value kwargs = object("kwargs");
  if (!kwargs.contains("context")) kwargs["context"] = call.context;
  call.params = {{"model", text("model")},
                 {"method", text("method")},
                 {"args", std::move(args)},
                 {"kwargs", std::move(kwargs)}};
  return call;
}

}  // namespace chatterd::rpc
