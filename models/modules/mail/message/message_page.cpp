// The rows of a page, put together.
#include "models/modules/mail/message/message_page.hpp"

#include <limits>
#include <unordered_map>

#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/modules/mail/message/mail_message.hpp"
#include "models/modules/mail/message/message_page_rows.hpp"
#include "models/modules/mail/rule_columns.hpp"

namespace chatterd {

using bridge::Sql;
using Part = PagePart;
using Col = PageColumn;

namespace {

MessageParts::Text text_of(const bridge::Cell& cell) {
  if (cell.is_null()) return std::nullopt;
  return cell.text();
}

// Which records of a model that the page shows the caller may read.
class ReadableParts {
 public:
  ReadableParts(const Env& env, const char* model, std::vector<RowRule::Column> columns)
      : env_(env),
        model_(env.registry().at(model)),
        rule_(RowRule::of(env, model_, "read", std::move(columns))) {}
  void add(Id id, const std::vector<RowRule::Cell>& row) {
    if (!rule_)
      undecided_.push_back(id);
    else if (rule_->restricts() && !rule_->allows(row))
      hidden_.insert(id);
  }
  // Of one row by itself, where the rule is known here.
  bool allows(const std::vector<RowRule::Cell>& row) const { return rule_ && rule_->allows(row); }
  // A rule that is not known here is PostgreSQL's to decide, in a statement of its own.
  void settle() {
    if (undecided_.empty()) return;
    const Ids all = unique(undecided_);
    Sql query = Sql("SELECT id FROM ") + Sql::identifier(model_.table()) +
                Sql(" WHERE id = ANY(%s::int[])", {all});
    if (const Sql rules = rule_condition(env_, model_, "read", model_.table()); !rules.empty())
      query += Sql(" AND (") + rules + Sql(")");
    const Ids readable = env_.cr().execute(query).ids();
    for (const Id id : all)
      if (!contains(readable, id)) hidden_.insert(id);
  }
  bool operator()(Id id) const { return !hidden_.contains(id); }

 private:
  const Env& env_;
  const Model& model_;
  const std::optional<RowRule> rule_;
  Ids undecided_;
  std::unordered_set<Id> hidden_;
};

MessageParts message_of(const bridge::Row& row) {
  MessageParts one;
  one.id = row[Col::a].integer();
  one.author = row[Col::b].integer();
  one.subtype = row[Col::c].integer();
  one.res_id = row[Col::d].integer();
  if (!row[Col::time].is_null()) one.date = row[Col::time].time();
  one.body = text_of(row[Col::t1]);
  one.email_from = text_of(row[Col::t2]);
  one.type = text_of(row[Col::t3]);
  one.subject = text_of(row[Col::t4]);
  one.model = text_of(row[Col::t5]);
  one.record_name = text_of(row[Col::t6]);
  one.moderation_status = text_of(row[Col::t7]);
  return one;
}

struct Person {
  Id place = 0;  // by display name
  bool share = false, active = false;
  std::string_view name, display_name;
};

// Puts the rows behind the messages into them.
class Assembly {
 public:
  Assembly(const Env& env, std::vector<MessageParts>& messages)
      : messages_(messages),
        me_(own_partner(env)),
        active_only_([&] {
          const Value active_test = env.context("active_test");
          return active_test.is_null() || truthy(active_test);
        }()),
        channels_(env, "mail.channel", channel_columns()),
        partners_(env, "res.partner", contact_columns()),
        tracking_(messages.size()) {
    for (std::size_t i = 0; i < messages.size(); ++i) place_[messages[i].id] = i;
  }

  // Of any kind but messages, in any order.
  void add(const bridge::Row& row) {
    switch (row[Col::part].integer()) {
      case Part::in_channel:
        return each_pair(row, [](MessageParts& one, Id id) { one.channels.push_back(id); });
      case Part::channel:
        return add_channel(row);
      case Part::recipient:
        return each_pair(row, [](MessageParts& one, Id id) { one.recipients.push_back(id); });
      case Part::star:
        return each_pair(row, [](MessageParts& one, Id id) { one.starred.push_back(id); });
      case Part::notification:
        return add_notifications(row);
      case Part::attachment:
        return add_attachment(row);
      case Part::tracking:
        tracking_[place_.at(row[Col::a].integer())].emplace_back(
            row[Col::c].is_null() ? std::numeric_limits<Id>::max() : row[Col::c].integer(),
            row[Col::b].integer(), row[Col::t1].text());
        return;
      case Part::partner:
        return add_partner(row);
      default:
        return;
    }
  }

  // When all are there: rules, order, and what is known of partners.
  void finish() {
    channels_.settle();
    partners_.settle();
    for (std::size_t i = 0; i < messages_.size(); ++i) {
      finish(messages_[i]);
      std::sort(tracking_[i].begin(), tracking_[i].end());
      for (const auto& [sequence, id, values] : tracking_[i])
        messages_[i].tracking.push_back(Value::parse(values));
    }
  }

  const std::unordered_map<Id, std::size_t>& places() const { return place_; }

 private:
  template <typename Put>
  void each_pair(const bridge::Row& row, const Put& put) {
    const Ids of = row[Col::t1].ids(), ids = row[Col::t2].ids();
    for (std::size_t i = 0; i < of.size(); ++i) put(messages_[place_.at(of[i])], ids[i]);
  }

  void add_channel(const bridge::Row& row) {
    const Id id = row[Col::a].integer();
    if (!row[Col::c].is_null()) joined_.insert(id);
    channels_.add(id, channel_cells(id, row[Col::t1].text(), row[Col::b].integer(),
                                    row[Col::c].integer() != 0));
  }

