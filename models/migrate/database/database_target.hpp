// An Odoo 13 database (or one that chatterd made) and its filestore as the target of a migration.
#pragma once
#include "models/migrate/core/target.hpp"

namespace chatterd::migrate {

// The database must have the tables of Odoo 13's Discuss. One without channels and messages was set
// up for this migration: ids are kept, and the records of its installation take the source's
// values. Throws std::runtime_error.
std::unique_ptr<Target> open_database_target(const std::string& dsn, const std::string& filestore);

// Takes back the latest run, or the one with this number: removes what it created, restores what it
// wrote over, and forgets it. Can be interrupted, and then called again. Throws std::runtime_error
// when there is no such run or a record cannot be removed.
Undone undo_in_database(const std::string& dsn, const std::string& filestore, std::int64_t run,
                        const std::function<void(const std::string&)>& progress);

}  // namespace chatterd::migrate
