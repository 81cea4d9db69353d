// Parked polls. The feed is looked at and the waiter registered under one lock, so that no message
// slips between; what a client has is what its `last` says, in every engine.
#include "rpc/routes/longpolling.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>

#include "models/engine/errors.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/modules/bus/presence.hpp"

namespace chatterd::rpc {
namespace {

using bridge::Sql;
using Clock = std::chrono::steady_clock;

// Presence is precise to this, and written for all together; others see a user offline 65 s after
// the last poll.
constexpr auto presence_pause = std::chrono::seconds(5);
constexpr auto presence_memory = std::chrono::seconds(60);
constexpr Id away_after = 1800 * 1000;  // milliseconds without activity (bus_presence.AWAY_TIMER)
// A session that was good is believed for a while, less than the time for which a poll that is
// parked is.
constexpr auto session_memory = std::chrono::seconds(10);
constexpr std::size_t most_sessions = 100'000;
// Each is kept for the poll and looked up under the lock; the web client has a handful.
constexpr std::size_t most_channels = 500;
// A first poll gets what is not older than this (bus.py TIMEOUT).
constexpr double first_poll_seconds = 50;
// A look at the bus waits this long for what was committed before, and that is only while a
// milestone is on its way.
constexpr auto peek_patience = std::chrono::milliseconds(500);
// And so does the first look of a poll, when the table cannot be read.
constexpr auto look_patience = std::chrono::milliseconds(500);
constexpr std::size_t most_strangers = 100'000;

std::string text_of(const Value& channel) { return channel.dump(-1, ' ', true); }

// Python takes a text for the list of its characters.
Value characters(const std::string& text) {
  Value out = Value::array();
  for (std::size_t at = 0, end = 0; at < text.size(); at = end) {
    for (end = at + 1; end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80;)
      ++end;
    out.push_back(text.substr(at, end - at));
  }
  return out;
}

// What Python iterates over.
Value items_of(const Value& channels) {
  if (channels.is_string()) return characters(channels.get_ref<const std::string&>());
  if (!channels.is_object()) return channels;
  Value keys = Value::array();
  for (const auto& [key, value] : channels.items()) keys.push_back(key);
  return keys;
}

// Clients name texts; what modules of Odoo add to a poll, which its addon sends on, may be
// anything.
std::vector<std::string> channel_texts(const Value& channels, bool any) {
  std::vector<std::string> out;
  if (!channels.is_array())
    throw TypeError(std::string("'") + python_type(channels) + "' object is not iterable");
  for (const Value& channel : channels) {
    if (!any && !channel.is_string())
      throw Error(ErrorKind::internal, "bus.Bus only string channels are allowed.",
                  "builtins.Exception");
    if (out.size() >= most_channels)
      throw ValueError("a poll is for " + std::to_string(most_channels) + " channels at most");
    out.push_back(text_of(channel));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

// The result of a poll. In the order of ids, in which they were written and which stock answers;
// what the client keeps as `last`, the largest, is the last place.
std::string answer_text(BusEntries entries) {
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a->id < b->id; });
  std::string text = "[";
  Id wire = 0;
  for (const auto& entry : entries) {
    wire = std::max(wire, entry->place);
    if (text.size() > 1) text += ',';
    text += "{\"id\":" + std::to_string(wire) + ',' + entry->text + '}';
  }
  return text += ']';
}

// Python's truth about `last` in SQL: nothing comes after None, and a text of digits is a number.
Id last_of(const Value& value) {
  if (value.is_number_integer()) return value.get<Id>();
  if (value.is_null()) return std::numeric_limits<std::int32_t>::max();
  if (value.is_boolean()) return value.get<bool>() ? 1 : 0;
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  const char* const end = text.data() + text.size();
  Id id = 0;
  if (const auto [after, error] = std::from_chars(text.data(), end, id);
      error != std::errc() || after != end)
    throw Error(ErrorKind::internal, "invalid input syntax for type integer: \"" + text + "\"\n",
                "psycopg2.errors.InvalidTextRepresentation");
  return id;
}

}  // namespace

Longpolling::Longpolling(Engine& engine, std::chrono::seconds patience)
    : engine_(engine),
      patience_(patience),
      database_(engine.database()),
      feed_(
          engine.pool().shared_from_this(), [this](const BusEntries& entries) { deliver(entries); },
          [this](std::uint64_t done) { look(done); }, [this] { return hears_channels(); }) {}

Longpolling::~Longpolling() { stop(); }

void Longpolling::start() {
  feed_.start();
  clock_ = std::thread([this] { expire(); });
}

void Longpolling::stop() {
  Parked left;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    left.swap(waiters_);
    for (const WaiterPtr& waiter : left) waiter->parked.reset();
    by_partner_.clear();
    by_channel_.clear();
    fresh_.clear();
  }
  stopped_.notify_all();
  for (const WaiterPtr& waiter : left) waiter->answer.result_text("[]");
  feed_.stop();
  if (clock_.joinable()) clock_.join();
}