  void add_notifications(const bridge::Row& row) {
    const Ids of = row[Col::t1].ids(), to = row[Col::t2].ids(), ids = row[Col::t3].ids();
    for (std::size_t i = 0; i < of.size(); ++i)
      messages_[place_.at(of[i])].notifications.push_back({.id = ids[i],
                                                           .partner = to[i],
                                                           .read = row[Col::a].integer() != 0,
                                                           .status = text_of(row[Col::t5]),
                                                           .type = row[Col::t4].text(),
                                                           .sms_number = row[Col::t6].text(),
                                                           .name = {},
                                                           .display_name = {}});
  }

  void add_attachment(const bridge::Row& row) {
    MessageParts& one = messages_[place_.at(row[Col::a].integer())];
    one.attachments.push_back({row[Col::b].integer(), row[Col::t1].text(), text_of(row[Col::t2])});
    const Id document = row[Col::d].integer(), access = row[Col::e].integer();
    const Id told = row[Col::t4].text() == "true" ? 1 : 0;
    const std::string_view kind = row[Col::t3].text();
    if ((document == 1 &&
         channels_.allows({{one.res_id, {}}, {0, kind}, {access, {}}, {told, {}}})) ||
        (document == 2 &&
         partners_.allows({{one.res_id, {}}, {access, {}}, {told, {}}, {0, kind}})))
      one.main_attachment = row[Col::c].integer();
  }

  void add_partner(const bridge::Row& row) {
    const Id id = row[Col::a].integer();
    people_[id] = {.place = row[Col::d].integer(),
                   .share = row[Col::c].integer() != 0,
                   .active = row[Col::e].integer() != 0,
                   .name = row[Col::t2].text(),
                   .display_name = row[Col::t3].text()};
    partners_.add(id, contact_cells(id, row[Col::b].integer(), row[Col::c].integer() != 0,
                                    row[Col::t1].text()));
  }

  void finish(MessageParts& one) {
    const bool somebody = me_ != 0;
    one.near = somebody && (one.author == me_ || contains(one.recipients, me_));
    for (const Id id : one.channels) one.near = one.near || joined_.contains(id);
    std::erase_if(one.channels, [&](Id id) { return !channels_(id); });
    std::sort(one.channels.begin(), one.channels.end());
    keep_readable(one.recipients);
    if (active_only_) std::erase_if(one.starred, [&](Id id) { return !person(id).active; });
    keep_readable(one.starred);
    const Person& author = person(one.author);
    one.author_name = author.name;
    one.author_display_name = author.display_name;
    for (MessageParts::Notification& notice : one.notifications) {
      one.near = one.near || (somebody && notice.partner == me_);
      if (notice.type == "inbox") continue;  // nobody shows more of them
      const Person& partner = person(notice.partner);
      notice.share = partner.share;
      notice.active = partner.active;
      notice.name = partner.name;
      notice.display_name = partner.display_name;
    }
    std::sort(one.notifications.begin(), one.notifications.end(),
              [](const auto& x, const auto& y) { return x.id < y.id; });
    std::sort(one.attachments.begin(), one.attachments.end(),
              [](const auto& x, const auto& y) { return x.id > y.id; });
  }

  // Those that the caller may read, by name.
  void keep_readable(Ids& partners) {
    std::erase_if(partners, [&](Id id) { return !partners_(id); });
    std::sort(partners.begin(), partners.end(),
              [&](Id x, Id y) { return person(x).place < person(y).place; });
  }

  const Person& person(Id id) const {
    static const Person nobody;
    const auto found = people_.find(id);
    return found == people_.end() ? nobody : found->second;
  }

  std::vector<MessageParts>& messages_;
  const Id me_;
  const bool active_only_;
  ReadableParts channels_, partners_;
  std::unordered_map<Id, std::size_t> place_;
  std::unordered_set<Id> joined_;  // channels of the caller
  std::unordered_map<Id, Person> people_;
  // of each message: sequence (NULL last), id, row
  std::vector<std::vector<std::tuple<Id, Id, std::string_view>>> tracking_;
};

}  // namespace

MessagePage MessagePage::read(const Env& env, const PageKey& key) {
  return {env, key, env.cr().execute(statement(env, key))};
}

MessagePage::MessagePage(const Env& env, const PageKey& key, bridge::Result rows)
    : rows_(std::move(rows)) {
  for (const bridge::Row row : rows_)
    if (row[Col::part].integer() == Part::message) messages_.push_back(message_of(row));
  if (messages_.empty()) return;
  if (key.kind == PageKey::Kind::listed) {
    std::unordered_map<Id, std::size_t> wanted;
    for (const Id id : key.listed) wanted.try_emplace(id, wanted.size());
    std::sort(messages_.begin(), messages_.end(),
              [&](const auto& x, const auto& y) { return wanted[x.id] < wanted[y.id]; });
  } else {
    std::sort(messages_.begin(), messages_.end(),
              [](const auto& x, const auto& y) { return x.id > y.id; });
  }
  Assembly assembly(env, messages_);
  for (const bridge::Row row : rows_) assembly.add(row);
  assembly.finish();
  // an id that is asked for twice is shown twice
  if (key.kind != PageKey::Kind::listed || key.listed.size() == messages_.size()) return;
  std::vector<MessageParts> repeated;
  for (const Id id : key.listed)
    if (const auto found = assembly.places().find(id); found != assembly.places().end())
      repeated.push_back(messages_[found->second]);
  messages_ = std::move(repeated);
}

}  // namespace chatterd
