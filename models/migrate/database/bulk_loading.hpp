// A table that a run fills from nothing is filled without its plain indexes and its foreign keys:
// they are made at once over all rows afterwards, in a fraction of the time. Unique indexes and
// primary keys stay.
#pragma once
#include "bridge/postgres/connection.hpp"

namespace chatterd::migrate {

// From so many rows on it is worth it, for a table that has few: where it has more, people work
// already.
constexpr std::int64_t bulk_rows = 20000;

// Within one transaction: takes them off these tables and keeps their definitions in the journal
// (which must be there), so that whoever goes on with an interrupted run, or undoes it, can put
// them back. Waits for no lock for longer than some seconds: throws SqlError then.
void put_aside(bridge::Connection& link, const std::vector<std::string>& tables);

// Makes what was put aside of this table again ("" for all tables), one after the other, each in
// its own transaction. Rows whose foreign key was broken meanwhile get what that key says of a
// deletion: NULL, or they go.
void put_back(bridge::Connection& link, const std::string& table);

}  // namespace chatterd::migrate
