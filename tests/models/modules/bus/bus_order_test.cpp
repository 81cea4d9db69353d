#include "models/modules/bus/bus_order.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <random>

using namespace chatterd;

namespace {

using Rows = std::vector<BusOrder::Row>;

std::vector<Id> ids_of(const std::vector<BusOrder::Placed>& placed) {
  std::vector<Id> out;
  for (const auto& [id, place] : placed) out.push_back(id);
  return out;
}

// PostgreSQL as far as it matters here: ids are given before a row can be seen, and writers hold a
// lock until it can.
struct Table {
  Id sequence = 0;
  std::map<Id, std::optional<std::vector<Id>>> visible;  // row → what it lists, of milestones
  struct Writer {
    std::vector<Id> ids;
    std::size_t begun;  // how many had ended by then
  };
  std::map<std::string, Writer> writing;
  std::vector<Writer> committed;
  std::size_t started = 0;

  void begin() { writing[std::to_string(started++)] = {{}, committed.size()}; }
  void insert(const std::string& writer) { writing[writer].ids.push_back(++sequence); }
  void end(const std::string& writer, bool commit) {
    const Writer done = writing[writer];
    writing.erase(writer);
    if (!commit) return;
    for (const Id id : done.ids) visible[id] = std::nullopt;
    committed.push_back(done);
  }
  BusOrder::Holders holders() const {
    BusOrder::Holders out;
    for (const auto& [name, writer] : writing) out.insert(name);
    return out;
  }
  // An engine begins before all that is being written, but what milestones list.
  Id beginning(Id wanted) const {
    std::set<Id> known;
    for (const auto& [id, open] : visible)
      if (open) known.insert(open->begin(), open->end());
    for (const auto& [name, writer] : writing)
      for (const Id id : writer.ids)
        if (!known.contains(id)) wanted = std::min(wanted, id - 1);
    return wanted;
  }
  Milestones milestones() const {
    Milestones out;
    for (const auto& [id, open] : visible)
      if (open) out[id] = std::set<Id>(open->begin(), open->end());
    return out;
  }
};

struct Engine {
  BusOrder order;
  Id floor;
  std::vector<BusOrder::Placed> log;

  Engine(const Table& table, Id from) : order(from, table.milestones()), floor(from) {}

  // Some transactions may end between the snapshot and the look at the locks.
  void read(Table& table, bool with_holders, const std::function<void()>& meanwhile) {
    Rows rows;
    const std::vector<Id> missing = order.missing();
    for (const auto& [id, open] : table.visible)
      if (id > order.highest() || std::binary_search(missing.begin(), missing.end(), id))
        rows.push_back({id, open});
    meanwhile();
    const auto held = with_holders ? std::optional(table.holders()) : std::nullopt;
    for (const auto& placed : order.read(rows, held, 0)) log.push_back(placed);
  }
  void milestone(Table& table) const {
    const Milestones known = table.milestones();
    if (!known.empty() && known.rbegin()->first > order.last_milestone())
      return;  // somebody was quicker
    const Id id = ++table.sequence;
    std::set<Id> seen;
    for (const auto& [row, open] : table.visible) seen.insert(row);
    table.visible[id] = order.open_at(id, seen);
  }
};

// A client that goes to any engine with each poll.
struct Client {
  Id last = 0;
  std::vector<Id> got;

