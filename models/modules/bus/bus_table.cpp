#include "models/modules/bus/bus_table.hpp"

#include <algorithm>
#include <charconv>

#include "bridge/postgres/connection.hpp"
#include "bridge/postgres/transaction.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

// No client can listen to this channel or write to it, and Odoo's ORM writes no row without
// create_uid.
constexpr const char* is_milestone =
    R"sql((create_uid IS NULL AND channel = '["chatterd","milestone"]'))sql";
// The lock that readers share, in PostgreSQL's space of two numbers.
constexpr const char* lock_key = "1667326068, 1";

std::string joined(const std::vector<Id>& ids) {
  std::string text;
  for (const Id id : ids) {
    if (!text.empty()) text += ',';
    text += std::to_string(id);
  }
  return text;
}

// The numbers of "[1,2,3]".
std::vector<Id> listed(std::string_view message) {
  std::vector<Id> ids;
  const char* at = message.data();
  for (const char* const end = at + message.size(); at < end;) {
    Id id = 0;
    const auto [after, error] = std::from_chars(at, end, id);
    if (error == std::errc()) ids.push_back(id);
    at = error == std::errc() ? after : at + 1;
  }
  return ids;
}

BusOrder::Holders words(std::string_view text) {
  BusOrder::Holders out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) out.emplace(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

Milestones milestones_of(const bridge::Result& rows) {
  Milestones out;
  for (const bridge::Row row : rows) {
    const std::vector<Id> open = listed(row[1].text());
    out[row[0].integer()] = {open.begin(), open.end()};
  }
  return out;
}

// Those that say what is late at a place: the last one up to there, and all behind it.
Sql milestones_from(Id place) {
  return Sql(std::string(R"sql(
      SELECT id, message
      FROM bus_bus
      WHERE )sql") +
                 is_milestone + R"sql(
        AND id >= (SELECT coalesce(max(id), 0) FROM bus_bus WHERE )sql" +
                 is_milestone + R"sql( AND id <= %s::int)
      ORDER BY id)sql",
             {place});
}

// Writers lock the table before they take an id, and let it go after their rows can be seen. This
// is looked at after the snapshot was taken: who is missing here has shown his rows to the next
// one.
constexpr const char* holders_of_ids = R"sql((
          SELECT coalesce(string_agg(virtualtransaction, ' '), '')
          FROM pg_locks
          WHERE locktype = 'relation'
            AND mode = 'RowExclusiveLock'
            AND relation = 'bus_bus'::regclass
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())))sql";

}  // namespace

BusTable::Start BusTable::start(Id most, Id ids_before, double seconds) const {
  const auto connection = pool_->acquire();
  const bridge::Result stand = connection->execute(Sql(R"sql(
      SELECT coalesce(
        (SELECT min(id)
         FROM (SELECT id, create_date FROM bus_bus ORDER BY id DESC LIMIT %s) r
         WHERE create_date > (now() at time zone 'UTC') - %s * interval '1 second'),
        (SELECT last_value FROM bus_bus_id_seq) + 1))sql",
                                                       {most, seconds}));
  const Id from = std::max<Id>(0, stand[0][0].integer() - 1 - ids_before);
  return {from, milestones_of(connection->execute(milestones_from(from)))};
}

