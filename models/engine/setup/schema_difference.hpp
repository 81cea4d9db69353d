// The tables of one schema compared with those of another in the same database.
#pragma once
#include <functional>
#include <optional>

#include "models/engine/setup/upgrade.hpp"

namespace chatterd {

// What rows that are there get in a column that is new, in PostgreSQL's text form; none for NULL.
using Initial =
    std::function<std::optional<std::string>(const std::string& table, const std::string& column)>;

// Adds to schema `home` what `model` has and it lacks; with Effort::look, only says so.
void add_missing_tables(bridge::Transaction& transaction, const std::string& model,
                        const std::string& home, const Initial& initial, Effort effort,
                        Upgrade& upgrade);
// The same of rows that Odoo's modules bring: models, fields, groups, rights, rules, subtypes,
// parameters. A row is known by its external id or its name.
void add_missing_rows(bridge::Transaction& transaction, const std::string& model,
                      const std::string& home, Upgrade& upgrade);

}  // namespace chatterd