void Longpolling::wake() {
  {
    const std::lock_guard lock(mutex_);
    if (waiters_.empty()) return;  // who parks from here on has the table read
  }
  feed_.wake();
}

bool Longpolling::hears_channels() const {
  const std::lock_guard lock(mutex_);
  return !by_partner_.empty();
}

// ------------------------------------------------------------------------------- delivering

void Longpolling::deliver(const BusEntries& entries) {
  const std::lock_guard lock(mutex_);
  std::unordered_map<WaiterPtr, BusEntries> news;
  for (const auto& entry : entries) {
    const auto tell = [&](const std::set<WaiterPtr>& waiters) {
      for (const WaiterPtr& waiter : waiters)
        if (waiter->ticket == 0 && entry->place > waiter->last) news[waiter].push_back(entry);
    };
    if (const auto found = by_channel_.find(entry->channel); found != by_channel_.end())
      tell(found->second);
    if (!entry->partners) continue;
    for (const Id partner : *entry->partners)
      if (const auto found = by_partner_.find(partner); found != by_partner_.end())
        tell(found->second);
  }
  // many wait for the same
  std::map<BusEntries, std::string> texts;
  for (const auto& [waiter, concerning] : news) {
    std::string& text = texts[concerning];
    if (text.empty()) text = answer_text(concerning);
    // under the lock: the next polls of those who have their answer wait until all have theirs
    answer_with(waiter, concerning, text);
  }
}

void Longpolling::answer_with(const WaiterPtr& waiter, const BusEntries& entries,
                              const std::string& text) {
  unpark(waiter);
  if (!waiter->stranger.empty())
    for (const auto& entry : entries)
      strangers_[waiter->stranger] = std::max(strangers_[waiter->stranger], entry->place);
  waiter->answer.result_text(text);
}

// A client whose `last` lies beyond the table would never hear anything again. Its first poll is
// answered as a first one; from then on we remember what it has, for it goes on asking with that
// number.
void Longpolling::settle_stranger(Waiter& waiter) {
  const std::lock_guard lock(mutex_);
  if (strangers_.size() >= most_strangers) strangers_.clear();
  waiter.stranger = waiter.sid + "/" + std::to_string(waiter.last);
  waiter.last = strangers_.try_emplace(waiter.stranger, 0).first->second;
}

std::vector<Longpolling::WaiterPtr> Longpolling::due(std::uint64_t done) {
  const auto long_ago = Clock::now() - look_patience;
  std::vector<WaiterPtr> found;
  const std::lock_guard lock(mutex_);
  std::erase_if(fresh_, [&](const WaiterPtr& waiter) {
    const bool ripe = waiter->ticket <= done || waiter->arrived < long_ago;
    if (ripe && waiter->parked) found.push_back(waiter);
    return ripe || !waiter->parked;
  });
  return found;
}

