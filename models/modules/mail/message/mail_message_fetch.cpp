// Pages of formatted messages.
#include <algorithm>

#include "bridge/postgres/short_work.hpp"
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/access/row_rule.hpp"
#include "models/engine/orm/methods/call.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/modules/mail/message/mail_message.hpp"
#include "models/modules/mail/message/message_fetch.hpp"
#include "models/modules/mail/message/message_format.hpp"

namespace chatterd {
namespace {

// The limit of a search, 0 for none.
Id limit_of(const Value& value) {
  if (!truthy(value)) return 0;
  if (value.is_boolean()) return 1;
  if (!value.is_number())
    throw TypeError(std::string("%d format: a number is required, not ") + python_type(value));
  const Id limit = value.get<Id>();
  if (limit < 0)
    throw Error(ErrorKind::internal, "LIMIT must not be negative\n",
                "psycopg2.errors.InvalidRowCountInLimitClause");
  return limit;
}

// How many a page may have: the number is part of the statement's text, and there should not be
// many of these.
constexpr Id longest_page = 100;

// The page that a domain of the web client asks for: a channel, a folder or a document, and above
// or below which message.
std::optional<PageKey> page_of(const Value& domain, Id limit) {
  if (!domain.is_array() || limit < 1 || limit > longest_page) return std::nullopt;
  PageKey key;
  key.limit = limit;
  bool named = false, about_model = false, about_id = false;
  const auto name = [&](PageKey::Kind kind) {
    return key.kind = kind, !std::exchange(named, true);
  };
  for (const Value& term : domain) {
    if (!term.is_array() || term.size() != 3 || !term[0].is_string() || !term[1].is_string())
      return std::nullopt;
    const std::string &field = term[0].get_ref<const std::string&>(),
                      &op = term[1].get_ref<const std::string&>();
    const Value& value = term[2];
    bool known = false;
    if (field == "channel_ids" && op == "in") {
      known = value.is_array() && value.size() == 1 && value[0].is_number_integer() &&
              name(PageKey::Kind::channel);
      if (known) key.id = value[0].get<Id>();
    } else if (field == "needaction" && op == "=" && value.is_boolean()) {
      known = name(value.get<bool>() ? PageKey::Kind::inbox : PageKey::Kind::history);
    } else if (field == "starred" && op == "=" && value == true) {
      known = name(PageKey::Kind::starred);
    } else if (field == "model" && op == "=" && value.is_string() && value != "mail.channel") {
      known = !std::exchange(about_model, true);
      key.model = value.get<std::string>();
    } else if (field == "res_id" && op == "=" && value.is_number_integer() && value != 0) {
      known = !std::exchange(about_id, true);
      key.id = value.get<Id>();
    } else if (field == "id" && value.is_number_integer() && (op == "<" || op == ">")) {
      auto& bound = op == "<" ? key.before : key.after;
      known = !bound;
      bound = value.get<Id>();
    }
    if (!known) return std::nullopt;
  }
  if (about_model && about_id && name(PageKey::Kind::document)) return key;
  if (about_model || about_id || !named) return std::nullopt;
  return key;
}

bool has_layers(const Model& model, const char* method, std::size_t count) {
  const Method* found = model.find_method(method);
  return found != nullptr && found->chain.size() == count;
}

// The search that a page's statement stands for: ours, without additions.
bool searches_as_known(const Env& env) {
  const Model& model = env.registry().at("mail.message");
  return !env.su() && env.has_group("base.group_user") && has_layers(model, "_search", 2) &&
         has_layers(model, "search", 1) && has_layers(model, "_search_adapt", 1) &&
         rule_domain(env, model, "read").empty();
}

// Whether the caller may read the contact: of these, what the rules ask for is known.
class ContactOfPage {
 public:
  ContactOfPage(const Env& env, const PageKey& key) {
    if (key.kind != PageKey::Kind::document || key.model != "res.partner") return;
    using Type = RowRule::Type;
    const Model& model = env.registry().at(key.model);
    if (!searches_plainly(model) || !may(env, model, "read")) return;
    rule_ = RowRule::of(
        env, model, "read",
        {{"company_id", Type::integer}, {"partner_share", Type::boolean}, {"type", Type::text}});
  }
  bool decides() const { return rule_.has_value(); }
  static bridge::Sql statement(Id id) {
    return bridge::hot_alone(
        "SELECT company_id, partner_share::int, type FROM res_partner WHERE id = %s::int", {id});
  }
  bool readable(const bridge::Result& rows) const {
    return !rows.empty() &&
           rule_->allows(
               {{rows[0][0].integer(), {}}, {rows[0][1].integer(), {}}, {0, rows[0][2].text()}});
  }

