// Parked polls. The feed is looked at and the waiter registered under one lock, so that no message
// slips between; what a client has is what its `last` says, in every engine.
#include "rpc/routes/longpolling.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "models/engine/errors.hpp"
#include "models/modules/bus/heard_channels.hpp"
#include "rpc/routes/endpoints.hpp"
#include "rpc/routes/poll_words.hpp"

namespace chatterd::rpc {
namespace {

using Clock = std::chrono::steady_clock;

// A first poll gets what is not older than this (bus.py TIMEOUT).
constexpr double first_poll_seconds = 50;
// A look at the bus waits this long for what was committed before, and that is only while a
// milestone is on its way.
constexpr auto peek_patience = std::chrono::milliseconds(500);
// And so does the first look of a poll, when the table cannot be read.
constexpr auto look_patience = std::chrono::milliseconds(500);
constexpr std::size_t most_strangers = 100'000;

}  // namespace

Longpolling::Longpolling(Engine& engine, std::chrono::seconds patience)
    : engine_(engine),
      patience_(patience),
      database_(engine.database()),
      presence_(engine),
      sessions_(engine),
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
    if (text.empty()) text = poll_answer(concerning);
    // under the lock: the next polls of those who have their answer wait until all have theirs
    answer_with(waiter, concerning, text);
  }
}

void Longpolling::answer_with(const WaiterPtr& waiter, const BusEntries& entries,
                              const std::string& text) {
  unpark(waiter);
  told_(waiter->sid);
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
  BusTable::Members members;
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
                  poll_answer(entries.value_or(BusEntries())));
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
    {
      std::unique_lock lock(mutex_);
      if (stopped_.wait_for(lock, std::chrono::seconds(1), [&] { return stopping_; })) return;
      const auto now = Clock::now();
      while (!waiters_.empty() && waiters_.front()->deadline <= now) {
        over.push_back(waiters_.front());
        unpark(over.back());
      }
    }
    for (const WaiterPtr& waiter : over) waiter->answer.result_text("[]");
    presence_.write_due();
  }
}

// ---------------------------------------------------------------------------------- polling

BusEntries Longpolling::recall(const Env& env, const Value& channels, Id last, Id settled) const {
  std::vector<std::string> texts;
  for (const Value& channel : channels) texts.push_back(channel_text(channel));
  return BusTable::recall(env.cr(), texts, last, settled, first_poll_seconds);
}

std::string Longpolling::peek(Call& call, const Value& given, Id last) {
  const Id uid = call.authenticated ? call.session.uid : 0;
  feed_.catch_up(peek_patience);
  const Id settled = feed_.settled();  // before the snapshot, which then shows all up to there
  std::string text;
  engine_.run(
      uid ? uid : superuser_id, Value::object(),
      [&](const Env& env) -> Value {
        const Value channels = heard_channels(env, uid, database_, given);
        text = "{\"notifications\":" + poll_answer(recall(env, channels, last, settled)) +
               ",\"channels\":" + channels.dump(-1, ' ', true) + "}";
        return nullptr;
      },
      &call.statements);
  told_(call.session.sid);
  return text;
}

void Longpolling::poll(const std::shared_ptr<Call>& call, const Answer& answer) {
  const Value given = poll_items(call->required("channels", "poll"));
  const Id last = poll_last(call->required("last", "poll"));
  const Value options = call->parameter("options");
  if (!options.is_null() && !options.is_object())
    throw AttributeError("'" + std::string(python_type(options)) +
                         "' object has no attribute 'get'");
  std::vector<std::string> channels = poll_channels(given, call->trusted);
  const Id uid = call->authenticated ? call->session.uid : 0;
  const Id partner = uid != 0 ? sessions_.partner_of(*call, uid) : 0;
  if (uid != 0 && options.is_object() && options.contains("bus_inactivity")) {
    const Value& inactivity = options["bus_inactivity"];
    if (!inactivity.is_number() && !inactivity.is_boolean())
      throw TypeError(std::string("unsupported type for timedelta milliseconds component: ") +
                      python_type(inactivity));
    presence_.note(uid, inactivity.is_boolean() ? inactivity.get<bool>() : inactivity.get<Id>(),
                   &call->statements);
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
        found = recall(env, heard_channels(env, uid, database_, given), waiter->last, settled);
        return nullptr;
      },
      &call.statements);
  told_(waiter->sid);
  if (!found.empty()) return waiter->answer.result_text(poll_answer(std::move(found)));
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

void Longpolling::send(Call& call) {
  const Value& channel = call.required("channel", "send");
  const Value& message = call.required("message", "send");
  if (!channel.is_string())
    throw Error(ErrorKind::internal, "bus.Bus only string channels are allowed.",
                "builtins.Exception");
  const Id uid = call.authenticated ? call.session.uid : 0;
  engine_.run_sudo(
      [&](const Env& root) {
        Env(root.unit(), uid ? uid : root.ref("base.public_user"), Value::object(), true)
            .notify(channel, message);
        return Value();
      },
      &call.statements);
}

void add_poll_routes(RouteTable& table) {
  table.add(
      {.methods = {},
       .pattern = "/longpolling/poll",
       .auth = Auth::open,
       .handler = JsonLaterHandler([](const std::shared_ptr<Call>& call, const Answer& answer) {
         call->database->polls->poll(call, answer);
       }),
       .verify = Verify::in_call,
       .cors = "*",
       .quiet = true});
  table.add({.methods = {},
             .pattern = "/longpolling/send",
             .auth = Auth::open,
             .handler = JsonHandler([](Call& call) -> Value {
               call.database->polls->send(call);
               return nullptr;
             }),
             .cors = {}});
}

}  // namespace chatterd::rpc
