// Parked polls. A waiter is registered before the feed is looked at, and both under one lock, so that
// no message slips between; what a client has is known from what it was answered last.
#include "rpc/longpolling.hpp"

#include <algorithm>

#include "bridge/hash.hpp"
#include "models/bus/presence.hpp"
#include "models/errors.hpp"
#include "models/orm/records.hpp"
#include "models/orm/shared_caches.hpp"

namespace chatterd::rpc {
namespace {

using bridge::Sql;
using Clock = std::chrono::steady_clock;

// Presence is precise to this; the client is taken for away after minutes.
constexpr auto presence_pause = std::chrono::seconds(5);
constexpr Id away_after = 1800 * 1000;  // milliseconds without activity (bus_presence.AWAY_TIMER)
// A client that has not polled for this long begins anew from its `last`.
constexpr auto memory_of_clients = std::chrono::minutes(5);

std::string text_of(const Value& channel) { return channel.dump(-1, ' ', true); }

// Only a JSON list [db, model, id] is an internal channel; a client's channels are strings, which can
// never spell one.
std::string python_type(const Value& value) {
  if (value.is_null()) return "NoneType";
  if (value.is_boolean()) return "bool";
  if (value.is_number_integer()) return "int";
  if (value.is_number()) return "float";
  return value.is_string() ? "str" : value.is_array() ? "list" : "dict";
}

// Python takes a text for the list of its characters.
Value characters(const std::string& text) {
  Value out = Value::array();
  for (std::size_t at = 0, end = 0; at < text.size(); at = end) {
    for (end = at + 1; end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80;) ++end;
    out.push_back(text.substr(at, end - at));
  }
  return out;
}

std::vector<std::string> string_channels(const Value& channels) {
  std::vector<std::string> out;
  if (!channels.is_array()) throw TypeError("'" + python_type(channels) + "' object is not iterable");
  for (const Value& channel : channels) {
    if (!channel.is_string())
      throw Error(ErrorKind::internal, "bus.Bus only string channels are allowed.", "builtins.Exception");
    out.push_back(text_of(channel));
  }
  return out;
}

Value as_result(const BusEntry& entry) {
  return {{"id", entry.id},
          {"channel", Value::parse(entry.channel, nullptr, false)},
          {"message", Value::parse(entry.message, nullptr, false)}};
}

}  // namespace

Longpolling::Longpolling(Engine& engine, std::chrono::seconds patience)
    : engine_(engine),
      patience_(patience),
      database_(engine.database()),
      feed_(engine.pool().shared_from_this(), [this](const BusEntries& entries) { deliver(entries); }) {}

Longpolling::~Longpolling() { stop(); }

void Longpolling::start() {
  feed_.start();
  clock_ = std::thread([this] { expire(); });
}

void Longpolling::stop() {
  std::set<WaiterPtr> left;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    left.swap(waiters_);
    by_partner_.clear();
    by_channel_.clear();
  }
  stopped_.notify_all();
  for (const WaiterPtr& waiter : left) waiter->answer.result_text("[]");
  feed_.stop();
  if (clock_.joinable()) clock_.join();
}

// ------------------------------------------------------------------------------- delivering

bool Longpolling::concerns(const Waiter& waiter, const BusEntry& entry) const {
  if (waiter.partner != 0) {
    if (entry.partners && std::binary_search(entry.partners->begin(), entry.partners->end(), waiter.partner))
      return true;
    const std::string own = std::to_string(waiter.partner);
    for (const char* model : {"res.partner", "ir.needaction"})
      if (entry.channel == text_of(Value::array({database_, model, waiter.partner}))) return true;
  }
  return std::find(waiter.channels.begin(), waiter.channels.end(), entry.channel) != waiter.channels.end();
}

std::string Longpolling::answer_text(const Waiter& waiter, const BusEntries& entries) {
  Id last = waiter.last;
  Value out = Value::array();
  for (const auto& entry : entries) {
    out.push_back(as_result(*entry));
    last = std::max(last, entry->id);
  }
  // ordered by id, as stock answers: clients take them in this order
  std::sort(out.begin(), out.end(), [](const Value& a, const Value& b) { return a["id"] < b["id"]; });
  remember(waiter.client, last, entries.back()->position);
  return out.dump(-1, ' ', true);
}

void Longpolling::remember(const std::string& client, Id last, std::uint64_t position) {
  const auto [place, added] = delivered_.try_emplace(client);
  Delivered& known = place->second;
  if (added)
    known = {last, position, last, position, Clock::now()};
  else if (known.last == last)
    known = {last, position, known.last_before, known.position_before, Clock::now()};
  else
    known = {last, position, known.last, known.position, Clock::now()};
}

Longpolling::Start Longpolling::start_of(const std::string& client, Id last) const {
  if (const auto found = delivered_.find(client); found != delivered_.end()) {
    if (found->second.last == last) return {found->second.position, true};
    if (found->second.last_before == last) return {found->second.position_before, true};
  }
  return {feed_.position_of(last), false};
}