 private:
  std::optional<RowRule> rule_;
};

// Messages that the caller is not near to are as readable as their documents.
void add_documents(const Env& env, std::vector<MessageParts>& messages) {
  std::map<std::string, std::map<Id, Ids>> documents;
  for (const MessageParts& message : messages)
    if (!message.near && message.model && !message.model->empty() && message.res_id != 0 &&
        message.type != "user_notification")
      documents[std::string(*message.model)][message.res_id].push_back(message.id);
  if (documents.empty()) return;
  Value by_model = Value::object();
  for (const auto& [model, by_document] : documents) {
    Value pairs = Value::array();
    for (const auto& [document, ids] : by_document) pairs.push_back(Value::array({document, ids}));
    by_model[model] = std::move(pairs);
  }
  const Ids allowed =
      to_ids(env["mail.message"].call("_find_allowed_doc_ids", Value::array({by_model})));
  for (MessageParts& message : messages)
    message.near = message.near || contains(allowed, message.id);
}

std::optional<std::string> fetch_text(const Records& self, const Args& args) {
  const Value& limit = args["limit"];
  if (!limit.is_number_integer() || truthy(args["moderated_channel_ids"])) return std::nullopt;
  const std::optional<PageKey> key = page_of(args["domain"], limit.get<Id>());
  return key ? fetch_page(self.env(), *key) : std::nullopt;
}

Value message_fetch(const Records& self, const Args& args) {
  if (const auto text = fetch_text(self, args)) return Value::parse(*text);
  const Id limit = limit_of(args["limit"]);
  Records messages = self.browse(to_ids(self.call("search", Value::array({args["domain"]}),
                                                  {{"limit", limit ? Value(limit) : Value()}})));
  if (truthy(args["moderated_channel_ids"])) {
    // two searches: one with OR is slow where there are many messages
    const Value pending = Value::array(
        {term("model", "=", "mail.channel"), term("res_id", "in", args["moderated_channel_ids"]),
         "|", term("author_id", "=", own_partner(self.env())), term("need_moderation", "=", true)});
    Ids ids = (messages | self.search(pending, {0, limit, ""})).ids();
    std::sort(ids.begin(), ids.end(), std::greater<>());
    if (args["limit"].is_number_float() || args["limit"].is_array())
      throw TypeError("slice indices must be integers");
    // a limit of 0 is none for the searches, but not for the page
    if (!args["limit"].is_null() && static_cast<Id>(ids.size()) > limit)
      ids.resize(static_cast<std::size_t>(limit));
    messages = self.browse(ids);
  }
  // the search has left out what the caller may not read
  return messages.empty() ? Value::array() : format_readable(messages);
}

}  // namespace

std::optional<std::string> fetch_page(const Env& env, const PageKey& key) {
  if (key.limit < 1 || key.limit > longest_page || !searches_as_known(env)) return std::nullopt;
  check_may(env, env.registry().at("mail.message"), "read");
  const ContactOfPage contact(env, key);
  std::vector<bridge::Sql> statements{MessagePage::statement(env, key)};
  if (contact.decides()) statements.push_back(ContactOfPage::statement(key.id));
  std::vector<bridge::Result> results = env.cr().execute_together(statements);
  MessagePage page(env, key, std::move(results[0]));
  if (contact.decides() && contact.readable(results[1]))
    for (MessageParts& message : page.messages())
      message.near = message.near || message.type != "user_notification";
  if (!contact.decides()) add_documents(env, page.messages());
  std::erase_if(page.messages(), [](const MessageParts& message) { return !message.near; });
  return format_page(env, page);
}

void define_mail_message_fetch(Model& m) {
  m.method("message_fetch", On::model,
           {"domain", {"limit", 20}, {"moderated_channel_ids", nullptr}}, message_fetch);
  m.twin("message_fetch", reinterpret_cast<Twin>(static_cast<FastCall>(fetch_text)));
}

}  // namespace chatterd