  void poll(const Table& table, const Engine& engine) {
    std::vector<BusOrder::Placed> answer;
    if (last >= engine.floor) {
      std::copy_if(engine.log.begin(), engine.log.end(), std::back_inserter(answer),
                   [&](const auto& placed) { return placed.place > last; });
    } else {
      const Milestones milestones = table.milestones();
      for (const auto& [id, open] : table.visible) {
        const Id place = place_of(id, milestones);
        if (!open && place > last && place <= engine.order.settled()) answer.push_back({id, place});
      }
    }
    std::sort(answer.begin(), answer.end(),
              [](const auto& a, const auto& b) { return a.id < b.id; });
    for (const auto& [id, place] : answer) {
      got.push_back(id);
      last = std::max(last, place);
    }
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(rows_that_appear_in_order_keep_their_ids_as_places) {
  BusOrder order(10, {});
  BOOST_TEST(ids_of(order.read({{11, {}}, {12, {}}}, std::nullopt, 0)) == std::vector<Id>({11, 12}),
             boost::test_tools::per_element());
  BOOST_TEST(order.settled() == 12);
  BOOST_TEST(!order.blocked());
}

BOOST_AUTO_TEST_CASE(a_row_waits_for_a_smaller_id_that_is_being_written) {
  BusOrder order(10, {});
  BOOST_TEST(order.read({{12, {}}}, BusOrder::Holders{"a"}, 1).empty());
  BOOST_TEST(order.blocked());
  BOOST_TEST(order.blocked_since() == 1);
  BOOST_TEST(order.read({}, BusOrder::Holders{"a"}, 2).empty());
  BOOST_TEST(ids_of(order.read({{11, {}}}, BusOrder::Holders{}, 3)) == std::vector<Id>({11, 12}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nobody_waits_for_an_id_whose_writers_have_ended) {
  BusOrder order(10, {});
  BOOST_TEST(order.read({{12, {}}}, BusOrder::Holders{"a", "b"}, 0).empty());
  BOOST_TEST(order.read({}, BusOrder::Holders{"b", "c"}, 0).empty());
  // b has ended after this read's snapshot: what it wrote is in the next
  BOOST_TEST(order.read({}, BusOrder::Holders{"c"}, 0).empty());
  BOOST_TEST(ids_of(order.read({}, BusOrder::Holders{"c"}, 0)) == std::vector<Id>({12}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_milestone_lets_rows_pass_and_gives_the_late_one_a_place_behind) {
  BusOrder order(10, {});
  BOOST_TEST(order.read({{12, {}}}, std::nullopt, 0).empty());
  BOOST_TEST(order.open_at(14, {12}) == std::vector<Id>({11, 13}),
             boost::test_tools::per_element());
  BOOST_TEST(
      ids_of(order.read({{14, std::vector<Id>{11, 13}}}, std::nullopt, 0)) == std::vector<Id>({12}),
      boost::test_tools::per_element());
  BOOST_TEST(order.settled() == 14);
  BOOST_TEST(order.read({{11, {}}, {15, {}}}, std::nullopt, 0)
                 .empty());  // 15 was written after 11 and stays behind it
  BOOST_TEST(order.has_late());
  const auto placed = order.read({{16, std::vector<Id>{13}}}, std::nullopt, 0);
  BOOST_REQUIRE(placed.size() == 2);
  BOOST_TEST(placed[0].id == 15);
  BOOST_TEST(placed[0].place == 15);
  BOOST_TEST(placed[1].id == 11);
  BOOST_TEST(placed[1].place == 16);
}

BOOST_AUTO_TEST_CASE(an_engine_that_begins_knows_what_others_still_wait_for) {
  const Milestones known{{14, {11, 13}}, {20, {11, 18}}};
  const BusOrder order(16, known);
  BOOST_TEST(order.missing() == std::vector<Id>({11, 13}), boost::test_tools::per_element());
  BOOST_TEST(place_of(12, known) == 12);
  BOOST_TEST(place_of(13, known) == 20);
  BOOST_TEST(place_of(11, known) == 0);
}

BOOST_AUTO_TEST_CASE(clients_that_change_engines_get_every_committed_row_once_and_in_order) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::minstd_rand random(seed + 1);
    const auto chance = [&](unsigned one_in) { return random() % one_in == 0; };
    Table table;
    std::vector<Engine> engines(3, Engine(table, 0));
    std::vector<Client> clients(5);
    const auto some_writer_ends = [&] {
      if (table.writing.empty()) return;
      const auto writer = std::next(table.writing.begin(), random() % table.writing.size());
      table.end(std::string(writer->first), !chance(4));
    };
    const auto any = [&]() -> Engine& { return engines[random() % engines.size()]; };
    for (int step = 0; step < 400; ++step) {
      switch (random() % 8) {
        case 0:
          table.begin();
          break;
        case 1:
        case 2:
          if (!table.writing.empty())
            table.insert(std::next(table.writing.begin(), random() % table.writing.size())->first);
          break;
        case 3:
          some_writer_ends();
          break;
        case 4:
        case 5:
          any().read(table, chance(2), [&] { chance(3) ? some_writer_ends() : void(); });
          break;
        case 6:
          if (Engine& engine = any(); engine.order.blocked() && chance(2)) engine.milestone(table);
          break;
        default:
          clients[random() % clients.size()].poll(table, any());
      }
      // killed and started again, with what is recent
      if (chance(60))
        any() = Engine(table, table.beginning(std::max<Id>(
                                  0, table.sequence - static_cast<Id>(random() % 30))));
    }
    while (!table.writing.empty()) some_writer_ends();
    for (Engine& engine : engines)
      for (int reads = 0; reads < 4; ++reads) {
        engine.read(table, true, [] {});
        if (engine.order.has_late()) engine.milestone(table);
      }
    for (Engine& engine : engines) engine.read(table, true, [] {});

    std::vector<Id> wanted;
    for (const Table::Writer& writer : table.committed)
      wanted.insert(wanted.end(), writer.ids.begin(), writer.ids.end());
    std::sort(wanted.begin(), wanted.end());
    for (Client& client : clients) {
      client.poll(table, any());
      std::map<Id, std::size_t> when;
      for (std::size_t n = 0; n < client.got.size(); ++n) when[client.got[n]] = n;
      std::vector<Id> got = client.got;
      std::sort(got.begin(), got.end());
      BOOST_REQUIRE_MESSAGE(got == wanted, "lost or doubled with seed " << seed);
      for (std::size_t later = 0; later < table.committed.size(); ++later) {
        const auto& ids = table.committed[later].ids;
        for (std::size_t n = 1; n < ids.size(); ++n)
          BOOST_REQUIRE_MESSAGE(when[ids[n - 1]] < when[ids[n]],
                                "one writer's rows are disordered with seed " << seed);
        // what had ended before a writer began comes before what it wrote
        for (std::size_t earlier = 0; earlier < table.committed[later].begun; ++earlier)
          for (const Id first : table.committed[earlier].ids)
            for (const Id second : ids)
              BOOST_REQUIRE_MESSAGE(when[first] < when[second], "disordered with seed " << seed);
      }
    }
  }
}
