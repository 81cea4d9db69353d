// A new installation on an empty database: schema, the records that Odoo 13 starts with, the first
// users.
#pragma once
#include <set>
#include <string>

#include "models/engine/engine.hpp"

namespace chatterd {

// Creates the schema and the records in one transaction; nothing is left of a failed attempt. The
// administrator's login is "admin". `more`: modules of Odoo's beside those that every database has.
// Throws SqlError when the database is not empty.
void create_database(bridge::Pool& pool, const std::string& admin_password,
                     const std::set<std::string>& more = {});

// The same in the transaction's current schema, with the modules of a database that is there: what
// an upgrade compares with. The administrator has no password.
void create_beside(bridge::Transaction& transaction, std::set<std::string> modules);

// What needs the running models: the channel of the whole company with its welcome message.
void create_first_channel(Engine& engine);

// Types of activities, the e-mails of invitations and new passwords, French texts: those that are
// not there yet, which are named.
void create_first_records(Engine& engine);
std::vector<std::string> add_first_records(const Env& env);

// Gives a record its external id, "module.name".
void name_record(const Env& env, const char* module, const std::string& name,
                 const Records& record);

// Some people (alice, bob, carol, demo: the password is the login) and channels to try things with.
// Does nothing when they are there already.
void create_demo(Engine& engine);

// Of a database with live chat: groups, rights, and a channel whose operators are all employees
// that are there by now.
void create_livechat(Engine& engine);

}  // namespace chatterd