void Longpolling::deliver(const BusEntries& entries) {
  std::map<WaiterPtr, BusEntries> news;
  std::vector<std::pair<WaiterPtr, std::string>> answers;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& entry : entries) {
      std::set<WaiterPtr> told;
      const auto tell = [&](const std::set<WaiterPtr>& waiters) {
        for (const WaiterPtr& waiter : waiters)
          if (told.insert(waiter).second) news[waiter].push_back(entry);
      };
      if (const auto found = by_channel_.find(entry->channel); found != by_channel_.end()) tell(found->second);
      if (entry->partners) {
        for (const Id partner : *entry->partners)
          if (const auto found = by_partner_.find(partner); found != by_partner_.end()) tell(found->second);
      }
    }
    for (const auto& [waiter, concerning] : news) {
      answers.emplace_back(waiter, answer_text(*waiter, concerning));
      unpark(waiter);
    }
  }
  for (const auto& [waiter, text] : answers) waiter->answer.result_text(text);
}

void Longpolling::park(WaiterPtr waiter) {
  waiters_.insert(waiter);
  for (const std::string& channel : waiter->channels) by_channel_[channel].insert(waiter);
  if (waiter->partner == 0) return;
  by_partner_[waiter->partner].insert(waiter);
  for (const char* model : {"res.partner", "ir.needaction"})
    by_channel_[text_of(Value::array({database_, model, waiter->partner}))].insert(waiter);
}

void Longpolling::unpark(const WaiterPtr& waiter) {
  waiters_.erase(waiter);
  const auto remove = [&](auto& index, const auto& key) {
    const auto found = index.find(key);
    if (found == index.end()) return;
    found->second.erase(waiter);
    if (found->second.empty()) index.erase(found);
  };
  for (const std::string& channel : waiter->channels) remove(by_channel_, channel);
  if (waiter->partner == 0) return;
  remove(by_partner_, waiter->partner);
  for (const char* model : {"res.partner", "ir.needaction"})
    remove(by_channel_, text_of(Value::array({database_, model, waiter->partner})));
}

// Once a second: polls that have waited long enough, presence to write, clients to forget.
void Longpolling::expire() {
  for (;;) {
    std::vector<WaiterPtr> over;
    std::unordered_map<Id, Id> presence;
    {
      std::unique_lock lock(mutex_);
      if (stopped_.wait_for(lock, std::chrono::seconds(1), [&] { return stopping_; })) return;
      const auto now = Clock::now();
      for (const WaiterPtr& waiter : waiters_)
        if (waiter->deadline <= now) over.push_back(waiter);
      for (const WaiterPtr& waiter : over) unpark(waiter);
      std::erase_if(delivered_, [&](const auto& item) { return now - item.second.when > memory_of_clients; });
      for (auto it = presence_.begin(); it != presence_.end();) {
        if (now - present_[it->first].written < presence_pause) {
          ++it;
          continue;
        }
        presence.insert(*it);
        present_[it->first] = {now, it->second > away_after};
        it = presence_.erase(it);
      }
    }
    for (const WaiterPtr& waiter : over) waiter->answer.result_text("[]");
    if (presence.empty()) continue;
    try {
      engine_.run_sudo([&](const Env& env) {
        for (const auto& [uid, inactivity] : presence) update_presence(env, uid, inactivity);
        return Value();
      });
    } catch (const std::exception&) {
      // the next polls bring it again: presence is not worth an error
    }
  }
}

// ---------------------------------------------------------------------------------- polling

void Longpolling::note_presence(Call& call, Id uid, Id inactivity) {
  {
    const std::lock_guard lock(mutex_);
    const auto known = present_.find(uid);
    const bool away = inactivity > away_after;
    if (known != present_.end() && known->second.away == away &&
        Clock::now() - known->second.written < presence_pause) {
      presence_[uid] = inactivity;
      return;
    }
    present_[uid] = {Clock::now(), away};
    presence_.erase(uid);
  }
  // who has just come, or come back, is to be seen at once
  engine_.run_sudo(
      [&](const Env& env) {
        update_presence(env, uid, inactivity);
        return Value();
      },
      &call.statements);
}

Value Longpolling::peek(Call& call, const Value& given, Id last) {
  const Id uid = call.authenticated ? call.session.uid : 0;
  return engine_.run(
      uid ? uid : superuser_id, Value::object(),
      [&](const Env& env) -> Value {
        Value channels = given;
        if (uid != 0) {
          const Id partner = env.user_info()->partner_id;
          const Records joined = env["mail.channel"].search(
              Value::array({Value::array({"channel_partner_ids", "in", Value::array({partner})})}));
          for (const Id id : joined.ids()) channels.push_back(Value::array({database_, "mail.channel", id}));
          channels.push_back(Value::array({database_, "res.partner", partner}));
          channels.push_back(Value::array({database_, "ir.needaction", partner}));
        }
        std::vector<std::string> texts;
        for (const Value& channel : channels) texts.push_back(text_of(channel));
        Sql query("SELECT id, channel, message FROM bus_bus WHERE channel = ANY(%s::text[])", {texts});
        query += last == 0 ? Sql(" AND create_date > (now() at time zone 'UTC') - interval '50 seconds'")
                           : Sql(" AND id > %s", {last});
        Value notifications = Value::array();
        for (const bridge::Row row : env.cr().execute(query + Sql(" ORDER BY id")))
          notifications.push_back({{"id", row[0].integer()},
                                   {"channel", Value::parse(row[1].text(), nullptr, false)},
                                   {"message", Value::parse(row[2].text(), nullptr, false)}});
        return {{"notifications", notifications}, {"channels", channels}};
      },
      &call.statements);
}

