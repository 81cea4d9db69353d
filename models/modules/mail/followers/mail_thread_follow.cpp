// Following documents: message_subscribe and message_unsubscribe with their access checks.
#include "models/engine/orm/python/python_set.hpp"
#include "models/modules/mail/followers/mail_followers.hpp"
#include "models/modules/mail/message/mail_message.hpp"
#include "models/modules/mail/thread/mail_thread.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

bool only_caller(const Env& env, const Value& partners) {
  if (!partners.is_array() || partners.empty()) return false;
  const Id own = own_partner(env);
  return std::all_of(partners.begin(), partners.end(), [&](const Value& id) { return id == own; });
}

void check(const Records& documents, const char* operation) {
  documents.check_access_rights(operation);
  documents.check_access_rule(operation);
}

Value message_subscribe(const Records& documents, const Args& args) {
  const Env& env = documents.env();
  Value partners = args["partner_ids"];
  const Value& channels = args["channel_ids"];
  if (documents.empty() || (!truthy(partners) && !truthy(channels))) return true;
  if (truthy(partners)) check_set(partners);
  const bool joins_alone = only_caller(env, partners);
  if (!truthy(channels) && joins_alone) {
    try {
      check(documents, "read");
    } catch (const AccessError&) {
      return false;
    }
  } else {
    check(documents, "write");
  }
  if (truthy(partners) && !joins_alone)
    partners = env.cr()
                   .execute(Sql(R"sql(
                       SELECT id
                       FROM res_partner
                       WHERE id = ANY(%s::int[])
                         AND active
                       ORDER BY display_name, id)sql",
                                {to_ids(partners)}))
                   .ids();
  return documents.call("_message_subscribe",
                        Value::array({partners, channels, args["subtype_ids"]}),
                        {{"customer_ids", joins_alone ? Value::array() : Value()}});
}

Value subscribe(const Records& documents, const Args& args) {
  if (documents.empty()) return true;
  const Env& env = documents.env();
  const Ids partners = to_ids(args["partner_ids"]), channels = to_ids(args["channel_ids"]);
  const std::string& model = documents.model().name();
  if (!truthy(args["subtype_ids"])) {
    const Ids customers = to_ids(args["customer_ids"]);
    insert_default_followers(env, model, documents.ids(), partners, channels,
                             args["customer_ids"].is_null() ? nullptr : &customers);
    return true;
  }
  FollowerSubtypes by_partner, by_channel;
  for (const Id id : partners) by_partner[id] = to_ids(args["subtype_ids"]);
  for (const Id id : channels) by_channel[id] = to_ids(args["subtype_ids"]);
  insert_followers(env, model, documents.ids(), by_partner, by_channel, Existing::replace);
  return true;
}

Value message_unsubscribe(const Records& documents, const Args& args) {
  const Env& env = documents.env();
  const Value &partners = args["partner_ids"], &channels = args["channel_ids"];
  if (!truthy(partners) && !truthy(channels)) return true;
  if (!truthy(channels)) check_set(partners);
  check(documents, !truthy(channels) && only_caller(env, partners) ? "read" : "write");
  env.cr().execute(
      Sql(R"sql(
          DELETE FROM mail_followers
          WHERE res_model = %s
            AND res_id = ANY(%s::int[])
            AND (partner_id = ANY(%s::int[]) OR channel_id = ANY(%s::int[])))sql",
          {documents.model().name(), documents.ids(), to_ids(partners), to_ids(channels)}));
  documents.invalidate();
  return nullptr;
}

}  // namespace

void define_mail_thread_follow(Model& m) {
  const Value none = nullptr;
  m.method("message_subscribe", On::multi,
           {{"partner_ids", none}, {"channel_ids", none}, {"subtype_ids", none}},
           message_subscribe);
  // customer_ids: which of the partners are customers; null when that is not known
  m.method(
      "_message_subscribe", On::multi,
      {{"partner_ids", none}, {"channel_ids", none}, {"subtype_ids", none}, {"customer_ids", none}},
      subscribe);
  m.method("message_unsubscribe", On::multi, {{"partner_ids", none}, {"channel_ids", none}},
           message_unsubscribe);
}

}  // namespace chatterd