// In one message to the server: the lock is held for as long as the statement behind it takes.
// Columns: id, channel, message, milestone, age; who may bring what is missing, if asked for.
bridge::Result BusTable::ask(const BusOrder& order, bool with_holders) const {
  const std::vector<Id> missing = order.missing();
  const auto connection = pool_->acquire();
  if (!with_holders && missing.empty()) {
    static const Sql begin("BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY"), commit("COMMIT");
    static const Sql lock =
        Sql::hot(std::string("SELECT pg_advisory_xact_lock_shared(") + lock_key + ")");
    static const std::string text = std::string("SELECT id, channel, message, ") + is_milestone +
                                    R"sql(,
          extract(epoch FROM (now() at time zone 'UTC') - create_date)
        FROM bus_bus
        WHERE id > %s::int
        ORDER BY id)sql";
    const Sql rows = Sql::hot(text, {order.highest()});
    try {
      return connection->execute_together({&begin, &lock, &rows, &commit})[2];
    } catch (const bridge::SqlError&) {
      connection->command("ROLLBACK");
      throw;
    }
  }
  const std::string columns = std::string("SELECT id, channel, message, create_date, ") +
                              is_milestone + " AS milestone FROM bus_bus WHERE ";
  std::string rows = columns + "id > " + std::to_string(order.highest());
  if (!missing.empty())
    rows += " UNION ALL " + columns + "id = ANY('{" + joined(missing) + "}'::int[])";
  return connection->execute(Sql(std::string(R"sql(
      SET TRANSACTION ISOLATION LEVEL READ COMMITTED READ ONLY;
      SELECT pg_advisory_xact_lock_shared()sql") +
                                 lock_key + R"sql();
      SELECT b.id, b.channel, b.message, b.milestone,
        extract(epoch FROM (now() at time zone 'UTC') - b.create_date), h.holders
      FROM (SELECT )sql" + (with_holders ? holders_of_ids : "NULL") +
                                 R"sql( AS holders) h
        LEFT JOIN ()sql" + rows + R"sql() b ON true
      ORDER BY b.id)sql"));
}

BusTable::News BusTable::news(const BusOrder& order, bool with_holders) const {
  const bridge::Result result = ask(order, with_holders);
  News news;
  BusEntryReader reader;
  for (const bridge::Row row : result) {
    if (row[0].is_null()) break;  // the line of the holders alone
    const Id id = row[0].integer();
    news.rows.push_back({id, std::nullopt});
    if (row[3].boolean())
      news.rows.back().open = listed(row[2].text());
    else
      news.entries.push_back({reader.read(id, row[1].str(), row[2].text()), row[4].number()});
  }
  if (with_holders) news.holders = words(result[0][5].text());
  return news;
}

bool BusTable::write_milestone(const BusOrder& order) const {
  const auto connection = pool_->acquire();
  try {
    // Alone: no reader is between its snapshot and ours. One that hangs is not waited for, and
    // neither are we.
    const bridge::Result newer = connection->execute(
        Sql(std::string(R"sql(
            BEGIN ISOLATION LEVEL READ COMMITTED;
            SET LOCAL lock_timeout = '1s';
            SET LOCAL idle_in_transaction_session_timeout = '5s';
            SELECT pg_advisory_xact_lock()sql") +
            lock_key + R"sql();
            SELECT id FROM bus_bus WHERE )sql" +
            is_milestone + " AND id > " + std::to_string(order.last_milestone()) + " LIMIT 1"));
    if (!newer.empty()) {
      connection->command("ROLLBACK");
      return false;
    }
    const Id milestone = connection->execute("SELECT nextval('bus_bus_id_seq')")[0][0].integer();
    const Ids seen =
        connection
            ->execute(Sql("SELECT id FROM bus_bus WHERE id > %s OR id = ANY(%s::int[])",
                          {order.highest(), order.missing()}))
            .ids();
    const std::vector<Id> open = order.open_at(milestone, {seen.begin(), seen.end()});
    connection->execute(Sql(R"sql(
        INSERT INTO bus_bus (id, channel, message, create_date, write_date)
        VALUES (%s, '["chatterd","milestone"]', %s, now() at time zone 'UTC',
                now() at time zone 'UTC'))sql",
                            {milestone, "[" + joined(open) + "]"}));
    connection->command("COMMIT");
    return true;
  } catch (const bridge::SqlError&) {
    connection->command("ROLLBACK");
    throw;
  }
}

BusTable::Members BusTable::members(const Ids& channels, const Ids& partners) const {
  Members found;
  for (const bridge::Row row : pool_->acquire()->execute(Sql(R"sql(
           SELECT channel_id, partner_id
           FROM mail_channel_partner
           WHERE channel_id = ANY(%s::int[])
             AND partner_id = ANY(%s::int[]))sql",
                                                             {channels, partners})))
    found.emplace(row[0].integer(), row[1].integer());
  return found;
}

std::unordered_map<Id, Ids> BusTable::listeners(const Ids& channels) const {
  std::unordered_map<Id, Ids> found;
  for (const bridge::Row row : pool_->acquire()->execute(Sql::hot(R"sql(
           SELECT channel_id, array_agg(partner_id ORDER BY partner_id)
           FROM mail_channel_partner
           WHERE channel_id = ANY(%s::int[])
             AND partner_id IS NOT NULL
           GROUP BY channel_id)sql",
                                                                  {channels})))
    found.emplace(row[0].integer(), row[1].ids());
  return found;
}

Id BusTable::last_given() const {
  return pool_->acquire()->execute("SELECT last_value FROM bus_bus_id_seq")[0][0].integer();
}

BusEntries BusTable::recall(bridge::Transaction& transaction,
                            const std::vector<std::string>& channels, Id last, Id settled,
                            double seconds) {
  const Milestones milestones = milestones_of(transaction.execute(milestones_from(last)));
  Sql query("SELECT id, channel, message FROM bus_bus WHERE channel = ANY(%s::text[])", {channels});
  if (last == 0) {
    query +=
        Sql(" AND create_date > (now() at time zone 'UTC') - %s * interval '1 second'", {seconds});
  } else {
    // What is below `last` and has its place above is listed by the milestone before `last` or the
    // first one behind it.
    std::vector<Id> late;
    for (const auto& [milestone, open] : milestones) {
      late.insert(late.end(), open.begin(), open.end());
      if (milestone > last) break;
    }
    query += Sql(" AND (id > %s OR id = ANY(%s::int[]))", {last, late});
  }
  BusEntries out;
  BusEntryReader reader;
  for (const bridge::Row row : transaction.execute(query)) {
    const Id place = place_of(row[0].integer(), milestones);
    if (place <= last || place > settled) continue;
    auto entry = reader.read(row[0].integer(), row[1].str(), row[2].text());
    entry->place = place;
    out.push_back(std::move(entry));
  }
  return out;
}

}  // namespace chatterd