// In the feed's thread: nothing is delivered meanwhile. Whoever has joined a channel hears its rows
// behind `last` from before that too, and who has left hears none, as in stock, where each poll
// asks for the channels of now.
void Longpolling::look(std::uint64_t done) {
  const std::vector<WaiterPtr> found = due(done);
  if (found.empty()) return;
  BusFeed::Members members;
  try {
    Id oldest = std::numeric_limits<Id>::max();
    std::set<Id> partners;
    for (const WaiterPtr& waiter : found) {
      const bool asks_for_none = waiter->last == std::numeric_limits<std::int32_t>::max();
      if (!asks_for_none && feed_.is_strange(waiter->last)) settle_stranger(*waiter);
      oldest = std::min(oldest, waiter->last);
      if (waiter->partner != 0) partners.insert(waiter->partner);
    }
    const Ids channels = feed_.channels_after(oldest);
    if (!channels.empty() && !partners.empty())
      members = feed_.members(channels, {partners.begin(), partners.end()});
  } catch (const std::exception&) {
    // the database is away: they are looked at again when the next read has been tried
    const std::lock_guard lock(mutex_);
    fresh_.insert(fresh_.end(), found.begin(), found.end());
    return;
  }
  const std::lock_guard lock(mutex_);
  for (const WaiterPtr& waiter : found) {
    if (!waiter->parked) continue;
    const BusFeed::Wanted wanted = [&](const BusEntry& entry) {
      if (entry.discuss_channel != 0)
        return waiter->partner != 0 && members.contains({entry.discuss_channel, waiter->partner});
      if (entry.partners)
        return waiter->partner != 0 &&
               std::binary_search(entry.partners->begin(), entry.partners->end(), waiter->partner);
      return std::binary_search(waiter->channels.begin(), waiter->channels.end(), entry.channel);
    };
    waiter->ticket = 0;
    const auto entries = waiter->last == 0 ? feed_.young(first_poll_seconds, wanted)
                                           : feed_.after(waiter->last, wanted);
    // what has left the memory since the poll came is in the table: the next poll finds it there
    if (!entries || !entries->empty())
      answer_with(waiter, entries.value_or(BusEntries()),
                  answer_text(entries.value_or(BusEntries())));
  }
}

void Longpolling::park(const WaiterPtr& waiter) {
  waiter->parked = waiters_.insert(waiters_.end(), waiter);
  for (const std::string& channel : waiter->channels) by_channel_[channel].insert(waiter);
  if (waiter->partner != 0) by_partner_[waiter->partner].insert(waiter);
}

void Longpolling::unpark(const WaiterPtr& waiter) {
  if (!waiter->parked) return;
  waiters_.erase(*waiter->parked);
  waiter->parked.reset();
  const auto remove = [&](auto& index, const auto& key) {
    const auto found = index.find(key);
    if (found == index.end()) return;
    found->second.erase(waiter);
    if (found->second.empty()) index.erase(found);
  };
  for (const std::string& channel : waiter->channels) remove(by_channel_, channel);
  if (waiter->partner != 0) remove(by_partner_, waiter->partner);
}

// Once a second: polls that have waited long enough, presence to write.
void Longpolling::expire() {
  for (;;) {
    std::vector<WaiterPtr> over;
    std::vector<std::pair<Id, Id>> presence;
    {
      std::unique_lock lock(mutex_);
      if (stopped_.wait_for(lock, std::chrono::seconds(1), [&] { return stopping_; })) return;
      const auto now = Clock::now();
      while (!waiters_.empty() && waiters_.front()->deadline <= now) {
        over.push_back(waiters_.front());
        unpark(over.back());
      }
      if (now >= presence_due_) {
        presence.assign(presence_.begin(), presence_.end());
        presence_.clear();
        for (const auto& [uid, inactivity] : presence)
          present_[uid] = {now, inactivity > away_after};
        presence_due_ = now + presence_pause;
      }
    }
    for (const WaiterPtr& waiter : over) waiter->answer.result_text("[]");
    if (!presence.empty()) write_presence(presence);
  }
}