void Longpolling::poll(const std::shared_ptr<Call>& call, const Answer& answer) {
  Value given = call->required("channels", "poll");
  if (given.is_string()) given = characters(given.get_ref<const std::string&>());
  const Value& last_value = call->required("last", "poll");
  // nothing comes after None: SQL compares with NULL
  const Id last = last_value.is_number() ? last_value.get<Id>()
                  : last_value.is_null() ? std::numeric_limits<std::int32_t>::max()
                                         : 0;
  const Value options = call->parameter("options");
  const std::vector<std::string> channels = string_channels(given);
  const Id uid = call->authenticated ? call->session.uid : 0;
  if (uid != 0 && options.is_object() && options.contains("bus_inactivity")) {
    const Value& inactivity = options["bus_inactivity"];
    if (!inactivity.is_number())
      throw TypeError("unsupported type for timedelta milliseconds component: " + python_type(inactivity));
    note_presence(*call, uid, inactivity.get<Id>());
  }
  if (options.is_object() && options.contains("peek") && truthy(options["peek"]))
    return answer.result(peek(*call, given, last));

  auto waiter = std::make_shared<Waiter>(Waiter{answer, 0, channels, {}, last, Clock::now() + patience_});
  if (uid != 0)
    waiter->partner =
        engine_.run_sudo([&](const Env& env) -> Value { return env.user_info(uid)->partner_id; }, &call->statements)
            .get<Id>();
  waiter->client = call->session.sid + "/" + bridge::md5_hex(Value(channels).dump());
  if (last != 0 && answer_from_memory(waiter)) return;

  // a first poll, or what the memory no longer has: the table knows, and the memory what came meanwhile
  const std::uint64_t position = feed_.last_position();
  Value found = peek(*call, given, last)["notifications"];
  std::string ready;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return answer.result(Value::array());
    bool complete = false;
    BusEntries news;
    for (const auto& entry : feed_.after(position, complete)) {
      const bool known =
          std::any_of(found.begin(), found.end(), [&](const Value& item) { return item["id"] == entry->id; });
      if (concerns(*waiter, *entry) && !known) found.push_back(as_result(*entry));
    }
    for (const Value& item : found) waiter->last = std::max(waiter->last, item["id"].get<Id>());
    remember(waiter->client, waiter->last, feed_.last_position());
    if (found.empty()) return park(waiter);
  }
  answer.result(std::move(found));
}

// Answers or parks when the memory holds all that the client may lack.
bool Longpolling::answer_from_memory(const WaiterPtr& waiter) {
  std::string ready;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      ready = "[]";
    } else {
      const Start start = start_of(waiter->client, waiter->last);
      if (start.position == 0) return false;
      bool complete = false;
      BusEntries concerning;
      for (const auto& entry : feed_.after(start.position, complete))
        if (concerns(*waiter, *entry) && (start.exact || entry->id > waiter->last)) concerning.push_back(entry);
      if (!complete) return false;
      if (concerning.empty()) {
        remember(waiter->client, waiter->last, feed_.last_position());
        park(waiter);
        return true;
      }
      ready = answer_text(*waiter, concerning);
    }
  }
  waiter->answer.result_text(ready);
  return true;
}

Longpolling::Stats Longpolling::stats() const {
  const std::lock_guard lock(mutex_);
  return {waiters_.size(), feed_.counters()};
}

void Longpolling::add_routes(RouteTable& table) {
  table.add({.methods = {},
             .pattern = "/longpolling/poll",
             .auth = Auth::open,
             .handler = JsonLaterHandler([this](std::shared_ptr<Call> call, Answer answer) { poll(call, answer); }),
             .cors = "*"});
  table.add({.methods = {},
             .pattern = "/longpolling/send",
             .auth = Auth::open,
             .handler = JsonHandler([this](Call& call) -> Value {
               const Value& channel = call.required("channel", "send");
               const Value& message = call.required("message", "send");
               if (!channel.is_string())
                 throw Error(ErrorKind::internal, "bus.Bus only string channels are allowed.", "builtins.Exception");
               const Id uid = call.authenticated ? call.session.uid : 0;
               engine_.run_sudo(
                   [&](const Env& root) {
                     Env(root.unit(), uid ? uid : root.ref("base.public_user"), Value::object(), true)
                         .notify(channel, message);
                     return Value();
                   },
                   &call.statements);
               return nullptr;
             }),
             .cors = {}});
}

}  // namespace chatterd::rpc
