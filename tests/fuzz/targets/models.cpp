// What reaches the models and the database: remote calls on a real registry, domains as SQL, rows
// of the bus. The first of these that runs makes a database; every input is rolled back.
#include "tests/support/models.hpp"

#include <iostream>

#include "bridge/postgres/listener.hpp"
#include "models/engine/errors.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/modules/bus/bus_feed.hpp"
#include "rpc/wire/json_text.hpp"
#include "tests/fuzz/json_mutant.hpp"
#include "tests/fuzz/target.hpp"

namespace chatterd::fuzz {
namespace {

// Stands where the callers may not read: a private channel's message.
constexpr const char* secret = "zZsecretZz";

struct RollBack : std::exception {};

struct Office {
  test::Installation installation;
  std::vector<Id> callers;
  std::vector<std::string> names;

  Office() {
    installation.engine().limit_time({std::chrono::seconds(10), std::chrono::seconds(15)});
    const auto call = [&](const char* method, const Value& args, const Value& kwargs) {
      return installation.call("demo", "mail.channel", method, args, kwargs);
    };
    const Value channel =
        call("channel_create", Value::array({"closed"}), {{"privacy", "private"}});
    call("message_post", Value::array({Value::array({channel["id"]})}),
         {{"body", secret}, {"subject", secret}, {"message_type", "comment"}});
    callers = {installation.uid("alice"),
               installation.engine()
                   .run_sudo([](const Env& env) -> Value {
                     const Value group = Value::array({6, 0, Ids{env.ref("base.group_portal")}});
                     return env["res.users"]
                         .create({{"login", "portal"},
                                  {"name", "portal"},
                                  {"email", "portal@example.com"},
                                  {"groups_id", Value::array({group})}})
                         .id();
                   })
                   .get<Id>()};
    for (const Model* model : installation.engine().registry()->models()) {
      names.push_back(model->name());
      for (const Field* field : model->fields()) names.push_back(field->name);
      for (const std::string& method : model->method_names())
        if (!method.starts_with("_")) names.push_back(method);
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
  }
};

Office& office() {
  static Office the_office;
  return the_office;
}

std::string with_names(std::string_view input, Random& random) {
  return json_mutant(input, random, office().names);
}

[[noreturn]] void fail(const std::string& what) {
  std::cerr << "found: " << what << std::endl;
  std::abort();
}

// Of the errors of PostgreSQL, those that say that we wrote a wrong statement.
bool is_ours(const bridge::SqlError& error) {
  return error.sqlstate == "42601" || error.sqlstate == "42703" || error.sqlstate == "42P01" ||
         error.sqlstate == "42P02" || error.sqlstate == "42702" || error.sqlstate == "XX000";
}

void tried(const std::function<void()>& work) {
  try {
    work();
  } catch (const bridge::SqlError& error) {
    if (is_ours(error)) fail(error.sqlstate + " " + error.what());
  } catch (const std::bad_alloc&) {
    fail("no memory");
  } catch (const std::exception&) {
    // an answer
  }
}

// [caller, model, method, args, kwargs]
void model_call(std::string_view input) {
  Office& o = office();
  Value call;
  try {
    call = rpc::parse_json(input);
  } catch (const std::exception&) {
    return;
  }
  if (!call.is_array() || call.size() != 5 || !call[1].is_string() || !call[2].is_string()) return;
  const Id caller = o.callers[call[0] == 0 ? 0 : 1];
  tried([&] {
    o.installation.engine().run(caller, Value::object(), [&](const Env& env) -> Value {
      std::string text;
      const Value answer = call_kw(env, call[1], call[2], call[3], call[4], &text);
      text += rpc::dump_json(answer);
      if (text.find(secret) != std::string::npos && input.find(secret) == std::string_view::npos)
        fail("the secret is told: " + text.substr(0, 500));
      throw RollBack();
    });
  });
}

// [model, domain, order]: the statement is one that PostgreSQL takes, and finds with a limit what
// it finds without.
void domain_search(std::string_view input) {
  Office& o = office();
  Value asked;
  try {
    asked = rpc::parse_json(input);
  } catch (const std::exception&) {
    return;
  }
  if (!asked.is_array() || asked.size() != 3 || !asked[0].is_string()) return;
  const Model* model = o.installation.engine().registry()->find(asked[0].get<std::string>());
  if (model == nullptr || model->is_abstract()) return;
  const std::string order = asked[2].is_string() ? asked[2].get<std::string>() : "id";
  tried([&] {
    o.installation.engine().run(o.callers[0], Value::object(), [&](const Env& env) -> Value {
      const Records records(env, *model, {});
      const Ids all = records.search(asked[1]).ids();
      const Value kwargs = {{"order", order}, {"limit", 5}};
      const Ids some = to_ids(records.call("search", Value::array({asked[1]}), kwargs));
      for (const Id id : some)
        if (!contains(all, id)) fail("a page holds what the whole does not");
      throw RollBack();
    });
  });
}

// The channel, a line break, the message: rows that somebody else wrote make polls that a client
// can read.
void bus_row(std::string_view input) {
  const std::size_t line = input.find('\n');
  const std::string channel(input.substr(0, line));
  const std::string message(line == std::string_view::npos ? "" : input.substr(line + 1));
  tried([&] {
    bridge::Transaction transaction(office().installation.engine().pool().acquire());
    const Id id =
        transaction
            .execute({"INSERT INTO bus_bus (channel, message, create_date) VALUES (%s, %s, now() "
                      "at time zone 'UTC') RETURNING id",
                      {channel, message}})[0][0]
            .integer();
    const BusEntries entries = BusTable::recall(transaction, {channel}, 0, id + 100, 50);
    for (const auto& entry : entries)
      if (Value::parse("{" + entry->text + "}", nullptr, false).is_discarded())
        fail("no JSON: " + entry->text);
  });
  const std::vector<std::string> payloads = bridge::pack_payloads({channel, message, channel});
  for (const std::string& payload : payloads)
    if (payload.size() >= 8000) fail("a payload that PostgreSQL refuses");
}

const Register calls{"model_call", model_call, with_names},
    domains{"domain_sql", domain_search, with_names}, rows{"bus", bus_row};

}  // namespace
}  // namespace chatterd::fuzz
