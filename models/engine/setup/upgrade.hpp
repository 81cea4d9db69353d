// What a newer chatterd has to add to a database that an older one has made: tables, columns,
// constraints, indexes, records and texts that a new database would have. Nothing is removed, and
// no row that is there is changed. An Odoo's database is never touched: its schema is Odoo's
// affair.
#pragma once
#include <string>
#include <vector>

#include "models/engine/engine.hpp"

namespace chatterd {

struct Upgrade {
  std::vector<std::string> changes;  // one line each: "column mail_channel.uuid varchar"
  std::vector<std::string> notes;    // what could not be done, and why
};

// Whether requests would fail without this change: records, texts and indexes are only missed.
bool is_needed(const std::string& change);

// Which chatterd set the database up, or brought it up to date, last.
struct MadeBy {
  bool own = false;     // chatterd has made it, and no Odoo has taken it over since
  std::string version;  // such as "0.2.0"; "" before versions were kept
  std::string state;    // a digest of all that a new database of that program had
};
MadeBy made_by(bridge::Transaction& transaction);

// The digest of what this program gives a new database with these models.
std::string setup_state(const Registry& registry);

// In one transaction; several at once wait for each other.
enum class Effort {
  look,      // names what lacks; no table that is served is altered, indexed or locked for it
  rehearse,  // does all, and rolls it back: so it also knows what has to be left out
  keep
};
Upgrade upgrade_database(Engine& engine, const std::string& version, Effort effort);

// Notes that the database is as this program makes it.
void note_version(Engine& engine, const std::string& version);

// Whether version a, such as "0.10.1", comes after b in its first two numbers: within those, any
// program may serve the database of another.
bool is_later_release(const std::string& a, const std::string& b);

}  // namespace chatterd