void Longpolling::write_presence(const std::vector<std::pair<Id, Id>>& presence) {
  try {
    engine_.run_sudo([&](const Env& env) {
      update_presences(env, presence);
      return Value();
    });
  } catch (const std::exception&) {
    // the next polls bring it again: presence is not worth an error
  }
}

// ---------------------------------------------------------------------------------- polling

void Longpolling::note_presence(Call& call, Id uid, Id inactivity) {
  {
    const std::lock_guard lock(mutex_);
    const auto known = present_.find(uid);
    const bool away = inactivity > away_after;
    if (known != present_.end() && known->second.away == away &&
        Clock::now() - known->second.written < presence_memory) {
      presence_[uid] = inactivity;
      return;
    }
    present_[uid] = {Clock::now(), away};
    presence_.erase(uid);
  }
  // who has just come, or come back, is to be seen at once
  engine_.run_sudo(
      [&](const Env& env) {
        update_presences(env, {{uid, inactivity}});
        return Value();
      },
      &call.statements);
}

Id Longpolling::partner_of(Call& call, Id uid) {
  const Session& session = call.session;
  const std::string key = session.sid + "/" + std::to_string(uid);
  const std::uint64_t drops = engine_.cache_drops();
  {
    const std::lock_guard lock(mutex_);
    const auto known = known_.find(key);
    if (known != known_.end() && known->second.until > Clock::now() &&
        known->second.drops == drops && known->second.token == session.token)
      return known->second.partner;
  }
  if (!call.trusted) call.backend->check(call.caller());
  const Id partner =
      engine_
          .run_sudo([&](const Env& env) -> Value { return env.user_info(uid)->partner_id; },
                    &call.statements)
          .get<Id>();
  const std::lock_guard lock(mutex_);
  if (known_.size() >= most_sessions) known_.clear();
  known_[key] = {partner, session.token, Clock::now() + session_memory, drops};
  return partner;
}

// The client's own channels, and those that a user hears (mail/controllers/bus.py _poll).
Value Longpolling::all_channels(const Env& env, Id uid, Value channels) const {
  if (uid == 0) return channels;
  const Id partner = env.user_info()->partner_id;
  const Records joined = env["mail.channel"].search(
      Value::array({Value::array({"channel_partner_ids", "in", Value::array({partner})})}));
  for (const Id id : joined.ids())
    channels.push_back(Value::array({database_, "mail.channel", id}));
  for (const std::string model : personal_channels)
    if (model != "calendar.alarm" || env.registry().installed("calendar"))
      channels.push_back(Value::array({database_, model, partner}));
  return channels;
}

BusEntries Longpolling::recall(const Env& env, const Value& channels, Id last, Id settled) const {
  std::vector<std::string> texts;
  for (const Value& channel : channels) texts.push_back(text_of(channel));
  return BusFeed::recall(env.cr(), texts, last, settled, first_poll_seconds);
}

std::string Longpolling::peek(Call& call, const Value& given, Id last) {
  const Id uid = call.authenticated ? call.session.uid : 0;
  feed_.catch_up(peek_patience);
  const Id settled = feed_.settled();  // before the snapshot, which then shows all up to there
  std::string text;
  engine_.run(
      uid ? uid : superuser_id, Value::object(),
      [&](const Env& env) -> Value {
        const Value channels = all_channels(env, uid, given);
        text = "{\"notifications\":" + answer_text(recall(env, channels, last, settled)) +
               ",\"channels\":" + channels.dump(-1, ' ', true) + "}";
        return nullptr;
      },
      &call.statements);
  return text;
}

void Longpolling::poll(const std::shared_ptr<Call>& call, const Answer& answer) {
  const Value given = items_of(call->required("channels", "poll"));
  const Id last = last_of(call->required("last", "poll"));
  const Value options = call->parameter("options");
  if (!options.is_null() && !options.is_object())
    throw AttributeError("'" + std::string(python_type(options)) +
                         "' object has no attribute 'get'");
  std::vector<std::string> channels = channel_texts(given, call->trusted);
  const Id uid = call->authenticated ? call->session.uid : 0;
  const Id partner = uid != 0 ? partner_of(*call, uid) : 0;
  if (uid != 0 && options.is_object() && options.contains("bus_inactivity")) {
    const Value& inactivity = options["bus_inactivity"];
    if (!inactivity.is_number() && !inactivity.is_boolean())
      throw TypeError(std::string("unsupported type for timedelta milliseconds component: ") +
                      python_type(inactivity));
    note_presence(*call, uid,
                  inactivity.is_boolean() ? inactivity.get<bool>() : inactivity.get<Id>());
  }
  if (options.is_object() && options.contains("peek") && truthy(options["peek"]))
    return answer.result_text(peek(*call, given, last));

  auto waiter = std::make_shared<Waiter>(Waiter{.answer = answer,
                                                .partner = partner,
                                                .channels = std::move(channels),
                                                .last = last,
                                                .deadline = Clock::now() + patience_,
                                                .parked = {},
                                                .ticket = 0,
                                                .arrived = {},
                                                .sid = call->session.sid,
                                                .stranger = {}});
  if (!answer_from_memory(waiter)) answer_from_table(*call, waiter, given);
  // whom nobody answers any more is not kept
  if (call->request->client)
    call->request->client->on_gone([this, weak = std::weak_ptr(waiter)] {
      const WaiterPtr gone = weak.lock();
      if (!gone) return;
      const std::lock_guard lock(mutex_);
      unpark(gone);
    });
}

// What the memory no longer has: the table knows, and the memory what came meanwhile.
void Longpolling::answer_from_table(Call& call, const WaiterPtr& waiter, const Value& given) {
  const Id uid = call.authenticated ? call.session.uid : 0;
  feed_.catch_up(peek_patience);
  const Id settled = feed_.settled();
  BusEntries found;
  engine_.run(
      uid ? uid : superuser_id, Value::object(),
      [&](const Env& env) -> Value {
        found = recall(env, all_channels(env, uid, given), waiter->last, settled);
        return nullptr;
      },
      &call.statements);
  if (!found.empty()) return waiter->answer.result_text(answer_text(std::move(found)));
  // the client has all up to there: nothing of it was for it
  waiter->last = std::max(waiter->last, settled);
  if (!answer_from_memory(waiter)) waiter->answer.result_text("[]");
}

bool Longpolling::answer_from_memory(const WaiterPtr& waiter) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) {
      if (!feed_.remembers(waiter->last, first_poll_seconds)) return false;
      park(waiter);
      waiter->arrived = Clock::now();
      waiter->ticket = feed_.ask();
      fresh_.push_back(waiter);
      return true;
    }
  }
  waiter->answer.result_text("[]");
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
             .handler = JsonLaterHandler(
                 [this](std::shared_ptr<Call> call, Answer answer) { poll(call, answer); }),
             .verify = Verify::in_call,
             .cors = "*",
             .quiet = true});
  table.add({.methods = {},
             .pattern = "/longpolling/send",
             .auth = Auth::open,
             .handler = JsonHandler([this](Call& call) -> Value {
               const Value& channel = call.required("channel", "send");
               const Value& message = call.required("message", "send");
               if (!channel.is_string())
                 throw Error(ErrorKind::internal, "bus.Bus only string channels are allowed.",
                             "builtins.Exception");
               const Id uid = call.authenticated ? call.session.uid : 0;
               engine_.run_sudo(
                   [&](const Env& root) {
                     Env(root.unit(), uid ? uid : root.ref("base.public_user"), Value::object(),
                         true)
                         .notify(channel, message);
                     return Value();
                   },
                   &call.statements);
               return nullptr;
             }),
             .cors = {}});
}

}  // namespace chatterd::rpc
